"""Web pages: which text is stored, and in what paragraphs."""

import io
import json
from pathlib import Path

import pytest

from corpus.errors import SourceError
from corpus.parsers.markup.html import parse_page
from corpus.parsers.parsed import Options, ParsedDocument
from corpus.parsers.registry import format_of
from tests.corpus.parsers.packages import parsed

PAGES = Path(__file__).parents[1] / "files" / "html"
NAV = '<nav><a href="/">Home</a> <a href="/news">News</a></nav>'
LONG = (
    "<p>The weir above Lindmouth was opened on Tuesday after two years of works, which cost the "
    "county eleven million crowns, the engineer said.</p>"
)


def stored(name: str) -> ParsedDocument:
    return parse_page((PAGES / name).read_bytes(), name)


def text_of(markup: str) -> str:
    """The text of a page with this in its article."""
    page = f"<html><head><title>T</title></head><body>{NAV}<article>{LONG}{markup}</article></body>"
    return parse_page(page.encode(), "page").text


def paragraphs_of(markup: str) -> list[str]:
    """The paragraphs after the first."""
    return text_of(markup).split("\n\n")[1:]


def test_comments_in_a_paragraph_change_nothing() -> None:
    """Frameworks put empty comments around values; the words behind them stay."""
    assert (
        stored("comments-in-paragraphs.html").text == stored("no-comments-in-paragraphs.html").text
    )
    assert "will cost 9.40 crowns, up from 8.10" in stored("comments-in-paragraphs.html").text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bare-text.html", "breaking into the harbour office in order to obtain the plans"),
        ("bare-text.html", "As the Harbour Times claimed on Monday, the ferry"),
        ("bold-and-text-in-div.html", "KYIV The minister said on Friday"),
        ("list-and-table.html", "Costs of the repair\t4.2 million\nFee of a berth\t120 pounds"),
        ("list-and-table.html", "Northport 41 N\ttown"),
        ("list-and-table.html", "Capital\n\nNorthport, since 1961\n\nMayor\n\nAnn Lee"),
        ("list-after-bold-line.html", "builders who began less than five years ago"),
        ("list-after-bold-line.html", "firms that owe the county money."),
        ("lists.html", "Permit\n\nA permit costs forty crowns a year"),
        ("lists.html", "More\n\nThe warden lives in the lock house"),
        ("liveblog.html", "11:15\n\nBridge closed\n\nThe county has closed the lower bridge"),
    ],
)
def test_words_stay_apart_and_none_is_lost(name: str, words: str) -> None:
    """Over line breaks, inline elements, cells, list items and summaries."""
    assert words in stored(name).text


@pytest.mark.parametrize(
    ("markup", "paragraphs"),
    [
        ("<p>One<br>two</p>", ["One\ntwo"]),
        ("<p>One<br><br>two</p>", ["One", "two"]),
        ("Bare one.<p>In a paragraph.</p>Bare two.", ["Bare one.", "In a paragraph.", "Bare two."]),
        ("<div><b>Bold</b> and <i>text</i>, on</div>", ["Bold and text, on"]),
        ("<p>A drop <b>c</b>ap</p>", ["A drop cap"]),
        ("<p><span>Photo</span><span>Ann Lee</span></p>", ["Photo Ann Lee"]),
        ('<p>a<span style="display:block">b</span>c</p>', ["a", "b", "c"]),
        ("<table><tr><td>A<td>B<br>C<tr><td>D<td><p>E</p></table>", ["A\tB C\nD\tE"]),
        ("<pre>for a in b:\n    print(a)\n    stop</pre>", ["for a in b:\n    print(a)\n    stop"]),
        ("<pre><div>x = 1</div><div>  y = 2</div></pre>", ["x = 1\n  y = 2"]),
        ("<details><summary>Fees</summary>Forty crowns.</details>", ["Fees", "Forty crowns."]),
        ("<h3><button>What is a fee?</button></h3><p>Money.</p>", ["What is a fee?", "Money."]),
        ("<p>since 1968<sup>1</sup>.</p>", ["since 1968¹."]),
        (
            '<p>Auckland <span class="popups">(OR-land)</span> grew.</p>',
            ["Auckland (OR-land) grew."],
        ),
        ("<p>At 4&nbsp;pm</p>", ["At 4\xa0pm"]),
    ],
)
def test_paragraphs_are_those_of_the_page(markup: str, paragraphs: list[str]) -> None:
    """As a browser would show them, whatever elements make them."""
    assert paragraphs_of(markup) == paragraphs


