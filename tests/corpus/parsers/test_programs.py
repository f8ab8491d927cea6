"""Programs in web pages: stored and shown, and not quoted as prose."""

import pytest

from corpus.ingest.boilerplate import with_boilerplate
from corpus.ingest.loading import make_document
from corpus.locator import locate
from corpus.observer import Observer
from corpus.outline import Kind
from corpus.parsers.markup.html import parse_page
from corpus.text.boilerplate.spans import BoilerplateKind


def programs_of(page: str) -> list[str]:
    """The paragraphs that the outline of a page names as code."""
    found = parse_page(page.encode(), "page")
    return [found.text[one.start : one.end] for one in found.outline if one.kind is Kind.CODE]


@pytest.mark.parametrize(
    "page",
    [
        "<pre><code>gauges read</code></pre>",
        "<pre><samp>gauges read</samp></pre>",
        '<pre class="programlisting">gauges read</pre>',
        '<pre class="example smallexample">gauges read</pre>',
        '<div class="highlight-sh notranslate"><div class="highlight"><pre><span></span>gauges read'
        "</pre></div></div>",
        '<div class="listingblock"><div class="content"><pre>gauges read</pre></div></div>',
        '<div class="fragment"><div class="line">gauges read</div></div>',
        '<pre class="brush: bash">gauges read</pre>',
        "<xmp class='language-sh'>gauges read</xmp>",
    ],
)
def test_what_a_page_calls_code_is_code(page: str) -> None:
    """As generators of documentation mark it."""
    assert programs_of(f"<p>Run this.</p>{page}<p>It reads a gauge.</p>") == ["gauges read"]


@pytest.mark.parametrize(
    ("words", "is_code"),
    [
        ("$ gauges read\n$ gauges write", True),
        ("for gauge in gauges:\n    read(gauge);\n}", True),
        ("height = 4.2\nplace = Teston", True),
        ("&lt;gauge&gt;\n  &lt;place&gt;Teston&lt;/place&gt;\n&lt;/gauge&gt;", True),
        ("SELECT place FROM gauges\nWHERE height &gt; 4;", True),
        ("The rain fell,\nand the weir was closed;\nnobody came.", False),
        ("Place     Height\nTeston      4.20\nYalding     3.10", False),
        ("&gt; Is the weir open?\n\nIt is. They opened it on Tuesday.", False),
        ("&gt; The weir is shut,\n&gt; they say.\n&gt; Why?\nIt rained.", False),
        ("let us go to the weir", False),
        ("import duties rose\nfor the third time", False),
        ("Dear Ann,\n\nfor years the weir was closed.\n\nTom", False),
        ("", False),
    ],
)
def test_lines_decide_where_nothing_is_named(words: str, is_code: bool) -> None:
    """Mail, verse and tables of figures are preformatted, too."""
    assert bool(programs_of(f"<p>As follows.</p><pre>{words}</pre><p>So it is.</p>")) is is_code


@pytest.mark.parametrize("name", ["verse", "wp-block-verse", "literallayout"])
def test_verse_is_text_whatever_is_in_it(name: str) -> None:
    """A class of verse outweighs its signs."""
    assert not programs_of(f'<p>A poem.</p><pre class="{name}">O weir;\nO mill;</pre>')


def test_the_rest_of_a_page_is_no_code() -> None:
    """Not what follows a program, nor a program that is never closed with nothing in it."""
    page = "<p>One.</p><pre class='example'>a = 1;\n\nb = 2;</pre><p>Two.</p><pre>It rained.</pre>"
    assert programs_of(page) == ["a = 1;", "b = 2;"]
    assert programs_of("<p>One.</p><pre><code></code></pre><p>Two.</p><pre><code>") == []


def test_code_is_boilerplate_and_no_place() -> None:
    """Programs are not quoted; what stands under them is found where it was before."""
    page = "<h1>Gauges</h1><p>Read it so.</p><pre><code>gauges read</code></pre><p>It is quick.</p>"
    (document,) = with_boilerplate(
        [make_document(parse_page(page.encode(), "page"), "page.html", Observer())]
    )
    (code,) = document.boilerplate or ()
    assert (code.of(document.text).strip(), code.kind) == ("gauges read", BoilerplateKind.CODE)
    assert locate(document, document.text.index("It is quick")) == "paragraph 3"
