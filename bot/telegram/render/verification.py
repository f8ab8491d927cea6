"""Results of a verification as messages."""

from collections.abc import Sequence

from telegram.constants import MessageEntityType as Kind

from bot.display.compared_words import displayed_words, left_out_words, stored_spans
from bot.display.shortened import shortened
from bot.telegram.render.citation import shown_title
from bot.telegram.render.inert import inert
from bot.telegram.render.messages import citation_text, joined
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.styled_text import styled_text
from bot.telegram.render.texts import Texts
from bot.verifying import TextCheck
from retrieval.citation import Citation
from retrieval.citations.permanent_link import permanent_link
from retrieval.verification.alignment import separator
from retrieval.verification.same_text import Overlap
from retrieval.verification.verdicts import Change, ChangeKind, Verdict, Verification
from retrieval.verification.verifier import MOST_PLACES

_SHOWN_PLACES = 5
# With several quotations, each shows its best place and names this many others.
_SHOWN_PLACES_OF_SEVERAL = 1
_MOST_NAMED = 3
# Longer words are not repeated, only their place is named; with more differences, none is marked.
_MOST_CHARACTERS = 3000
_MOST_MARKED = 80
_MOST_CHANGES = 5
_MOST_OMISSIONS = 8
_LONGEST_WORDS = 100
_MOST_SHOWN = 12


def check_messages(found: TextCheck, texts: Texts, base: str = "") -> list[RichText]:
    """The documents that have much of a text, then the verdict on each of its quotations; those
    that are real come last where others are not. With the address ``base`` of the pages, links lead
    to the places there."""
    parts: list[RichText] = [_whole(one, texts, base) for one in found.whole]
    several = len(found.verifications) > 1
    if several:
        real = sum(one.verdict.is_real for one in found.verifications)
        count = len(found.verifications)
        parts.append(RichText(texts("verify-several", count=count, real=real)))
    shown = sorted(found.verifications, key=lambda one: one.verdict.is_real)
    for one in shown[:_MOST_SHOWN]:
        parts += _verification_parts(one, texts, several, base)
    if len(shown) > _MOST_SHOWN:
        parts.append(RichText(texts("verify-more", count=len(shown) - _MOST_SHOWN)))
    return joined(parts)


def _verification_parts(
    found: Verification, texts: Texts, several: bool, base: str
) -> list[RichText]:
    """The verdict, then the places of a real quotation. Of an altered one, the document's words
    with the differences in bold, then the given words with theirs crossed out."""
    given = [_named_quotation(found.quotation)] if several else []
    if found.verdict is Verdict.ABSENT:
        return [_under(given, RichText(texts("verify-absent")))]
    if found.verdict is not Verdict.ALTERED:
        most = _SHOWN_PLACES_OF_SEVERAL if several else _SHOWN_PLACES
        places = [_place(place, texts, base) for place in found.places[:most]]
        if several:
            places[-1].extend(_elsewhere(found.places, texts))
        head = _real_head(found, texts)
        if found.cut_negation:
            warning = texts("verify-cut-negation", word=_shown(found.cut_negation))
            head.add("\n").add(warning, Kind.BOLD)
        return [_under(given, head), *places]
    [place] = found.places
    head = RichText(texts("verify-altered")).add("\n")
    if len(place.text) > _MOST_CHARACTERS:
        return [_under(given, head.extend(_cited(place, texts, base)))]
    if telling := [one for one in found.altering if one.kind.alters_meaning]:
        shown = displayed_words(place, found.changes)
        said = "; ".join(_change_text(one, shown[one], texts) for one in telling[:_MOST_CHANGES])
        head = RichText(texts("verify-meaning", changes=said)).add("\n").extend(head)
    mark = sum(not one.is_same for one in found.changes) <= _MOST_MARKED
    head.extend(_stored(place, found.changes, mark)).add("\n").extend(_cited(place, texts, base))
    body = RichText(texts("verify-given")).add("\n").extend(_given(found.changes, mark))
    return [head, body]


