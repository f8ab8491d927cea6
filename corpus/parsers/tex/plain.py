r"""Converts LaTeX to text with pylatexenc (MIT); no other module imports it.

pylatexenc 2.11 converts accents, symbols and formulas; the rules for headings, notes, references,
lists and tables are defined here. Private-use characters mark headings, notes, cells and line
breaks for ``corpus.parsers.tex.document``.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from pylatexenc.latex2text import (
    EnvironmentTextSpec,
    LatexNodes2Text,
    MacroTextSpec,
    SpecialsTextSpec,
    get_default_latex_context_db,
)
from pylatexenc.latexwalker import LatexWalker
from pylatexenc.latexwalker import get_default_latex_context_db as get_default_parsing_db
from pylatexenc.macrospec import EnvironmentSpec, LatexContextDb, MacroSpec

LINE, CELL = "\ue010", "\ue011"
HEADING, HEADING_END = 0xE000, "\ue012"  # HEADING + level
NOTE, NOTE_END = "\ue013", "\ue014"
_LEVELS = {
    "part": 1, "chapter": 1, "section": 2, "subsection": 3, "subsubsection": 4, "paragraph": 5,
    "subparagraph": 6,
}  # fmt: skip
_CITATIONS = (
    "cite", "citep", "citet", "citealp", "citealt", "citeauthor", "citeyear", "parencite",
    "textcite", "autocite", "footcite", "nocite", "ref", "eqref", "autoref", "cref", "Cref",
    "pageref", "nameref",
)  # fmt: skip
# Macros that print nothing, or nothing worth quoting.
_NOTHING = (
    "label", "thanks", "maketitle", "tableofcontents", "bibliography", "bibliographystyle",
    "includegraphics", "vspace", "hspace", "vskip", "hskip", "toprule", "midrule", "bottomrule",
    "cmidrule", "hline", "cline", "centering", "usepackage", "documentclass", "pagestyle",
    "thispagestyle", "setlength", "addtolength", "setcounter", "graphicspath", "title", "author",
    "date", "input", "include", "noindent", "newpage", "clearpage", "appendix", "index", "phantom",
    "pgfplotsset", "tikzset", "hypersetup", "todo", "rowcolor", "cellcolor", "definecolor",
    "newtheorem", "theoremstyle", "addbibresource", "printbibliography", "markboth",
)  # fmt: skip
_PARSED = {
    "href": "{{", "footnotetext": "[{", "thanks": "{", "caption": "[{", "captionof": "{[{",
    "resizebox": "*{{{", "textcolor": "[{{", "bibitem": "[{", "multicolumn": "{{{",
    "multirow": "[{[{[{", "citeauthor": "*[[{", "citeyear": "*[[{", "citealp": "*[[{",
    "citealt": "*[[{", "parencite": "*[[{", "textcite": "*[[{", "autocite": "*[[{",
    "footcite": "[[{", "Cref": "*{", "todo": "[{", "includegraphics": "*[{", "cmidrule": "[({",
    "setlength": "{{", "addtolength": "{{", "newtheorem": "*{[{[", "vspace": "*{", "index": "{",
    "rowcolor": "[{", "cellcolor": "[{", "definecolor": "{{{", "graphicspath": "{",
    "hypersetup": "{", "tikzset": "{", "pgfplotsset": "{", "SI": "[{{", "qty": "[{{",
    "num": "[{", "si": "[{",
    "phantom": "{", "markboth": "{{", "bibliography": "{", "bibliographystyle": "{",
}  # fmt: skip
_PARSED = {name: form.replace("(", "") for name, form in _PARSED.items()}
_DISPLAYS = (
    "equation", "equation*", "align", "align*", "gather", "gather*", "multline", "multline*",
    "eqnarray", "eqnarray*", "displaymath", "flalign", "flalign*", "alignat", "alignat*", "split",
    "aligned", "cases",
)  # fmt: skip
_TABLES = ("tabular", "tabular*", "tabularx", "longtable", "array", "tabulary")
_ENVIRONMENTS = {
    "longtable": "[{", "tabulary": "{{", "tabular*": "{[{", "minipage": "[[[{",
    "thebibliography": "{", "wrapfigure": "[{[{", "multicols": "{", "adjustwidth": "{{",
    "tcolorbox": "[", "algorithm": "[",
    "figure*": "[", "table*": "[", "theorem": "[", "lemma": "[", "proof": "[",
    "definition": "[", "example": "[", "subfigure": "[{", "algorithmic": "[",
}  # fmt: skip


_DISPLAY = re.compile(r"(?<!\\)\\([\[\]])")


def printed(code: str) -> str:
    """The text that LaTeX code prints, with the marks above. Errors in the code are tolerated."""
    writing, parsing = _contexts()
    code = _DISPLAY.sub(
        lambda found: f"\\{'begin' if found[1] == '[' else 'end'}{{displaymath}}", code
    )
    walker = LatexWalker(code, latex_context=parsing, tolerant_parsing=True)
    nodes, _, _ = walker.get_latex_nodes()
    text: str = LatexNodes2Text(
        latex_context=writing, math_mode="text", keep_comments=False
    ).nodelist_to_text(nodes)
    return text


@cache
def _contexts() -> tuple[LatexContextDb, LatexContextDb]:
    """The rules for converting macros, and for parsing their arguments."""
    writing, parsing = get_default_latex_context_db(), get_default_parsing_db()
    macros = [MacroTextSpec(name, simplify_repl=_heading(level)) for name, level in _LEVELS.items()]
    macros += [MacroTextSpec(name, simplify_repl=_citation) for name in _CITATIONS]
    macros += [MacroTextSpec(name, simplify_repl="") for name in _NOTHING]
    macros += [
        MacroTextSpec("footnote", simplify_repl=_note),
        MacroTextSpec("footnotetext", simplify_repl=_note),
        MacroTextSpec("caption", simplify_repl=_paragraph),
        MacroTextSpec("captionof", simplify_repl=_paragraph),
        MacroTextSpec("item", simplify_repl=_item),
        MacroTextSpec("bibitem", simplify_repl="\n\n"),
        MacroTextSpec("href", simplify_repl=_last),
        MacroTextSpec("url", simplify_repl=_last),
        MacroTextSpec("SI", simplify_repl=_quantity),
        MacroTextSpec("qty", simplify_repl=_quantity),
        MacroTextSpec("textcolor", simplify_repl=_last),
        MacroTextSpec("resizebox", simplify_repl=_last),
        MacroTextSpec("multicolumn", simplify_repl=_last),
        MacroTextSpec("multirow", simplify_repl=_last),
        MacroTextSpec("\\", simplify_repl=LINE),
        MacroTextSpec("newline", simplify_repl=LINE),
        MacroTextSpec("tabularnewline", simplify_repl=LINE),
        MacroTextSpec("par", simplify_repl="\n\n"),
    ]
    environments = [EnvironmentTextSpec(name, simplify_repl=_table) for name in _TABLES]
    environments += [EnvironmentTextSpec(name, simplify_repl=_display) for name in _DISPLAYS]
    writing.add_context_category(
        "pullquote", macros=macros, environments=environments,
        specials=[SpecialsTextSpec("&", simplify_repl=CELL)], prepend=True,
    )  # fmt: skip
    # Unknown macros print their arguments.
    writing.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=_all))
    parsing.add_context_category(
        "pullquote",
        macros=[MacroSpec(name, args_parser=form) for name, form in _PARSED.items()],
        environments=[
            EnvironmentSpec(name, args_parser=form) for name, form in _ENVIRONMENTS.items()
        ],
        prepend=True,
    )
    return writing, parsing


def _arguments(node: Any, l2tobj: Any) -> list[str]:
    """The converted arguments of a macro, without missing ones."""
    given = node.nodeargd.argnlist if node.nodeargd is not None else None
    return [l2tobj.nodelist_to_text([one]).strip() for one in given or () if one is not None]


def _all(node: Any, l2tobj: Any) -> str:
    return " ".join(_arguments(node, l2tobj))


def _quantity(node: Any, l2tobj: Any) -> str:
    r"""A number and its unit, which is a macro: ``\SI{3}{\metre}``."""
    given = [one for one in node.nodeargd.argnlist if one is not None] if node.nodeargd else []
    words = [l2tobj.nodelist_to_text(given[:-1]).strip()] if len(given) > 1 else []
    unit = given[-1].latex_verbatim().strip("{}") if given else ""
    return " ".join([*words, " ".join(unit.replace("\\", " ").split())])


def _last(node: Any, l2tobj: Any) -> str:
    words = _arguments(node, l2tobj)
    return words[-1] if words else ""


def _heading(level: int) -> Callable[[Any, Any], str]:
    def heading(node: Any, l2tobj: Any) -> str:
        return f"\n\n{chr(HEADING + level)}{_last(node, l2tobj)}{HEADING_END}\n\n"

    return heading


def _citation(node: Any, l2tobj: Any) -> str:
    """The keys of a citation or reference, instead of the printed number."""
    words = _last(node, l2tobj)
    return f"[{words}]" if words and node.macroname != "nocite" else ""


def _note(node: Any, l2tobj: Any) -> str:
    return f"{NOTE}{_last(node, l2tobj)}{NOTE_END}"


def _paragraph(node: Any, l2tobj: Any) -> str:
    return f"\n\n{_last(node, l2tobj)}\n\n"


def _item(node: Any, l2tobj: Any) -> str:
    words = _last(node, l2tobj)
    return f"\n\n{words} " if words else "\n\n"


def _display(node: Any, l2tobj: Any) -> str:
    """A displayed formula, which continues its sentence."""
    words = l2tobj.nodelist_to_text(node.nodelist).replace(CELL, " ").strip(f" \n{LINE}")
    return f" {' '.join(words.split())} "


def _table(node: Any, l2tobj: Any) -> str:
    return f"\n\n{l2tobj.nodelist_to_text(node.nodelist)}\n\n"
