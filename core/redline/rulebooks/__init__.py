"""Which text answers: names, regimes and days turned into rulebooks.

Begin with ``library`` (from a name and a day to a rulebook); ``by_day`` gives each row the text of its own
day; ``kinds`` says of which items rulebooks speak; ``vocabulary`` compiles what plugins share.
"""
