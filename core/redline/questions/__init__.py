"""The basic questions, and the one place where a question is completed.

``arguments`` checks what a program asks; ``prepare`` chooses the texts and adds what is stated, assumed and
contained; ``execute`` runs them over a catalog; ``api`` has the methods that users call.
"""
