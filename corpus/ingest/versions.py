"""Versions of an article: which of two texts is newer.

An article is recognised by its canonical address. That alone is not enough: some sites give their
front page as the canonical address of every article, and the parts of a long article share one. So
the texts must also have much in common.
"""

from dataclasses import replace

from corpus.document import Document
from corpus.store.collection import Collection
from corpus.text.dates import by_last_day
from corpus.text.near_duplicates import are_near_duplicates, sketch

# Share of common runs of three words. Rewritten articles share more, different ones hardly any.
_SAME_ARTICLE = 0.3


def assign_version(collection: Collection, new: Document) -> tuple[Document, bool]:
    """The new document with its version number, and whether it supersedes stored documents, which
    are updated. If a newer text of the article is stored, the new document is marked as superseded
    by that one. Call in a transaction."""
    at_address = [one for one in collection.at_address(new.url) if one.id != new.id]
    if not at_address:
        return new, False  # the usual case; a sketch would take longer than everything else
    own = sketch(new.text)
    others = [
        one for one in at_address if are_near_duplicates(own, sketch(one.text), _SAME_ARTICLE)
    ]
    newer = [one for one in others if one.sha256 == new.sha256 or _is_older(new, one)]
    if newer:
        if any(one.sha256 == new.sha256 for one in newer):
            return new, False  # a copy with other metadata
        return replace(new, superseded_by=newer[-1].id), False
    for one in others:
        collection.put(replace(one, superseded_by=new.id))
        collection.corrections.hand_on(one.id, new.id)
    version = 1 + max((one.version for one in others), default=0)
    return replace(new, version=version), bool(others)


def _is_older(one: Document, other: Document) -> bool:
    """Whether the first document has an earlier date. False where either date is unknown."""
    mine = by_last_day(one.updated or one.published)
    theirs = by_last_day(other.updated or other.published)
    return mine is not None and theirs is not None and mine < theirs
