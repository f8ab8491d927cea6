"""Tables, lists of articles and exports: in any encoding, with each record's own metadata."""

import io
import json
from typing import Any

import pytest

from corpus.errors import ForeignError, SourceError
from corpus.parsers.parsed import Options, ParsedDocument, Parser, Remark
from corpus.parsers.records import json_file, jsonl, table

BRIDGE = "Die Brücke wurde 1902 gebaut und 1951 verbreitert."


def parts(
    parser: Parser, data: bytes, first: int = 0, **fields: str
) -> tuple[list[ParsedDocument], list[str]]:
    """The documents, and what the user is told of the file."""
    found = list(parser(io.BytesIO(data), "x", Options(fields, first)))
    documents = [one for one in found if isinstance(one, ParsedDocument)]
    return documents, [one.text for one in found if isinstance(one, Remark)]


def test_an_error_does_not_quote_a_whole_file() -> None:
    """A damaged table may be all one name, and any other reason may quote a file as well."""
    with pytest.raises(ForeignError) as caught:
        parts(table.parse, b'"' * 100_001)
    assert "say which is" in str(caught.value)
    assert len(str(caught.value)) < 300
    assert len(str(SourceError("x.txt", "a" * 100_000))) < 1100


# Tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("sep", ["", "sep={}\r\n", "SEP={}\n"])
def test_tables_in_any_encoding(encoding: str, delimiter: str, sep: str) -> None:
    """As spreadsheets save them: "Unicode text", with "sep=", with any delimiter."""
    rows = f"title{delimiter}text\r\nBrücke{delimiter}{BRIDGE}\r\n"
    data = (sep.format(delimiter) + rows).encode(encoding)
    if encoding == "utf-16-le":  # a spreadsheet writes a mark
        data = b"\xff\xfe" + data
    (found,), notes = parts(table.parse, data)
    assert (found.metadata.title, found.text) == ("Brücke", BRIDGE)
    assert notes == (["read as cp1252"] if encoding == "cp1252" else [])


def test_the_delimiter_is_not_that_of_quoted_names() -> None:
    """Commas in names make no table of commas."""
    data = b'"id, short, of the text";"as, it, was";title\n1;"It rained; it snowed.";Rain\n'
    (found,), _ = parts(table.parse, data, text="as, it, was")
    assert (found.metadata.title, found.text) == ("Rain", "It rained; it snowed.")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize(
    "above",
    ["", "Bridges of Kent\n", "Bridges of Kent\n\nAs of 3 May, for the county\n", "a;b,c\n;;,,\n"],
)
def test_titles_above_and_units_below_the_names_are_no_records(delimiter: str, above: str) -> None:
    """As offices export tables; totals at the end are named as records without text."""
    rows = [
        ["title", "text", "length"],
        ["", "", "m"],
        ["Brücke", BRIDGE, "80"],
        ["Total", "", "80"],
    ]
    data = above + "".join(delimiter.join(row) + "\n" for row in rows)
    found = list(table.parse(io.BytesIO(data.encode()), "x", Options({})))
    (document,) = [one for one in found if isinstance(one, ParsedDocument)]
    assert (document.metadata.title, document.text, document.name) == ("Brücke", BRIDGE, "#2")
    assert [str(one) for one in found if isinstance(one, SourceError)] == [
        "x#3: there is no text in the record"
    ]


@pytest.mark.parametrize(
    "data", ["kind,size\ntext,4\nsound,5\n", '"a\nb",size\nx,text\n', "kind;size\n,text\n"]
)
def test_a_cell_is_no_name(data: str) -> None:
    """A row as wide as those above it is one of them; such a file has no articles."""
    with pytest.raises(ForeignError, match="no field of the first record"):
        parts(table.parse, data.encode())


@pytest.mark.parametrize("data", ["kind,text\n", "kind,text\n,\n", "A title\n"])
def test_a_table_without_rows_has_no_records(data: str) -> None:
    """It is empty, not damaged."""
    assert parts(table.parse, data.encode()) == ([], [])


def test_a_named_field_is_found_below_a_title() -> None:
    """The text's own name in the table tells which row has the names."""
    data = b"Bridges, of Kent\nplace,what it says\nTeston,It is old.\n"
    (found,), _ = parts(table.parse, data, text="what it says")
    assert found.text == "It is old."
    with pytest.raises(ForeignError, match="has no 'note'"):
        parts(table.parse, data, text="note")


@pytest.mark.parametrize("parser", [table.parse, jsonl.parse])
def test_letters_far_behind_tell_the_encoding(parser: Parser) -> None:
    """Two megabytes of ASCII before the first umlaut make no UTF-8."""
    rows = ["It rained all day long, and all night. " * 100 for _ in range(600)] + [BRIDGE]
    if parser is table.parse:
        text = "text\n" + "".join(f'"{row}"\n' for row in rows)
    else:
        text = "".join(json.dumps({"text": row}, ensure_ascii=False) + "\n" for row in rows)
    found, notes = parts(parser, text.encode("cp1252"))
    assert (found[-1].text, notes) == (BRIDGE, ["read as cp1252"])