@pytest.mark.parametrize("name", ["hidden-lines.html", "hidden-lines-no-nav.html"])
def test_hidden_text_is_not_stored(name: str) -> None:
    """By style, attribute, tag or a class for screen readers; what stands around it is."""
    text = stored(name).text
    assert "the mayor owns" not in text
    assert text.count("Paragraph") == 9


def test_hidden_paragraphs_are_not_the_article() -> None:
    """Drafts that a browser does not show are not quoted."""
    text = stored("hidden-paragraphs.html").text
    assert "draft" not in text and "Hidden" not in text
    assert "Entrance costs six crowns" in text


@pytest.mark.parametrize(
    "start",
    ['<p style="display: none">', '<p style="color:red; DISPLAY:NONE !important">', "<p hidden>",
     '<p style="visibility:hidden">', '<p aria-hidden="true">', "<template><p>", "<dialog><p>",
     '<p class="sr-only">', "<noscript><p>"],
)  # fmt: skip
def test_every_way_to_hide_hides(start: str) -> None:
    """Also in a paragraph's neighbour, whose text is kept."""
    close = f"</{start[1:].split('>')[0].split()[0]}>"
    assert paragraphs_of(f"<p>Before.</p>{start}Secret.{close}<p>After.</p>") == [
        "Before.",
        "After.",
    ]


@pytest.mark.parametrize(
    "style", ["display:block", "font-size:0.9em", "opacity:0.5", "border:none"]
)
def test_other_styles_do_not_hide(style: str) -> None:
    """Only those that leave nothing to be seen."""
    assert paragraphs_of(f'<p style="{style}">Seen.</p>') == ["Seen."]


def test_an_article_in_several_containers_is_whole() -> None:
    """With advertisements between them, which are no part of it."""
    text = stored("several-containers.html").text
    assert all(f"Paragraph {number} of" in text for number in range(18))
    assert "Advertisement" not in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("comments.html", "twenty million"),
        ("comments.html", "News"),
        ("cookie.html", "We value your privacy"),
        ("cookie.html", "Read also"),
        ("liveblog.html", "Bridge closed in 1999"),
        ("lists.html", "Courier"),
    ],
)
def test_what_stands_around_an_article_is_not_stored(name: str, words: str) -> None:
    """Comments, consent, navigation, links to others, the site's name; on short pages, too."""
    assert words not in stored(name).text


def _site(main: str) -> str:
    links = "".join(f'<a href="/{number}">Link number {number}</a> ' for number in range(20))
    end = "<footer><p>Copyright, all rights reserved by the publisher, who is here.</p></footer>"
    page = f"<html><head><title>T</title></head><body><nav>{links}</nav>{main}{end}</body></html>"
    return parse_page(page.encode(), "page").text


WORDS = "the council of this town voted on a plan to repair bridges, roads and schools"


@pytest.mark.parametrize(
    ("around", "part"),
    [
        ("{}", f"<section><div><h2>H</h2><p>{WORDS} N.</p></div></section>"),
        ("<dl>{}</dl>", f"<dt>Term</dt><dd>{WORDS} N</dd>"),
        ("{}", f"<h2>H</h2><ol><li>{WORDS} N</li></ol>"),
        ("{}", f"<div><b>Ann</b><div>{WORDS} N</div></div>"),
        ("<table>{}</table>", f"<tr><td>{WORDS} N<td>5"),
        ("{}", f"<details><summary>Q</summary><p>{WORDS} N</p></details>"),
        ("{}", "<p>Open at N.</p>"),
    ],
    ids=["sections", "definitions", "law", "talk", "table", "questions", "short"],
)
def test_pages_of_every_build_are_kept_whole(around: str, part: str) -> None:
    """Not only articles: glossaries, laws, transcripts, tables, a note of opening hours."""
    parts = "".join(part.replace("N", f"X{one}") for one in range(12))
    text = _site(f"<main>{around.format(parts)}</main>")
    assert all(f"X{one}" in text for one in range(12))
    assert "Link number" not in text and "Copyright" not in text


