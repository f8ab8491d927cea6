"""Formats numbers as a spreadsheet displays them: 0.125 in a cell formatted "0.0%" is 12.5%.

Covered are decimals, thousands, percentages, currencies, dates and times, scientific notation, and
sections for negative numbers. Fractions are shown as plain numbers. The format "short date", which
depends on the computer, gives an ISO date.
"""

import datetime
import operator
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache

# Formats that files refer to by number only (ECMA-376, part 1, 18.8.30).
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;-#,##0",
    38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 45: "mm:ss",
    46: "[h]:mm:ss", 47: "mm:ss", 48: "0.0E+0", 49: "@",
}  # fmt: skip
_GENERAL = "General"
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[\$(?P<currency>[^\]-]{0,20})[^\]]{0,20}\]'
    r"|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]{0,40}\]|(?P<noon>AM/PM|A/P)|(?P<general>General)|(?P<date>y+|m+|d+|h+|s+)"
    r"|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*,*)?|\.[0#?]+)|(?P<exponent>E[+-][0#]+)|(?P<other>.)",
    re.I | re.S,
)
_SECTIONS = re.compile(r'((?:"[^"]*"?|\\.?|[^;"\\])*);?', re.S)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)(-?\d{1,15}(?:\.\d{1,15})?)\]")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "=": operator.eq,
    "<>": operator.ne,
}  # fmt: skip
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST_DAY, _FIRST_DAY_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)
_LAST_DAY = 2_958_465  # 9999-12-31
_LEAP_BUG = 60  # spreadsheets count 29 February 1900, which did not exist
_LONGEST_FORMAT = 255


def built_in_format(number: int) -> str:
    """The built-in format with this number; "General" if it is unknown."""
    return _BUILT_IN.get(number, _GENERAL)


def shown(value: float, form: str, *, from_1904: bool = False) -> str:
    """A number as a cell with this format displays it.

    >>> shown(0.125, "0.0%"), shown(-1234.5, '#,##0.00 "€";(#,##0.00)'), shown(45000, "d mmm yy")
    ('12.5%', '(1,234.50)', '15 Mar 23')
    """
    sections = _sections(form[:_LONGEST_FORMAT])
    section, negative = sections[0], value < 0
    if any(_CONDITION.search(one) for one in sections):
        section = _fitting(sections, value)
        if negative and "[<0" in section:  # such a section writes its own minus sign
            value, negative = -value, False
    elif negative and len(sections) > 1:
        section, value, negative = sections[1], -value, False
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    tokens = _tokens(section)
    if any(kind in ("date", "elapsed", "noon") for kind, _ in tokens):
        return _date(value, tokens, from_1904)
    kinds = [kind for kind, _ in tokens]
    if section in ("@", "") or "/" in section:
        return _general(value)
    if "digits" not in kinds:
        number = _general(value)
        return "".join(
            number if kind == "general" else words
            for kind, words in tokens
            if kind in ("general", "literal", "other")
        ).strip()
    return _decimal(-value if negative else value, tokens, negative)


def _fitting(sections: tuple[str, ...], value: float) -> str:
    """The first section whose condition is met ("[>=1000]0.0,"); one without a condition fits
    every value."""
    for section in sections:
        condition = _CONDITION.search(section)
        if condition is None or _COMPARE[condition[1]](value, float(condition[2])):
            return section
    return _GENERAL


@cache
def _sections(form: str) -> tuple[str, ...]:
    return tuple(match[1] for match in _SECTIONS.finditer(form) if match[0]) or ("",)


@cache
def _tokens(section: str) -> tuple[tuple[str, str], ...]:
    """The parts of a format (kind and text), without fills, colours and conditions."""
    found = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup or ""
        if kind in ("quoted", "escaped", "currency"):
            found.append(("literal", match[kind]))
        elif kind:
            found.append((kind, match[kind]))
        elif match[0].startswith("_"):  # a gap as wide as a character
            found.append(("literal", " "))
    return tuple(found)


def _general(value: float) -> str:
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    return f"{value:.10g}"


