"""Programs in preformatted text: whether a ``<pre>`` holds code or something to read.

Verse, mail and tables of figures are preformatted too, so the element alone says nothing. Most
pages name it: by ``<code>`` inside, or by a class that some generator of documentation gives.
Otherwise its lines decide, and in doubt it is text.
"""

import re

from corpus.parsers.markup.class_names import names_of
from corpus.parsers.markup.trees import Element, tag_of
from corpus.text.code_lines import looks_like_code

_NAMED = re.compile(
    # asciidoctor, DocBook, Doxygen, Javadoc, pandoc, RDoc, Sphinx, Texinfo, WordPress, and
    # highlighters of code.
    r"(?:^|\s)(?:listingblock|programlisting|screen|synopsis|\w+synopsis|fragment|sourcecode"
    r"|(?:small)?(?:example|lisp)|verbatim|wp-block-code|code(?:-?(?:block|box|sample|example))?"
    r"|(?:code)?hilite|highlight(?:-[\w+#-]{1,20}|er-rouge)?|prettyprint|chroma|shiki|terminal"
    r"|console|cli|method-source-code|hljs|rouge-code|src(?:-\w{1,20})?|source(?:-\w{1,20})?"
    r"|cm-s-\w{1,20}|(?:lang|language)-[\w+#-]{1,20}|brush:.*)(?:\s|$)",
    re.IGNORECASE,
)
_NAMED_AS_TEXT = re.compile(
    r"(?:^|\s)(?:verse|wp-block-verse|verseblock|poem|literallayout|address|lyrics)(?:\s|$)", re.I
)
_AROUND = 3  # elements around it whose names count
_WHOLE = frozenset(("code", "samp", "kbd", "tt"))


def is_program(element: Element) -> bool:
    """Whether a preformatted element holds code, or what a program prints."""
    around = element
    for _ in range(_AROUND):
        names = names_of(around)
        if _NAMED_AS_TEXT.search(names):
            return False
        if _NAMED.search(names):
            return True
        parent = around.getparent()
        if parent is None or tag_of(parent) in ("body", "article", "main"):
            break
        around = parent
    return _is_whole(element) or looks_like_code("".join(element.itertext()))


def _is_whole(element: Element) -> bool:
    """Whether everything in an element is in one ``<code>``."""
    if len(element) != 1 or (element.text or "").strip() or (element[0].tail or "").strip():
        return False
    return tag_of(element[0]) in _WHOLE
