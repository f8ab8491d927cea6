"""PDF pages: what belongs to the text, in which order, and where each page begins."""

import pytest

from corpus.document import Document
from corpus.locator import locate
from corpus.outline import Kind
from corpus.parsers.pdf import document as parser
from tests.corpus.parsers.pdf_writer import Sheet, Words, column, paragraphs, parsed, pdf

LETTER = (
    "The committee heard the director of the archive on the second day of its sittings. He was",
    "asked why the letters of the minister had been moved to the cellar, and he answered that the",
    "reading room had been closed for repairs and that nobody had told him that the letters were",
    "needed by the historian, who had waited for them since January, and that",
)
REST = (
    "he was sorry for it. The committee then adjourned until the Monday of the week after, and its",
    "chairman thanked the director for having come such a long way.",
)


def test_a_footnote_does_not_split_a_sentence() -> None:
    """The sentence goes on over the page; the note follows it, and is on its own page."""
    data = pdf(
        [
            Sheet(
                [
                    *column(LETTER),
                    *column(["1 The archive had moved before, in 1987."], y=90, size=8),
                ]
            ),
            Sheet(column(REST)),
        ]
    )
    document = parsed(data)
    text, note = document.text.split("\n\n")
    assert "since January, and that he was sorry for it." in text
    assert note == "1 The archive had moved before, in 1987."
    pages = [(document.text[one.start :][:5], one.label) for one in document.outline]
    assert pages == [("The c", "1"), ("he wa", "2"), ("1 The", "1")]


def test_a_figure_does_not_split_a_sentence() -> None:
    """Its caption and labels follow the paragraph that they interrupt."""
    data = pdf(
        [
            Sheet(
                [
                    *column(LETTER[:3]),
                    *column(["cellar", "attic"], x=200, y=600, size=7),
                    *column(["Figure 1. The rooms of the archive, in 1987."], y=560, size=9),
                    *column([LETTER[3], *REST], y=520),
                ]
            )
        ]
    )
    text, *others = paragraphs(data)
    assert "that the letters were needed by the historian" in text
    assert others[-1] == "Figure 1. The rooms of the archive, in 1987."


def test_a_stamp_at_the_margin_does_not_split_a_sentence() -> None:
    """Turned text is read after the page's own, wherever the file draws it."""
    lines = column([*LETTER, *REST])
    stamp = Words("Received on 12 January 2016 by the registry", 30, 200, 14, turned=True)
    text, last = paragraphs(pdf([Sheet([*lines[:3], stamp, *lines[3:]])]))
    assert "that the letters were needed" in text
    assert last == stamp.words


HEAD = ("County of Marlow", "Department of Roads and Bridges", "Inspection report 2019/44")
FEET = ("Printed on recycled paper", "Telephone 555 0100")


@pytest.mark.parametrize("is_drawn_last", [False, True])
def test_heads_and_feet_of_any_number_of_lines_are_left_out(is_drawn_last: bool) -> None:
    """Also on pages of few lines, and in whatever order they are drawn."""
    sheets = []
    for number, words in enumerate(
        ["The bridge was looked at in May.", "Eleven cracks were found.", "None was wide."] * 2, 1
    ):
        margins = [
            *column(HEAD, y=770, size=9),
            *column([*FEET, f"Page {number} of 6"], y=60, size=8),
        ]
        body = column([words, "The council will be told of it."], y=700)
        sheets.append(Sheet([*body, *margins] if is_drawn_last else [*margins, *body]))
    document = parsed(pdf(sheets))
    for line in (*HEAD, *FEET, "Page"):
        assert line not in document.text
    assert document.metadata.title not in HEAD
    assert document.text.count("The council will be told of it.") == 6


