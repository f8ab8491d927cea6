"""Boilerplate of a collection: found after documents were added or changed.

A publisher's recurring lines show only in several of its articles, so a document's boilerplate may
depend on documents that are added later. Lines once known to recur stay known. When new ones are
found, the articles they were found in (the publisher's newest, SAMPLE of them) are searched again,
together with those just added. Older articles keep the boilerplate they had: adding one article
must not mean searching a hundred thousand.

Documents are grouped by the publisher's name, else by the server in their address. Documents with
neither (notes, letters) have no recurring lines.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from corpus.document import Document
from corpus.observer import Observer
from corpus.outline import Kind
from corpus.store.collection import Collection
from corpus.text.boilerplate.boilerplate import EDITION, boilerplate_of, merge_boilerplate
from corpus.text.boilerplate.recurring_lines import (
    SAMPLE,
    RecurringLines,
    recurring_boilerplate,
    recurring_lines_of,
)
from corpus.text.boilerplate.spans import Boilerplate

# Documents per transaction.
_BATCH = 200


def find_boilerplate(collection: Collection, observer: Observer) -> None:
    """Finds the boilerplate of documents that were not searched yet. Hold the data folder's write
    lock."""
    with collection.change():
        if collection.boilerplate.edition() != EDITION:
            collection.boilerplate.forget(EDITION)
    by_outlet: defaultdict[str | None, list[str]] = defaultdict(list)
    for name, outlet in collection.boilerplate.not_searched():
        by_outlet[outlet].append(name)
    total = sum(map(len, by_outlet.values()))
    done = 0
    for outlet, names in by_outlet.items():
        wanted = dict.fromkeys(names)
        recurring_lines = RecurringLines()
        if outlet is not None:
            recurring_lines, again = _recurring_lines(collection, outlet)
            # New documents come last: if this is interrupted, they are still unsearched, and the
            # next run starts again with the others.
            wanted = dict.fromkeys([*again, *names])
        order = list(wanted)
        for first in range(0, len(order), _BATCH):
            observer.progress("boilerplate", min(done, total), total)
            with collection.change():
                for name in order[first : first + _BATCH]:
                    _update(collection, name, recurring_lines)
        done += len(names)
    if total:
        observer.progress("boilerplate", total, total)


def with_boilerplate(documents: Iterable[Document]) -> list[Document]:
    """Documents outside a collection, each with the boilerplate found in it alone."""
    return [replace(one, boilerplate=_boilerplate(one, RecurringLines())) for one in documents]


def _recurring_lines(collection: Collection, outlet: str) -> tuple[RecurringLines, list[str]]:
    """An outlet's recurring lines, and the documents to search again if any of them are new."""
    known = collection.boilerplate.recurring_lines(outlet)
    before = RecurringLines(
        frozenset(known), frozenset(line for line, anywhere in known.items() if anywhere)
    )
    newest = collection.of_outlet(outlet, SAMPLE)
    now = before | recurring_lines_of(one.text for one in newest)
    if now == before:
        return before, []
    with collection.change():
        collection.boilerplate.put_recurring_lines(
            outlet, {line: line in now.anywhere for line in now.edge | now.anywhere}
        )
    return now, [one.id for one in newest]


def _update(collection: Collection, name: str, recurring_lines: RecurringLines) -> None:
    document = collection.get(name)
    if document is None:
        return
    boilerplate = _boilerplate(document, recurring_lines)
    if boilerplate != document.boilerplate:
        collection.boilerplate.put(name, boilerplate)


def _boilerplate(document: Document, recurring_lines: RecurringLines) -> tuple[Boilerplate, ...]:
    programs = ((one.start, one.end) for one in document.outline if one.kind is Kind.CODE)
    own = boilerplate_of(document.text, programs)
    return merge_boilerplate(own, recurring_boilerplate(document.text, recurring_lines, own))
