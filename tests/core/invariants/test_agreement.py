"""Rule texts with real units, through the whole front end: kernel and interpreter give the same outcomes."""

from __future__ import annotations

from functools import cache

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import redline
from redline.catalog import Catalog
from redline.exact.completion import Completions
from redline.kernel import Kernel
from redline.model import ItemKind
from redline.program.lower import lower
from redline.values import Status
from tests.support import generated_texts


@cache
def engine() -> redline.Engine:
    """Return the engine; not a fixture, since a property writes its arguments out again and again."""
    return redline.load()


def chip() -> ItemKind:
    return next(kind for kind in engine().vocabulary.kinds if kind.name == "chip")


@settings(deadline=None, max_examples=30, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    generated_texts.rule_texts(),
    st.deferred(lambda: generated_texts.catalogs(chip())),
    st.sampled_from(("not_claimed", "unknown")),
)
def test_kernel_equals_interpreter_on_rule_texts(text: str, catalog: Catalog, reading: str) -> None:
    program = lower(chip(), [engine().compile(text)], {"unlisted_formats": reading})
    (rulebook,) = program.rulebooks

    answers = [Completions(program, catalog.item(row)).found(rulebook.status) for row in range(len(catalog))]

    codes = Kernel(program).run(catalog).status[rulebook.id]
    assert [Status.of(answer.truth) for answer in answers] == codes.tolist()
