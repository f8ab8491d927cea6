r"""Verbatim parts of LaTeX: program listings, drawings, ``\verb|words|``."""

import re

_BEGIN = re.compile(
    r"\\begin\{(?P<name>(?:[vV]erbatim|alltt|lstlisting|minted|tikzpicture|pgfpicture|picture"
    r"|comment|filecontents|CCSXML)\*?)\}"
)
_WORDS = re.compile(r"\\(?:verb|lstinline)\*?([^\w\s{*])([^\n]*?)\1")
_ESCAPES = {
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    **{sign: f"\\{sign}" for sign in "{}$&#_%"},
}  # fmt: skip
_ESCAPED = str.maketrans(_ESCAPES)


def without_programs(code: str) -> str:
    """The code without program listings and drawings, and with ``\\verb`` as escaped text."""
    parts: list[str] = []
    place = 0
    while match := _BEGIN.search(code, place):
        end = f"\\end{{{match['name']}}}"
        stop = code.find(end, match.end())
        if stop < 0:
            break
        parts += [code[place : match.start()], "\n\n"]
        place = stop + len(end)
    parts.append(code[place:])
    return _WORDS.sub(lambda found: found[2].translate(_ESCAPED), "".join(parts))
