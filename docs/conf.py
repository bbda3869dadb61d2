"""Build the documentation: Markdown pages, and the API reference from docstrings.

No step reads the network, so a build says the same on any machine.
"""

from __future__ import annotations

from importlib.metadata import version as version_of

from pygments.lexer import RegexLexer, words
from pygments.token import Comment, Keyword, Name, Number, String, Whitespace
from sphinx.application import Sphinx

from redline_dsl.grammar import keywords

project = "Redline"
author = "the Redline authors"
release = version_of("redline")
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "Redline"
html_show_copyright = False

autodoc_typehints = "description"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True

# Names of other libraries: their references would have to be fetched from the network.
nitpick_ignore_regex = [
    (r"py:.*", r"(collections|contextlib|datetime|dt|decimal|fractions|np|numpy|os|pathlib|typing)\..*"),
    (r"py:.*", r"(Fraction|Path|NDArray|pluggy\..*|click\..*)"),
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


def setup(app: Sphinx) -> None:
    """Teach Sphinx to color rule text."""
    app.add_lexer("redline", RuleLexer)
