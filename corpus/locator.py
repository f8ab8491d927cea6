"""Where in a document a quote stands, in words that let a reader find it."""

import re

from corpus.front_matter import split_front_matter
from corpus.paragraphs import paragraphs

_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")


def locate(text: str, start: int) -> str:
    """The paragraph that the character at ``start`` is in, counted from 1 after front matter.

    Paragraphs are parted by blank lines; in a text without any, by line breaks made on purpose.

    >>> locate("One.\\n\\nTwo.\\n\\nThree.", 12)
    'paragraph 3'
    """
    _, body = split_front_matter(text)
    body += len(text[body:]) - len(text[body:].lstrip())
    before = text[body:start]
    # Blank lines right before ``start`` count as well, though not what comes after them.
    breaks = len(_BLANK_LINES.findall(before))
    if breaks == 0 and not _BLANK_LINES.search(text.rstrip(), body):
        breaks = sum(one.start <= start for one in paragraphs(text, body)) - 1
    return f"paragraph {breaks + 1}"
