"""Saved questions of a chat, and what was found for them, as messages."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import MessageEntityType as Kind

from bot.display.shortened import shortened
from bot.telegram.render.inert import visible
from bot.telegram.render.messages import AnswerPage, answer_messages
from bot.telegram.render.outgoing import Outgoing
from bot.telegram.render.rich_text import RichText
from bot.telegram.render.texts import Texts
from bot.watches.watch import Found, News, Subscriber, Watch
from retrieval.answer import Answer, Outcome, Quote

_BUTTONS_IN_A_ROW = 5
_LONGEST_QUESTION, _LONGEST_FACT = 300, 40
_DATA = {
    "button-daily": "wd",
    "button-at-once": "wn",
    "button-pause": "wp",
    "button-resume": "wr",
}
_REASONS = {
    News.FIRST: "watch-first",
    News.CHANGED: "watch-changed",
    News.SOURCE: "watch-source",
}


def watch_list(watches: Sequence[Watch], who: Subscriber, clock: str, texts: Texts) -> Outgoing:
    """A chat's saved questions, with buttons that remove them and say when it is told."""
    if not watches:
        return Outgoing(RichText(texts("watch-none")))
    body = RichText(texts("watch-list"))
    for one in watches:
        body.add(f"\n{one.number}. ").add(shortened(written(one), _LONGEST_QUESTION), Kind.ITALIC)
        if one.paused:
            body.add(f" ({texts('watch-paused')})")
    body.add("\n\n")
    if who.daily is None:
        body.add(texts("watch-at-once"))
    else:
        body.add(texts("watch-daily", hour=who.daily))
    if who.quiet is not None:
        first, last = who.quiet
        body.add(f" {texts('watch-quiet', first=first, last=last)}")
    if who.daily is not None or who.quiet is not None:
        body.add(f" {texts('watch-clock', time=clock)}")
    body.add("\n\n")
    usage = texts("watch-usage", number=str(watches[0].number))
    for number, example in enumerate(usage.split(" · ")):
        # As code: a tap copies it, where that on a command would send it.
        body.add("  " if number else "").add(example, Kind.CODE)
    return Outgoing(body, _list_keyboard(watches, who, texts))


def written(watch: Watch) -> str:
    """The question with its filters, as it can be written again."""
    given = (
        ("since", watch.filters.since),
        ("until", watch.filters.until),
        ("source", watch.filters.source),
    )
    filters = [f'{name}:"{value}"' for name, value in given if value]
    return visible(" ".join([watch.question, *filters]))


def news_messages(
    watch: Watch,
    found: Sequence[tuple[Found, Quote]],
    more: int,
    texts: Texts,
    base: str = "",
) -> list[Outgoing]:
    """The quotes that were found for a watch, and what is new about them. ``more``: how many others
    there are; ``base``: see ``AnswerPage``."""
    head = RichText(f"🔔 {texts('watch-news')} ").add(
        shortened(written(watch), _LONGEST_QUESTION), Kind.ITALIC
    )
    head.add("\n").add(" ".join(_reasons([one for one, _ in found], texts)))
    if more:
        head.add("\n").add(texts("watch-more", count=more, number=str(watch.number)))
    quotes = tuple(quote for _, quote in found)
    answer = Answer(watch.question, quotes, quotes[0].score, Outcome.ANSWERED)
    page = AnswerPage(answer, texts, head, watch=str(watch.number), base=base)
    return answer_messages(page)


def _reasons(found: Sequence[Found], texts: Texts) -> list[str]:
    """What is new, each reason once; all new words together."""
    new = [fact for one in found for fact in one.facts]
    facts = dict.fromkeys(visible(shortened(one, _LONGEST_FACT)) for one in new)
    said = dict.fromkeys(texts(_REASONS[one.news]) for one in found if one.news in _REASONS)
    return [*said, *([texts("watch-facts", facts=", ".join(facts))] if facts else [])]


def _list_keyboard(watches: Sequence[Watch], who: Subscriber, texts: Texts) -> InlineKeyboardMarkup:
    removing = [
        InlineKeyboardButton(f"✕ {one.number}", callback_data=f"u{one.number}") for one in watches
    ]
    rows = [removing[n : n + _BUTTONS_IN_A_ROW] for n in range(0, len(removing), _BUTTONS_IN_A_ROW)]
    names = [
        "button-daily" if who.daily is None else "button-at-once",
        "button-resume" if all(one.paused for one in watches) else "button-pause",
    ]
    rows.append([InlineKeyboardButton(texts(n), callback_data=_DATA[n]) for n in names])
    return InlineKeyboardMarkup(rows)
