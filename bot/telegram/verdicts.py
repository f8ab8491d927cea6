"""Whether a quote is real, as messages."""

from telegram.constants import MessageEntityType as Kind

from bot.telegram.draft import Draft
from bot.telegram.messages import joined, place_draft
from bot.telegram.texts import Texts
from retrieval.place import Place
from retrieval.verifying import Change, Verdict, Verification

_MOST_PLACES = 5
# Of a changed word or two; a changed half of a text is shown as far as a message goes.
_MOST_CHARACTERS = 3000


def verdict_messages(found: Verification, texts: Texts) -> list[Draft]:
    """The verdict; where the words stand; how they were altered: what stands in the document with
    the differing words bold, then what was given with its own crossed out."""
    if found.verdict is Verdict.ABSENT:
        return [Draft(texts("verify-absent"))]
    if found.verdict is Verdict.EXACT:
        head = Draft(texts("verify-exact", count=len(found.places)))
        places = [_place(place, texts) for place in found.places[:_MOST_PLACES]]
        return joined([head, *places])
    [place] = found.places
    given = Draft(texts("verify-given")).add("\n").extend(_given(found.changes))
    head = Draft(texts("verify-altered")).add("\n").extend(_stored(place, found.changes))
    head.add("\n").extend(place_draft(place, texts))
    return joined([head, given])


def _place(place: Place, texts: Texts) -> Draft:
    draft = Draft()
    if len(place.text) <= _MOST_CHARACTERS:
        draft.add(place.text, Kind.BLOCKQUOTE).add("\n")
    return draft.extend(place_draft(place, texts))


def _stored(place: Place, changes: tuple[Change, ...]) -> Draft:
    """The document's words, by slicing, those that differ bold."""
    excerpt, position = Draft(), 0
    text = place.text
    for change in changes:
        start = position
        for word in change.stored.split():
            position = text.index(word, position) + len(word)
        if not change.stored:
            continue
        kind = None if change.stored == change.given else Kind.BOLD
        lead = len(text[start:position]) - len(text[start:position].lstrip())
        excerpt.add(text[start : start + lead]).add(text[start + lead : position], kind)
    return Draft().extend(excerpt.add(text[position:]), Kind.BLOCKQUOTE)


def _given(changes: tuple[Change, ...]) -> Draft:
    draft = Draft()
    for change in changes:
        if change.given:
            kind = None if change.stored == change.given else Kind.STRIKETHROUGH
            draft.add(" " if draft.text else "").add(change.given, kind)
    return draft