def test_a_foot_is_left_out_under_a_turned_figure() -> None:
    """Labels of an axis that run upwards are at no edge of the page."""
    sheets = [
        Sheet(
            [
                *(
                    Words(chr(97 + place * number), 40 + 10 * place, 300, 8, turned=True)
                    for place in range(1, 6)
                ),
                *column([*LETTER[:3], f"needed on the {chr(64 + number)} floor."]),
                *column([f"Ann Lee 2022 {number}"], y=30),
            ]
        )
        for number in range(1, 6)
    ]
    assert "Ann Lee" not in parsed(pdf(sheets)).text


def test_a_head_that_names_a_number_is_kept_once() -> None:
    """An invoice's number stands nowhere else."""
    sheets = [
        Sheet(
            [
                *column(["Riverside Printers Ltd", "Invoice no. 4711/26"], y=770),
                *column(
                    [f"{goods}, 400 pieces, {price}" for goods in ("Posters", "Maps", "Cards")]
                ),
                *column([f"Sheet {price} has {price} rows."], y=600),
            ]
        )
        for price in range(100, 106)
    ]
    text = parsed(pdf(sheets)).text
    assert text.count("Invoice no. 4711/26") == 1
    assert "Riverside" not in text


def test_what_an_original_and_its_copy_repeat_is_kept_once() -> None:
    """Two pages are too few to tell a head from the text."""
    head = column(["Riverside Printers Ltd", "Invoice no. 4711/26"], y=780, step=20)
    foot = column(["Delivered to the north quay", "Signed by A. Lee"], y=580, step=20)
    body = column(["Posters, 320.00", "Leaflets, 180.00", "To be paid: 500.00"], step=20)
    sheets = [
        Sheet([*head, *body, Words(words, 72, 640), *foot])
        for words in ("Original for the customer", "Copy for the files")
    ]
    text = parsed(pdf(sheets)).text
    for one in (*head, *foot):
        assert text.count(one.words) == 1


def test_page_numbers_that_are_not_the_labels_are_left_out() -> None:
    """An offprint counts from 163 on, left and right in turn."""
    sheets = [
        Sheet(
            [
                Words(str(162 + number), 72 if number % 2 else 500, 760),
                *column([*LETTER[:3], f"needed on the {chr(64 + number)} floor."]),
            ]
        )
        for number in range(1, 7)
    ]
    assert "16" not in parsed(pdf(sheets)).text


TESTIMONY = (
    "Q. When did you first see the van in the yard?",
    "A. It was a little after six, because the bell of",
    "the dairy had just rung and I was putting on my coat.",
    "Q. And who was standing beside it?",
    "A. Mr. Dolan was there, with a lamp, and a second",
    "man whom I did not know.",
    "Q. Did either of them speak to you?",
    "A. Mr. Dolan told me to go home and to say nothing.",
)


@pytest.mark.parametrize("are_drawn_first", [False, True])
@pytest.mark.parametrize("step", [1, 5])
def test_line_numbers_are_no_text(are_drawn_first: bool, step: int) -> None:
    """Those of a pleading or a transcript; what different people say stays apart."""
    lines = TESTIMONY * 4
    text = column(lines, x=100, step=20)
    numbers = [
        Words(str(place), 76, line.y) for place, line in enumerate(text, 1) if place % step == 0
    ]
    drawn = (
        [*numbers, *text] if are_drawn_first else sorted([*numbers, *text], key=lambda one: -one.y)
    )
    found = paragraphs(pdf([Sheet(drawn)]))
    assert found[:3] == [
        TESTIMONY[0],
        f"{TESTIMONY[1]} {TESTIMONY[2]}",
        TESTIMONY[3],
    ]
    assert not any(one.isdigit() for one in "".join(found))


def test_the_numbers_of_a_tables_rows_are_text() -> None:
    """Nothing in the rows goes on from one to the next."""
    rows = [f"{place} {name} paid 20" for place, name in enumerate(("Anna", "Bert", "Carl") * 3, 1)]
    drawn = [
        Words(part, x, 700 - 20 * place)
        for place, row in enumerate(rows)
        for part, x in zip(row.split(" ", 1), (76, 120), strict=True)
    ]
    text = parsed(pdf([Sheet(drawn)])).text
    assert all(row in text for row in rows)


