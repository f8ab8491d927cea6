"""JSON-LD of web pages: what schema.org data say about the article of a page.

Blocks are read as lenient JSON: in CDATA or a comment, with raw line breaks in strings, with HTML
entities in text. Of several things described, the article counts first, then the page.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.parsers.markup.trees import Element

Thing = dict[str, Any]

_ARTICLE = re.compile(r"Article|Posting|Report(?!age)|Review|Book|CreativeWork|Story")
_PAGE = re.compile(r"WebPage|ItemPage|ProfilePage|AboutPage|FAQPage|QAPage")
_NESTED = ("@graph", "mainEntity", "mainEntityOfPage")
_FIELDS = {
    "headline": ("headline",),
    "name": ("name",),
    "publisher": ("publisher",),
    "author": ("author", "creator"),
    "published": ("datePublished", "dateCreated"),
    "updated": ("dateModified",),
    "language": ("inLanguage",),
}
# More than this is no description of one page.
_MOST_THINGS = 1000
_LONGEST_BLOCK = 1 << 20


def article_data(root: Element) -> dict[str, str | None]:
    """The fields headline, name, publisher, author, published, updated and language of a page's
    article, as far as they are declared."""
    things = [thing for block in _blocks(root) for thing in _things(block)][:_MOST_THINGS]
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    articles = [thing for thing in things if _is(thing, _ARTICLE) and _says_enough(thing)]
    pages = [thing for thing in things if _is(thing, _PAGE) and _says_enough(thing)]
    found: dict[str, str | None] = {}
    for thing in (*articles[:1], *pages[:1]):
        for name, keys in _FIELDS.items():
            value = next((text for key in keys if (text := _text(thing.get(key), by_id))), None)
            found[name] = found.get(name) or value
    return found


def _blocks(root: Element) -> Iterator[object]:
    for script in root.iter("script"):
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        text = script.text or ""
        if kind != "application/ld+json" or len(text) > _LONGEST_BLOCK:
            continue
        # Whatever is wrapped around the JSON: a comment, CDATA, a semicolon.
        starts = [place for place in (text.find("{"), text.find("[{")) if place >= 0]
        end = max(text.rfind("}"), text.rfind("}]") + 1)
        if starts:
            try:
                yield json.loads(text[min(starts) : end + 1], strict=False)
            except (ValueError, RecursionError):
                continue


def _things(data: object) -> Iterator[Thing]:
    todo = [data]
    while todo:
        one = todo.pop()
        if isinstance(one, list):
            todo.extend(reversed(one))
        elif isinstance(one, dict):
            yield one
            todo.extend(
                one[key] for key in reversed(_NESTED) if isinstance(one.get(key), dict | list)
            )


def _is(thing: Thing, kinds: re.Pattern[str]) -> bool:
    names = thing.get("@type")
    every = names if isinstance(names, list) else [names]
    return any(isinstance(name, str) and kinds.search(name) for name in every)


def _says_enough(thing: Thing) -> bool:
    return any(thing.get(key) for key in ("headline", "datePublished", "dateCreated"))


def _text(value: object, by_id: dict[str, Thing]) -> str | None:
    """A string as it stands, a thing by its name, several joined by commas."""
    if isinstance(value, str):
        return html.unescape(value).strip() or None
    if isinstance(value, dict):
        if "name" not in value:
            value = by_id.get(str(value.get("@id")), value)
        name = value.get("name") or value.get("@value")
        if isinstance(name, list):
            name = next(iter(name), None)
        return _text(name, by_id) if isinstance(name, str) else None
    if isinstance(value, list):
        names = [_text(one, by_id) for one in value if not isinstance(one, list)]
        return ", ".join(dict.fromkeys(name for name in names if name)) or None
    return None