def _decimal(value: float, tokens: tuple[tuple[str, str], ...], negative: bool) -> str:
    digits = next(words for kind, words in tokens if kind == "digits")
    percents = sum(words == "%" for kind, words in tokens if kind == "other")
    exponent = next((words for kind, words in tokens if kind == "exponent"), None)
    thousands = len(digits) - len(digits.rstrip(","))  # "0," shows thousands
    whole, _, decimals = digits.rstrip(",").partition(".")
    exact = Decimal(repr(value)).scaleb(2 * percents - 3 * thousands)
    if exponent is not None:
        number = f"{float(exact):.{len(decimals)}e}"
        mantissa, _, power = number.partition("e")
        number = f"{mantissa}E{power[0]}{power[1:].lstrip('0').rjust(len(exponent) - 2, '0')}"
    else:
        grouped = "," in whole
        number = f"{_rounded(exact, len(decimals)):{',' if grouped else ''}f}"
        least = len(decimals.rstrip("#?"))  # further places are shown if they are not 0
        while decimals and len(number.rpartition(".")[2]) > least and number.endswith("0"):
            number = number[:-1]
        number = number.removesuffix(".")
        least = whole.replace(",", "").lstrip("#?").count("0")
        if not grouped and least:
            head, point, tail = number.partition(".")
            number = f"{head.rjust(least, '0')}{point}{tail}"
    written, done = [], False
    for kind, words in tokens:
        if kind == "digits" and not done:
            written.append(number)
            done = True
        elif kind in ("literal", "other"):
            written.append(words)
    return ("-" if negative and number.strip("0.,E+-") else "") + "".join(written).strip()


def _rounded(value: Decimal, places: int) -> Decimal:
    """Rounded as spreadsheets round: by the digits that are seen, 2.675 to 2.68."""
    try:
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than anybody needs
        return value


def _date(value: float, tokens: tuple[tuple[str, str], ...], from_1904: bool) -> str:
    if not 0 <= value <= _LAST_DAY:
        return _general(value)
    days = value if from_1904 or value >= _LEAP_BUG else value + 1
    moment = (_FIRST_DAY_1904 if from_1904 else _FIRST_DAY) + datetime.timedelta(
        seconds=round(days * 86_400)
    )
    half_days = any(kind == "noon" for kind, _ in tokens)
    written: list[str] = []
    before = ""  # the previous part of a date or time
    for position, (kind, words) in enumerate(tokens):
        part = words.lower()
        if kind == "date":
            following = next(
                (word.lower() for other, word in tokens[position + 1 :] if other == "date"), ""
            )
            if (
                part[0] == "m"
                and len(part) < 3
                and (before.startswith("h") or following.startswith("s"))
            ):
                written.append(f"{moment.minute:0{len(part)}}")
            else:
                written.append(_date_part(part, moment, half_days))
            before = part
        elif kind == "elapsed":
            seconds = round(value * 86_400)
            written.append(str(seconds // {"h": 3600, "m": 60, "s": 1}[part[0]]))
            before = part
        elif kind == "noon":
            written.append("AM" if moment.hour < 12 else "PM")
        elif kind in ("literal", "other"):
            written.append(words)
    return "".join(written).strip()


def _date_part(part: str, moment: datetime.datetime, half_days: bool) -> str:
    unit, length = part[0], len(part)
    if unit in "ye":
        return f"{moment.year % 100:02}" if length < 3 and unit == "y" else f"{moment.year:04}"
    if unit == "m":
        name = _MONTHS[moment.month - 1]
        return f"{moment.month:0{length}}" if length < 3 else name[: {3: 3, 5: 1}.get(length, 20)]
    if unit == "d":
        name = _DAYS[moment.weekday()]
        return f"{moment.day:0{length}}" if length < 3 else name[: 3 if length == 3 else 20]
    if unit == "h":
        hour = (moment.hour % 12 or 12) if half_days else moment.hour
        return f"{hour:0{min(length, 2)}}"
    return f"{moment.second:0{min(length, 2)}}" if unit == "s" else ""
