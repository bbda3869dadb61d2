"""Hold determinations of scenarios to what the rule text expects of them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from redline.evidence.determination import Determination
from redline.model import Expectation, Rulebook, Scenario


@frozen
class Trial:
    """A scenario of a rulebook, and in words how its outcome differs from what is expected."""

    rulebook: Rulebook
    scenario: Scenario
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the outcome is the expected one."""
        return not self.differences

    def __str__(self) -> str:
        place = f"{self.scenario.span}: " if self.scenario.span else ""
        return (
            f'{place}scenario "{self.scenario.name}" of `{self.rulebook.id}`: {"; ".join(self.differences)}'
        )


@frozen
class Regression:
    """The scenarios of the law as it stands, tried under a draft that amends it; these are no failures.

    They are those of the ``law`` that it amends, and those of earlier texts, as far as they hold there.
    """

    draft: str
    law: str
    trials: tuple[Trial, ...]

    @property
    def flips(self) -> tuple[Trial, ...]:
        """The scenarios that come out otherwise under the draft."""
        return tuple(trial for trial in self.trials if not trial.holds)


def hold(book: Rulebook, scenario: Scenario, found: Determination) -> Trial:
    """Compare the determination of a scenario's item with its expectation."""
    expected = scenario.expectation
    return Trial(book, scenario, (*_status(expected, found), *_license(expected, found)))


def _status(expected: Expectation, found: Determination) -> Iterator[str]:
    if found.status != expected.status:
        why = ", ".join((*found.limbs, *found.excluded_by, *found.missing, *found.unstated))
        was = f"it is {_words(found.status)}" + (f" ({why})" if why else "")
        yield f"expected {_words(expected.status)}, and {was}"
        return
    named = {*found.limbs, *found.controls}
    for what, wanted, there in (
        ("limb", expected.limbs, named),
        ("exclusion", expected.excluded_by, {*found.excluded_by}),
        ("missing fact", expected.missing, {*found.missing}),
        ("reason", expected.unstated, {why.partition(": ")[2] for why in found.unstated}),
    ):
        absent = [name for name in wanted if name not in there]
        if absent:
            listed = ", ".join(sorted(there)) or "none"
            yield f"expected {what} {', '.join(absent)}, and there is {listed}"


def _license(expected: Expectation, found: Determination) -> Iterator[str]:
    license_ = found.license
    wanted = (expected.license, expected.policy, expected.exceptions)
    if wanted == (None, None, None):
        return
    if license_ is None:
        yield "expected something of the license, and no destination is given"
        return
    required = {True: "required", False: "not_required", None: "undetermined"}[license_["required"]]
    if expected.license is not None and expected.license != required:
        yield f"expected a license to be {_words(expected.license)}, and it is {_words(required)}"
    if expected.policy is not None and expected.policy != license_["policy"]:
        was = _words(license_["policy"] or "none that is certain")
        yield f"expected the review policy {_words(expected.policy)}, and it is {was}"
    usable = {exception["code"] for exception in license_["exceptions"]}
    if expected.exceptions is not None and {*expected.exceptions} != usable:
        listed = ", ".join(sorted(usable)) or "none"
        yield f"expected exception {', '.join(expected.exceptions) or 'none'}, and usable is {listed}"


def _words(name: str) -> str:
    return name.replace("_", " ")
