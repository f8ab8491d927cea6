"""Dates, authors and headings that the elements of a web page declare: microdata and class names.

A date is taken only from an element that is marked as a date of publication or change, never from
the words of the page; what stands in navigation, asides and footers is not the article's.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from corpus.parsers.markup.navigation import is_permalink
from corpus.parsers.markup.trees import Element, tag_of
from corpus.parsers.markup.visibility import is_shown

_DATE_PROPERTIES = {
    "published": (("datepublished",), ("datecreated",)),
    "updated": (("datemodified",), ("dateupdated",)),
}
_DATE_CLASSES = {
    "published": frozenset((
        "published", "dt-published", "entry-date", "date-published", "datepublished",
        "date-created", "datecreated", "pubdate", "pub-date", "publish-date", "published-date",
        "publication-date", "post-date", "article-date", "article__date", "posted-on",
    )),
    "updated": frozenset((
        "updated", "dt-updated", "date-modified", "datemodified", "modified-date", "date-updated",
    )),
}  # fmt: skip
_DATE_TAGS = frozenset(("time", "abbr", "meta", "span", "div", "p"))
_BYLINE = re.compile(
    r"(?:.*[-_])?(?:byline|writtenby)(?:[-_]+(?:author|name)s?)?"
    r"|(?:(?:article|entry|p|post|story)[-_]+)?authors?(?:[-_]*name)?|autor(?:en|in|innen)?|auteurs?"
)
_AROUND = frozenset(("nav", "aside", "footer"))
_OTHERS = re.compile(r"comment|related|sidebar|widget|recommend|teaser|(?<!v)card", re.I)
# "By Ann Lee", as it is written in the languages with most news on the web.
_BY = re.compile(
    r"(?:(?:written|posted|reported|story|text|words) +)?(?:by|von|par|por|di|door|af|av|od|przez)"
    r"\b[ :]*|(?:author|autor|autorin|auteur|автор|text|текст) *: *",
    re.I,
)
_AUTHOR_ENDS = re.compile(r"[|•·]| [-–—] |\b(?:updated|published|posted|on|for|at)\b|\d", re.I)
_AUTHOR_MARKS = (
    ("itemprop", frozenset(("author", "creator")).__contains__),
    ("rel", frozenset(("author",)).__contains__),
    ("class", lambda mark: _BYLINE.fullmatch(mark)),
)
_WORD = re.compile(r"\w+")
_LONGEST_AUTHOR = 100
_MOST_AUTHORS = 5
_LONGEST_NAME = 80  # of a class
_SEPARATORS = re.compile(r"\s[|\-–—·•»:/\\](?=\s)|[|»]")


def declared_date(root: Element, name: str) -> str | None:
    """What an element declares as the date ``name``: "published" or "updated"."""
    for properties in _DATE_PROPERTIES[name]:
        for element in _outside(root, "itemprop"):
            names = element.get("itemprop").lower().split()
            if not set(properties).isdisjoint(names) and (value := _date_of(element)):
                return value
    if name == "published":
        for element in root.iter("time"):
            if element.get("pubdate") is not None and (value := _date_of(element)):
                return value
    for element in _outside(root, "class"):
        if (
            tag_of(element) in _DATE_TAGS
            and not _DATE_CLASSES[name].isdisjoint(element.get("class").lower().split())
            and not _is_of_others(element)
            and next(element.iterancestors("table"), None) is None
            and (value := _date_of(element))
        ):
            return value
    return None


def declared_author(root: Element) -> str | None:
    """The names in elements that are marked as the author's."""
    for attribute, is_author in _AUTHOR_MARKS:
        names: list[str] = []
        for element in _outside(root, attribute):
            marks = element.get(attribute).lower().split()
            if any(map(is_author, marks)) and not _is_of_others(element):
                name = _author_of(element)
                if name and name not in names:
                    names.append(name)
                if names and attribute == "class":
                    break
        if names:
            return ", ".join(names[:_MOST_AUTHORS])
    return None


def is_address(words: str) -> bool:
    """Whether a name is the address of a page instead."""
    return words.lower().startswith(("http://", "https://"))


def without_by(author: str) -> str:
    """An author's name without the "By" before it."""
    words = " ".join(author.split())
    match = _BY.match(words)
    return words[match.end() :] if match and match.end() < len(words) else words


