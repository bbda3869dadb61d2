"""The plugin host: what plugins can offer, and what happens when one of them fails.

In come the installed distributions; out go offers, each with the plugin that made it, and failures. Begin
with ``hookspec``, the hooks, and ``discover``, which loads plugins; ``offer_checks`` refuses what is no
such thing, and ``guards`` name the plugin in whatever it raises later. ``command``, ``report`` and
``datasets`` are what plugins return.
"""
