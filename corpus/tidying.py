"""Noise found in the documents of a collection, after some of them came or changed.

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

from corpus.collection import Collection
from corpus.document import Document
from corpus.noise import EDITION, Noise, merged_noise, noise_of
from corpus.observer import Observer
from corpus.recurring import SAMPLE, Furniture, furniture_of, recurring_noise

# Documents to a transaction.
_BATCH = 200


def find_noise(collection: Collection, observer: Observer) -> None:
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
        furniture = Furniture()
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


def with_noise(documents: Iterable[Document]) -> list[Document]:
    """Documents that are in no collection, with the noise that each has by itself."""
    return [replace(one, noise=_noise(one, Furniture())) for one in documents]


def _furniture(collection: Collection, outlet: str) -> tuple[Furniture, list[str]]:
    """An outlet's furniture, and the documents to look through again if some of it is new."""
    known = collection.furniture(outlet)
    before = Furniture(
        frozenset(known), frozenset(line for line, anywhere in known.items() if anywhere)
    )
    newest = collection.of_outlet(outlet, SAMPLE)
    now = before | furniture_of(one.text for one in newest)
    if now == before:
        return before, []
    with collection.change():
        collection.put_furniture(
            outlet, {line: line in now.anywhere for line in now.edge | now.anywhere}
        )
    return now, [one.id for one in newest]


def _look(collection: Collection, name: str, furniture: Furniture) -> None:
    document = collection.get(name)
    if document is None:
        return
    noise = _noise(document, furniture)
    if noise != document.noise:
        collection.put_noise(name, noise)


def _noise(document: Document, furniture: Furniture) -> tuple[Noise, ...]:
    own = noise_of(document.text)
    return merged_noise(own, recurring_noise(document.text, furniture, own))
