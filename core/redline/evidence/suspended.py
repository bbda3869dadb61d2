"""Say which suspensions bear on an outcome: what does not count today, and what does again, unchecked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from redline.program.outputs import Ref, SuspensionOutput
from redline.program.trace import Trace
from redline.program.unverified import name_of


def suspended(trace: Trace, on: dt.date, answer: Callable[[Ref], bool | None]) -> tuple[str, ...]:
    """Name what would bear on an item, and is suspended on a day."""
    return tuple(name_of(each.of) for each in _bearing(trace, answer) if each.suspension.holds(on))


def suspension_warnings(trace: Trace, on: dt.date, answer: Callable[[Ref], bool | None]) -> tuple[str, ...]:
    """Warn of what is suspended on a day, and of what counts again though nobody checked what followed."""
    found = []
    for each in _bearing(trace, answer):
        name, suspension = name_of(each.of), each.suspension
        cites = f" ({'; '.join(map(str, suspension.cites))})" if suspension.cites else ""
        if suspension.holds(on):
            found.append(f"{name} is suspended until {suspension.end}{cites}")
        elif not suspension.is_followed_up(trace.rulebook.verified):
            found.append(
                f"{name} counts again: its suspension ended on {suspension.end}{cites}; "
                "what followed was not checked"
            )
    return tuple(found)


def _bearing(trace: Trace, answer: Callable[[Ref], bool | None]) -> list[SuspensionOutput]:
    """Return the suspensions of what applies, or would, or perhaps does."""
    return [each for each in trace.output.suspensions if answer(each.node) is not False]
