"""Example questions, drawn from the documents, for those who use the program for the first time.

Questions that a document asks itself (as FAQs do) come first, then questions about people whom it
names, then about its title. Only those that the collection answers are offered.
"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping

from corpus.document import Document
from corpus.text.front_matter import split_front_matter

# How much of each document is looked at, and how many documents.
_MOST_CHARACTERS = 20_000
_MOST_DOCUMENTS = 12
_MOST_TRIED = 24
_MOST_NAMES = 2
# The last kind of question.
_LONG_TITLE = 4
# A button of two lines on a phone; where there are no others, of three.
_LONGEST, _LONGEST_TITLE = 70, 95
_QUESTION = re.compile(r"(?m)(?:^|(?<=[.!?]\s))(?:#+ +)?(\w[^.!?\n“”\"«»]{12,60}\?)(?=\s|$)")
# Two or three capitalised words in a row, after a lower-case one: not the beginning of a sentence.
_NAME = re.compile(
    r"(?<=[a-zß-ÿа-яёіїєґ,“\"«] )((?:[A-ZÀ-ÞА-ЯЁІЇЄҐ][a-zß-ÿа-яёіїєґ’'-]+ ){1,2}"
    r"[A-ZÀ-ÞА-ЯЁІЇЄҐ][a-zß-ÿа-яёіїєґ’'-]+)(?!\w)"
)
# "Wikinews: What …": the question of an interview does not say who asks whom.
_ASKED_BY = re.compile(r"[^\W\d_][^:?\n]{0,30}: ")
# A name after an article is that of a thing, and a question would need the article; one after a
# capitalised word is the end of a longer name.
_WORD_BEFORE = re.compile(r"([^\W\d_][\w’'-]*) \Z")
_ARTICLES = re.compile(
    r"(?:the|an?|our|their|its|his|her|der|die|das|den|dem|des|une?|les?|la|el|los|las|il|gli)"
)
_POSSESSIVE = re.compile(r"[’']s?$")
_QUOTED = re.compile(r"[“”„\"«»]")
# Between a name and a quotation mark, if it says who is quoted.
_NEAR = 40
_LONGEST_WORD = 30

# What is asked: "said" about somebody who is quoted, "about" a name, and about a "title".
Templates = Mapping[str, Callable[[str], str]]


def example_questions(
    documents: Iterable[Document],
    templates: Templates,
    is_answered: Callable[[str], bool],
    most: int = 3,
) -> list[str]:
    """At most ``most`` questions that pass ``is_answered``, each from another document if possible.
    The first documents are preferred."""
    search, answered = search_for_examples(documents, templates, most), None
    while True:
        try:
            answered = is_answered(search.send(answered))
        except StopIteration as end:
            found: list[str] = end.value
            return found


def search_for_examples(
    documents: Iterable[Document], templates: Templates, most: int = 3
) -> Generator[str, bool | None, list[str]]:
    """The same in steps: yields each question that has to be tried, is sent whether it is answered,
    and returns those that are."""
    candidates = sorted(
        (
            (kind, number, question)
            for number, one in enumerate(itertools.islice(documents, _MOST_DOCUMENTS))
            for kind, question in _candidates(one, templates)
            if len(question) <= (_LONGEST_TITLE if kind == _LONG_TITLE else _LONGEST)
        ),
        key=lambda candidate: candidate[:2],
    )
    found: dict[str, int] = {}
    tried: set[str] = set()
    for again in (False, True):
        for _, number, question in candidates:
            if question in tried or (number in found.values() and not again):
                continue
            if len(found) == most or len(tried) == _MOST_TRIED:
                break
            tried.add(question)
            if (yield question):
                found[question] = number
    return list(found)


def _candidates(document: Document, templates: Templates) -> Iterator[tuple[int, str]]:
    """Questions about a document, each with its kind: 0 is the best."""
    _, start = split_front_matter(document.text)
    text = document.text[start : start + _MOST_CHARACTERS]
    found_asked = (one[1] for one in _QUESTION.finditer(text))
    asked = next((one for one in found_asked if not _ASKED_BY.match(one)), None)
    if asked is not None:
        yield 0, asked
    known = f"{document.title} {document.publisher} {document.author}"
    places = [(_POSSESSIVE.sub("", match[1]), match.start()) for match in _NAME.finditer(text)]
    # What has its article in one place needs it in all.
    with_article = {name for name, start in places if _has_article(text, start)}
    names = Counter(
        name
        for name, start in places
        if name not in known and name not in with_article and not _is_cut(text, start)
    )
    quoted = [name for name, _ in names.most_common() if _is_quoted(name, text)]
    for name in quoted[:_MOST_NAMES]:
        yield 1, templates["said"](name)
    for name, _ in names.most_common(_MOST_NAMES):
        yield 2, templates["about"](name)
    if document.title:
        question = templates["title"](document.title)
        yield _LONG_TITLE if len(question) > _LONGEST else 3, question


def _has_article(text: str, start: int) -> bool:
    """Whether what begins here follows an article, and so is no person's name."""
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    return before is not None and _ARTICLES.fullmatch(before[1]) is not None


def _is_cut(text: str, start: int) -> bool:
    """Whether what begins here is the end of a longer name."""
    before = _WORD_BEFORE.search(text, max(0, start - _LONGEST_WORD), start)
    return before is not None and before[1][0].isupper()


def _is_quoted(name: str, text: str) -> bool:
    """Whether the text quotes somebody of this name."""
    return any(
        _QUOTED.search(text[max(0, match.start() - _NEAR) : match.end() + _NEAR])
        for match in re.finditer(re.escape(name), text)
    )