def test_a_long_table_or_list_is_not_the_whole_article() -> None:
    """What stands before and after it, short or long, is stored as well."""
    rows = "".join(f"<tr><td>{WORDS}, and, so, on, {one}<td>{one}" for one in range(40))
    items = "".join(f"<li>{WORDS}, and, so, on, {one}</li>" for one in range(40))
    for many in (f"<table><tr><th>Plan<th>No.{rows}</table>", f"<ul>{items}</ul>"):
        text = _site(
            f"<main><h1>Plans</h1><p>Two are new.</p><div>{many}</div><p>None is <a>old</a>.</p>"
        )
        assert text.startswith("Plans\n\nTwo are new.") and text.endswith("None is old.")


def test_a_standfirst_outside_the_body_is_kept() -> None:
    """The first paragraph is often in the article's header; bylines there are not."""
    body = "".join(f"<p>{WORDS}, {WORDS}, {WORDS}.</p>" for _ in range(6))
    text = _site(
        "<article><header><h1>Vote</h1><p>Bridges will be repaired before winter, the council of "
        'the town decided after a long debate on Monday.</p><p class="byline">By Ann Lee, who has '
        "written about the council and its bridges for more than twenty years.</p></header>"
        f'<div class="body">{body}</div></article>'
    )
    assert text.startswith("Bridges will be repaired")
    assert "Ann Lee" not in text


@pytest.mark.parametrize("name", ["stray-byte-de.html", "stray-byte-uk.html"])
def test_one_stray_byte_does_not_change_the_rest(name: str) -> None:
    """A byte that is not UTF-8 becomes U+FFFD, the page stays UTF-8, and the user is told."""
    document = stored(name)
    assert "Foto: M\ufffdller" in document.text
    assert ("Fähre" in document.text) or ("Пароплав" in document.text)
    assert document.notes == ["1 byte does not fit into utf-8, shown as \ufffd"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "cp1252"), ("ISO8859-1", "cp1252"), ("windows-1251", "cp1251"),
        ("shift_jis", "cp932"), ("utf-8", "utf-8"), ("iso-8859-1", "utf-8"), ("utf-16", "utf-8"),
    ],
)  # fmt: skip
def test_names_of_encodings_mean_what_browsers_mean(declared: str, encoding: str) -> None:
    """ISO-8859-1 is windows-1252; text that is UTF-8 is UTF-8 whatever it declares."""
    words = {"cp1251": "Мост закрыт", "cp932": "橋は閉鎖"}.get(encoding, "Brücke “zu” – 4 €")
    page = f'<html><head><meta charset="{declared}"></head><body><p>{words}</p></body></html>'
    assert parse_page(page.encode(encoding), "page").text == words


def test_made_up_names_of_encodings_are_ignored() -> None:
    """Python would look for a module of that name."""
    for name in ("rot13", "os", "idna", "x" * 3000):
        page = f'<html><head><meta charset="{name}"></head><body><p>Müller</p></body></html>'
        assert parse_page(page.encode(), "page").text == "Müller"


@pytest.mark.parametrize(
    "markup",
    [
        "<!-- note -->" * 20_000,
        "<!--" + "\n" * 200_000 + "-->",
        "<p>a" + " " * 500_000 + "b</p>",
        "<pre>a" + "\n " * 100_000 + "b</pre>",
        '<div style="' + "display :" * 50_000 + '">a</div>',
        '<meta name="author" content="' + "by " * 100_000 + '">',
        "<title>" + "a -" * 100_000 + "</title><h1>a</h1><h1>b</h1>",
        '<span class="author">' * 240 + "x",
    ],
    ids=["comments", "comment", "spaces", "pre", "style", "author", "title", "nested authors"],
)
@pytest.mark.timeout(60)
def test_no_input_takes_more_than_linear_time(markup: str) -> None:
    """Patterns that backtrack would need minutes or hours for these."""
    assert "The weir" in parse_page(f"{markup}<body>{NAV}{LONG}</body>".encode(), "page").text


