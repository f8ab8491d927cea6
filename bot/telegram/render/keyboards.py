"""The buttons under an answer.

All that a press needs is in the button, or in the message that it is under: buttons work after a
restart. ``callback_data`` begins with a letter that says what to do:

    c N CODE   widens quote N of the message to what CODE says, l N CODE takes it back
    n N CODE   the buttons are for quote N now, which is shown as CODE says
    o          shows the sources of the answer in its place; see ``source_view``
    s ID       sends the document of this id, and its original
    m OFFSET   sends further quotes, from this number on
    g N        sends the other quotes that give the same answer as quote N
    y STAMP    rates the answer as good, x STAMP as bad; STAMP has the index and the confidence
    w          saves the question: tell me when a new document answers
    u NUMBER   removes a saved question

where N is one letter, counted from "a"; a capital where the quote has others that give the same
answer. Where a message has several quotes, a row of numbers says
which one the buttons are for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from bot.telegram.render.copy_text import copy_text
from bot.telegram.render.quote_code import QuoteCode
from bot.telegram.render.texts import LANGUAGES, Texts, in_all_languages, texts_for
from retrieval.answer import Quote

_GOOD, _BAD, _BELL = "👍", "👎", "🔔"
SAVE = "w"
_NUMBERS_IN_A_ROW = 8
_CHOSEN = "· {} ·"
_QUOTE_BUTTON = re.compile(r"([cln])([a-zA-Z])([\w-]+)", re.ASCII)
_STEP = {"c": -1, "l": 1, "n": 0}


@dataclass(frozen=True, slots=True)
class Panel:
    """State of the buttons of one message.

    ``codes``: its quotes, as they are shown; ``first``: the number of the first. ``chosen``: the
    one that the buttons are for. ``more``: how many quotes come before further ones, None where
    there is no button for these. ``stamp``: the index that answered and its confidence; empty
    where no feedback is asked for. ``watch``: the number of the saved question that is answered.
    ``others``: the numbers of the quotes that have others which give the same answer.
    """

    codes: tuple[QuoteCode, ...]
    first: int = 1
    chosen: int = 0
    more: int | None = None
    stamp: str = ""
    watch: str = ""
    others: frozenset[int] = frozenset()

    @property
    def code(self) -> QuoteCode:
        """The chosen quote."""
        return self.codes[self.chosen]

    def choosing(self, block: int, code: QuoteCode) -> "Panel":
        """The same with one quote chosen, shown as the code says."""
        codes = (*self.codes[:block], code, *self.codes[block + 1 :])
        return replace(self, codes=codes, chosen=block)

    @classmethod
    def of(cls, keyboard: InlineKeyboardMarkup) -> "Panel":
        """The panel of a message. Raises ValueError for buttons that are not an answer's."""
        codes: dict[int, QuoteCode] = {}
        first, chosen, more, stamp, watch = 1, 0, None, "", ""
        others: set[int] = set()
        for label, data in _buttons(keyboard):
            if match := _QUOTE_BUTTON.fullmatch(data):
                what, letter, code = match.groups()
                block, decoded = _block(letter), QuoteCode.decode(code)
                if letter.isupper():
                    others.add(block)
                codes[block] = decoded.widened(decoded.around + _STEP[what])
                if what == "n" and not block:
                    first = int(re.sub(r"\D", "", label) or 1)
                elif what != "n":
                    chosen = block
            elif data.startswith("m"):
                more = int(data[1:])
            elif data.startswith("y"):
                stamp = data[1:]
            elif data.startswith("u"):
                watch = data[1:]
        if sorted(codes) != list(range(len(codes))):
            raise ValueError("a quote's button is missing")
        known = tuple(codes[n] for n in sorted(codes))
        return cls(known, first, chosen, more, stamp, watch, frozenset(others))


