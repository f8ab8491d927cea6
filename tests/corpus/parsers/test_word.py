"""Word documents: what a reader sees of them, no more and no less."""

import io
import zipfile

import pytest

from corpus.errors import SourceError
from tests.corpus.parsers.packages import docx, paragraph, parsed, run


def text(body: str, **parts: str) -> str:
    return parsed(docx(body, **parts), "a.docx").text


def level(index: int, form: str, label: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{label}"/></w:lvl>'
    )


def numbered(number_id: int, index: int, words: str) -> str:
    place = f'<w:ilvl w:val="{index}"/><w:numId w:val="{number_id}"/>'
    return paragraph(words, f"<w:numPr>{place}</w:numPr>")


def definition(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def of(number_id: int, number: int, more: str = "") -> str:
    return f'<w:num w:numId="{number_id}"><w:abstractNumId w:val="{number}"/>{more}</w:num>'


CLAUSES = definition(
    0, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "lowerLetter", "(%3)")
)


def test_a_clause_has_its_number() -> None:
    """Who asks for clause 1.2 finds it; what Word counts when it shows a page is text here."""
    body = [
        paragraph("Lease of the boathouse"),
        numbered(1, 0, "Rent"),
        numbered(1, 1, "The tenant pays 340 crowns a month."),
        numbered(1, 1, "Rent not paid within ten days bears interest."),
        numbered(1, 2, "Interest is four percent."),
        numbered(1, 2, "It is due at once."),
        numbered(1, 0, "Repairs"),
        numbered(1, 1, "The owner repairs the roof."),
    ]
    assert text("".join(body), numbering=CLAUSES + of(1, 0)).split("\n\n") == [
        "Lease of the boathouse",
        "1. Rent",
        "1.1 The tenant pays 340 crowns a month.",
        "1.2 Rent not paid within ten days bears interest.",
        "(a) Interest is four percent.",
        "(b) It is due at once.",
        "2. Repairs",
        "2.1 The owner repairs the roof.",
    ]


