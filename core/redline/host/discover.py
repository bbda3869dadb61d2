"""Find plugins by entry point, load each behind a guard, and collect what they offer.

Each plugin has a plugin manager of its own, so that whatever goes wrong is put down to it and
nothing depends on the order of plugins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import Distribution, EntryPoint, distributions
from types import ModuleType
from typing import Any, Final, Generic, TypeAlias, TypeVar

import pluggy
from attrs import field, frozen

from redline.catalog.input import CatalogEntry, CatalogReader
from redline.diagnostics import Diagnostic, PluginError, Source, short
from redline.functions import Function
from redline.host import hookspec, offer_checks
from redline.host.command import Command
from redline.host.datasets import LabelSet, ReferenceSeries
from redline.host.report import ReportWriter
from redline.model import Header
from redline.suggestions import nearest

T = TypeVar("T")

ReadHeader: TypeAlias = Callable[[Source], Header | None]
"""What reads the header of a rule text; a text that has none is a vocabulary."""


@frozen(order=True)
class Plugin:
    """One entry point of one installed distribution, and the hooks found behind it."""

    distribution: str
    version: str
    name: str
    value: str
    hooks: tuple[str, ...] = field(default=(), eq=False)

    def __str__(self) -> str:
        return f"`{self.name}` of {self.distribution} {self.version} (`{self.value}`)"


@frozen
class Failure:
    """A plugin that was skipped, or a part of it, and why."""

    plugin: Plugin
    reason: str
    findings: tuple[Diagnostic, ...] = ()
    """What is wrong with a text of it that does not compile."""

    def __str__(self) -> str:
        return f"plugin {self.plugin} is skipped: {self.reason}"


@frozen(eq=False)
class Offer(Generic[T]):
    """Something a plugin offers, under the name that users know it by."""

    name: str
    plugin: Plugin
    thing: T


@frozen(eq=False)
class Offers:
    """What all plugins that load offer together; each sequence is sorted by name."""

    plugins: tuple[Plugin, ...]
    failures: tuple[Failure, ...]
    vocabularies: tuple[Offer[Source], ...]
    rulebooks: tuple[Offer[Source], ...]
    catalogs: tuple[Offer[CatalogEntry], ...]
    readers: tuple[Offer[CatalogReader], ...]
    writers: tuple[Offer[ReportWriter], ...]
    functions: tuple[Offer[Function], ...] = ()
    commands: tuple[Offer[Command], ...] = ()
    label_sets: tuple[Offer[LabelSet], ...] = ()
    series: tuple[Offer[ReferenceSeries], ...] = ()

    def clashes(self) -> tuple[str, ...]:
        """Say which names are offered more than once, and by whom."""
        inputs = [Offer(suffix, o.plugin, None) for o in self.readers for suffix in o.thing.suffixes]
        outputs = [Offer(suffix, o.plugin, None) for o in self.writers for suffix in o.thing.suffixes]
        return tuple(
            clash
            for what, offers in (
                ("rulebook", self.rulebooks),
                ("catalog", self.catalogs),
                ("catalog reader", self.readers),
                ("reader of files", inputs),
                ("report writer", self.writers),
                ("writer of files", outputs),
                ("function", self.functions),
                ("command", self.commands),
                ("label set", self.label_sets),
                ("reference series", self.series),
            )
            for clash in _clashes(what, offers)
        )

    def rival_defaults(self) -> str | None:
        """Say which catalogs each claim to be the default, None unless there are several."""
        rivals = [f"`{o.name}` of plugin {o.plugin}" for o in self.catalogs if o.thing.default]
        if len(rivals) < 2:
            return None
        return f"more than one catalog is marked as the default: {' and '.join(rivals)}"


def collect(read_header: ReadHeader, *, strict: bool = False) -> Offers:
    """Load every plugin and collect what they offer.

    A plugin that fails is skipped and listed in ``failures``; with ``strict`` raises ``PluginError``.
    """
    entry_points, failures = _advertised()
    found: dict[str, list[tuple[Plugin, Any]]] = {hook: [] for hook in _ELEMENTS}
    plugins = []
    for plugin, entry_point in entry_points:
        try:
            hooks, things = _examine(plugin, entry_point, read_header)
        except _Defect as defect:
            failures.append(Failure(plugin, str(defect)))
            continue
        plugins.append(Plugin(plugin.distribution, plugin.version, plugin.name, plugin.value, hooks))
        for hook, elements in things.items():
            found[hook] += [(plugins[-1], element) for element in elements]
    if strict and failures:
        raise PluginError(*map(str, failures))
    return Offers(
        plugins=tuple(plugins),
        failures=tuple(sorted(failures, key=lambda failure: failure.plugin)),
        vocabularies=_offers(found["redline_vocabularies"], lambda source: source.name),
        rulebooks=_offers(found["redline_rulebooks"], lambda source: rulebook_id(source, read_header)),
        catalogs=_offers(found["redline_catalogs"], lambda entry: entry.name),
        readers=_offers(found["redline_catalog_readers"], lambda reader: reader.name),
        writers=_offers(found["redline_report_writers"], lambda writer: writer.name),
        functions=_offers(found["redline_functions"], lambda function: function.name),
        commands=_offers(found["redline_commands"], lambda command: command.name),
        label_sets=_offers(found["redline_label_sets"], lambda each: each.name),
        series=_offers(found["redline_reference_series"], lambda each: each.name),
    )


def rulebook_id(source: Source, read_header: ReadHeader) -> str:
    """Return the id in a rulebook's header, or the text's name when it has none."""
    header = read_header(source)
    return header.id if header is not None and header.id else source.name


_ELEMENTS: Final[Mapping[str, type]] = {
    "redline_vocabularies": Source,
    "redline_rulebooks": Source,
    "redline_catalogs": CatalogEntry,
    "redline_catalog_readers": CatalogReader,
    "redline_report_writers": ReportWriter,
    "redline_functions": Function,
    "redline_commands": Command,
    "redline_label_sets": LabelSet,
    "redline_reference_series": ReferenceSeries,
}


class _Defect(Exception):  # noqa: N818 it never leaves this module
    """What is wrong with a plugin."""


def _advertised() -> tuple[list[tuple[Plugin, EntryPoint]], list[Failure]]:
    """List the entry points of all distributions, sorted; what is installed twice counts once."""
    found: dict[str, tuple[Plugin, EntryPoint]] = {}
    failures = []
    seen: set[str] = set()
    for distribution in distributions():
        try:
            entry_points = list(distribution.entry_points.select(group=hookspec.PROJECT))
        except Exception as error:  # noqa: BLE001 a distribution's metadata may hold anything
            if _mentions_us(distribution):
                reason = f"its entry points cannot be read: {error}"
                failures.append(Failure(_plugin(distribution, None), reason))
            continue
        if not entry_points or (name := _normalized(distribution)) in seen:
            continue
        seen.add(name)
        for entry_point in entry_points:
            plugin = _plugin(distribution, entry_point)
            if entry_point.value not in found or plugin < found[entry_point.value][0]:
                found[entry_point.value] = plugin, entry_point
    return sorted(found.values(), key=lambda pair: pair[0]), failures


def _mentions_us(distribution: Distribution) -> bool:
    return f"[{hookspec.PROJECT}]" in (distribution.read_text("entry_points.txt") or "")


def _normalized(distribution: Distribution) -> str:
    return re.sub(r"[-_.]+", "-", str(distribution.metadata["Name"])).lower()


def _plugin(distribution: Distribution, entry_point: EntryPoint | None) -> Plugin:
    name, version = distribution.metadata["Name"], distribution.metadata["Version"]
    if entry_point is None:
        return Plugin(str(name), str(version), "?", "?")
    return Plugin(str(name), str(version), entry_point.name, entry_point.value)


def _examine(
    plugin: Plugin, entry_point: EntryPoint, read_header: ReadHeader
) -> tuple[tuple[str, ...], dict[str, list[Any]]]:
    """Return the hooks that a plugin implements and what they give, or raise what is wrong with it."""
    with _guard("importing it failed"):
        module = entry_point.load()
    _check_version(module)
    manager = pluggy.PluginManager(hookspec.PROJECT)
    manager.add_hookspecs(hookspec)
    with _guard("its hooks do not fit"):
        manager.register(module, plugin.name)
        _check_names(manager, module)
    hooks = tuple(sorted(caller.name for caller in manager.get_hookcallers(module) or ()))
    if not hooks:
        return _rule_files(module, read_header)
    return hooks, {hook: _call(manager, hook) for hook in hooks}


@contextmanager
def _guard(step: str) -> Iterator[None]:
    """Turn whatever a plugin raises, leaving included, into a defect of that plugin."""
    try:
        yield
    except _Defect:
        raise
    except pluggy.PluginValidationError as error:
        raise _Defect(f"{step}: {' '.join(str(error).split())}") from error
    except (Exception, SystemExit) as error:
        raise _Defect(f"{step}: {type(error).__name__}: {' '.join(str(error).split())[:500]}") from error


def _check_version(module: object) -> None:
    version = getattr(module, "redline_hook_version", hookspec.HOOK_VERSION)
    if not isinstance(version, int) or version < 1:
        raise _Defect(f"its `redline_hook_version` is `{version!r}`, not a whole number from 1")
    if version > hookspec.HOOK_VERSION:
        raise _Defect(
            f"it was written for version {version} of the hooks, and this Redline knows version"
            f" {hookspec.HOOK_VERSION}: install a newer Redline, or an older version of the plugin"
        )


def _check_names(manager: pluggy.PluginManager, module: object) -> None:
    known = [name for name in vars(hookspec) if name.startswith("redline_")]
    for caller in manager.get_hookcallers(module) or ():
        if not caller.has_spec():
            near = nearest(caller.name, known)
            raise _Defect(f"there is no hook `{caller.name}`" + (f": did you mean `{near}`?" if near else ""))
    manager.check_pending()
    implemented = {caller.name for caller in manager.get_hookcallers(module) or ()}
    unmarked = [name for name in known if name not in implemented and callable(getattr(module, name, None))]
    if unmarked:
        raise _Defect(f"`{min(unmarked)}` is not marked with `@redline.hookimpl`")


def _call(manager: pluggy.PluginManager, hook: str) -> list[Any]:
    """Call one hook of one plugin and check what it returns."""
    element = _ELEMENTS[hook]
    with _guard(f"its hook `{hook}` failed"):
        results = getattr(manager.hook, hook)()
        things = results[0] if results else None
        if not isinstance(things, Sequence) or isinstance(things, str):
            raise _Defect(f"its hook `{hook}` returned {short(things)}, not a list of {element.__name__}")
        for thing in things:
            if not isinstance(thing, element):
                words = f"{short(thing)} in its list, not a {element.__name__}"
                raise _Defect(f"its hook `{hook}` returned {words}")
            if (fault := offer_checks.fault(thing)) is not None:
                raise _Defect(f"its hook `{hook}` returned {fault}")
        return list(things)


def _rule_files(module: object, read_header: ReadHeader) -> tuple[tuple[str, ...], dict[str, list[Any]]]:
    """Read the rule files of a package that has no hooks."""
    files: list[Source] = []
    if isinstance(module, ModuleType) and hasattr(module, "__path__"):
        from importlib.resources import files as resources

        with _guard("its rule files cannot be read"):
            for path in sorted(resources(module).iterdir(), key=lambda path: path.name):
                if path.name.endswith(".redline"):
                    name = f"{module.__name__.replace('.', '/')}/{path.name}"
                    files.append(Source(name, path.read_text(encoding="utf-8")))
    if not files:
        raise _Defect(
            "it has no hook marked with `@redline.hookimpl` and no `*.redline` file; rule files stand beside"
            " the package's `__init__.py`, and have to be installed with it, as package data"
        )
    books = [file for file in files if read_header(file) is not None]
    return ("rule files",), {
        "redline_rulebooks": books,
        "redline_vocabularies": [file for file in files if file not in books],
    }


def _offers(found: Iterable[tuple[Plugin, T]], name: Callable[[T], str]) -> tuple[Offer[T], ...]:
    offers = [Offer(name(thing), plugin, thing) for plugin, thing in found]
    return tuple(sorted(offers, key=lambda offer: (offer.name, offer.plugin)))


def _clashes(what: str, offers: Iterable[Offer[Any]]) -> Iterator[str]:
    by_name: dict[str, list[Plugin]] = {}
    for offer in offers:
        by_name.setdefault(offer.name, []).append(offer.plugin)
    for name, plugins in sorted(by_name.items()):
        if len(plugins) > 1:
            by = " and by ".join(map(str, sorted(plugins)))
            yield f"{what} `{name}` is offered more than once: by {by}"
