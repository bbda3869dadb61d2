"""Which text answers: names, regimes and days turned into rulebooks.

In come the texts that plugins offer, a name and a day; out goes the rulebook that is meant, with what to
know about it. Begin with ``library``; ``by_day`` gives each row the text of its own day, ``kinds`` says of
which items rulebooks speak, ``vocabulary`` compiles what plugins share, ``cautions`` warns of days up to
which nobody checked a text.
"""
