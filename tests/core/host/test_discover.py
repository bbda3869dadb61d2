"""The host, with distributions installed for the occasion."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path

import pytest

from redline import PluginError
from redline.diagnostics import Source
from redline.host import discover
from redline.host.discover import Offers, collect, rulebook_id
from redline_dsl import header

HOOK = """
import redline
import redline.plugins

@redline.hookimpl
def redline_rulebooks():
    return [redline.Source("a.redline", "rulebook {id} \\"title\\"")]
"""

Install = Callable[..., str]
NUMBERS = count()


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install distributions, each with one plugin module, into a folder of their own."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(
        discover, "distributions", lambda: importlib.metadata.distributions(path=[str(tmp_path)])
    )

    def put(
        code: str | None,
        *,
        distribution: str = "dummy",
        entry_point: str = "dummy",
        value: str | None = None,
        suffix: str = "dist-info",
        files: Mapping[str, str] | None = None,
    ) -> str:
        module = value or f"dummy_plugin_{next(NUMBERS)}"
        package = tmp_path / module.partition(":")[0]
        if code is not None:
            package.mkdir()
            (package / "__init__.py").write_text(code, encoding="utf-8")
        for name, text in (files or {}).items():
            (package / name).write_text(text, encoding="utf-8")
        info = tmp_path / f"{distribution}-1.5.{suffix}"
        info.mkdir(exist_ok=True)
        metadata = "PKG-INFO" if suffix == "egg-info" else "METADATA"
        (info / metadata).write_text(
            f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.5\n", encoding="utf-8"
        )
        with (info / "entry_points.txt").open("a", encoding="utf-8") as lines:
            lines.write(f"[redline]\n{entry_point} = {module}\n")
        return module

    yield put
    for name in set(sys.modules) - before:
        if name.startswith("dummy_plugin_"):
            del sys.modules[name]


def reason(offers: Offers) -> str:
    """Return the reason of the only failure."""
    (failure,) = offers.failures
    return failure.reason


def test_plugin_is_listed_with_distribution_version_and_hooks(install: Install) -> None:
    module = install(HOOK.format(id="one"), distribution="firm-rules", entry_point="firm")

    (plugin,) = collect(header).plugins

    assert ("firm-rules", "1.5", "firm", module) == (
        plugin.distribution,
        plugin.version,
        plugin.name,
        plugin.value,
    )
    assert ("redline_rulebooks",) == plugin.hooks


def test_rulebooks_are_sorted_by_id_whatever_the_plugins(install: Install) -> None:
    install(HOOK.format(id="b"), distribution="a-first")
    install(HOOK.format(id="a"), distribution="z-last")

    assert ["a", "b"] == [offer.name for offer in collect(header).rulebooks]


def test_package_without_hooks_offers_its_rule_files(install: Install) -> None:
    files = {"x.redline": '# note\nrulebook x "X"\n', "kinds.redline": 'item chip "c"\n', "readme.md": "no"}
    module = install('"""Rules."""', files=files)

    offers = collect(header)

    assert [("x", f"{module}/x.redline")] == [(offer.name, offer.thing.name) for offer in offers.rulebooks]
    assert [f"{module}/kinds.redline"] == [offer.name for offer in offers.vocabularies]


def test_rule_files_with_a_byte_order_mark_are_known_for_what_they_are(install: Install) -> None:
    files = {
        "x.redline": '\ufeffrulebook x "X"\n',
        "y.redline": "\ufeff# note\r\n\r\nrulebook y\r\n",
        "kinds.redline": '\ufeffitem chip "c"\n',
    }
    module = install('"""Rules."""', files=files)

    offers = collect(header)

    assert ["x", "y"] == [offer.name for offer in offers.rulebooks]
    assert [f"{module}/kinds.redline"] == [offer.name for offer in offers.vocabularies]


FUNCTION = (
    "import redline\n@redline.hookimpl\ndef redline_functions(): return ["
    "redline.plugins.Function('{name}', (('{unit}', 'increasing'),), 'count', {exact})]"
)

BROKEN = {
    "import error": ("import no_such_module_anywhere", "importing it failed: ModuleNotFoundError"),
    "leaves at import": ("raise SystemExit(4)", "importing it failed: SystemExit: 4"),
    "syntax error": ("def", "importing it failed: SyntaxError"),
    "nothing in it": ("x = 1", "it has no hook marked with `@redline.hookimpl` and no `*.redline` file"),
    "wrong argument": (
        "import redline\n@redline.hookimpl\ndef redline_rulebooks(config): return []",
        "{'config'} are declared in the hookimpl but can not be found in the hookspec",
    ),
    "misspelt hook": (
        "import redline\n@redline.hookimpl\ndef redline_rulebook(): return []",
        "there is no hook `redline_rulebook`; did you mean `redline_rulebooks`?",
    ),
    "unmarked hook": (
        "def redline_catalogs(): return []",
        "`redline_catalogs` is not marked with `@redline.hookimpl`",
    ),
    "hook raises": (
        "import redline\n@redline.hookimpl\ndef redline_rulebooks(): raise KeyError('gone')",
        "its hook `redline_rulebooks` failed: KeyError: 'gone'",
    ),
    "hook leaves": (
        "import redline\n@redline.hookimpl\ndef redline_rulebooks(): raise SystemExit",
        "its hook `redline_rulebooks` failed: SystemExit",
    ),
    "hook returns nothing": (
        "import redline\n@redline.hookimpl\ndef redline_rulebooks(): pass",
        "its hook `redline_rulebooks` returned `None`, not a list of Source",
    ),
    "hook returns text": (
        "import redline\n@redline.hookimpl\ndef redline_rulebooks(): return 'abc'",
        "its hook `redline_rulebooks` returned `'abc'`, not a list of Source",
    ),
    "hook returns a list of something else": (
        "import redline\n@redline.hookimpl\ndef redline_rulebooks(): return [7]",
        "its hook `redline_rulebooks` returned `7` in its list, not a Source",
    ),
    "hook returns a source of bytes": (
        "import redline\n@redline.hookimpl\ndef redline_rulebooks(): return [redline.Source(1, b'x')]",
        "its hook `redline_rulebooks` returned a Source whose `name` is `1`, not text",
    ),
    "hook returns a catalog without a function": (
        (
            "import redline, redline.plugins\n@redline.hookimpl\ndef redline_catalogs():\n"
            "    return [redline.plugins.CatalogEntry('a', 'chip', 'A', 'a.csv', b'name')]"
        ),
        "returned a CatalogEntry whose `load` is `b'name'`, not a function",
    ),
    "hook returns a reader of one suffix": (
        (
            "import redline\n@redline.hookimpl\n"
            "def redline_catalog_readers(): return [redline.plugins.CatalogReader('tsv', ('.tsv'), print)]"
        ),
        "returned a CatalogReader whose `suffixes` is `'.tsv'`, not a tuple of texts",
    ),
    "function that no other process finds": (
        FUNCTION.format(name="twice", unit="count", exact="lambda number: number * 2"),
        "returned a Function whose `exact` is `<function",
    ),
    "function of no unit": (
        FUNCTION.format(name="twice", unit="tops", exact="abs"),
        "whose `arguments` is `(('tops', 'increasing'),)`, not a tuple of pairs such as (\"mm2\", \"inc",
    ),
    "function of an odd name": (
        FUNCTION.format(name="my-twice", unit="count", exact="abs"),
        "returned a Function whose `name` is `'my-twice'`, not a name",
    ),
    "newer hooks": (
        "redline_hook_version = 99",
        "it was written for version 99 of the hooks, and this Redline knows version 3: install a newer",
    ),
    "odd version": (
        "redline_hook_version = 'new'",
        "its `redline_hook_version` is `'new'`, not a whole number from 1",
    ),
}


@pytest.mark.parametrize(("code", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_plugin_is_named_and_the_others_go_on(install: Install, code: str, expected: str) -> None:
    install(code, distribution="broken", entry_point="bad")
    install(HOOK.format(id="good"), distribution="sound")

    offers = collect(header)

    assert expected in reason(offers)
    assert ("broken", "bad") == (offers.failures[0].plugin.distribution, offers.failures[0].plugin.name)
    assert ["good"] == [offer.name for offer in offers.rulebooks]


@pytest.mark.parametrize(
    "value", ["no_such_package_at_all", "sys:no_such_name", "sys:maxsize", "sys:version"]
)
def test_entry_point_to_no_plugin_is_a_failure(install: Install, value: str) -> None:
    install(None, value=value)

    assert value == collect(header).failures[0].plugin.value


def test_object_with_hooks_is_a_plugin(install: Install) -> None:
    code = """
