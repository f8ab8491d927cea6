"""Questions written for the reader, in ``written_questions.jsonl``, as people type them, and in
``foreign_questions.jsonl`` in other languages than their documents (English).

They are about documents of the other question sets, which are not in this repository: each line has
the digest of its document's text (``text``, the first 16 hexadecimal digits of the SHA-256), the
``question``, its ``kind``, and ``evidence``: [start, end) in that text of the sentences that
answer. Near-misses have none: they ask about the same subject what the document does not say.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus.span import Span
from training.examples import Example, TrainingDocument, read_examples

WRITTEN = Path(__file__).with_name("written_questions.jsonl")
FOREIGN = Path(__file__).with_name("foreign_questions.jsonl")


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def written_examples(sources: Iterable[Path], path: Path = WRITTEN) -> Iterator[Example]:
    """The written questions whose documents are in these files of question sets."""
    documents: dict[str, TrainingDocument] = {}
    for source in sources:
        for one in read_examples(source):
            documents.setdefault(text_digest(one.document.text), one.document)
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            document = documents.get(row["text"])
            if document is not None:
                evidence = tuple(Span(start, end) for start, end in row["evidence"])
                yield Example(path.stem, row["question"], document, evidence, kind=row["kind"])