def keyboard(
    panel: Panel, quote: Quote, texts: Texts, *, is_all: bool = False
) -> InlineKeyboardMarkup:
    """The buttons. ``quote`` is the chosen one; ``is_all``: it is the whole document."""
    letter, code = _letter(panel.chosen, panel.others), panel.code
    numbers = _numbers(panel) if len(panel.codes) > 1 else []
    rows = [numbers[n : n + _NUMBERS_IN_A_ROW] for n in range(0, len(numbers), _NUMBERS_IN_A_ROW)]
    about = []
    if not is_all:
        wider = code.widened(code.around + 1).encode()
        about.append(_button(texts("button-context"), f"c{letter}{wider}"))
    if code.around:
        narrower = code.widened(code.around - 1).encode()
        about.append(_button(texts("button-less"), f"l{letter}{narrower}"))
    about.append(_button(texts("button-source"), "o"))
    if copied := copy_text(quote, texts):
        label = texts("button-copy")
        about.append(InlineKeyboardButton(label, copy_text=CopyTextButton(copied)))
    below = []
    if panel.chosen in panel.others:
        below.append(_button(texts("button-others"), f"g{letter}"))
    if panel.more is not None:
        below.append(_button(texts("button-more"), f"m{panel.more}"))
    if panel.stamp:
        below += [_button(_GOOD, f"y{panel.stamp}"), _button(_BAD, f"x{panel.stamp}")]
        below.append(_button(_BELL, SAVE))
    if panel.watch:
        below.append(_button(texts("button-unwatch"), f"u{panel.watch}"))
    return InlineKeyboardMarkup([row for row in (*rows, about, below) if row])


def refusal_keyboard(texts: Texts, *, nearest: bool) -> InlineKeyboardMarkup:
    """Under a question that has no answer: a button that shows the closest passages, where there
    are any, and one that saves the question."""
    shown = [[_button(texts("button-nearest"), "m0")]] if nearest else []
    return InlineKeyboardMarkup([*shown, [_button(texts("button-watch"), SAVE)]])


def question_keyboard(questions: Sequence[str]) -> ReplyKeyboardMarkup | None:
    """Buttons in place of the keyboard: a tap sends the question, as if it had been written."""
    if not questions:
        return None
    return ReplyKeyboardMarkup(
        [[KeyboardButton(one)] for one in questions], resize_keyboard=True, one_time_keyboard=True
    )


def without_more(given: InlineKeyboardMarkup) -> InlineKeyboardMarkup | None:
    """The same buttons without the one for further quotes; None where no others are left."""
    rows = (
        [one for one in row if not str(one.callback_data or "").startswith("m")]
        for row in given.inline_keyboard
    )
    left = [row for row in rows if row]
    return InlineKeyboardMarkup(left) if left else None


def has_button(given: InlineKeyboardMarkup, data: str) -> bool:
    """Whether one of the buttons carries this data."""
    return any(known == data for _, known in _buttons(given))


def pressed_quote(data: str) -> tuple[int, QuoteCode]:
    """Which quote of the message a button is for, and how it is to be shown. Raises ValueError."""
    match = _QUOTE_BUTTON.fullmatch(data)
    if match is None:
        raise ValueError(f"{data!r} is not the button of a quote")
    return _block(match[2]), QuoteCode.decode(match[3])


# Buttons whose words say in which language a message is.
LANGUAGE_BUTTONS = ("source", "nearest", "watch", "close")


def spoken_by(given: InlineKeyboardMarkup, otherwise: Texts) -> Texts:
    """The texts in the language of these buttons: in a group, the person who presses one may speak
    another language than the one who asked."""
    labels = {label for label, _ in _buttons(given)}
    known = [in_all_languages(f"button-{name}") for name in LANGUAGE_BUTTONS]
    for language in LANGUAGES:
        if not labels.isdisjoint(texts[language] for texts in known):
            return texts_for(language)
    return otherwise


def _numbers(panel: Panel) -> list[InlineKeyboardButton]:
    return [
        _button(
            _CHOSEN.format(panel.first + n) if n == panel.chosen else str(panel.first + n),
            f"n{_letter(n, panel.others)}{code.encode()}",
        )
        for n, code in enumerate(panel.codes)
    ]


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)


def _buttons(given: InlineKeyboardMarkup) -> Iterator[tuple[str, str]]:
    for row in given.inline_keyboard:
        for one in row:
            if isinstance(one.callback_data, str):
                yield one.text, one.callback_data


def pressed_others(data: str) -> int:
    """The number of the quote whose others a button sends. Raises ValueError."""
    if not re.fullmatch("g[A-Za-z]", data):
        raise ValueError(f"{data!r} is not the button of a quote's others")
    return _block(data[1])


def _letter(block: int, others: frozenset[int] = frozenset()) -> str:
    letter = chr(ord("a") + block)
    return letter.upper() if block in others else letter


def _block(letter: str) -> int:
    return ord(letter.lower()) - ord("a")