def test_numbers_are_counted_as_word_counts() -> None:
    """Lists of one definition share their counters, a list may start elsewhere, legal numbering has
    digits, a list that begins on its second level has begun its first, bullets are no numbers."""
    numbering = (
        definition(0, level(0, "upperRoman", "Article %1."),
                   level(1, "decimal", "%1.%2", "<w:isLgl/>"), level(2, "lowerRoman", "(%3)"))
        + definition(1, level(0, "bullet", "\uf0b7"), level(1, "decimal", "%1.%2)"))
        + definition(2, level(0, "ordinal", "%1", '<w:suff w:val="nothing"/>', start=21))
        + definition(3, level(0, "decimal", "%1"), level(1, "decimal", "%1-%2"),
                     level(2, "decimal", "%3", '<w:lvlRestart w:val="0"/>'))
        + of(1, 0) + of(2, 0)
        + of(3, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>')
        + of(4, 1) + of(5, 2) + of(6, 3)
    )  # fmt: skip
    body = [
        numbered(1, 0, "a"), numbered(1, 1, "b"), numbered(2, 0, "c"), numbered(2, 1, "d"),
        numbered(2, 2, "e"), numbered(3, 0, "f"), numbered(1, 0, "g"), numbered(4, 0, "h"),
        numbered(5, 0, "i"), numbered(5, 0, "j"), numbered(6, 1, "k"), numbered(6, 2, "l"),
        numbered(6, 0, "m"), numbered(6, 2, "n"), numbered(9, 0, "o"), numbered(0, 0, "p"),
    ]  # fmt: skip
    assert text("".join(body), numbering=numbering).split("\n\n") == [
        "Article I. a", "1.1 b", "Article II. c", "2.1 d", "(i) e", "Article VII. f",
        "Article VIII. g", "h", "21sti", "22ndj", "1-1 k", "1 l", "2 m", "2 n", "o", "p",
    ]  # fmt: skip


def test_headings_are_numbered_by_their_style() -> None:
    """A style's list is that of the styles based on it; the outline has the numbers."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="Clause"/><w:pPr>'
        '<w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H1"/>'
        "</w:style>"
    )
    numbering = definition(
        0,
        level(0, "decimal", "%1", '<w:pStyle w:val="H1"/>'),
        level(1, "decimal", "%1.%2", '<w:pStyle w:val="H2"/>'),
    ) + of(1, 0)
    body = [
        paragraph(words, f'<w:pStyle w:val="{style}"/>')
        for words, style in (("Scope", "H1"), ("Persons", "H2"), ("Terms", "Own"), ("Days", "H2"))
    ]
    document = parsed(
        docx("".join([*body, paragraph("A day is a day.")]), numbering=numbering, styles=styles),
        "a.docx",
    )
    assert document.text.split("\n\n")[:4] == ["1 Scope", "1.1 Persons", "2 Terms", "2.1 Days"]
    assert [(one.label, one.level) for one in document.outline] == [
        ("1 Scope", 1), ("1.1 Persons", 2), ("2 Terms", 1), ("2.1 Days", 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "words"),
    [
        # Formulas, with what they draw and do not spell.
        (paragraph(run("It carries ") + "<m:oMath><m:r><m:t>340</m:t></m:r></m:oMath>"
                   + run(" cubic metres.")), "It carries 340 cubic metres."),
        (paragraph("<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>a+2</m:t>"
                   "</m:r></m:den></m:f></m:oMath>"), "1/(a+2)"),
        (paragraph("<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t>"
                   "</m:r></m:sup></m:sSup></m:oMath>"), "x²"),
        # A note's mark and an exponent are not digits of the number before.
        (paragraph(run("Since 1968") + run("1", '<w:vertAlign w:val="superscript"/>')
                   + run(", 10") + run("3", '<w:vertAlign w:val="superscript"/>')),
         "Since 1968¹, 10³"),
        # Hidden text, by the run itself and by a style; a switch that is off hides nothing.
        (paragraph(run("Seen") + run(" hidden", "<w:vanish/>") + run(".")), "Seen."),
        (paragraph(run("Seen") + run(" too", '<w:vanish w:val="0"/>') + run(".")), "Seen too."),
        (paragraph(run("Seen") + run(" hidden", '<w:rStyle w:val="Note"/>') + run(".")), "Seen."),
        # Ruby: the words, not how they are pronounced.
        (paragraph("<w:r><w:ruby><w:rt><w:r><w:t>とうきょう</w:t></w:r></w:rt><w:rubyBase><w:r>"
                   "<w:t>東京</w:t></w:r></w:rubyBase></w:ruby></w:r>" + run("は首都です。")),
         "東京は首都です。"),
        # A drop cap belongs to its word; a paragraph mark that was deleted joins two.
        (paragraph("T", '<w:framePr w:dropCap="drop" w:lines="3"/>') + paragraph("he ferry left."),
         "The ferry left."),
        (paragraph("The ferry ", "<w:rPr><w:del/></w:rPr>") + paragraph("left."),
         "The ferry left."),
        # Tracked changes as if all were accepted.
        (paragraph("<w:ins>" + run("nine") + "</w:ins><w:del><w:r><w:delText>six</w:delText></w:r>"
                   "</w:del>" + run(" metres")), "nine metres"),
        # A field shows its result, a simple one too; an empty form field has only a prompt.
        (paragraph("<w:r><w:instrText> DATE </w:instrText></w:r>"
                   '<w:fldSimple w:instr="SEQ">' + run("Table 4") + "</w:fldSimple>" + run(".")),
         "Table 4."),
        (paragraph("<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("Click here")
                   + "</w:sdtContent></w:sdt>" + run("Name")), "Name"),
        # Characters of symbol fonts; a word in two runs is one word.
        (paragraph(run("21") + '<w:r><w:sym w:font="Symbol" w:char="F0B0"/></w:r>' + run("C")),
         "21°C"),
        (paragraph(run("i") + run("Phone")), "iPhone"),
        # A text box stands behind the paragraph that it is anchored in, once.
        (paragraph(run("The text ") + "<w:r><mc:AlternateContent><mc:Choice><wps:txbx>"
                   "<w:txbxContent>" + paragraph("The box.") + "</w:txbxContent></wps:txbx>"
                   "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
                   + paragraph("The box.") + "</w:txbxContent></v:textbox></w:pict>"
                   "</mc:Fallback></mc:AlternateContent></w:r>"
                   + run("goes on.")), "The text goes on.\n\nThe box."),
        # A table of contents is no text.
        (paragraph("Rent\t3", '<w:pStyle w:val="TOC1"/>') + paragraph("Rent is due."),
         "Rent is due."),
    ],
)  # fmt: skip
def test_the_text_is_what_a_reader_sees(body: str, words: str) -> None:
    """Nothing that Word shows is lost, nothing that it hides is quoted."""
    styles = (
        '<w:style w:styleId="Note"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    )
    assert text(body, styles=styles) == words


def test_notes_stand_at_the_end_in_their_order() -> None:
    """Each once, whatever the order in their part; separators are none."""
    notes = "".join(
        f'<w:footnote w:id="{number}">{paragraph(words)}</w:footnote>'
        for number, words in ((0, "___"), (2, "The second."), (1, "The first."))
    )
    body = paragraph(
        run("One") + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run(" and two")
        + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(".")
    )  # fmt: skip
    assert text(body, footnotes=notes) == "One and two.\n\nThe first.\n\nThe second."


def test_the_main_part_may_have_any_name() -> None:
    """Online editors call it word/document2.xml; the package says which part it is."""
    data = docx(paragraph("The pier was rebuilt in 1961."), main="word/document2.xml")
    assert parsed(data, "a.docx").text == "The pier was rebuilt in 1961."


def test_strict_open_xml_is_read() -> None:
    """The same elements in other namespaces."""
    made = io.BytesIO()
    strict = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    usual = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    old = zipfile.ZipFile(io.BytesIO(docx(paragraph("The pier."))))
    with old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(usual, strict))
    assert parsed(made.getvalue(), "a.docx").text == "The pier."


def test_a_bomb_is_refused() -> None:
    """A part that unpacks to more than is taken is not read to its end."""
    with pytest.raises(SourceError, match="more than 64 MiB"):
        parsed(docx(paragraph(" " * (65 << 20))), "a.docx")


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ('<w:vertAlign w:val="superscript"/>', "1968¹ was wet."),
        ('<w:rStyle w:val="Mark"/>', "1968¹ was wet."),
        ('<w:rStyle w:val="Own"/>', "1968¹ was wet."),
        ('<w:rStyle w:val="Mark"/><w:vertAlign w:val="baseline"/>', "19681 was wet."),
        ('<w:rStyle w:val="Gone"/>', "19681 was wet."),
        ('<w:rStyle w:val="Plain"/>', "19681 was wet."),
        ('<w:position w:val="6"/>', "1968¹ was wet."),
        ('<w:position w:val="-6"/>', "19681 was wet."),
        ('<w:position w:val="1"/>', "19681 was wet."),
    ],
)
def test_marks_of_notes_are_raised_by_their_style(properties: str, words: str) -> None:
    """A mark that somebody typed is not a digit of the number before it."""
    styles = (
        '<w:style w:type="character" w:styleId="Mark"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Own"><w:basedOn w:val="Mark"/></w:style>'
        '<w:style w:type="character" w:styleId="Plain"><w:rPr><w:b/></w:rPr></w:style>'
    )
    mark = f"<w:r><w:rPr>{properties}</w:rPr><w:t>1</w:t></w:r>"
    year, rest = "<w:r><w:t>1968</w:t></w:r>", '<w:t xml:space="preserve"> was wet.</w:t>'
    said = f"<w:p>{year}{mark}<w:r>{rest}</w:r></w:p>"
    assert text(said, styles=styles) == words
