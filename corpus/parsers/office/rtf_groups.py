r"""Simplifies RTF for striprtf, which ignores formatting.

RTF consists of nested groups; formatting ends with its group. Hidden and deleted text is removed,
raised digits become superscripts, and drop caps are joined to their words. Groups that striprtf
skips although readers see them are kept: notes and text boxes (moved to the end), the numbers of
lists (``{\listtext 1.2\tab}``), formulas.
"""

import re
from dataclasses import dataclass, replace

from corpus.parsers.markup.blocks import superscript

_TOKEN = re.compile(
    r"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|(?P<hex>\\'[0-9a-fA-F]{2})"
    r"|(?P<sign>\\[^a-zA-Z])|(?P<brace>[{}])|(?P<line>[\r\n]+)|(?P<words>[^\\{}\r\n]+)|\\",
    re.S,
)
_BEGINS = re.compile(r"\s{0,9}(?:\\\*\s{0,9})?\\([a-zA-Z]{1,32})(?:-?\d{1,10})?[ ]?")
_NOT_SHOWN = frozenset(("pict", "nonshppict", "objdata", "themedata", "datastore", "shprslt"))
_MOVED = frozenset(("footnote", "shptxt"))
_LABELS = frozenset(("listtext", "pntext"))
# Control words of formulas that only group.
_FORMULA = frozenset((
    "mmath", "moMath", "moMathPara", "mr", "mf", "mnum", "mden", "me", "msSup", "msup", "msSub",
    "msub", "msSubSup", "mrad", "md", "mfunc", "mfName", "mnary", "macc", "mbar", "mbox",
))  # fmt: skip
_CHARACTERS = frozenset((
    "tab", "line", "emdash", "endash", "emspace", "enspace", "qmspace", "bullet", "lquote",
    "rquote", "ldblquote", "rdblquote", "u",
))  # fmt: skip
_CODE = re.compile(r"\\[a-zA-Z]{1,32}(?:-?\d{1,10})?[ ]?|\\'[0-9a-fA-F]{2}|[{}]")
_TAB = re.compile(r"\\tab(?![a-zA-Z])[ ]?")


@dataclass(frozen=True, slots=True)
class _State:
    """Formatting inside a group, and the list that its code is added to (None: dropped)."""

    into: list[str] | None
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    is_label: bool = False


def simplified(code: str) -> str:
    """RTF of the visible text only."""
    return _Simplifier(code).code()


class _Simplifier:
    def __init__(self, code: str) -> None:
        self._code = code
        self._out: list[str] = []
        self._moved: list[list[str]] = []
        self._state = _State(self._out)
        self._outer: list[_State] = []
        self._is_drop_cap = False

    def code(self) -> str:
        place = 0
        while place < len(self._code):
            match = _TOKEN.match(self._code, place)
            if match is None:  # cannot happen: the pattern matches any character
                break
            place = match.end()
            if match["brace"] == "{":
                place = self._open(place)
            elif match["brace"]:
                self._close()
            elif match["word"] == "bin":
                place += max(0, int(match["number"] or 0))
            elif match["word"]:
                self._word(match)
            else:
                self._characters(match)
        self._write_moved()
        return "".join(self._out)

    def _open(self, place: int) -> int:
        """Enters the group whose brace ends at ``place``. Returns where its content begins."""
        self._outer.append(self._state)
        begins = _BEGINS.match(self._code, place)
        name = begins[1] if begins else ""
        if name in _NOT_SHOWN:
            self._state = _State(None)
        elif begins and name in _MOVED and self._state.into is not None:
            self._moved.append([])
            self._state = _State(self._moved[-1])
            return begins.end()
        elif begins and name in _LABELS and self._state.into is not None:
            self._state = replace(self._state, into=[], is_label=True)
            return begins.end()
        else:
            self._write("{")
            if begins and name in _FORMULA:
                if name == "mden":
                    self._write("/")
                self._state = replace(self._state, raised=self._state.raised or name == "msup")
                return begins.end()
        return place

    def _close(self) -> None:
        if not self._outer:
            return
        inner, self._state = self._state, self._outer.pop()
        if inner.is_label:
            label = "".join(inner.into or [])
            if any(one.isalnum() for one in _CODE.sub("", label)):  # no bullet
                self._write(f"{{{_TAB.sub(' ', label)}}}")
                return
        if inner.into is self._state.into:
            if not self._outer:
                self._write_moved()
            self._write("}")
        else:
            self._write("{}")  # ends a control word before it

    def _word(self, match: re.Match[str]) -> None:
        word, is_on = match["word"], match["number"] != "0"
        if word == "plain":
            self._state = replace(self._state, hidden=False, deleted=False, raised=False)
        elif word == "v":
            self._state = replace(self._state, hidden=is_on)
        elif word == "deleted":
            self._state = replace(self._state, deleted=is_on)
        elif word in ("super", "up"):
            self._state = replace(self._state, raised=is_on)
        elif word in ("nosupersub", "sub", "dn"):
            self._state = replace(self._state, raised=False)
        elif word == "pard":
            self._is_drop_cap = False
        elif word == "dropcapli":
            self._is_drop_cap = True
        elif word == "par" and self._is_drop_cap and self._state.into is self._out:
            return
        if not (word in _CHARACTERS and self._is_hidden()):
            self._write(match[0])

    def _characters(self, match: re.Match[str]) -> None:
        if match["sign"] == "\\*" or match["line"]:
            self._write(match[0])
        elif not self._is_hidden():
            self._write(
                superscript(match[0]) if self._state.raised and match["words"] else match[0]
            )

    def _is_hidden(self) -> bool:
        return self._state.hidden or self._state.deleted

    def _write(self, code: str) -> None:
        if self._state.into is not None:
            self._state.into.append(code)

    def _write_moved(self) -> None:
        for moved in self._moved:
            self._out.append(f"{{\\par\\pard\\plain {''.join(moved)}\\par}}")
        self._moved.clear()
