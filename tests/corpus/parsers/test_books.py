"""Books (.epub): their chapters, and what they say of themselves."""

import pytest

from corpus.ingest.loading import make_document
from corpus.locator import locate
from corpus.observer import Observer
from tests.corpus.parsers.packages import epub, parsed

STORY = "<p>The ferry was sold to a farmer.</p>"


def entry(link: str, words: str, inside: str = "") -> str:
    inner = f"<ol>{inside}</ol>" if inside else ""
    return f'<li><a href="{link}">{words}</a>{inner}</li>'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        # Numbers of printed pages, as EPUB 3, as accessible books, and as Gutenberg marks them.
        ('<p>had been <span epub:type="pagebreak" title="12">12</span>made.</p>', "had been made."),
        ('<p>the boi<span epub:type="pagebreak">12</span>ler.</p>', "the boiler."),
        ('<p>the boi<a role="doc-pagebreak" id="p">xii</a>ler.</p>', "the boiler."),
        ('<p>the boi<span class="pagenum">[Pg 12]</span>ler.</p>', "the boiler."),
        ('<p>the boi<span class="x pageno">{12}</span>ler.</p>', "the boiler."),
        # Words are not taken out, whatever the class says of them.
        ('<p>See <span class="pagenum">the page of notes</span>.</p>', "See the page of notes."),
        ('<p>It cost <span class="sum">12</span> crowns.</p>', "It cost 12 crowns."),
    ],
)
def test_page_numbers_are_no_words(body: str, words: str) -> None:
    """The number of a printed page may stand in the middle of a word."""
    assert parsed(epub({"t.xhtml": body}, entry("t.xhtml", "One")), "a.epub").text == words


@pytest.mark.parametrize(
    ("pages", "contents", "places"),
    [
        # Several chapters in one file, by the headings' ids and by an anchor inside a heading.
        ({"t.xhtml": f'<h2 id="a">Chapter One</h2>{STORY}'
                     f'<h2><a id="b"></a>Chapter Two</h2>{STORY}'},
         entry("t.xhtml#a", "Chapter One") + entry("t.xhtml#b", "Chapter Two"),
         ["Chapter One › paragraph 1", "Chapter Two › paragraph 1"]),
        # Chapters without headings of their own.
        ({"t.xhtml": f'<div id="a">{STORY}</div><div id="b">{STORY}</div>'},
         entry("t.xhtml#a", "I") + entry("t.xhtml#b", "II"),
         ["I › paragraph 1", "II › paragraph 1"]),
        # Sections of a chapter are its headings; an unknown place is the beginning of its part.
        ({"t.xhtml": f'<h1>The flood</h1>{STORY}<h2 id="b">Rain</h2>{STORY}'},
         entry("t.xhtml#gone", "The flood", entry("t.xhtml#b", "Rain")),
         ["The flood › paragraph 1", "The flood › Rain, paragraph 1"]),
        # A chapter goes on in a file that the contents do not name.
        ({"a.xhtml": STORY, "b.xhtml": STORY}, entry("a.xhtml", "One"),
         ["One › paragraph 1", "One › paragraph 2"]),
        ({"a.xhtml": STORY, "b.xhtml": STORY}, "",
         ["chapter 1 › paragraph 1", "chapter 2 › paragraph 1"]),
    ],
)  # fmt: skip
def test_a_quotes_place_is_its_chapter(
    pages: dict[str, str], contents: str, places: list[str]
) -> None:
    """A file may hold many chapters, and a chapter many files."""
    document = make_document(
        parsed(epub(pages, contents, "<dc:title>T</dc:title>"), "a.epub"), "a.epub", Observer()
    )
    first = document.text.index("The ferry was")
    second = document.text.index("The ferry was", first + 1)
    assert [locate(document, first), locate(document, second)] == places


@pytest.mark.parametrize(
    ("elements", "known"),
    [
        ('<dc:date opf:event="modification">2019-08-23</dc:date>'
         '<dc:date opf:event="publication">2011-04-01</dc:date>', {"published": "2011-04-01"}),
        ('<dc:date opf:event="conversion">2019-08-23</dc:date>', {"published": None}),
        ("<dc:date>1911</dc:date>", {"published": "1911"}),
        ('<dc:title id="c">Lake Orrin: A History</dc:title>'
         '<meta refines="#c" property="title-type">extended</meta>'
         '<dc:title id="b">A History</dc:title>'
         '<meta refines="#b" property="title-type">subtitle</meta>'
         '<dc:title id="a">Lake Orrin</dc:title>'
         '<meta refines="#a" property="title-type">main</meta>', {"title": "Lake Orrin"}),
        ("<dc:title>Lake Orrin</dc:title><dc:title>Boats of the North</dc:title>",
         {"title": "Lake Orrin"}),
        ("<dc:language>en-GB</dc:language><dc:language>la</dc:language>", {"language": "en-GB"}),
        ('<dc:creator id="k">Ida Strand</dc:creator><meta refines="#k" property="role">aut</meta>'
         '<dc:creator id="l">Per Holm</dc:creator><meta refines="#l" property="role">ill</meta>',
         {"author": "Ida Strand"}),
        ('<dc:creator opf:role="aut">Ida Strand</dc:creator>'
         '<dc:creator opf:role="trl">Per Holm</dc:creator>', {"author": "Ida Strand"}),
        ("<dc:creator>Ida Strand</dc:creator><dc:creator>Per Holm</dc:creator>",
         {"author": "Ida Strand, Per Holm"}),
    ],
)  # fmt: skip
def test_of_several_the_one_that_is_meant(elements: str, known: dict[str, str | None]) -> None:
    """Main title, date of publication, first language, authors alone."""
    metadata = parsed(epub({"t.xhtml": STORY}, "", elements), "a.epub").metadata
    assert {name: getattr(metadata, name) for name in known} == known
