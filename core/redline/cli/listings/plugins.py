"""List plugins with their hooks, and what of them did not load."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import indent

from redline.cli.listings.wording import WIDTH, table, to_json
from redline.host.discover import Failure, Offers


def plugins(offers: Offers, faulty: Sequence[Failure] = (), *, as_json: bool = False) -> str:
    """List the plugins that loaded and their texts that do not compile, and those that did not load."""
    if as_json:
        return to_json(
            [
                {
                    "plugin": plugin.name,
                    "distribution": plugin.distribution,
                    "version": plugin.version,
                    "module": plugin.value,
                    "hooks": list(plugin.hooks),
                    "failure": next((f.reason for f in offers.failures if f.plugin == plugin), None),
                    "faulty_texts": [f.reason for f in faulty if f.plugin == plugin],
                }
                for plugin in sorted((*offers.plugins, *(failure.plugin for failure in offers.failures)))
            ]
        )
    rows = [("plugin", "distribution", "version", "module", "hooks")]
    rows += [(p.name, p.distribution, p.version, p.value, " ".join(p.hooks)) for p in offers.plugins]
    lines = table(rows, WIDTH, (3, 4))
    if offers.commands:
        titles = (f"  {o.name}  {o.thing.title} ({o.plugin.name})" for o in offers.commands)
        lines += ["", "commands:", *titles]
    if offers.functions:
        calls = (f"  {o.thing.signature} : {o.thing.result} ({o.plugin.name})" for o in offers.functions)
        lines += ["", "functions:", *calls]
    for heading, failures in (("skipped:", offers.failures), ("texts that do not compile:", faulty)):
        if failures:
            lines += ["", heading]
            lines += [f"  {failure.plugin}\n{indent(failure.reason, '    ')}" for failure in failures]
    return "\n".join(lines) + "\n"
