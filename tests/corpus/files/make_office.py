"""Makes the office files here that LibreOffice then converts (``make.sh``)."""

import datetime
import sys
from pathlib import Path

import openpyxl
from openpyxl.styles import Font
from pptx import Presentation
from pptx.util import Inches

from tests.corpus.parsers.packages import docx, paragraph, run

GAUGES = [("East Farleigh", 4.71, 14, 0.97), ("Teston", 4.2, 14, 0.882), ("Yalding", 5, 15, None)]


def spreadsheet(path: Path) -> None:
    """A table under a title, a sheet of notes, one that is hidden, and one with a hidden row."""
    book = openpyxl.Workbook()
    gauges = book.active
    gauges.title = "Gauges"
    gauges.append(["River gauges of Kent"])
    gauges.append([])
    gauges.append(["Place", "Height in metres", "Read on", "Share of the highest"])
    for place, metres, day, share in GAUGES:
        gauges.append([place, metres, datetime.date(2023, 2, day), share])
    for row in gauges.iter_rows(min_row=4):
        row[1].number_format, row[3].number_format = "0.00", "0.0%"
    notes = book.create_sheet("Notes")
    notes.append(["The gauge at Teston was taken down in 1991."])
    notes.append(["Keeper", "Ann Lee"])
    drafts = book.create_sheet("Drafts")
    drafts.append(["A secret draft"])
    drafts.sheet_state = "hidden"
    budget = book.create_sheet("Budget")
    for line in (["Item", "Owner"], ["Pumps", "The council"], ["Sandbags", "The school"]):
        budget.append(line)
    for cell in budget[1]:
        cell.font = Font(bold=True)
    budget.row_dimensions[3].hidden = True
    book.properties.creator = "Ann Lee"
    book.save(path)


def presentation(path: Path) -> None:
    """A slide with notes, one with a table, one that is hidden, and one with a group."""
    made = Presentation()
    first = made.slides.add_slide(made.slide_layouts[1])
    first.shapes.title.text = "The flood in Kent"
    frame = first.placeholders[1].text_frame
    frame.text = "Three villages were flooded on Tuesday night"
    frame.add_paragraph().text = "The council will rebuild the pumping station at Yalding."
    notes = first.notes_slide.notes_text_frame
    notes.text = "Mention that the gauge at Teston was taken down in 1991."
    second = made.slides.add_slide(made.slide_layouts[5])
    second.shapes.title.text = "What the gauges said"
    size = Inches(1), Inches(2), Inches(5), Inches(2)
    table = second.shapes.add_table(len(GAUGES), 2, *size).table
    for number, gauge in enumerate(GAUGES):
        for column in (0, 1):
            table.cell(number, column).text = str(gauge[column])
    box = second.shapes.add_textbox(*size).text_frame
    box.text = "Source: Environment Agency, since 1968"
    mark = box.paragraphs[0].add_run()
    mark.text = "1"
    mark.font._element.set("baseline", "30000")
    draft = made.slides.add_slide(made.slide_layouts[6])
    draft.shapes.add_textbox(*size).text_frame.text = "A hidden draft."
    draft._element.set("show", "0")
    last = made.slides.add_slide(made.slide_layouts[6]).shapes.add_group_shape()
    last.shapes.add_textbox(
        *size
    ).text_frame.text = "Residents may apply for a grant of 500 pounds."
    made.core_properties.author, made.core_properties.title = "Ann Lee", ""
    made.save(path)


def lease(path: Path) -> None:
    """Numbered clauses, a note, hidden and deleted text, a raised mark, a field, a line break."""
    levels = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for index, form, text in (
            (0, "decimal", "%1."), (1, "decimal", "%1.%2"), (2, "lowerLetter", "(%3)"),
        )
    )  # fmt: skip
    numbering = (
        f'<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr>'
        '<w:outlineLvl w:val="0"/></w:pPr></w:style>'
    )
    day = 'w:author="a" w:date="2020-01-01T00:00:00Z"'

    def clause(index: int, content: str) -> str:
        place = f'<w:ilvl w:val="{index}"/><w:numId w:val="1"/>'
        return paragraph(content, f"<w:numPr>{place}</w:numPr>")

    def field(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    body = (
        paragraph("Lease of the boathouse", '<w:pStyle w:val="H1"/>')
        + clause(0, "Rent")
        + clause(1, run("The rent is 340 crowns") + run(" (a secret)", "<w:vanish/>")
                 + run(" as in 1968") + run("1", '<w:vertAlign w:val="superscript"/>') + run("."))
        + clause(1, run("Rent not paid bears interest")
                 + '<w:r><w:footnoteReference w:id="1"/></w:r>' + run(" of 東京 and 😀."))
        + clause(2, f'<w:ins w:id="3" {day}>' + run("It is due at once")
                 + f'</w:ins><w:del w:id="4" {day}><w:r><w:delText> or never</w:delText></w:r>'
                 "</w:del>" + run("."))
        + clause(0, "Repairs")
        + clause(1, field("begin") + "<w:r><w:instrText> HYPERLINK &quot;https://a.example&quot; "
                 "</w:instrText></w:r>" + field("separate") + run("The owner") + field("end")
                 + run(" repairs") + "<w:r><w:br/></w:r>" + run("the roof."))
    )  # fmt: skip
    note = f'<w:footnote w:id="1">{paragraph("Of four percent a year.")}</w:footnote>'
    path.write_bytes(docx(body, styles=styles, numbering=numbering, footnotes=note))


if __name__ == "__main__":
    spreadsheet(Path(sys.argv[1]) / "calc.xlsx")
    presentation(Path(sys.argv[1]) / "impress.pptx")
    lease(Path(sys.argv[1]) / "lease.docx")
