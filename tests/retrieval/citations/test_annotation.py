"""Web Annotations: what is exported finds its quote again."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.character_places import Frame, Row, Stretch, pack
from corpus.document import Document
from corpus.span import Span
from retrieval.citations.anchoring import Anchor, find_anchor
from retrieval.citations.annotation import anchor_of, annotations, find_annotated
from retrieval.citations.cited import Cited
from tests.fakes import document

STORM = (
    "Storms over Kent\n\nThe storm closed twelve roads in Kent on Friday. Nobody was hurt, the "
    "council said.\n\nOn Saturday it rained again. Nobody was hurt, the council said. A bridge "
    "near Whitstable was washed away, and the mayor asked people to stay at home until "
    "Monday evening."
)


def exported(one: Document, span: Span) -> dict[str, object]:
    found = json.loads(annotations([Cited(one, span)]))
    assert isinstance(found, dict)
    return found


def test_an_annotation_is_as_the_recommendation_has_it() -> None:
    """Type, target and selectors by their names there; positions in code points."""
    one = document("🌧 The storm closed twelve roads.", url="https://example.org/storm")
    found = json.loads(annotations([Cited(one, Span(6, 11), "https://q.example.org/")]))
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert found["type"] == "Annotation"
    assert found["id"] == f"https://q.example.org/d/{one.id}@1/6-11"
    assert found["target"]["source"] == "https://example.org/storm"
    assert found["target"]["selector"] == [
        {
            "type": "TextQuoteSelector",
            "exact": "storm",
            "prefix": "🌧 The ",
            "suffix": " closed twelve roads.",
        },
        {"type": "TextPositionSelector", "start": 6, "end": 11},
    ]
    assert "selector" not in json.loads(annotations([Cited(one)]))["target"]
    assert isinstance(json.loads(annotations([Cited(one), Cited(one)])), list)


def test_a_quote_of_a_pdf_names_its_page() -> None:
    """By its number in the file, as viewers open it, and not by its label."""
    places = pack([Stretch(12, Frame(0, 0, 100, 100), [Row(0, [10, 20, 30, 40, 50], 50, 10)])])
    one = document("Rain.", places=places)
    selectors = json.loads(annotations([Cited(one, Span(0, 4))]))["target"]["selector"]
    assert selectors[-1] == {
        "type": "FragmentSelector",
        "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
        "value": "page=12",
    }
    picture = document("Rain.", "rain.png", places=places)
    selectors = json.loads(annotations([Cited(picture, Span(0, 4))]))["target"]["selector"]
    assert len(selectors) == 2


@given(st.text(min_size=1, max_size=300), st.data())
def test_a_selector_finds_its_quote_in_the_same_text(text: str, data: st.DataObject) -> None:
    """Whatever the text, its white space and its repetitions."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[start:end].strip():
        one = document(text)
        assert find_annotated(exported(one, Span(start, end)), text) == Span(start, end)


def test_words_that_are_there_twice_are_told_apart() -> None:
    """By what is before and after them, though the text before them has grown."""
    words = "Nobody was hurt, the council said."
    for start in (STORM.index(words), STORM.rindex(words)):
        anchor = anchor_of(STORM, Span(start, start + len(words)))
        longer = f"{'An update was added here. ' * 20}\n\n{STORM}"
        moved = len(longer) - len(STORM)
        assert find_anchor(anchor, longer) == Span(start + moved, start + moved + len(words))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (STORM.replace(" ", "\n"), "On\nSaturday\nit\nrained\nagain."),
        (STORM.replace("it rained", "it has rained"), "On Saturday it has rained again."),
        (STORM.replace("On Saturday", "On Sunday"), "On Sunday it rained again."),
        (STORM.replace("rained again", "rained heavily"), "On Saturday it rained heavily."),
        (STORM.replace("On Saturday it", "it"), "it rained again."),
    ],
)
def test_a_changed_quote_is_found(now: str, expected: str) -> None:
    """White space, a word more, another word at its beginning or end, one word less."""
    start = STORM.index("On Saturday")
    one = document(STORM)
    annotation = exported(one, Span(start, start + len("On Saturday it rained again.")))
    found = find_annotated(annotation, now)
    assert found is not None
    assert found.of(now) == expected


def test_small_changes_everywhere_leave_quotes_found() -> None:
    """One word in fifteen is another one; nine of ten quotes are found where they are now."""
    draw = random.Random(7)
    words = [f"{draw.choice('bdfgklmnprst')}{draw.choice('aeiou')}{n % 97}" for n in range(3000)]
    now = [word if draw.random() > 1 / 15 else "changed" for word in words]
    text, later = " ".join(words), f"A new paragraph.\n\n{' '.join(now)}"
    right = 0
    for _ in range(60):
        first = draw.randrange(2900)
        count = draw.randrange(8, 40)
        start = len(" ".join(words[:first])) + (first > 0)
        span = Span(start, start + len(" ".join(words[first : first + count])))
        found = find_anchor(anchor_of(text, span), later)
        right += found is not None and found.of(later) == " ".join(now[first : first + count])
    assert right >= 54


def test_what_is_not_there_is_not_found() -> None:
    """Another text, words that are gone, and annotations without a quote."""
    start = STORM.index("A bridge")
    anchor = anchor_of(STORM, Span(start, len(STORM)))
    assert find_anchor(anchor, "The harvest was good this year, and prices fell.") is None
    assert find_anchor(anchor, STORM[:start]) is None
    assert find_anchor(Anchor("  "), STORM) is None
    for bad in ({}, {"target": "https://example.org"}, {"target": {"selector": {"type": 5}}}):
        assert find_annotated(bad, STORM) is None
    position = {"type": "TextPositionSelector", "start": 0, "end": 6}
    assert find_annotated({"target": [{"selector": position}]}, STORM) == Span(0, 6)
    assert find_annotated({"target": {"selector": {**position, "end": 10**9}}}, STORM) is None
