"""Trees of HTML and XML, by lxml (BSD); no other module imports it.

No entity is resolved, no DTD is loaded and nothing is fetched. Comments stay in the trees of pages,
because some say where the page was saved from; they are never part of a text.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from corpus.text.encodings.decoding import Decoded, decode
from corpus.text.encodings.labels import encoding_of

# lxml has no types of its own.
Element = Any

XML_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_ENCODING = re.compile(rb"(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:+-]{1,40})", re.I)
_HEAD = 4096


def tag_of(element: Element) -> str:
    """The tag without its namespace, in lower case; "" for a comment, and for None."""
    name = None if element is None else element.tag
    return name.rpartition("}")[2].lower() if isinstance(name, str) else ""


def html_tree(text: str) -> Element:
    """A page's ``<html>`` element, however broken the page. Raises ValueError for an empty one, and
    for one with more than 2,048 elements inside each other: libxml2 stops there."""
    # Without it, libxml2 stops at 256. Pages that never close <b> or <font> have more.
    parser = lxml.html.HTMLParser(huge_tree=True)
    try:
        root = lxml.html.document_fromstring(XML_DECLARATION.sub("", text), parser=parser)
    except etree.LxmlError as error:
        raise ValueError(" ".join(str(error).split()) or "empty") from None
    if any(one.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for one in parser.error_log):
        raise ValueError("its elements are nested too deep")
    return root


def xml_tree(data: bytes) -> Element:
    """The root of well-formed XML, without comments. Raises ValueError for anything else."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise ValueError(" ".join(str(error).split())) from None


def xml_elements(data: bytes, *tags: str) -> Iterator[Element]:
    """The elements with these tags in well-formed XML, one after the other, in little memory: each
    is emptied once the next is asked for. Raises ValueError for anything else."""
    try:
        found = etree.iterparse(
            io.BytesIO(data), tag=tags, resolve_entities=False, no_network=True, load_dtd=False,
            remove_comments=True,
        )  # fmt: skip
        for _, element in found:
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.LxmlError as error:
        raise ValueError(" ".join(str(error).split())) from None


def html_text(data: bytes, source: str) -> str:
    """A page's characters. Raises SourceError."""
    return decoded_page(data, source).text


def decoded_page(data: bytes, source: str) -> Decoded:
    """A page's characters, and what the user should know of them. Raises SourceError.

    In the encoding that it declares, as browsers understand its name; ``decode`` says when not.
    """
    return decode(data, source, declared_encoding(data))


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page names in its first 4 KB, by Python's name; None where it names none,
    or one that browsers do not know."""
    head = data[:_HEAD]
    place = 0
    while (place := head.find(b"<", place)) >= 0:
        end = head.find(b">", place)
        tag = head[place : end if end >= 0 else _HEAD]
        if tag[:5].lower() in (b"<meta", b"<?xml") and (found := _ENCODING.search(tag)):
            return encoding_of(found[1].decode("ascii", "replace"))
        place += 1
    return None
