"""A server over a small collection: plain text, HTML, PDF, a long book, hostile names and texts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.web.served import Served, added, bag_of_words, serving
from tests.chromium import CHROMIUM, Browser, chromium

_FILES = Path(__file__).parents[2] / "corpus" / "files"
STORM = """# Storms over Kent

Roads were closed on Friday because of the storm. Trees fell in Dover & Deal.

## The night

The county expects repairs to cost 12 million pounds. “We have never seen such a night,” said Ann
Miller, who runs the harbour office. The lights went out at four minutes past eleven.

```
if x < 3 and y > 2: print("&amp;")
```

- Buses ran again from six.
- Trains did not.

Fifty-two families slept in the school. 👨‍👩‍👧 All of them went home on Sunday.
"""
OLD = "The ferry costs 3 pounds.\n\nIt runs every hour.\n\nDogs travel free.\n"
NEW = "The ferry costs 4 pounds.\n\nIt runs every hour.\n\nDogs travel free.\n"
HOSTILE = (
    "<script>document.title='hacked'</script>",
    '"><img src=x onerror="document.title=\'hacked\'">',
    "</article></title></textarea></style><svg onload=\"document.title='hacked'\">",
    "javascript:document.title='hacked'",
    "{{ 7 * 7 }} {% raw %} ${7*7} &lt;b&gt; &#60;script&#62;",
    "' onmouseover='document.title=1' autofocus onfocus='document.title=1",
    "<!-- --><![CDATA[<script>document.title='hacked'</script>]]>",
)


def book() -> str:
    """A long text of numbered sentences under headings."""
    chapters = []
    for chapter in range(1, 41):
        lines = [
            f"Sentence {n} of chapter {chapter} tells of the river and its {chapter * n} stones."
            for n in range(1, 121)
        ]
        paragraphs = [" ".join(lines[n : n + 6]) for n in range(0, len(lines), 6)]
        chapters.append(f"# Chapter {chapter}\n\n" + "\n\n".join(paragraphs))
    return "\n\n".join(chapters) + "\n"


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder; the files lie beside it."""
    folder = tmp_path_factory.mktemp("web")
    articles = folder / "secret-folder"
    articles.mkdir()
    (articles / "storm.md").write_text(STORM, "utf-8")
    (articles / "book.md").write_text(f"---\ntitle: A long book\n---\n{book()}", "utf-8")
    (articles / "page.html").write_text(
        "<html lang=en><head><title>Harbour news</title>"
        '<meta property="article:published_time" content="2022-11-30">'
        '<link rel="canonical" href="https://news.example.org/harbour?a=1&b=2"></head><body>'
        "<article><h1>Harbour news</h1>"
        + "".join(
            f"<p>The harbour master said on day {n} that the crane would be repaired before the "
            "winter, and that the fishermen could count on it.</p>"
            for n in range(1, 12)
        )
        + "</article></body></html>",
        "utf-8",
    )
    (articles / "columns.pdf").write_bytes((_FILES / "chromium-columns.pdf").read_bytes())
    for number, text in enumerate(HOSTILE):
        title = text.replace('"', "'")
        (articles / f"hostile {number}.md").write_text(
            f"---\ntitle: >-\n  {title}\nurl: \"javascript:document.title='hacked'\"\n---\n"
            f"The hostile text number {number} says {text}\n\nIt is quoted anyway.\n",
            "utf-8",
        )
    (articles / "<img src=x onerror=alert(1)>.txt").write_text("A name that is hostile.\n")
    ferry = articles / "ferry.txt"
    with bag_of_words():
        ferry.write_text(OLD)
        added(folder / "data", [articles])
        ferry.write_text(NEW)
        added(folder / "data", [ferry])
    return folder / "data"


# Not for the session: what it changes would change tests of other packages that run after these.
@pytest.fixture(scope="package")
def served(collection: Path) -> Iterator[Served]:
    """The server, for somebody on this computer."""
    with bag_of_words(), serving(collection) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser, or the test is skipped."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    with chromium() as found:
        yield found
