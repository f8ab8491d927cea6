"""Boilerplate found in the documents of a collection, after some of them came or changed.

What recurs with a publisher shows only when there are several articles of it, so a document's noise
may depend on documents that come later. Lines once known to recur stay known; when new ones are
found, the articles that they were found in (the newest of the publisher, SAMPLE of them) are looked
through again, and those that came now. Older ones keep the noise that they had: a collection of a
hundred thousand articles is not gone through because of one that joins it.

A publisher's documents are told by its name, else by the server of their address. What has neither
(notes, letters) has nothing that recurs.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from corpus.document import Document
from corpus.observer import Observer
from corpus.store.collection import Collection
from corpus.text.boilerplate import EDITION, Boilerplate, boilerplate_of, merge_boilerplate
from corpus.text.recurring_lines import (
    SAMPLE,
    RecurringLines,
    recurring_boilerplate,
    recurring_lines_of,
)

# Documents to a transaction.
_BATCH = 200


def find_boilerplate(collection: Collection, observer: Observer) -> None:
    """Looks for noise wherever nobody has yet. Hold the data folder's write lock."""
    with collection.change():
        if collection.noise_edition() != EDITION:
            collection.forget_noise(EDITION)
    by_outlet: defaultdict[str | None, list[str]] = defaultdict(list)
    for name, outlet in collection.without_noise():
        by_outlet[outlet].append(name)
    total = sum(map(len, by_outlet.values()))
    done = 0
    for outlet, names in by_outlet.items():
        wanted = dict.fromkeys(names)
        furniture = RecurringLines()
        if outlet is not None:
            furniture, again = _furniture(collection, outlet)
            # Those that came now are last: until they are done, they say that there is work left.
            wanted = dict.fromkeys([*again, *names])
        order = list(wanted)
        for first in range(0, len(order), _BATCH):
            observer.progress("tidying", min(done, total), total)
            with collection.change():
                for name in order[first : first + _BATCH]:
                    _look(collection, name, furniture)
        done += len(names)
    if total:
        observer.progress("tidying", total, total)


def with_boilerplate(documents: Iterable[Document]) -> list[Document]:
    """Documents that are in no collection, with the noise that each has by itself."""
    return [replace(one, noise=_noise(one, RecurringLines())) for one in documents]


def _furniture(collection: Collection, outlet: str) -> tuple[RecurringLines, list[str]]:
    """An outlet's furniture, and the documents to look through again if some of it is new."""
    known = collection.furniture(outlet)
    before = RecurringLines(
        frozenset(known), frozenset(line for line, anywhere in known.items() if anywhere)
    )
    newest = collection.of_outlet(outlet, SAMPLE)
    now = before | recurring_lines_of(one.text for one in newest)
    if now == before:
        return before, []
    with collection.change():
        collection.put_furniture(
            outlet, {line: line in now.anywhere for line in now.edge | now.anywhere}
        )
    return now, [one.id for one in newest]


def _look(collection: Collection, name: str, furniture: RecurringLines) -> None:
    document = collection.get(name)
    if document is None:
        return
    noise = _noise(document, furniture)
    if noise != document.noise:
        collection.put_noise(name, noise)


def _noise(document: Document, furniture: RecurringLines) -> tuple[Boilerplate, ...]:
    own = boilerplate_of(document.text)
    return merge_boilerplate(own, recurring_boilerplate(document.text, furniture, own))
