"""Small office files, written part by part."""

import io
import zipfile
from collections.abc import Mapping

from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.registry import format_of

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMESPACES = (
    f'xmlns:w="{_W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    f'xmlns:r="{_KINDS}"'
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def relations(**targets: str) -> str:
    """A part's relationships: kind → target. A number behind a kind tells several apart."""
    rows = "".join(
        f'<Relationship Id="{kind}" Type="{_KINDS}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def docx(body: str, *, main: str = "word/document.xml", **parts: str) -> bytes:
    """A Word document with this body; ``parts`` are the insides of ``styles``, ``numbering``,
    ``footnotes``."""
    folder, _, name = main.rpartition("/")
    kinds = {f"/{main}": "document.main", **{f"/{folder}/{one}.xml": one for one in parts}}
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_CONTENT}.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
            f'relationships+xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": relations(officeDocument=main),
        main: f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{name}.rels": relations(**{kind: f"{kind}.xml" for kind in parts}),
    }
    for kind, inside in parts.items():
        made[f"{folder}/{kind}.xml"] = f"<w:{kind} {_NAMESPACES}>{inside}</w:{kind}>"
    return zipped(made)


def run(words: str, properties: str = "") -> str:
    """A run of a Word document."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    """A paragraph of a Word document; content without markup is one run."""
    inside = content if content.startswith("<") else run(content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inside}</w:p>"


def parsed(data: bytes, name: str) -> ParsedDocument:
    """The document in a file. Raises SourceError."""
    found = format_of(name).parser()(io.BytesIO(data), name, Options())
    (document,) = (part for part in found if isinstance(part, ParsedDocument))
    return document


def epub(pages: Mapping[str, str], contents: str, metadata: str = "") -> bytes:
    """A book of these pages (name → body); ``contents`` are the items of its navigation,
    ``metadata`` the elements of its package document."""
    items = "".join(
        f'<item id="{number}" href="{name}" media-type="application/xhtml+xml"/>'
        for number, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="{number}"/>' for number in range(len(pages)))
    head = (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        "<head><title>x</title></head>"
    )
    return zipped(
        {
            "META-INF/container.xml": (
                '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
                '<rootfile full-path="OPS/b.opf"/></rootfiles></container>'
            ),
            "OPS/b.opf": (
                '<package xmlns="http://www.idpf.org/2007/opf" '
                'xmlns:opf="http://www.idpf.org/2007/opf">'
                f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
                '<manifest><item id="n" href="nav.xhtml" properties="nav" '
                f'media-type="application/xhtml+xml"/>{items}</manifest>'
                f"<spine>{spine}</spine></package>"
            ),
            "OPS/nav.xhtml": (
                f'{head}<body><nav epub:type="toc"><ol>{contents}</ol></nav></body></html>'
            ),
            **{f"OPS/{name}": f"{head}<body>{body}</body></html>" for name, body in pages.items()},
        }
    )


def odt(body: str, styles: str = "", **parts: str) -> bytes:
    """An OpenDocument text with this body; ``styles`` are its automatic ones. A part "Object_1"
    is the content of an object of that name."""
    base = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(
        f'xmlns:{prefix}="{base}:{name}:1.0"'
        for prefix, name in (
            ("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"),
            ("draw", "drawing"),
        )
    )  # fmt: skip
    content = (
        f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>"
        f"{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        {
            "content.xml": content,
            **{f"{name.replace('_', ' ')}/content.xml": part for name, part in parts.items()},
        }
    )


def pptx(*slides: str, **parts: str) -> bytes:
    """A presentation of these slides, each the inside of a tree of shapes. ``parts`` belong to the
    first slide: ``notesSlide`` (the inside of a tree of shapes), ``diagramData`` (points)."""
    base = "http://schemas.openxmlformats.org"
    names = (
        f'xmlns:p="{base}/presentationml/2006/main" xmlns:a="{base}/drawingml/2006/main" '
        f'xmlns:r="{_KINDS}" xmlns:m="{base}/officeDocument/2006/math" '
        f'xmlns:dgm="{base}/drawingml/2006/diagram"'
    )
    numbered = list(enumerate(slides, 1))
    ids = "".join(f'<p:sldId id="{n}" r:id="slide{n}"/>' for n, _ in numbered)

    def tree(name: str, inside: str) -> str:
        attributes, _, shapes = inside.rpartition("|")
        return (
            f"<p:{name} {names} {attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld>"
            f"</p:{name}>"
        )

    made: dict[str, str | bytes] = {
        "_rels/.rels": relations(officeDocument="ppt/presentation.xml"),
        "ppt/presentation.xml": (
            f"<p:presentation {names}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"
        ),
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"slide{n}": f"slides/{n}.xml" for n, _ in numbered}
        ),
        **{f"ppt/slides/{n}.xml": tree("sld", slide) for n, slide in numbered},
        "ppt/slides/_rels/1.xml.rels": relations(**{kind: f"{kind}.xml" for kind in parts}),
    }
    if "notesSlide" in parts:
        made["ppt/slides/notesSlide.xml"] = tree("notes", parts["notesSlide"])
    if "diagramData" in parts:
        made["ppt/slides/diagramData.xml"] = (
            f"<dgm:dataModel {names}><dgm:ptLst>{parts['diagramData']}</dgm:ptLst></dgm:dataModel>"
        )
    return zipped(made)


def xlsx(sheets: Mapping[str, str], *, strings: str = "", styles: str = "", **tables: str) -> bytes:
    """A workbook of these sheets (name → the inside of a worksheet); a name that begins with "!"
    is hidden. ``tables`` belong to the first sheet: their references."""
    base = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    names = f'xmlns="{base}" xmlns:r="{_KINDS}"'
    numbered = list(enumerate(sheets.items(), 1))
    listed = "".join(
        f'<sheet name="{name.lstrip("!")}" sheetId="{n}" r:id="worksheet{n}" '
        f'state="{"hidden" if name.startswith("!") else "visible"}"/>'
        for n, (name, _) in numbered
    )
    targets = {f"worksheet{n}": f"worksheets/{n}.xml" for n, _ in numbered}
    made: dict[str, str | bytes] = {
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f"<workbook {names}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            **targets, sharedStrings="sharedStrings.xml", styles="styles.xml"
        ),
        "xl/sharedStrings.xml": f"<sst {names}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {names}>{styles}</styleSheet>",
        **{
            f"xl/worksheets/{n}.xml": f"<worksheet {names}>{inside}</worksheet>"
            for n, (_, inside) in numbered
        },
        "xl/worksheets/_rels/1.xml.rels": relations(**{kind: f"{kind}.xml" for kind in tables}),
    }
    for kind, reference in tables.items():
        made[f"xl/worksheets/{kind}.xml"] = f'<table {names} ref="{reference}"/>'
    return zipped(made)
