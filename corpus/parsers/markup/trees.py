"""Marked-up text as trees: the one door to lxml (BSD).

No entity is resolved, no DTD is loaded and nothing is fetched; comments stay in pages (some say
where the page was saved from), which are no part of any text.
"""

import re
from typing import Any

import lxml.html
from lxml import etree

from corpus.text.decoding import decode

# lxml has no types of its own.
Element = Any

_CHARSET = re.compile(
    rb"<meta[^>]+charset=[\"']?\s*([\w-]+)|<\?xml[^>]+encoding=[\"']([\w-]+)", re.I
)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096


def tag_of(element: Element) -> str:
    """The tag without its namespace, in lower case; "" for a comment, and for None."""
    name = None if element is None else element.tag
    return name.rpartition("}")[2].lower() if isinstance(name, str) else ""


def html_tree(text: str) -> Element:
    """A page's ``<html>`` element, whatever is wrong with the page. Raises ValueError where there
    is nothing in it."""
    try:
        return lxml.html.document_fromstring(_DECLARATION.sub("", text))
    except etree.LxmlError as error:
        raise ValueError(" ".join(str(error).split()) or "empty") from None


def xml_tree(data: bytes) -> Element:
    """The root of well-formed XML, comments left out. Raises ValueError for what is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.LxmlError as error:
        raise ValueError(" ".join(str(error).split())) from None


def html_text(data: bytes, source: str) -> str:
    """A page's characters: in the encoding that it declares where that fits, else in one that
    does. Raises SourceError."""
    declared = _CHARSET.search(data[:_HEAD])
    if declared and not data.startswith(_MARKS):
        try:
            return data.decode((declared[1] or declared[2]).decode())
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data, source)[0]
