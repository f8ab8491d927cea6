"""Pages of manuals, as generators of documentation make them: which elements hold the text.

Finding an article by its long paragraphs loses the short sections of a reference: "Synopsis", a
list of options, a note. These pages say where their text is: the ones that a generator makes of a
lone document are nothing else, whatever scripts are in them, and the others mark their main part.
"""

from collections.abc import Iterator

from corpus.parsers.markup.navigation import is_permalink
from corpus.parsers.markup.trees import Element, tag_of

# Of lone documents. Their names begin the content of ``<meta name="generator">``.
_WHOLE = (
    "asciidoc", "docbook", "groff", "hevea", "latex2html", "latexml", "makeinfo", "pandoc",
    "tex4ht", "texi2any", "texi2html", "xml2rfc",
)  # fmt: skip
_LONGEST_NAME = 200
_SITE_PARTS = frozenset(("aside", "footer", "form", "iframe", "nav"))
_AROUND = frozenset(("footer", "form", "nav"))
_AROUND_ROLES = frozenset(("contentinfo", "navigation", "search"))


def documentation(root: Element) -> tuple[list[Element], set[Element]] | None:
    """The elements that hold the text of a manual's page, and those in them that are no part of it;
    None for another page."""
    parts = _parts(root)
    if not parts:
        return None
    keeps_asides = _generator(root).startswith("docutils")  # which has notes and topics in them
    return parts, {
        one
        for part in parts
        for one in part.iter()
        if _is_around(one) or (not keeps_asides and _is_aside(one))
    }


def _parts(root: Element) -> list[Element]:
    generator = _generator(root)
    if generator.startswith(_WHOLE):
        is_alone = not any(tag_of(one) in _SITE_PARTS for one in root.iter())
        return list(root.iter("body"))[:1] if is_alone else []
    if generator.startswith("doxygen"):
        return list(_of_doxygen(root))
    return _main_part(root)


def _generator(root: Element) -> str:
    for meta in root.iter("meta"):
        if (meta.get("name") or "").strip().lower() == "generator":
            return str(meta.get("content") or "")[:_LONGEST_NAME].strip().lower()
    return ""


def _of_doxygen(root: Element) -> Iterator[Element]:
    """The title and the text, which stand side by side."""
    text = next((one for one in root.iter("div") if one.get("class") == "contents"), None)
    if text is None:
        return
    yield from (one for one in root.iter("div") if one.get("class") == "headertitle")
    yield text


def _main_part(root: Element) -> list[Element]:
    """The main part of a page by Sphinx or MkDocs, which link its title to itself."""
    for title in root.iter("h1"):
        if not any(is_permalink(link) for link in title.iter("a")):
            continue
        for above in title.iterancestors():
            if tag_of(above) in ("article", "main") or above.get("role") == "main":
                return [above]
    return []


def _is_around(element: Element) -> bool:
    return tag_of(element) in _AROUND or element.get("role") in _AROUND_ROLES or _is_footer(element)


def _is_aside(element: Element) -> bool:
    return tag_of(element) == "aside" and "footnote" not in (element.get("class") or "")


def _is_footer(element: Element) -> bool:
    """AsciiDoc's, with the date of the file."""
    return element.get("id") == "footer" and tag_of(element.getparent()) == "body"