def test_deeply_nested_elements_lose_nothing() -> None:
    """Pages that never close their <b> are read to the end; where that cannot be, nothing is taken
    for the whole page."""
    for tag in ("b", "font", "div", "blockquote"):
        for deep in (300, 2000):
            page = f"<p>Before.</p>{f'<{tag}>' * deep}<p>Roads were closed.</p>{f'</{tag}>' * deep}"
            found = parsed(f"<html><body>{page}<p>After.</p></body></html>".encode(), "x.html")
            assert found.text.split() == ["Before.", "Roads", "were", "closed.", "After."]
    page = f"<p>Before.</p>{'<b>' * 3000}<p>Roads were closed.</p>{'</b>' * 3000}<p>After.</p>"
    with pytest.raises(SourceError, match="nested too deep"):
        parsed(f"<html><body>{page}</body></html>".encode(), "x.html")
    records = [{"id": "a", "body": f"<html>{page}"}, {"id": "b", "body": "Rain fell on Kent."}]
    lines = "\n".join(map(json.dumps, records)).encode()
    parts = format_of("x.jsonl").parser()(io.BytesIO(lines), "x.jsonl", Options())
    one, two = (part for part in parts if isinstance(part, SourceError | ParsedDocument))
    assert isinstance(one, SourceError)
    assert isinstance(two, ParsedDocument)


MANUAL = """<html><head><title>Weirs</title></head><body>
<div class="navheader"><table><tr><th colspan="3">Chapter 4. Weirs</th></tr><tr>
<td><a accesskey="p" href="ch03.html"><img alt="Prev"></a></td><td> </td>
<td><a accesskey="n" href="ch05.html">Next</a></td></tr></table></div>
<h1>Weirs<a class="headerlink" href="#weirs">¶</a></h1>
<div class="toc"><p><b>Table of Contents</b></p><dl><dt>4.1. <a href="#gates">Gates</a></dt>
<dt>4.2. <a href="ch04.html#locks">Locks</a></dt><dt><a href="ch04b.html">Fish</a></dt></dl></div>
<p>A weir has <a href="#gates">gates</a>.</p>
<p><b>Up:</b> <a href="a.html">River</a> <b>Next:</b> <a href="b.html">Dam</a></p>
<ul><li><a href="https://a.example">River board</a></li><li><a href="https://b.example">Mill</a>
</li><li><a href="https://c.example">County</a></li></ul>
<dl><dt>-c</dt><dd><p>closes it</p></dd><dt>[2]</dt><dt>[3]</dt><dd>See the map.</dd>
<dt>A long term</dt><dd>is a line of its own</dd><dt>-z</dt></dl>
<p>[ <a href="index.html">Contents</a> ] [ <a href="ch05.html">&gt;&gt;</a> ]</p></body></html>"""


def test_a_manual_is_read_without_its_navigation() -> None:
    """Tables of contents, lines of links to other parts, and links to headings are left out; links
    to elsewhere are text. A label stands on the line of what it labels."""
    assert parse_page(MANUAL.encode(), "page").text.split("\n\n") == [
        "Weirs",
        "A weir has gates.",
        "River board",
        "Mill",
        "County",
        "-c closes it",
        "[2] [3] See the map.",
        "A long term",
        "is a line of its own",
        "-z",
    ]


def test_a_page_of_nothing_but_links_keeps_them() -> None:
    """An index has no other text."""
    links = "".join(f'<li><a href="ch{n}.html">Chapter {n}</a></li>' for n in range(1, 4))
    assert parse_page(f"<ul>{links}</ul>".encode(), "page").text.startswith("Chapter 1")


def test_lists_of_other_pages_stay_in_an_article() -> None:
    """In a site's article, only links into the page itself make a table of contents."""
    other = "".join(
        f'<li><a href="/n/{n}">The flood of 19{n}, and what it cost</a></li>' for n in range(70, 74)
    )
    own = "".join(f'<li><a href="#n{n}">The years after 19{n}</a></li>' for n in range(70, 74))
    assert "The years after" not in text_of(f"<ol>{own}</ol>{LONG}")
    assert "flood of 1971" in text_of(f"<ol>{other}</ol>{LONG}")


def test_a_heading_alone_in_its_row_is_one() -> None:
    """Newsletters are tables of one column. In a table of data, a heading names a cell."""
    rows = ("<h2>Weather</h2><p>Rain.</p>", "<h2>Roads</h2>")
    letter = f"<table>{''.join(f'<tr><td>{row}</td></tr>' for row in rows)}</table>"
    assert parse_page(letter.encode(), "page").text.split("\n\n") == ["Weather", "Rain.", "Roads"]
    data = (
        "<table><tr><td><h4>Fee</h4></td><td>120</td></tr><tr><td>Tax</td><td>7</td></tr></table>"
    )
    assert parse_page(data.encode(), "page").text == "Fee\t120\nTax\t7"