@pytest.mark.parametrize("parser", [table.parse, jsonl.parse, json_file.parse])
def test_a_stray_byte_costs_a_letter(parser: Parser) -> None:
    """Not the line, nor the rest of the file; and the user is told, once."""
    texts = [BRIDGE, "Foto: M?ller", "Später wurde sie grün gestrichen."]
    if parser is table.parse:
        text = "text\n" + "\n".join(texts)
    elif parser is jsonl.parse:
        text = "\n".join(json.dumps({"text": one}, ensure_ascii=False) for one in texts)
    else:
        text = json.dumps([{"text": one} for one in texts], ensure_ascii=False)
    data = text.encode().replace(b"M?ller", b"M\xfcller")
    found, notes = parts(parser, data)
    assert [one.text for one in found] == [texts[0], "Foto: M\ufffdller", texts[2]]
    assert notes == ["bytes that do not fit into utf-8 are shown as \ufffd"]
    assert parts(parser, data, first=2)[1] == []


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2021-09-06 00:30:00+02:00", "2021-09-06 00:30:00+02:00"),
        ("Mon, 06 Sep 2021 00:30:00 +0200", "2021-09-06T00:30:00+02:00"),
        ("1630881000", "2021-09-05T22:30:00+00:00"),
        ("1630881000000", "2021-09-05T22:30:00+00:00"),
        ("yesterday", None),
    ],
)
def test_dates_keep_their_zone(date: str, published: str | None) -> None:
    """The day that was written stays; Unix times have none but UTC's."""
    (found,), _ = parts(table.parse, f'text,date\n{BRIDGE},"{date}"\n'.encode())
    assert found.metadata.published == published


def test_json_in_utf16() -> None:
    """As some programs save it."""
    (found,), _ = parts(json_file.parse, json.dumps([{"text": BRIDGE}]).encode("utf-16"))
    assert found.text == BRIDGE


def test_a_table_without_text_is_passed_over() -> None:
    """It is not a damaged file."""
    with pytest.raises(ForeignError, match="no field of the first record"):
        parts(table.parse, b"sep=;\nplace;height\nTeston;4.20\n")
    with pytest.raises(SourceError, match="empty"):
        parts(table.parse, b"")


# Telegram exports --------------------------------------------------------------------------------


def posts(*messages: dict[str, Any], **chat: Any) -> list[ParsedDocument]:
    """The posts of a channel with these messages."""
    common = {"type": "message", "date_unixtime": "1646128800", "from": "Orr news"}
    numbered = [{"id": n, **common, **one} for n, one in enumerate(messages, start=1)]
    export = {"name": "Orr news", "type": "public_channel", "id": 1234567, **chat}
    data = json.dumps({**export, "messages": numbered}).encode()
    return parts(json_file.parse, data)[0]


def test_polls_are_text() -> None:
    """Question and answers, with the numbers of voters; under the words of the post, if any."""
    poll = {
        "question": "Should the pier be closed?",
        "closed": True,
        "total_voters": 5,
        "answers": [{"text": "Yes", "voters": 3}, {"text": "No", "voters": 2, "chosen": True}],
    }
    first, second = posts({"text": "", "poll": poll}, {"text": "Vote:", "poll": poll})
    assert first.text == "Should the pier be closed?\n\nYes\t3\nNo\t2"
    assert second.text == f"Vote:\n\n{first.text}"


@pytest.mark.parametrize("poll", [None, "x", {"question": 3}, {"answers": ["x", {"text": 5}]}])
def test_odd_polls_are_no_text(poll: object) -> None:
    """Whatever stands in a damaged export."""
    assert [one.text for one in posts({"text": "", "poll": poll}, {"text": "It sank."})] == [
        "It sank."
    ]


def test_forwarded_posts_name_their_origin() -> None:
    """The author of forwarded words is not who passed them on."""
    found = posts(
        {"text": "The dam is safe.", "forwarded_from": "County press"},
        {"text": "It leaks.", "from": "Ann Lee"},
        {"text": "It does not.", "author": "The editor"},
        {"text": "It rains."},
        {"text": "It pours.", "forwarded_from": None, "saved_from": "Weather"},
    )
    assert [one.metadata.author for one in found] == [
        "County press", "Ann Lee", "The editor", None, "Weather",
    ]  # fmt: skip
    assert {one.metadata.publisher for one in found} == {"Orr news"}
    assert found[0].metadata.published == "2022-03-01T10:00:00+00:00"
