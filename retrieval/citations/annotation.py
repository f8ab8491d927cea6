"""W3C Web Annotations of quotes, and the way back: a selector finds its quote in a text.

https://www.w3.org/TR/annotation-model/#selectors. Positions count Unicode code points of the
document's stored text, as the recommendation asks for.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from corpus.span import Span
from retrieval.citations.anchoring import Anchor, find_anchor
from retrieval.citations.cited import Cited
from retrieval.citations.permanent_link import permanent_link

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_PDF_FRAGMENTS = "http://tools.ietf.org/rfc/rfc3778"
AROUND = 32  # characters before and after a quote that tell it from others of the same words


def annotations(cited: Sequence[Cited]) -> str:
    """One annotation as an object, several as an array."""
    found = [_annotation(one) for one in cited]
    return json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=2)


def anchor_of(text: str, span: Span) -> Anchor:
    """The anchor by which a span is found again."""
    return Anchor(
        span.of(text),
        text[max(0, span.start - AROUND) : span.start],
        text[span.end : span.end + AROUND],
        span.start,
    )


def find_annotated(annotation: Mapping[str, Any], text: str) -> Span | None:
    """The quote of an annotation in a text, though the text may have changed a little; None where
    it is not there, or the annotation has no selector of a text."""
    exact, prefix, suffix, start = "", "", "", None
    end = None
    for selector in _selectors(annotation):
        kind = selector.get("type")
        if kind == "TextQuoteSelector":
            exact, prefix, suffix = (
                value if isinstance(value := selector.get(name), str) else ""
                for name in ("exact", "prefix", "suffix")
            )
        elif kind == "TextPositionSelector":
            start, end = (
                value if isinstance(value := selector.get(name), int) and value >= 0 else None
                for name in ("start", "end")
            )
    if exact:
        return find_anchor(Anchor(exact, prefix, suffix, start), text)
    if start is not None and end is not None and start < end <= len(text):
        return Span(start, end)
    return None


def _selectors(annotation: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The selectors of an annotation's targets, and those that refine them."""
    waiting: list[Any] = [annotation.get("target")]
    while waiting:
        one = waiting.pop(0)
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, Mapping):
            if "selector" in one:
                waiting.append(one["selector"])
            if "refinedBy" in one:
                waiting.append(one["refinedBy"])
            if str(one.get("type", "")).endswith("Selector"):
                yield one


def _annotation(one: Cited) -> dict[str, Any]:
    document = one.document
    target: dict[str, Any] = {
        "source": document.url
        or permanent_link(one.base, document)
        or f"urn:sha256:{document.sha256}",
        "selector": _selectors_of(one),
        # The text that positions count in: as it was when the document was read.
        "state": {"type": "TimeState", "sourceDate": document.added, "cached": one.link},
    }
    if one.span is None:
        del target["selector"]
    if one.base is None:
        del target["state"]["cached"]
    found = {
        "@context": _CONTEXT,
        "id": one.link if one.base and one.span else None,
        "type": "Annotation",
        "motivation": "highlighting",
        "target": target,
    }
    return {name: value for name, value in found.items() if value is not None}


def _selectors_of(one: Cited) -> list[dict[str, Any]]:
    if one.span is None:
        return []
    anchor = anchor_of(one.document.text, one.span)
    selectors: list[dict[str, Any]] = [
        {
            "type": "TextQuoteSelector",
            "exact": anchor.exact,
            "prefix": anchor.prefix,
            "suffix": anchor.suffix,
        },
        {"type": "TextPositionSelector", "start": one.span.start, "end": one.span.end},
    ]
    if one.sheet is not None:
        selectors.append(
            {
                "type": "FragmentSelector",
                "conformsTo": _PDF_FRAGMENTS,
                "value": f"page={one.sheet}",
            }
        )
    return selectors