def _real_head(found: Verification, texts: Texts) -> RichText:
    count = len(found.places)
    if found.verdict is Verdict.EXACT:
        name = "verify-everywhere" if count >= MOST_PLACES else "verify-exact"
        return RichText(texts(name, count=count))
    if found.verdict is Verdict.TYPOGRAPHY:
        return RichText(texts("verify-typography"))
    head = RichText(texts("verify-shortened"))
    place = found.places[0]
    for one in found.omissions[:_MOST_OMISSIONS]:
        head.add(f"\n{_shown(one.mark)} ")
        if one.span is None:
            head.add(texts("verify-put-in"))
            continue
        words = left_out_words(place, one.span)
        head.add(texts("verify-left-out", count=len(words.split())))
        if len(words) <= _LONGEST_WORDS:
            head.add(f" {inert(words)}")
        if one.negation:
            head.add(f" {texts('verify-left-out-negation')}", Kind.BOLD)
    return head


def _change_text(change: Change, words: str, texts: Texts) -> str:
    kind = {
        ChangeKind.NUMBER: "verify-number",
        ChangeKind.NEGATION: "verify-negation",
        ChangeKind.NAME: "verify-name",
    }[change.kind]
    stored, given = _shown(words), _shown(change.given)
    return f"{texts(kind)} {stored or '∅'} → {given or '∅'}"


def _whole(one: Overlap, texts: Texts, base: str) -> RichText:
    document = one.document
    name = _shown(shown_title(document))
    shares = {"text": round(100 * one.of_text), "document": round(100 * one.of_document)}
    kinship = one.kinship
    body = RichText(texts(f"verify-whole-{kinship.value if kinship else 'some'}")).add("\n")
    body.add(name, Kind.TEXT_LINK if document.url else Kind.ITALIC, document.url)
    day = (document.published or "")[: len("2022-11-30")]
    version = texts("version-replaced", number=str(document.version))
    known = (document.publisher, day, version if document.superseded_by else "")
    body.add("".join(f" · {inert(part)}" for part in known if part))
    body.add("\n").add(texts("verify-whole-shares", **shares))
    page = permanent_link(base, document)
    if page is not None:
        body.add("\n").add(texts("open-document"), Kind.TEXT_LINK, page)
    return body


def _named_quotation(words: str) -> RichText:
    return RichText().add(_shown(" ".join(words.split())), Kind.ITALIC).add("\n")


def _under(above: Sequence[RichText], body: RichText) -> RichText:
    found = RichText()
    for one in above:
        found.extend(one)
    return found.extend(body)


def _place(place: Citation, texts: Texts, base: str) -> RichText:
    body = RichText()
    if len(place.text) <= _MOST_CHARACTERS:
        body.extend(styled_text(place.document, place.span), Kind.BLOCKQUOTE).add("\n")
    return body.extend(_cited(place, texts, base))


def _elsewhere(places: Sequence[Citation], texts: Texts) -> RichText:
    """The other documents that have the words of the first place."""
    others = {one.document.id: one.document for one in places}
    others.pop(places[0].document.id)
    body = RichText()
    for position, one in enumerate([*others.values()][:_MOST_NAMED]):
        body.add(", " if position else f"\n{texts('also-in')} ")
        body.add(_shown(shown_title(one)), Kind.ITALIC)
    if more := len(others) - _MOST_NAMED:
        body.add(f" {texts('also-more', count=more)}" if more > 0 else "")
    return body


def _cited(place: Citation, texts: Texts, base: str) -> RichText:
    body = RichText().extend(citation_text(place, texts))
    link = permanent_link(base, place.document, place.span)
    return body if link is None else body.add("\n").add(texts("in-place"), Kind.TEXT_LINK, link)


def _stored(place: Citation, changes: tuple[Change, ...], mark: bool) -> RichText:
    """The document's words, those that differ bold."""
    marks = [
        (span, Kind.BOLD)
        for change, span in stored_spans(place, changes)
        if mark and span is not None and not change.is_same
    ]
    return RichText().extend(styled_text(place.document, place.span, marks), Kind.BLOCKQUOTE)


def _given(changes: tuple[Change, ...], mark: bool) -> RichText:
    body = RichText()
    for change in changes:
        if change.given:
            kind = Kind.STRIKETHROUGH if mark and not change.is_same else None
            body.add(separator(body.text, change.given)).add(change.given, kind)
    return body


def _shown(text: str) -> str:
    return inert(shortened(text, _LONGEST_WORDS))
