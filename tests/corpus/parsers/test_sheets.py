"""Spreadsheets: a row as somebody would cite it, and where it stands."""

import pytest

from corpus.errors import SourceError
from corpus.ingest.loading import make_document
from corpus.locator import locate
from corpus.observer import Observer
from tests.corpus.parsers.packages import parsed, xlsx

# Cell formats by number: plain, bold, percent, date.
STYLES = (
    '<numFmts><numFmt numFmtId="164" formatCode="0.0%"/></numFmts>'
    "<fonts><font/><font><b/></font></fonts>"
    '<cellXfs><xf/><xf fontId="1"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs>'
)
STRINGS = (
    "<si><t>Place</t></si><si><r><t>East </t></r><r><t>Farleigh</t></r><rPh><t>ist</t></rPh></si>"
)


def rows(*content: str, first: int = 1, before: str = "", after: str = "") -> str:
    inside = "".join(
        one if one.startswith("<row") else f'<row r="{number}">{one}</row>'
        for number, one in enumerate(content, first)
        if one
    )
    return f"{before}<sheetData>{inside}</sheetData>{after}"


def word(words: str, more: str = "") -> str:
    return f'<c t="inlineStr" {more}><is><t>{words}</t></is></c>'


def figure(value: object, style: int = 0) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def text(sheet: str, **more: str) -> list[str]:
    data = xlsx({"One": sheet}, strings=STRINGS, styles=STYLES, **more)
    return parsed(data, "a.xlsx").text.split("\n\n")


def test_a_row_has_the_names_of_its_columns() -> None:
    """Over numbers stand names; a title over the table is a paragraph of its own."""
    sheet = rows(
        word("River gauges"), "",
        '<c t="s"><v>0</v></c>' + word("Metres") + word("Of the highest") + word("Read on"),
        '<c t="s"><v>1</v></c>' + figure(4.71) + figure(0.97, 2) + figure(44971, 3),
        word("Teston") + figure(4.2),
        word("Both are old."),
    )  # fmt: skip
    assert text(sheet) == [
        "River gauges",
        "Place\tMetres\tOf the highest\tRead on",
        "Place: East Farleigh; Metres: 4.71; Of the highest: 97.0%; Read on: 2023-02-14",
        "Place: Teston; Metres: 4.2",
        "Both are old.",
    ]