import redline

class Plugin:
    @redline.hookimpl
    def redline_rulebooks(self):
        return [redline.Source("a", "rulebook here")]

plugin = Plugin()
"""
    module = install(code)
    install(None, value=f"{module}:plugin", entry_point="object", distribution="other")

    assert ["here"] == [offer.name for offer in collect(header).rulebooks]


def test_rule_file_that_is_not_utf8_fails_its_plugin(install: Install, tmp_path: Path) -> None:
    module = install('"""Rules."""', files={"x.redline": "rulebook x"})
    (tmp_path / module / "y.redline").write_bytes(b"rulebook \xff")

    assert reason(collect(header)).startswith("its rule files cannot be read: UnicodeDecodeError")


def test_strict_raises_naming_every_failure(install: Install) -> None:
    install("raise ValueError('one')", distribution="first")
    install("raise ValueError('two')", distribution="second")

    with pytest.raises(PluginError) as caught:
        collect(header, strict=True)

    assert ["first" in str(caught.value), "second" in str(caught.value)] == [True, True]
    assert 3 == caught.value.exit_status


def test_entry_point_advertised_twice_is_one_plugin(install: Install) -> None:
    module = install(HOOK.format(id="one"))
    install(None, value=module, suffix="egg-info")

    offers = collect(header)

    assert (1, ()) == (len(offers.plugins), offers.clashes())


def test_two_plugins_with_one_rulebook_clash_naming_both(install: Install) -> None:
    install(HOOK.format(id="same"), distribution="one", entry_point="left")
    install(HOOK.format(id="same"), distribution="two", entry_point="right")

    (clash,) = collect(header).clashes()

    assert "rulebook `same` is offered more than once" in clash
    assert ["`left` of one 1.5" in clash, "`right` of two 1.5" in clash] == [True, True]


def test_unreadable_metadata_of_one_distribution_does_not_stop_others(
    install: Install, tmp_path: Path
) -> None:
    install(HOOK.format(id="good"))
    info = tmp_path / "odd-1.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[redline]\nno equals sign\n", encoding="utf-8")
    (info / "METADATA").write_text("Name: odd\nVersion: 1\n", encoding="utf-8")

    offers = collect(header)

    assert "its entry points cannot be read" in reason(offers)
    assert ["good"] == [offer.name for offer in offers.rulebooks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('rulebook us-1 "T"', "us-1"),
        ("# c\n\nrulebook  x\n", "x"),
        ("item chip", "file"),
        (" rulebook y", "file"),
        ('\ufeffrulebook y"T"', "y"),
        ("# c\r\n\r\nrulebook\ty#c\r\n", "y"),
        ("rulebook", "file"),
        ('rulebook "T"', "file"),
        ("rulebook-y z", "file"),
        ("rulebook us\u20132026 x", "us\u20132026"),
    ],
)
def test_rulebook_id_is_read_from_the_header(text: str, expected: str) -> None:
    assert expected == rulebook_id(Source("file", text), header)
