"""What is boilerplate in a text by itself, and what only looks like it."""

from pathlib import Path

import pytest

from corpus.text.boilerplate import BoilerplateKind, bare, boilerplate_of, is_boilerplate

KENT = "Roads were closed on Friday because of the storm. Trees fell in Dover."


def cases() -> list[tuple[str, str]]:
    """What is expected of a paragraph, and the paragraph."""
    found: list[tuple[str, str]] = []
    section = ""
    for line in (Path(__file__).parent / "boilerplate_cases.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line.strip() and not line.startswith("#"):
            found.append((section, line))
    return found


CASES = cases()


def test_there_are_cases_of_every_sort() -> None:
    """An empty list of cases promises nothing."""
    sections = {section for section, _ in CASES}
    kinds = {str(kind) for kind in BoilerplateKind} - {
        BoilerplateKind.REPEATED,
        BoilerplateKind.RECURRING,
        BoilerplateKind.CODE,
    }
    assert sections == kinds | {"kept", "missed"}
    assert sum(section == "kept" for section, _ in CASES) > 60


@pytest.mark.parametrize(("expected", "paragraph"), CASES)
def test_noise_is_told_from_what_somebody_may_ask_for(expected: str, paragraph: str) -> None:
    """Among paragraphs of an article, those of a kind are found and no others are."""
    text = f"Storms over Kent\n\n{KENT}\n\n{paragraph}\n\n{KENT[:49]}\n"
    found = [(str(one.kind), one.of(text).strip()) for one in boilerplate_of(text)]
    assert found == ([] if expected in ("kept", "missed") else [(expected, paragraph)])


def test_a_caption_printed_twice_is_quoted_once() -> None:
    """The second printing goes, also with a credit behind it; the first stays."""
    caption = "A tree on a house in Dover"
    rest = f"{KENT}\n\nThe mayor was there.\n\n{caption}. Photo: AP\n"
    text = f"{KENT}\n\n{caption}\n\n{caption}\n\n{rest}"
    [one] = boilerplate_of(text)
    assert (one.kind, one.start) == (BoilerplateKind.REPEATED, text.index(caption, 90))
    text = f"{KENT}\n\n{caption}\n\n{caption}. Photo: AP\n\n{KENT}\n"
    assert [one.of(text).strip() for one in boilerplate_of(text)] == [f"{caption}. Photo: AP"]


@pytest.mark.parametrize(
    "text",
    [
        "Yes.\n\nYes.\n\nNo.\n\nNo.\n",
        f"{KENT}\n\nSun over Kent and Sussex.\n\nRain over Kent and Sussex.\n\n{KENT}\n",
        f"A tree fell in Dover.\n\nA tree fell in Dover. Two people died.\n\n{KENT}\n",
    ],
)
def test_what_only_resembles_what_stands_above_it_stays(text: str) -> None:
    """Short answers recur, and a line that goes on where another ended says more."""
    assert boilerplate_of(text) == []


def test_front_matter_is_no_noise() -> None:
    """Fields such as "tags:" are the header's, and found there."""
    text = f"---\ntitle: Storms\ntags: storm, kent\n---\n{KENT}\n\nTags: storm, Kent\n"
    [one] = boilerplate_of(text)
    assert one.of(text) == "Tags: storm, Kent\n"


def test_a_paragraph_broken_into_lines_is_judged_as_one() -> None:
    """A notice that was wrapped is boilerplate to its end."""
    notice = (
        "To suggest a correction or clarification, write to us here. You can\n"
        "also highlight the text and press Ctrl + Enter. We read every message\n"
        "that reaches us."
    )
    text = f"{KENT}\n\n{notice}\n\nRepairs will take a year.\n"
    assert [one.of(text).strip() for one in boilerplate_of(text)] == [notice]


def test_marks_around_words_do_not_hide_them() -> None:
    """Headings, lists, emphasis, arrows."""
    for marked in ("## Read more", "- **Share**", "→ Share this article", "[Advertisement]"):
        assert [one.of(marked) for one in boilerplate_of(marked)] == [marked]
    assert bare("**Bold** words") == "Bold** words"


def test_a_sentence_in_noise_is_noise_and_one_beside_it_is_not() -> None:
    """Spans hold what lies inside them."""
    text = f"{KENT}\n\nShare this article\n\n{KENT}"
    boilerplate = boilerplate_of(text)
    assert is_boilerplate(boilerplate[0], boilerplate)
    assert not is_boilerplate(
        type(boilerplate[0])(0, len(KENT), BoilerplateKind.SHARE), boilerplate
    )
