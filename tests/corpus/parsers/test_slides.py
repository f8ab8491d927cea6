"""Presentations: the text of slides, and the slide that a quote is from."""

import pytest

from corpus.errors import SourceError
from corpus.ingest.loading import make_document
from corpus.locator import locate
from corpus.observer import Observer
from tests.corpus.parsers.packages import parsed, pptx


def shape(*paragraphs: str, kind: str = "", hidden: str = "0") -> str:
    place = f'<p:nvPr><p:ph type="{kind}"/></p:nvPr>' if kind else ""
    inside = "".join(
        one if one.startswith("<a:p>") else f"<a:p><a:r><a:t>{one}</a:t></a:r></a:p>"
        for one in paragraphs
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr hidden="{hidden}"/>{place}</p:nvSpPr><p:txBody>{inside}'
        "</p:txBody></p:sp>"
    )


def numbered(words: str, kind: str, more: str = "") -> str:
    number = f'<a:pPr {more}><a:buAutoNum type="{kind}"/></a:pPr>'
    return f"<a:p>{number}<a:r><a:t>{words}</a:t></a:r></a:p>"


def test_a_slide_is_its_title_text_table_and_notes() -> None:
    """In the order of reading; what is the same on every slide is left out."""
    table = (
        "<p:graphicFrame><a:graphic><a:graphicData><a:tbl>"
        + "".join(
            "<a:tr>" + "".join(
                f"<a:tc><a:txBody><a:p><a:r><a:t>{cell}</a:t></a:r></a:p></a:txBody></a:tc>"
                for cell in row
            ) + "</a:tr>"
            for row in (("Place", "Metres"), ("Teston", "4.20"))
        )
        + "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )  # fmt: skip
    data = pptx(
        shape("Text that was drawn first.", kind="body")
        + shape("The flood", "in Kent", kind="title")
        + table
        + shape("14 February", kind="dt") + shape("7", kind="sldNum")
        + shape("Kent Daily", kind="ftr")
        + shape("Nobody sees this.", hidden="1"),
        'show="0"|' + shape("A draft."),
        "<p:grpSp>" + shape("In a group.") + "</p:grpSp>",
        notesSlide=shape("Say it slowly.", kind="body") + shape("3", kind="sldNum"),
        diagramData="<dgm:pt><dgm:t><a:p><a:r><a:t>In a diagram.</a:t></a:r></a:p></dgm:t>"
        "</dgm:pt>",
    )  # fmt: skip
    found = parsed(data, "a.pptx")
    assert found.text.split("\n\n") == [
        "The flood in Kent", "Text that was drawn first.", "Place\tMetres\nTeston\t4.20",
        "In a diagram.", "Say it slowly.", "In a group.",
    ]  # fmt: skip
    assert found.metadata.title == "The flood in Kent"
    assert found.notes == ["hidden slides left out: 1"]
    document = make_document(found, "a.pptx", Observer())
    places = {words: locate(document, found.text.index(words))
              for words in ("Teston", "In a diagram", "Say it", "In a group")}  # fmt: skip
    assert places == {
        "Teston": "slide 1", "In a diagram": "slide 1", "Say it": "slide 1, notes",
        "In a group": "slide 3",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (shape(numbered("One", "arabicPeriod"), numbered("two", "alphaLcParenR", 'lvl="1"'),
               numbered("three", "arabicPeriod"), "Bare", numbered("four", "romanUcParenBoth")),
         ["1. One", "a) two", "2. three", "Bare", "(I) four"]),
        (shape("<a:p><a:r><a:t>since 1968</a:t></a:r><a:r><a:rPr baseline='30000'/><a:t>1</a:t>"
               "</a:r><a:r><a:rPr baseline='-25000'/><a:t>2</a:t></a:r></a:p>"), ["since 1968¹2"]),
        (shape("<a:p><a:r><a:t>two</a:t></a:r><a:br/><a:r><a:t>lines</a:t></a:r></a:p>"),
         ["two\nlines"]),
        (shape("<a:p><a:fld type='slidenum'><a:t>3</a:t></a:fld><a:r><a:t>i</a:t></a:r><a:r>"
               "<a:t>Phone</a:t></a:r></a:p>"), ["iPhone"]),
        (shape("<a:p><m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath></a:p>"), ["E=mc"]),
    ],
)  # fmt: skip
def test_paragraphs_are_as_they_are_shown(content: str, words: list[str]) -> None:
    """Numbers of lists, raised digits, line breaks, words in several runs, formulas."""
    assert parsed(pptx(content), "a.pptx").text.split("\n\n") == words


def test_slides_of_pictures_are_refused() -> None:
    """With what they are, not as an empty document."""
    with pytest.raises(SourceError, match="no text in it; its slides may be pictures"):
        parsed(pptx("<p:pic/>"), "a.pptx")


def test_a_bomb_is_refused() -> None:
    """A part that unpacks to more than is taken is not read to its end."""
    with pytest.raises(SourceError, match="more than 64 MiB"):
        parsed(pptx(shape(" " * (65 << 20))), "a.pptx")
