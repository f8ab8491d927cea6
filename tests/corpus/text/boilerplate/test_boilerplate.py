"""Boilerplate of a single text, and what only looks like it."""

from pathlib import Path

import pytest

from corpus.text.boilerplate.boilerplate import bare, boilerplate_of
from corpus.text.boilerplate.spans import BoilerplateKind, is_boilerplate

KENT = "Roads were closed on Friday because of the storm. Trees fell in Dover."


def cases() -> list[tuple[str, str]]:
    """Pairs of the expected kind and the paragraph."""
    found: list[tuple[str, str]] = []
    section = ""
    for line in (Path(__file__).parent / "boilerplate_cases.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line.strip() and not line.startswith("#"):
            found.append((section, line))
    return found


CASES = cases()


def test_there_are_cases_of_every_kind() -> None:
    """Every kind that a single paragraph can have, and enough counterexamples."""
    sections = {section for section, _ in CASES}
    kinds = {str(kind) for kind in BoilerplateKind} - {
        BoilerplateKind.REPEATED,
        BoilerplateKind.RECURRING,
        BoilerplateKind.CODE,
        BoilerplateKind.REFERENCE,
        BoilerplateKind.CONTENTS,
    }
    assert sections == kinds | {"kept", "missed"}
    assert sum(section == "kept" for section, _ in CASES) > 60


@pytest.mark.parametrize(("expected", "paragraph"), CASES)
def test_boilerplate_is_found_and_content_is_kept(expected: str, paragraph: str) -> None:
    """The cases in boilerplate_cases.txt, each as a paragraph of an article."""
    text = f"Storms over Kent\n\n{KENT}\n\n{paragraph}\n\n{KENT[:49]}\n"
    found = [(str(one.kind), one.of(text).strip()) for one in boilerplate_of(text)]
    assert found == ([] if expected in ("kept", "missed") else [(expected, paragraph)])


def test_a_caption_printed_twice_is_boilerplate_the_second_time() -> None:
    """Also with a credit behind it; the first caption is kept."""
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
def test_similar_lines_that_are_not_repeated_captions_are_kept(text: str) -> None:
    """Short answers recur, and a line that continues the one above it adds something."""
    assert boilerplate_of(text) == []


def test_front_matter_is_not_boilerplate() -> None:
    """A "tags:" field in the header is not boilerplate; a "Tags:" line in the body is."""
    text = f"---\ntitle: Storms\ntags: storm, kent\n---\n{KENT}\n\nTags: storm, Kent\n"
    [one] = boilerplate_of(text)
    assert one.of(text) == "Tags: storm, Kent\n"


def test_a_wrapped_paragraph_is_boilerplate_as_a_whole() -> None:
    """All lines of a wrapped notice are boilerplate."""
    notice = (
        "To suggest a correction or clarification, write to us here. You can\n"
        "also highlight the text and press Ctrl + Enter. We read every message\n"
        "that reaches us."
    )
    text = f"{KENT}\n\n{notice}\n\nRepairs will take a year.\n"
    assert [one.of(text).strip() for one in boilerplate_of(text)] == [notice]


def test_marks_around_a_phrase_do_not_hide_it() -> None:
    """Marks of headings, lists and emphasis, arrows, brackets."""
    for marked in ("## Read more", "- **Share**", "→ Share this article", "[Advertisement]"):
        assert [one.of(marked) for one in boilerplate_of(marked)] == [marked]
    assert bare("**Bold** words") == "Bold** words"


def test_only_spans_inside_boilerplate_are_boilerplate() -> None:
    """Not those beside it."""
    text = f"{KENT}\n\nShare this article\n\n{KENT}"
    boilerplate = boilerplate_of(text)
    assert is_boilerplate(boilerplate[0], boilerplate)
    assert not is_boilerplate(
        type(boilerplate[0])(0, len(KENT), BoilerplateKind.SHARE), boilerplate
    )


def test_a_heading_of_one_letter_is_no_mark() -> None:
    """An underline shows that it is a heading."""
    text = "A\n---\n\nThe abbot lived in Kent.\n\nB\n~~~\n\nThe baker did not.\n"
    assert boilerplate_of(text) == []


def test_the_points_of_a_graph_end_a_passage_and_a_few_marks_do_not() -> None:
    """Long graphs are one piece of boilerplate."""
    graph = "\n\n".join(["● ●● ●"] * 40)
    text = f"{KENT}\n\n{graph}\n\nThe mayor was there.\n\n* * *\n\nHe left.\n"
    one, other = boilerplate_of(text)
    assert (one.of(text).strip(), one.is_bridged) == (graph, False)
    assert (other.of(text).strip(), other.is_bridged) == ("* * *", True)
