"""Find the fact that a column was meant for although it is not called so: case, lookalike letters, a slip."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from attrs import frozen

_LOOKALIKES: Final = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0456\u0458\u0501\u051b\u04bb"
    "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03c9\u0131\u0251\u0261",
    "abekmhopctyxsijdqhabeikvoptuxwiag",
)
"""Small letters of other alphabets, and the Latin ones that they, or their capitals, look like."""
_NEAR: Final = 0.88
"""Share of letters in common from which on one name is taken for a slip of the other."""
_SHORTEST: Final = 3
"""Letters that an abbreviated word has at least."""
_LONGEST: Final = 100


def plain(text: str) -> str:
    """Write a column's name as facts are written: small Latin letters and digits, joined by underscores."""
    latin = unicodedata.normalize("NFKC", text[:_LONGEST]).lower().translate(_LOOKALIKES)
    return re.sub(r"[^a-z0-9]+", "_", latin).strip("_")


def lookalike(text: str) -> str | None:
    """Name the first letter that looks like a Latin one and is of another alphabet; None if all are Latin."""
    char = next((char for char in text[:_LONGEST] if ord(char.lower()[0]) in _LOOKALIKES), None)
    return None if char is None else f"`{char}` ({unicodedata.name(char, 'a letter').lower()})"


@frozen
class NearNames:
    """The names of facts, to look up those of columns that are nearly them."""

    known: tuple[str, ...]

    def same(self, text: str) -> str | None:
        """Return the fact that a column is called but for case, lookalikes, and what joins the words."""
        return self._joined.get(plain(text).replace("_", ""))

    def slip(self, text: str) -> str | None:
        """Return the fact from whose name a column's differs by a slip, or by words that are cut short."""
        words = plain(text).split("_")
        near = (name for name, of in self._words.items() if _is_slip(words, of) or _is_short(words, of))
        return next(near, None)

    def within(self, text: str) -> str | None:
        """Return the fact of whose name, of two words or more, a column's has all words, or the first ones.

        Words stand in any order with others among them: `fp16_tensor_tflops`, `tflops_fp16`. A first word
        with a digit tells by itself: `fp16_tensor`.
        """
        words = plain(text).split("_")
        fitting = [
            name
            for name, of in self._words.items()
            if len(of) > 1 and (set(of) <= set(words) or (len(words) > 1 and of[: len(words)] == words))
        ]
        telling = (name for name, of in self._words.items() if _digits(of[0]) and of[0] in words)
        return max(fitting, key=len, default=None) or next(telling, None)

    @cached_property
    def _joined(self) -> Mapping[str, str]:
        return {name.replace("_", ""): name for name in self.known}

    @cached_property
    def _words(self) -> Mapping[str, list[str]]:
        return {name: name.split("_") for name in self.known}


def _is_slip(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether names have the same digits, and nearly the same letters."""
    from difflib import SequenceMatcher

    first, second = "".join(one), "".join(other)
    return _digits(first) == _digits(second) and SequenceMatcher(None, first, second).ratio() > _NEAR


def _digits(text: str) -> list[str]:
    return sorted(filter(str.isdigit, text))


def _is_short(one: list[str], other: list[str]) -> bool:
    """Whether the words of one name are those of the other, some of them cut short."""
    return len(one) == len(other) > 1 and all(
        word == whole or (len(word) >= _SHORTEST and word.isalpha() and whole.startswith(word))
        for word, whole in zip(one, other, strict=True)
    )
