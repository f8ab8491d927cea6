"""Which of two texts of one article is the newer.

An article is known again by its address, as the article itself gives it (its canonical one). That
alone would not do: sites name their front page as the address of all their articles, and the parts
of a long one share theirs. So the texts must have a good deal in common too.
"""

from dataclasses import replace

from corpus.document import Document
from corpus.store.collection import Collection
from corpus.text.dates import period
from corpus.text.near_duplicates import resemble, sketch

# Of the runs of three words: articles that were rewritten keep more, others share hardly any.
_SAME_ARTICLE = 0.3


def settle_version(collection: Collection, new: Document) -> tuple[Document, bool]:
    """The document with its version, its superseder if a newer text of its article is there, and
    whether it took another's place; which then knows it. To be called in a transaction."""
    at_address = [one for one in collection.at_address(new.url) if one.id != new.id]
    if not at_address:
        return new, False  # nearly always; a sketch takes longer than all else
    own = sketch(new.text)
    others = [one for one in at_address if resemble(own, sketch(one.text), _SAME_ARTICLE)]
    newer = [one for one in others if one.sha256 == new.sha256 or _is_older(new, one)]
    if newer:
        if any(one.sha256 == new.sha256 for one in newer):
            return new, False  # a copy, which says other things of itself
        return replace(new, superseded_by=newer[-1].id), False
    for one in others:
        collection.put(replace(one, superseded_by=new.id))
    version = 1 + max((one.version for one in others), default=0)
    return replace(new, version=version), bool(others)


def _is_older(one: Document, other: Document) -> bool:
    """Whether a text that was read now is of an earlier day than one that was there; where that
    cannot be told, it is not."""
    mine, theirs = _date(one), _date(other)
    return mine is not None and theirs is not None and mine < theirs


def _date(document: Document) -> tuple[str, str] | None:
    date = document.updated or document.published
    try:
        return (period(date)[1].isoformat(), date) if date else None
    except ValueError:
        return None
