"""Questions written for the reader, as people type them.

``written_questions.jsonl`` are about English documents, ``foreign_questions.jsonl`` ask about such
documents in other languages, and ``language_questions.jsonl`` are about documents in other
languages, mostly in the document's own. The documents are those of the other question sets, which
are not in this repository, and invented ones, in ``written_documents.jsonl.gz`` (``title``,
``text``, ``language``). Each question's line has the digest of its document's text (``text``, the
first 16 hexadecimal digits of the SHA-256), the ``question``, its ``kind``, and ``evidence``:
[start, end) in that text of the sentences that answer. Near-misses have none: they ask about the
same subject what the document does not say.
"""

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.span import Span
from training.examples import Example, TrainingDocument, read_examples

WRITTEN = Path(__file__).with_name("written_questions.jsonl")
FOREIGN = Path(__file__).with_name("foreign_questions.jsonl")
LANGUAGES = Path(__file__).with_name("language_questions.jsonl")
DOCUMENTS = Path(__file__).with_name("written_documents.jsonl.gz")
# The set of questions about invented English documents, by which they are chosen more often.
INVENTED = "invented"
# Sets with questions in other languages, which English rules do not rephrase.
IN_OTHER_LANGUAGES = frozenset({FOREIGN.stem, LANGUAGES.stem})


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def invented_documents() -> Iterator[TrainingDocument]:
    for line in gzip.decompress(DOCUMENTS.read_bytes()).decode().splitlines():
        yield TrainingDocument(**json.loads(line))


def written_examples(sources: Iterable[Path], path: Path = WRITTEN) -> Iterator[Example]:
    """The written questions whose documents are invented, or in these files of question sets."""
    invented = {text_digest(one.text): one for one in invented_documents()}
    documents = dict(invented)
    for source in sources:
        for one in read_examples(source):
            documents.setdefault(text_digest(one.document.text), one.document)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            document = documents.get(row["text"])
            if document is not None:
                name = INVENTED if path == WRITTEN and row["text"] in invented else path.stem
                evidence = tuple(Span(start, end) for start, end in row["evidence"])
                yield Example(name, row["question"], document, evidence, kind=row["kind"])
