"""The plugin host: what plugins can offer, and what happens when one of them fails.

``hookspec`` lists the hooks; ``discover`` loads plugins and collects what they offer; ``offer_checks``
refuses what is no such thing; ``guards`` name the plugin in whatever it raises later. ``command``,
``report`` and ``datasets`` are what a plugin returns.
"""