@pytest.mark.parametrize("is_drawn_last", [False, True])
def test_a_drop_cap_belongs_to_its_word(is_drawn_last: bool) -> None:
    """A letter of several lines' height is the first of the word beside it."""
    cap = Words("T", 72, 697, 34)
    lines = [
        *column(
            [
                "here was once a lighthouse on the rock of Sollum, and its keeper had not",
                "spoken to anyone for nine years. He kept a diary of the name of every ship that",
            ],
            x=98,
            y=715,
            size=10,
            step=13,
        ),
        *column(["passed, until the lamp was put out in 1931."], y=689, size=10),
    ]
    document = parsed(pdf([Sheet([*lines, cap] if is_drawn_last else [cap, *lines])]))
    assert document.text.startswith("There was once a lighthouse")
    assert "ship that passed, until" in document.text
    assert document.metadata.title is None


@pytest.mark.parametrize(
    ("cap", "rest"),
    [("A", "pier is a walk. No pier is dear to us"), ("I", "saw a pier. The piers that we saw")],
)
def test_a_drop_cap_may_be_a_word(cap: str, rest: str) -> None:
    """The document's other words tell."""
    lines = column(
        [rest, "when the ice was gone and the ferry to the islands, saw by night, came"],
        x=98,
        y=715,
    )
    text = parsed(pdf([Sheet([Words(cap, 72, 697, 34), *lines])])).text
    assert text.startswith(f"{cap} {rest}")


def test_what_was_entered_in_a_form_is_text() -> None:
    """The value of a field stands behind its label; a note on the page is text as well."""
    sheet = Sheet(
        column(
            ["Application for a mooring", "Name of the boat:", "Length in metres:", "Owner:"],
            step=30,
        ),
        fields={(200, 660, 400, 680): "Silver Heron", (200, 630, 400, 650): "9.4"},
        notes={(72, 500, 300, 520): "Paid in cash on 3 May"},
    )
    found = paragraphs(pdf([sheet]))
    assert found == [
        "Application for a mooring",
        "Name of the boat: Silver Heron",
        "Length in metres: 9.4",
        "Owner:",
        "Paid in cash on 3 May",
    ]


def test_text_outside_the_visible_page_is_none() -> None:
    """Each page of a scanned spread shows its half."""
    spread = [
        *column(["The left page speaks of the harbour."], x=40),
        *column(["The right page speaks of the library."], x=340),
    ]
    halves = [Sheet(spread, crop=(0, 0, 306, 792)), Sheet(spread, crop=(306, 0, 612, 792))]
    assert paragraphs(pdf(halves)) == [one.words for one in spread]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ("0 << /P (A) >>", [f"A (sheet {number} of 4)" for number in range(1, 5)]),
        ("0 << /S /D >> 2 << /S /D >>", [f"{n} (sheet {s} of 4)" for s, n in enumerate("1212", 1)]),
        ("0 << /S /r >> 2 << /S /D >>", ["i", "ii", "1", "2"]),
    ],
)
def test_page_labels_tell_pages_apart(labels: str, expected: list[str]) -> None:
    """Where they repeat, the place says which sheet of the file it is."""
    words = [
        f"The {one} was described by the clerk." for one in ("anchor", "barrel", "cable", "derrick")
    ]
    document = parsed(pdf([Sheet(column([one])) for one in words], labels=labels))
    assert [one.label for one in document.outline if one.kind is Kind.PAGE] == expected
    stored = Document(
        id="1",
        source="a.pdf",
        sha256="",
        added="2026-01-01",
        text=document.text,
        outline=document.outline,
    )
    assert locate(stored, document.text.index("The derrick")) == f"page {expected[3]}"


