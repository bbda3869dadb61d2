"""Build the documentation: Markdown pages, and the API reference from docstrings.

No step reads the network, so a build says the same on any machine.
"""

from __future__ import annotations

import sys
import tomllib
from importlib.metadata import version as version_of
from pathlib import Path

from docutils.nodes import Element, Node
from pygments.lexer import RegexLexer, words
from pygments.token import Comment, Keyword, Name, Number, String, Whitespace
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

import redline
from redline_dsl.parse.grammar import keywords

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "Redline"
author = "the Redline authors"
release = version_of("redline")
version = release

extensions = ["law_beside_code", "myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_ext"]

html_theme = "furo"
html_title = "Redline"
html_show_copyright = False

autodoc_typehints = "description"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True

# Names of other libraries: their references would have to be fetched from the network.
nitpick_ignore_regex = [
    # Types of inner stages; public names have been found before this.
    (r"py:.*", r"redline\.[a-z_]+\..*"),
    (r"py:.*", r"(collections|contextlib|datetime|dt|decimal|fractions|np|numpy|os|pathlib|typing)\..*"),
    (r"py:.*", r"(Decimal|Fraction|Path|NDArray|pluggy\..*|click\..*)"),
    # Signatures that say more than users need: what these take is told in the text beside them.
    (
        r"py:class",
        r"(Advice|Comparison|Covered|Dependence|Inquiry|Judge|Offers|Program|Question|Ref|Regression|RuleNames?|Step)",
    ),
    (r"py:class", r"(Asked|Curves|Datasets|FillIn|Inquirer|Key|Questions|Trace|Trial|Where)"),
]


class RuleLexer(RegexLexer):
    """Color rule text; the words of the language come from its grammar."""

    name = "redline"
    tokens = {  # noqa: RUF012 -- Pygments wants it so
        "root": [
            (r"#.*", Comment.Single),
            (r'"[^"\n]*"', String),
            (words(sorted(keywords()), prefix=r"(?<![\w.:-])", suffix=r"(?![\w.:-])"), Keyword),
            (r"\d{4}-\d\d-\d\d|\d[\d.]*(?![\w])", Number),
            (r"[\w.:-]+", Name),
            (r"\s+", Whitespace),
            (r".", Name),
        ]
    }


def find_public_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contents: Element
) -> Element | None:
    """Resolve a type's inner place, such as `redline.model.Rulebook`, to its public name."""
    name = str(node.get("reftarget", "")).rpartition(".")[2]
    if node.get("refdomain") != "py" or name not in redline.__all__:
        return None
    domain = env.domains.python_domain
    source = str(node["refdoc"])
    for kind in ("class", "exc", "func", "data"):
        found = domain.resolve_xref(env, source, app.builder, kind, f"redline.{name}", node, contents)
        if found is not None:
            return found
    return None


class NotEncoded(SphinxDirective):
    """List what no rulebook holds, with the reasons, from a TOML file."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Return a list of the entries under the text that each belongs to."""
        path = Path(self.env.srcdir) / self.arguments[0]
        self.env.note_dependency(str(path))
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["entry"]
        sections = dict.fromkeys(entry["section"] for entry in entries)
        lines = []
        for section in sections:
            lines += [f"**{section}**", ""]
            for entry in entries:
                if entry["section"] == section:
                    lines.append(f"* {entry['law']}: {entry['what']}. *{entry['reason']}*")
            lines.append("")
        return self.parse_text_to_nodes("\n".join(lines))


def setup(app: Sphinx) -> None:
    """Teach Sphinx to color rule text, to find public names, and to list what is not encoded."""
    app.add_lexer("redline", RuleLexer)
    for name in ("redline-amendment", "redline-function", "redline-vocabulary"):
        app.add_lexer(name, RuleLexer)
    app.add_directive("not-encoded", NotEncoded)
    app.connect("missing-reference", find_public_name)