def page_title(root: Element, publisher: str | None) -> str | None:
    """The title by the only heading of the first level, where ``<title>`` does not contradict it;
    else by ``<title>``, without the site's name."""
    title = next(
        (_words(one) for one in root.iter("title") if tag_of(one.getparent()) == "head"), ""
    )
    says_nothing = len(title.split()) < 2 or title.casefold() == (publisher or "").casefold()
    headings = [one for one in root.iter("h1", "h2") if _is_visible(one)]
    own = [one for one in headings if not _names_site(one, publisher)]
    main = [words for one in own if tag_of(one) == "h1" and (words := _words(one))]
    if len(main) == 1 and (says_nothing or share_words(main[0], title)):
        return main[0]
    pieces = [piece for one in _SEPARATORS.split(title) if (piece := one.strip())]
    if len(pieces) > 1:
        shown = {_words(one) for one in own}
        if found := next((piece for piece in pieces if piece in shown), None):
            return found
    return without_site(title, publisher) or None


def without_site(title: str, publisher: str | None) -> str:
    """A title without the site's name at its end."""
    if publisher and title.casefold().endswith(publisher.casefold()):
        rest = title[: -len(publisher)].rstrip()
        if rest[-1:] in tuple("|-–—·•»:") and rest[:-1].strip():
            return rest[:-1].strip()
    return title


def share_words(first: str, second: str) -> bool:
    """Whether half of the words of the first text are in the second, or all of the second's in
    the first."""
    one, other = (set(_WORD.findall(text.casefold())) for text in (first, second))
    return bool(one and other) and (2 * len(one & other) >= len(one) or other <= one)


def headings_and_title(root: Element) -> list[str]:
    """The words of ``<title>`` and of the headings of the first level."""
    return [_words(one) for tag in ("title", "h1") for one in root.iter(tag)]


def _outside(root: Element, attribute: str) -> Iterator[Element]:
    """Elements with an attribute that are not in navigation, asides or footers."""
    for element in root.iter():
        if (
            element.get(attribute)
            and tag_of(element)
            and not any(tag_of(above) in _AROUND for above in element.iterancestors())
        ):
            yield element


def _date_of(element: Element) -> str | None:
    for attribute in ("content", "datetime", "title"):
        if value := (element.get(attribute) or "").strip():
            return value if value[:1].isalnum() else None
    inner = next((one for one in element.iter("time", "abbr") if one is not element), None)
    if inner is not None:
        return _date_of(inner)
    words = _words(element)
    return words if words[:4].isdigit() else None


def _author_of(element: Element) -> str | None:
    names = (one for one in element.iter() if one is not element and one.get("itemprop") == "name")
    found = next(names, element)
    parts = []
    for part in [found.get("content") or "", *found.itertext()]:
        words = " ".join(part.split())[:_LONGEST_AUTHOR]
        end = _AUTHOR_ENDS.search(words)
        parts.append(words[: end.start()] if end else words)
        if end and any(parts):
            break
    author = without_by(" ".join(" ".join(parts).split()).strip(" ,;:|-–—"))
    is_name = 1 < len(author) <= _LONGEST_AUTHOR and any(one.isalpha() for one in author)
    return author if is_name and not is_address(author) else None


def _is_of_others(element: Element) -> bool:
    """Whether it stands among comments or links to other articles."""
    return any(
        _OTHERS.search(f"{one.get('class') or ''} {one.get('id') or ''}"[:500])
        for one in (element, *element.iterancestors())
        if tag_of(one) not in ("body", "html")
    )


def _names_site(heading: Element, publisher: str | None) -> bool:
    if publisher and _words(heading).casefold() == publisher.casefold():
        return True
    links = [*heading.iter("a"), *heading.iterancestors("a")]
    return any(_leads_home(link.get("href") or "") for link in links)


def _leads_home(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    return (
        bool(address)
        and parts.path in ("", "/", "./", "index.html", "/index.html")
        and not (parts.fragment or parts.query)
    )


def _is_visible(element: Element) -> bool:
    return all(is_shown(one, tag_of(one)) for one in (element, *element.iterancestors()))


def _words(element: Element) -> str:
    """The words of an element, without the sign that a heading is linked by."""
    words = str(element.text_content())
    for link in element.iter("a"):
        if is_permalink(link):
            words = words.replace(link.text_content(), "")
    return " ".join(words.split())
