"""Results of a verification as messages."""

from telegram.constants import MessageEntityType as Kind

from bot.telegram.render.messages import citation_text, joined
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from retrieval.citation import Citation
from retrieval.verification.verdicts import Change, Verdict, Verification
from retrieval.verification.verifier import MOST_PLACES

_SHOWN_PLACES = 5
# Longer words are not repeated, only their place is named; with more differences, none is marked.
_MOST_CHARACTERS = 3000
_MOST_MARKED = 80


def verification_messages(found: Verification, texts: Texts) -> list[RichText]:
    """The verdict, then the places of an exact quote. Of an altered one, the document's words with
    the differences in bold, then the given words with theirs crossed out."""
    if found.verdict is Verdict.ABSENT:
        return [RichText(texts("verify-absent"))]
    if found.verdict is Verdict.EXACT:
        count = len(found.places)
        head = RichText(
            texts("verify-everywhere" if count >= MOST_PLACES else "verify-exact", count=count)
        )
        places = [_place(place, texts) for place in found.places[:_SHOWN_PLACES]]
        return joined([head, *places])
    [place] = found.places
    head = RichText(texts("verify-altered")).add("\n")
    if len(place.text) > _MOST_CHARACTERS:
        return [head.extend(citation_text(place, texts))]
    mark = sum(one.stored != one.given for one in found.changes) <= _MOST_MARKED
    head.extend(_stored(place, found.changes, mark)).add("\n").extend(citation_text(place, texts))
    given = RichText(texts("verify-given")).add("\n").extend(_given(found.changes, mark))
    return joined([head, given])


def _place(place: Citation, texts: Texts) -> RichText:
    body = RichText()
    if len(place.text) <= _MOST_CHARACTERS:
        body.add(place.text, Kind.BLOCKQUOTE).add("\n")
    return body.extend(citation_text(place, texts))


def _stored(place: Citation, changes: tuple[Change, ...], mark: bool) -> RichText:
    """The document's words, by slicing, those that differ bold."""
    excerpt, position = RichText(), 0
    text = place.text
    for change in changes:
        start = position
        for word in change.stored.split():
            position = text.index(word, position) + len(word)
        if not change.stored:
            continue
        kind = Kind.BOLD if mark and change.stored != change.given else None
        lead = len(text[start:position]) - len(text[start:position].lstrip())
        excerpt.add(text[start : start + lead]).add(text[start + lead : position], kind)
    return RichText().extend(excerpt.add(text[position:]), Kind.BLOCKQUOTE)


def _given(changes: tuple[Change, ...], mark: bool) -> RichText:
    body = RichText()
    for change in changes:
        if change.given:
            kind = Kind.STRIKETHROUGH if mark and change.stored != change.given else None
            body.add(" " if body.text else "").add(change.given, kind)
    return body
