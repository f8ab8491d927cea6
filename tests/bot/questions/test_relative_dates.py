"""Relative dates in filters."""

from datetime import date

import pytest

from bot.questions.query_filters import split_filters
from bot.questions.relative_dates import resolved

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
        ("aujourd’hui", "2026-03-29", "2026-03-29"),
        ("avant-hier", "2026-03-27", "2026-03-27"),
        ("la semaine dernière", "2026-03-16", "2026-03-22"),
        ("le mois dernier", "2026-02", "2026-02"),
        ("l'année passée", "2025", "2025"),
        ("cette semaine", "2026-03-23", "2026-03-29"),
        ("il y a 3 jours", "2026-03-26", "2026-03-26"),
        ("il y a 2 ans", "2024-03-29", "2024-03-29"),
        ("lundi dernier", "2026-03-23", "2026-03-23"),
        ("wczoraj", "2026-03-28", "2026-03-28"),
        ("zeszły tydzień", "2026-03-16", "2026-03-22"),
        ("w zeszłym miesiącu", "2026-02", "2026-02"),
        ("ubiegłego roku", "2025", "2025"),
        ("w tym tygodniu", "2026-03-23", "2026-03-29"),
        ("5 lat temu", "2021-03-29", "2021-03-29"),
        ("3 dni temu", "2026-03-26", "2026-03-26"),
        ("poniedziałku", "2026-03-23", "2026-03-23"),
        ("ieri", "2026-03-28", "2026-03-28"),
        ("săptămâna trecută", "2026-03-16", "2026-03-22"),
        ("saptamana trecuta", "2026-03-16", "2026-03-22"),
        ("luna trecută", "2026-02", "2026-02"),
        ("anul acesta", "2026", "2026"),
        ("acum 2 luni", "2026-01-29", "2026-01-29"),
        ("acum 20 de zile", "2026-03-09", "2026-03-09"),
        ("luni", "2026-03-23", "2026-03-23"),
        ("ontem", "2026-03-28", "2026-03-28"),
        ("na semana passada", "2026-03-16", "2026-03-22"),
        ("mês passado", "2026-02", "2026-02"),
        ("este ano", "2026", "2026"),
        ("há 3 dias", "2026-03-26", "2026-03-26"),
        ("2 semanas atrás", "2026-03-15", "2026-03-15"),
        ("terça-feira", "2026-03-24", "2026-03-24"),
        ("dün", "2026-03-28", "2026-03-28"),
        ("geçen hafta", "2026-03-16", "2026-03-22"),
        ("geçen yıl", "2025", "2025"),
        ("bu ay", "2026-03", "2026-03"),
        ("3 gün önce", "2026-03-26", "2026-03-26"),
        ("salı", "2026-03-24", "2026-03-24"),
        ("昨天", "2026-03-28", "2026-03-28"),
        ("上周", "2026-03-16", "2026-03-22"),
        ("上个星期", "2026-03-16", "2026-03-22"),
        ("上个月", "2026-02", "2026-02"),
        ("去年", "2025", "2025"),
        ("今年", "2026", "2026"),
        ("这个月", "2026-03", "2026-03"),
        ("3天前", "2026-03-26", "2026-03-26"),
        ("两个月前", "2026-01-29", "2026-01-29"),
        ("周一", "2026-03-23", "2026-03-23"),
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


@pytest.mark.parametrize(
    ("words", "since", "until", "source"),
    [
        ("depuis:2022-10 Qui a fui ? jusqu’à:2022-12", "2022-10", "2022-12", None),
        ("Qui a fui ? source:« Le Monde »", None, None, "Le Monde"),
        ("od:2022-10 Kto uciekł? źródło:„Gazeta Polska”", "2022-10", None, "Gazeta Polska"),
        ("din:2022 Cine a fugit? până:2023 sursa:Ziarul", "2022", "2023", "Ziarul"),
        ("Quem fugiu? desde:2022 até:2023-01 fonte:Folha", "2022", "2023-01", "Folha"),
        ("BAŞLANGIÇ:2022 Kim kaçtı? BİTİŞ:2023 Kaynak:Sabah", "2022", "2023", "Sabah"),
        ("谁逃离了？ 从：2022-10 到:2023 来源：《人民日报》", "2022-10", "2023", "人民日报"),
        ("誰が逃げた？ since:2022 source:「朝日新聞」", "2022", None, "朝日新聞"),
        ("ſince:2022 Who fled?", "2022", None, None),
    ],
)
def test_filters_have_names_in_the_bots_languages(
    words: str, since: str | None, until: str | None, source: str | None
) -> None:
    """Whatever the case, the colon and the quotation marks of the language."""
    asked = split_filters(words)
    assert (asked.filters.since, asked.filters.until, asked.filters.source) == (
        since,
        until,
        source,
    )
    assert asked.text[-1] in "?？"
    assert ":" not in asked.text


@pytest.mark.parametrize(
    "words", ["since:semaine dernière Qui ?", "depuis:la semaine dernière Qui ?", "从:上周 谁？"]
)
def test_relative_dates_stand_without_quotation_marks(words: str) -> None:
    """A blank inside a relative date does not end it."""
    asked = split_filters(words)
    assert asked.text in ("Qui ?", "谁？")
    assert len(asked.filters.since or "") == len("2026-03-16")
