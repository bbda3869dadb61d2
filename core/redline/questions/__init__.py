"""The basic questions, and the one place where what is asked is put in full.

In come the arguments of ``check``, ``determine`` and ``kernel``; out go a ``Result``, determinations or a
kernel. Begin with ``api``, the methods that users call; ``arguments`` checks what is asked, ``prepare``
chooses the texts and adds what is stated, assumed and contained, and ``execute`` runs them over a catalog.
"""