@pytest.mark.parametrize(
    ("sheet", "more", "lines"),
    [
        # Words over words are names only where the file says so.
        (rows(word("Ann Lee") + word("Dover"), word("Tom Fry") + word("Deal")), {},
         ["Ann Lee\tDover", "Tom Fry\tDeal"]),
        (rows(word("Who", 's="1"') + word("Where", 's="1"'), word("Tom Fry") + word("Deal")), {},
         ["Who\tWhere", "Who: Tom Fry; Where: Deal"]),
        (rows(word("Who") + word("Where"), word("Tom Fry") + word("Deal")), {"table": "A1:B2"},
         ["Who\tWhere", "Who: Tom Fry; Where: Deal"]),
        (rows(word("Who") + word("Where"), word("Tom Fry") + word("Deal"),
              after='<autoFilter ref="A1:B2"/>'), {},
         ["Who\tWhere", "Who: Tom Fry; Where: Deal"]),
        (rows(word("Who?") + word("Where"), word("Tom Fry") + word("Deal"),
              before='<sheetViews><sheetView><pane ySplit="1" state="frozen"/></sheetView>'
                     "</sheetViews>"), {}, ["Who?\tWhere", "Who? Tom Fry; Where: Deal"]),
        # Figures in the first row are no names, nor are the same words twice.
        (rows(word("Kent") + figure(2023), word("Essex") + figure(2024)), {},
         ["Kent\t2023", "Essex\t2024"]),
        (rows(word("Metres") + word("Metres"), figure(1) + figure(2)), {},
         ["Metres\tMetres", "1\t2"]),
        # A row of units; not one with a word above words, nor dashes.
        (rows(word("Place") + word("Height"), word("m", 'r="B2"'), word("Deal") + figure(3)), {},
         ["Place\tHeight", "m", "Place: Deal; Height m: 3"]),
        (rows(word("Place") + word("Height"), word("Dover") + word("m"), word("Deal") + figure(3)),
         {}, ["Place\tHeight", "Dover\tm", "Deal\t3"]),
        (rows(word("Days") + word("Height"), word("–") + word("–"), figure(7) + figure(3)), {},
         ["Days\tHeight", "–\t–", "7\t3"]),
        # Titles of several cells have fewer than the names below.
        (rows(word("By") + word("Ann Lee"), word("Who") + word("Where") + word("Age"),
              word("Tom") + word("Deal") + figure(7), word("Total", 'r="A4"') + figure(7).replace(
                  "<c", '<c r="C4"')), {},
         ["By\tAnn Lee", "Who\tWhere\tAge", "Who: Tom; Where: Deal; Age: 7",
          "Who: Total; Age: 7"]),
        # Names under merged cells; a title merged over all columns names none of them.
        (rows(word("Place") + word("2022") + word("2023", 'r="D1"'),
              word("Metres", 'r="B2"') + word("Days") + word("Metres") + word("Days"),
              word("Deal") + figure(1) + figure(2) + figure(3) + figure(4),
              after='<mergeCells><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/>'
                    '<mergeCell ref="D1:E1"/></mergeCells>'), {},
         ["Place\t2022\t2023", "Metres\tDays\tMetres\tDays",
          "Place: Deal; 2022 Metres: 1; 2022 Days: 2; 2023 Metres: 3; 2023 Days: 4"]),
        (rows(word("Heights"), word("Place") + word("Metres"), word("Deal") + figure(1),
              after='<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A9:"/></mergeCells>'), {},
         ["Heights", "Place\tMetres", "Place: Deal; Metres: 1"]),
        (rows(word("Ann") + word("Deal"), word("Tom") + word("Dover"), word("Total") + figure(2)),
         {}, ["Ann\tDeal", "Tom\tDover", "Total\t2"]),
        # Hidden columns, and a cell whose column has no name.
        (rows(word("Who", 'r="A1"') + word("Secret", 'r="B1"') + word("Age", 'r="C1"'),
              word("Ann", 'r="A2"') + word("x", 'r="B2"') + '<c r="C2"><v>7</v></c>'
              + word("odd", 'r="D2"'), before='<cols><col min="2" max="2" hidden="1"/></cols>'), {},
         ["Who\tAge", "Who: Ann; Age: 7; odd"]),
        # What is no number is as it was written.
        (rows(figure("NaN", 2) + figure("1e999", 3) + figure("about 7")), {},
         ["NaN\t1e999\tabout 7"]),
        # Booleans are shown, errors say nothing; a carriage return is white space.
        (rows('<c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c>' + word("a_x000D_b")), {},
         ["TRUE\ta b"]),
    ],
)  # fmt: skip
def test_rows_as_they_stand(sheet: str, more: dict[str, str], lines: list[str]) -> None:
    """Wrong names would be worse than none."""
    assert text(sheet, **more) == lines


def test_a_place_is_a_sheet_and_a_row() -> None:
    """Hidden sheets and rows are left out, and a note says so; names of columns are no title."""
    data = xlsx(
        {
            "Budget": rows(word("Item") + word("Crowns"), word("Pumps") + figure(12), first=3),
            "!Drafts": rows(word("A secret.")),
            "Notes": rows('<row r="4" hidden="1">' + word("Gone.") + "</row>", word("Kept."),
                          first=4),
        },
        strings=STRINGS, styles=STYLES,
    )  # fmt: skip
    found = parsed(data, "a.xlsx")
    assert "secret" not in found.text
    assert "Gone" not in found.text
    assert found.notes == ["hidden sheets left out: 1", "hidden rows and columns left out: 1"]
    assert found.metadata.title is None
    document = make_document(found, "a.xlsx", Observer())
    assert locate(document, found.text.index("Item: Pumps")) == "Budget, row 4"
    assert locate(document, found.text.index("Kept.")) == "Notes, row 5"


def test_a_bomb_is_refused() -> None:
    """A part that unpacks to more than is taken is not read to its end."""
    with pytest.raises(SourceError, match="more than 64 MiB"):
        text(rows(word(" " * (65 << 20))))
