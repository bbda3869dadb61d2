"""New plugins: what is written, which names are refused, and that it installs and passes at once."""

from __future__ import annotations

import tomllib
from pathlib import Path

import click
import pytest

import redline
from redline.cli import main
from redline.cli.new_plugin import kinds, write_plugin
from tests.support.environment import Environment

Captured = pytest.CaptureFixture[str]

ITEM = "H200 SXM 141GB"
TRIED = {
    "rulebook": (("check", "--rules", "narnia-2026", "--item", ITEM), f"{ITEM}  controlled"),
    "metric": (("check", "--rules", "tests/example.redline", "--item", ITEM), f"{ITEM}  controlled"),
    "catalog": (("check", "narnia"), "Middle  undetermined"),
    "report": (("check", "--format", "narnia", "--item", ITEM), f"us-2022: {ITEM} is controlled (3A090.a.1)"),
}
"""What the README of a new plugin says to try, and words that come out."""


def run(*arguments: str) -> int:
    """Run the command line in this process and return its exit status."""
    with pytest.raises(SystemExit) as caught:
        main.main(arguments)
    return int(caught.value.code or 0)


# --- what is written ----------------------------------------------------------------------------


def test_command_offers_every_kind_that_has_templates() -> None:
    (kind,) = (option for option in main.new_plugin.params if option.name == "kind")

    assert isinstance(kind.type, click.Choice)
    assert kinds() == sorted(kind.type.choices)


@pytest.mark.parametrize("kind", kinds())
def test_new_plugin_installs_and_passes_at_once(kind: str, tmp_path: Path) -> None:
    environment = Environment(tmp_path / "env")

    folder, _ = write_plugin("narnia", kind, tmp_path)
    environment.run("pip", "install", "--quiet", "-e", ".", folder=folder)

    assert " passed" in environment.run("pytest", "-p", "no:cacheprovider", folder=folder)
    command, words = TRIED[kind]
    assert words in environment.run("redline", *command, "--strict", folder=folder)


@pytest.mark.parametrize("kind", kinds())
def test_rule_files_are_in_the_canonical_format(kind: str, tmp_path: Path) -> None:
    folder, _ = write_plugin("narnia", kind, tmp_path)

    assert 0 == run("fmt", "--check", str(folder))


@pytest.mark.parametrize("kind", kinds())
def test_readme_tells_the_commands_that_are_tried_here(kind: str, tmp_path: Path) -> None:
    folder, _ = write_plugin("narnia", kind, tmp_path)

    assert f"redline {' '.join(TRIED[kind][0][:3])}" in (folder / "README.md").read_text(encoding="utf-8")


def test_words_stand_for_themselves_nowhere(tmp_path: Path) -> None:
    for kind in kinds():
        folder, paths = write_plugin(f"wide-{kind}", kind, tmp_path)
        texts = [*paths, *((folder / path).read_text(encoding="utf-8") for path in paths)]

        assert [] == [text for text in texts if "$" in text or "NAME" in text or "PACKAGE" in text]


def test_name_is_written_as_distributions_and_packages_are(tmp_path: Path) -> None:
    folder, paths = write_plugin("High_Seas", "rulebook", tmp_path)
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert tmp_path / "high-seas" == folder
    assert "high_seas/high-seas-2026.redline" in paths
    assert ("high-seas", {"high-seas": "high_seas"}) == (project["name"], project["entry-points"]["redline"])


def test_command_lists_the_files(tmp_path: Path, capsys: Captured) -> None:
    status = run("new-plugin", "narnia", "--directory", str(tmp_path / "deep" / "down"))
    told = capsys.readouterr()

    assert 0 == status
    assert all(Path(line).is_file() for line in told.out.splitlines())
    assert "`pip install -e .`" in told.err


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "`` cannot be the name"),
        ("a/b", "begin with a letter"),
        ("../up", "begin with a letter"),
        ("/etc", "begin with a letter"),
        ("a\nb", "begin with a letter"),
        ("a\0b", "begin with a letter"),
        ("$name", "begin with a letter"),
        ("ünder", "begin with a letter"),
        ("3d", "begin with a letter"),
        ("a-", "begin with a letter"),
        ("x" * 61, "too long"),
        ("x" * 100_000, "too long"),
        ("class", "a word of Python"),
        ("match", "a word of Python"),
        ("json", "a module of Python's own"),
        ("tests", "its tests would have the same name"),
        ("numpy", "a package `numpy` is installed already"),
        ("redline-dsl", "a package `redline_dsl` is installed already"),
        ("control", "a word of the rule language"),
        ("us", "the regime `us` has this name"),
        ("chip", "the item `chip` has this name"),
        ("table", "the format `table` has this name"),
        ("accelerators", "the catalog `accelerators` has this name"),
    ],
)
def test_name_is_refused(name: str, why: str, tmp_path: Path, capsys: Captured) -> None:
    status = run("new-plugin", "--directory", str(tmp_path), "--", name)

    assert 2 == status
    assert why in capsys.readouterr().err
    assert [] == list(tmp_path.iterdir())


def test_nothing_is_overwritten(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "narnia").mkdir()
    (tmp_path / "narnia" / "mine.txt").write_text("mine", encoding="utf-8")

    assert 2 == run("new-plugin", "Narnia", "--directory", str(tmp_path))
    assert "is there already\n  help: choose another name, or `--directory`" in capsys.readouterr().err
    assert ["mine.txt"] == [path.name for path in (tmp_path / "narnia").iterdir()]


def test_link_that_leads_nowhere_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "narnia").symlink_to(tmp_path / "nowhere")

    assert 2 == run("new-plugin", "narnia", "--directory", str(tmp_path))
    assert not (tmp_path / "nowhere").exists()


def test_place_that_is_a_file_is_refused(tmp_path: Path, capsys: Captured) -> None:
    (tmp_path / "file").touch()

    assert 2 == run("new-plugin", "narnia", "--directory", str(tmp_path / "file"))
    assert "cannot be written: " in capsys.readouterr().err


def test_folder_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", fail)

    with pytest.raises(redline.InputError, match="no space left on device"):
        write_plugin("narnia", "rulebook", tmp_path)
    assert [] == list(tmp_path.iterdir())
