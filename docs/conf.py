"""How Sphinx builds these pages: ``python -m sphinx -W docs site``. Nothing is fetched, then or when they are read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from sphinx.search.zh import SearchChinese

import policycompare

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "policycompare"
author = "The policycompare authors"
project_copyright = author
version = release = policycompare.__version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["pictures/*.py"]
smartquotes = False  # --convert is an option
# Two classes may have an attribute of one name; a docstring that names its own need not spell out the class.
suppress_warnings = ["ref.python"]
default_role = "py:obj"  # a name in single backticks is a link where the name has a page, and plain where it has none
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
python_maximum_signature_line_length = 88
napoleon_google_docstring = False
napoleon_use_ivar = False
napoleon_use_rtype = False  # (pairs, features) is a shape, not two names to link

html_theme = "furo"
html_search_language = "zh"  # cuts Chinese into words, and English as always
html_title = "policycompare · 政策文件逐级对照"
html_show_search_summary = False  # they are fetched, which a page that is opened from the disk may not do
html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#1f5a8a", "color-brand-content": "#1f5a8a"},
    "dark_css_variables": {"color-brand-primary": "#7db7e8", "color-brand-content": "#7db7e8"},
}


def _without_tuple_fields(_: Sphinx, __: str, ___: str, found: object, skip: bool, ____: object) -> bool:
    """Leave out the fields of a `NamedTuple`, which stand among its class's attributes already."""
    return skip or type(found).__name__ == "_tuplegetter"


class SearchInBoth(SearchChinese):
    """Search that cuts Chinese into words and stems English ones.

    Sphinx 9 names the stemmer of its own Chinese search after the language, and there is none of that name.
    """

    language_name = "English"


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the functions above; Sphinx calls this."""
    app.add_search_language(SearchInBoth)
    app.connect("autodoc-skip-member", _without_tuple_fields)
    return {"parallel_read_safe": True}
