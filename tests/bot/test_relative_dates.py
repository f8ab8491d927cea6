"""Relative dates in filters."""

from datetime import date

import pytest

from bot.query_filters import split_filters
from bot.relative_dates import resolved

# A Sunday.
TODAY = date(2026, 3, 29)


@pytest.mark.parametrize(
    ("said", "since", "until"),
    [
        ("today", "2026-03-29", "2026-03-29"),
        ("вчера", "2026-03-28", "2026-03-28"),
        ("vorgestern", "2026-03-27", "2026-03-27"),
        ("last week", "2026-03-16", "2026-03-22"),
        ("letzter Woche", "2026-03-16", "2026-03-22"),
        ("минулого тижня", "2026-03-16", "2026-03-22"),
        ("la semana pasada", "2026-03-16", "2026-03-22"),
        ("this week", "2026-03-23", "2026-03-29"),
        ("прошлый месяц", "2026-02", "2026-02"),
        ("last year", "2025", "2025"),
        ("3 days ago", "2026-03-26", "2026-03-26"),
        ("vor 2 Wochen", "2026-03-15", "2026-03-15"),
        ("hace 1 mes", "2026-02-28", "2026-02-28"),
        ("5 років тому", "2021-03-29", "2021-03-29"),
        ("Sunday", "2026-03-22", "2026-03-22"),
        ("понедельника", "2026-03-23", "2026-03-23"),
        ("9999 years ago", "0001-01-01", "0001-01-01"),
        ("2022-11", "2022-11", "2022-11"),
        ("someday", "someday", "someday"),
    ],
)
def test_what_they_mean(said: str, since: str, until: str) -> None:
    """In the readers' languages; a week begins on Monday; what is no such date stays."""
    assert resolved(said, TODAY, end=False) == since
    assert resolved(said, TODAY, end=True) == until


def test_they_may_have_blanks_in_a_question() -> None:
    """With quotation marks or without."""
    for words in ("since:last week Who fled?", 'Who fled? since:"last week"'):
        asked = split_filters(words)
        assert asked.text == "Who fled?"
        assert len(asked.filters.since or "") == len("2026-03-16")
