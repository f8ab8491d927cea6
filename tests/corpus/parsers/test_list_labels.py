"""Numbers of ordered lists in HTML: as a browser shows them, and nowhere else."""

import pytest

from corpus.document import Metadata
from corpus.parsers.markup.blocks import compose
from corpus.parsers.markup.trees import html_tree
from corpus.parsers.text_builder import TextBuilder


def paragraphs(page: str) -> list[str]:
    """What a reader of the page sees."""
    builder = TextBuilder()
    compose(html_tree(page), builder)
    return builder.reading(Metadata()).text.split("\n\n")


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<ol><li>Rain<li>Snow</ol>", ["1. Rain", "2. Snow"]),
        ("<ol start=4><li>Rain<li>Snow</ol>", ["4. Rain", "5. Snow"]),
        ("<ol><li>Rain<li value=7>Snow<li>Hail</ol>", ["1. Rain", "7. Snow", "8. Hail"]),
        ("<ol reversed><li>Rain<li>Snow</ol>", ["2. Rain", "1. Snow"]),
        ("<ol type=a><li>Rain<li>Snow</ol>", ["a. Rain", "b. Snow"]),
        ("<ol type=I><li>Rain<li>Snow</ol>", ["I. Rain", "II. Snow"]),
        ('<ol style="list-style-type: lower-roman"><li>Rain</ol>', ["i. Rain"]),
        # Inside a paragraph, with markup before the first word, and with a second paragraph.
        ("<ol><li><p><b>Rain</b> fell.</p><p>Much.</p></ol>", ["1. Rain fell.", "Much."]),
        ("<ol><li>\n  <div>Rain</div></ol>", ["1. Rain"]),
        # Nested lists count by themselves, and the outer one goes on.
        (
            "<ol><li>Rain<ol type=a><li>heavy<li>light</ol><li>Snow</ol>",
            ["1. Rain", "a. heavy", "b. light", "2. Snow"],
        ),
        ("<ul><li>Rain</ul>", ["Rain"]),
        # What a browser shows without numbers, or what has its own.
        ('<ol style="list-style: none"><li>Rain</ol>', ["Rain"]),
        ('<ol class="list-unstyled"><li>Rain</ol>', ["Rain"]),
        ("<nav><ol><li>Home<li>News</ol></nav>", ["Home", "News"]),
        ("<ol><li>(1) Rain<li>2. Snow</ol>", ["(1) Rain", "2. Snow"]),
        ("<ol><li></li><li>Snow</ol>", ["2. Snow"]),
        ("<ol start=-3><li>Rain</ol>", ["Rain"]),
        ("<ol start=99999999999><li>Rain</ol>", ["1. Rain"]),
        ("<ol><li>Rain<li hidden>Snow<li>Hail</ol>", ["1. Rain", "2. Hail"]),
    ],
)
def test_items_have_their_numbers(page: str, shown: list[str]) -> None:
    """The number stands before the first word of its item."""
    assert paragraphs(page) == shown


def test_long_and_deep_lists_are_counted_to_their_end() -> None:
    """Each item is counted once, however many there are and however deep they stand."""
    assert paragraphs("<ol>" + "<li>Rain" * 20_000 + "</ol>")[-1] == "20000. Rain"
    assert paragraphs("<ol><li>" * 100 + "Rain") == ["1. Rain"]
