"""Write a page for each rulebook that is installed: each paragraph of the law, and below it the code for it.

The pages are made anew with each build, from the same texts that answer questions, so they cannot be
out of date. They stand in ``docs/rulebooks``, which is not under version control.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import redline
from redline.analyses.coverage import number_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

FOLDER = "rulebooks"
_STATEMENT = re.compile(r"^\S.*(?:\n(?:[ \t].*)?)*", re.MULTILINE)
_CITED = re.compile(r'^\s+cite (\S+)(?: "([^"]*)")?', re.MULTILINE)
_UNVERIFIED = re.compile(r"^\s+verified no\b", re.MULTILINE)
_ELSEWHERE = {"rulebook", "publication", "parameter", "scenario"}
"""What a page shows in its own way: at its head, in the table of numbers, or by its number."""


def write_pages(folder: Path, engine: redline.Engine) -> list[Path]:
    """Write the index and a page for each rulebook; leave alone those that are as they were."""
    books = sorted(engine.rulebooks.values(), key=lambda book: (book.regime, book.effective, book.id))
    pages = {"index": index(books)} | {book.id: page(book, books, engine.source(book)) for book in books}
    folder.mkdir(exist_ok=True)
    paths = {folder / f"{name}.md": text for name, text in pages.items()}
    for path in set(folder.glob("*.md")) - set(paths):
        path.unlink()
    for path, text in paths.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return sorted(paths)


# --- the index --------------------------------------------------------------------------------


def index(books: Iterable[redline.Rulebook]) -> str:
    """List the rulebooks by regime, each with a link to its page."""
    lines = [
        "# The rules, law beside code\n",
        "A page for each rulebook, made from it when this documentation is built. {doc}`../coverage` lists",
        "all numbers, and what is not encoded.\n",
    ]
    regimes: dict[str, list[redline.Rulebook]] = {}
    for book in books:
        regimes.setdefault(book.regime, []).append(book)
    for regime, texts in regimes.items():
        rows = [(_link(one), _plain(one.title), _in_force(one), _checked(one)) for one in texts]
        lines += [f"## {_plain(regime)}\n", *_table(("rulebook", "title", "in force", "compared"), rows)]
    names = [book.id for texts in regimes.values() for book in texts]
    return "\n".join([*lines, "```{toctree}", ":hidden:", *names, "```", ""])


def _in_force(book: redline.Rulebook) -> str:
    return f"no law: {_plain(book.draft)}" if book.draft else f"from {book.effective}"


def _checked(book: redline.Rulebook) -> str:
    return f"up to {book.verified}" if book.verified else "never"


# --- a page -----------------------------------------------------------------------------------


def page(book: redline.Rulebook, books: list[redline.Rulebook], source: str) -> str:
    """Write one rulebook: where it stands in time, its numbers, and its statements."""
    later = [one for one in books if one.amends == book.id]
    facts = [
        ("regime", f"`{book.regime}`"),
        ("published", str(book.published or "not stated")),
        ("in force", _in_force(book)),
        ("compared with its sources", _checked(book)),
        (
            "amends",
            f"[{book.amends}]({book.amends}.md), and what that leaves" if book.amends else "no other text",
        ),
        ("amended by", ", ".join(map(_link, later)) or "no text that is here"),
        ("scenarios", str(len(book.scenarios))),
        ("encoded in", _plain(source)),
    ]
    lines = [f"# {_plain(book.id)}\n", f"{_plain(book.title)}\n", *_table(("", ""), facts)]
    regime = (
        [one for one in books if one.regime == book.regime and not one.draft] if not book.draft else [book]
    )
    if rows := list(_numbers(book, regime)):
        lines += ["## Numbers\n", *_table(("number", "meaning", "source", "compared", "by date"), rows)]
    lines += ["## Law and code\n"]
    for code in _STATEMENT.findall(book.text):
        if code.split()[0] not in _ELSEWHERE and not code.startswith("#"):
            lines += _statement(code.rstrip(), book)
    if book.amends:
        lines += ["## The rest\n", f"Everything else is as in [{book.amends}]({book.amends}.md).\n"]
    return "\n".join(lines)


def _statement(code: str, book: redline.Rulebook) -> Iterator[str]:
    """Write one statement of a text: its name, the paragraphs that it cites, and itself."""
    titles = {publication.key: publication.title for publication in book.publications}
    cited = [titles.get(key, key) + (f", {place}" if place else "") for key, place in _CITED.findall(code)]
    if not cited and (group := _GROUP.match(code)):
        cited = [group[1]]
    yield f"### {_plain(_name(code))}\n"
    yield from (f"* {_plain(place)}" for place in dict.fromkeys(cited))
    if not cited:
        yield "* no paragraph is cited"
    if _UNVERIFIED.search(code):
        yield "* **not compared with its source**, in whole or in part"
    yield f"\n```redline\n{code}\n```\n"


_GROUP = re.compile(r'(?:replace )?country group \S+ "([^"]*)"')
_TITLED = re.compile(r'((?:add |replace )?(?:control|metric) \S+) .*"([^"]*)"')
_NOTE = re.compile(r'(?:replace |strike )?(?:exclusion|presumption) "[^"]*"')


def _name(code: str) -> str:
    """Return the words that begin a statement, up to what it says."""
    first = code.partition("\n")[0]
    if titled := _TITLED.match(first):
        return f"{titled[1]}: {titled[2]}"
    if note := _NOTE.match(first):
        return note[0]
    words = re.split(r' "| = (?=[A-Z])', first, maxsplit=1)[0]
    return textwrap.shorten(words, 80, placeholder=" ...")


def _numbers(book: redline.Rulebook, regime: Sequence[redline.Rulebook]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each number that holds under a rulebook, with what it was and became in its regime."""
    for parameter in book.parameters:
        yield (
            f"`{number_of(parameter)}`",
            _plain(parameter.description or parameter.name),
            "; ".join(_plain(str(cite)) for cite in parameter.cites) or "-",
            "yes" if parameter.verified else "**no**",
            ", ".join(f"{number} from {day}" for day, number in _steps(parameter.name, regime)),
        )


def _steps(name: str, regime: Sequence[redline.Rulebook]) -> Iterator[tuple[dt.date, str]]:
    """Yield each day on which a number became another one, through the texts of a regime."""
    values: dict[dt.date, str] = {}
    for text in regime:
        found = next((one for one in text.parameters if one.name == name), None)
        values = {day: value for day, value in values.items() if day < text.effective}
        if found is None:
            values[text.effective] = "none"
            continue
        values[max(text.effective, found.effective or text.effective)] = f"`{number_of(found)}`"
        if found.until is not None:
            values[found.until] = "none"
    before = "none"
    for day, value in sorted(values.items()):
        if value != before:
            yield day, value
        before = value


# --- Markdown ---------------------------------------------------------------------------------


def _plain(text: str) -> str:
    """Return text in which nothing is taken for Markdown."""
    return re.sub(r"([\\`*_{}\[\]<>|#])", r"\\\1", text)


def _link(book: redline.Rulebook) -> str:
    return f"[{_plain(book.id)}]({book.id}.md)"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return [*(f"| {' | '.join(cells)} |" for cells in lines), ""]


def _write(app: Sphinx) -> None:
    write_pages(Path(app.srcdir) / FOLDER, redline.load())


def setup(app: Sphinx) -> Mapping[str, bool]:
    """Write the pages before Sphinx looks for them."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True}
