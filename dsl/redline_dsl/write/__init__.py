"""Write: rule text in, rule text of the same meaning out.

``format`` gives the canonical form, with comments; ``instruction`` gives an amendment as an amending
instruction.
"""