def test_columns_are_read_one_after_the_other() -> None:
    """Also where the file draws a row across both of them."""
    left = (
        "The council met in the old hall",
        "on the second day of the year and",
        "decided to build a bridge over",
        "the river that parts the town in",
        "two, since no ferry could be had",
        "for the money that was left.",
    )
    right = (
        "The mayor of the town on the far",
        "bank was not asked, which he said",
        "was no way to treat a neighbour,",
        "and he wrote a letter to the duke,",
        "who answered that he had other",
        "things to think of in that year.",
    )
    drawn = [
        Words(one, x, 700 - 14 * place)
        for place, pair in enumerate(zip(left, right, strict=True))
        for one, x in zip(pair, (72, 320), strict=True)
    ]
    assert paragraphs(pdf([Sheet(drawn)])) == [" ".join(left), " ".join(right)]


@pytest.mark.parametrize(
    "declared",
    [
        "",
        "untitled",
        "Microsoft Word - harbour.doc",
        "prpaperdraft.dvi",
        "C:\\harbour",
        "88300 162..177",
        "test",
    ],
)
def test_a_programs_title_gives_way_to_the_largest_type(declared: str) -> None:
    """And a person's does not."""
    sheets = [
        Sheet(
            [
                *column(["Easton closes", "the northern pier"], y=740, size=18, step=22),
                *column(LETTER),
            ]
        )
    ]
    assert parsed(pdf(sheets, title=declared)).metadata.title == "Easton closes the northern pier"
    assert parsed(pdf(sheets, title="The pier")).metadata.title == "The pier"


def test_without_larger_type_the_file_names_the_document() -> None:
    """A first line is no title."""
    assert parsed(pdf([Sheet(column(["Dear Sir", "", *LETTER]))])).metadata.title is None


def test_a_damaged_text_layer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page without spaces reads as nobody wrote it."""
    monkeypatch.setattr(parser, "recognizer", lambda language: None)
    glued = Sheet(column(["Theriverroseinthenightbeforeitfellagain"] * 6))
    [note] = parsed(pdf([Sheet(column(LETTER)), glued])).notes
    assert note.startswith("1 of 2 pages have a damaged text layer")
    assert "(2)" in note
    assert parsed(pdf([Sheet(column(LETTER))])).notes == []


@pytest.mark.parametrize(
    ("end", "begin"),
    [
        ("(continues on next page)", "(continued from previous page)"),
        ("Continued on next page", "Table 2 – continued from previous page"),
        ("(Fortsetzung auf der nächsten Seite)", "(Fortsetzung der vorherigen Seite)"),
    ],
)
def test_that_something_goes_on_over_the_page_is_no_text(end: str, begin: str) -> None:
    """Nothing says it but the notices themselves, which may stand on one page alone."""
    data = pdf([Sheet(column([*LETTER, "", end])), Sheet(column([begin, "", *REST]))])
    assert paragraphs(data) == [" ".join((*LETTER, *REST))]
    assert paragraphs(pdf([Sheet(column(["The meeting continues on the next page of life."]))]))


def test_rows_of_a_table_stay_apart() -> None:
    """Also where they begin in lower case, which goes on a sentence in a text, and where a cell
    has two lines. Lines of two cells side by side are no rows."""
    rows = [
        ("crank", "iron", "turns a gate"),
        ("boat", "oak", "carries the"),
        ("rope", "hemp", "ties it"),
    ]
    words = [
        Words(cell, 72 + 110 * place, 700 - 30 * number)
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
    ]
    words.insert(6, Words("keeper", 292, 658))
    assert paragraphs(pdf([Sheet(words)])) == [
        "crank iron turns a gate", "boat oak carries the keeper", "rope hemp ties it"
    ]  # fmt: skip


def test_entries_of_a_table_of_contents_stay_apart() -> None:
    """Dots that lead to a page number end a paragraph."""
    rows = [f"{name} {'. ' * 30}{page}" for name, page in (("The river", 3), ("the town", 9))]
    assert paragraphs(pdf([Sheet(column(rows))])) == [row.strip() for row in rows]
