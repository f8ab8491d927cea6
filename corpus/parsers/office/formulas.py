"""Formulas of office documents (Office Math, MathML) on one line: "m/V=7.8", "√(x²+1)".

Only signs that a formula draws and does not spell are added: fraction bars, roots, brackets.
"""

from collections.abc import Iterator

from corpus.parsers.markup.blocks import superscript
from corpus.parsers.markup.trees import Element, tag_of

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DEEPEST = 60  # levels; no real formula is nested so deeply
_SPACED = frozenset(("mr", "mtr", "mtd", "eqarr"))
_LEFT_OUT = frozenset(("annotation", "annotation-xml"))
_TOKENS = frozenset(("t", "mi", "mn", "mo", "mtext", "ms"))


def is_formula(element: Element) -> bool:
    """Whether an element is a formula of Office Math."""
    return element.tag in (f"{_M}oMath", f"{_M}oMathPara")


def formula(element: Element) -> str:
    """The formula's text on one line."""
    return "".join(_line(element, 0))


def _line(element: Element, depth: int) -> Iterator[str]:
    tag = tag_of(element)
    if depth > _DEEPEST or tag in _LEFT_OUT or tag.endswith("pr"):  # properties: rPr, fPr, …
        return
    if tag in _TOKENS:
        yield "".join(element.itertext()).strip() if tag != "t" else element.text or ""
        return
    children = [
        one for one in element if isinstance(one.tag, str) and not tag_of(one).endswith("pr")
    ]
    parts = ["".join(_line(one, depth + 1)) for one in children]
    if tag in ("f", "mfrac") and len(parts) == 2:
        yield f"{_grouped(parts[0])}/{_grouped(parts[1])}"
    elif tag in ("rad", "msqrt", "mroot"):
        body = parts[-1] if tag == "rad" else parts[0] if tag == "mroot" else "".join(parts)
        yield f"√{_grouped(body)}"
    elif tag in ("ssup", "msup") and len(parts) == 2:
        yield parts[0] + _raised(parts[1])
    elif tag in ("ssubsup", "msubsup") and len(parts) == 3:
        yield parts[0] + parts[1] + _raised(parts[2])
    elif tag == "d":
        opening, closing = _sign(element, "begChr", "("), _sign(element, "endChr", ")")
        yield opening + _sign(element, "sepChr", "|").join(parts) + closing
    elif tag == "nary":
        yield _sign(element, "chr", "∫") + " ".join(one for one in parts if one)
    elif tag in _SPACED:
        yield " ".join(parts)
    elif tag in ("m", "mtable"):
        yield "; ".join(parts)
    else:
        yield from parts


def _raised(part: str) -> str:
    """An exponent: raised digits, or a caret and the rest."""
    return superscript(part) if part.isdecimal() else f"^{_grouped(part)}" if part else ""


def _grouped(part: str) -> str:
    is_one = part.replace(".", "").replace(",", "").isalnum() or (
        part.startswith("(") and part.endswith(")")
    )
    return part if is_one else f"({part})"


def _sign(element: Element, name: str, default: str) -> str:
    """A sign given in the properties of an element."""
    found = next(element.iter(f"{_M}{name}"), None)
    sign: str = default if found is None else found.get(f"{_M}val", "")
    return sign
