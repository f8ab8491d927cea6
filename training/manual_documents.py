"""Documents to write questions about, from folders of pages: manuals, handbooks, help.

    python -m training.manual_documents FOLDER... --out FILE

Each page is read as `pullquote add` reads it and cut into pieces of whole passages. The file has
JSON Lines that ``training.examples`` reads, without questions.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from corpus.document import Document
from corpus.ingest.loading import load_documents
from corpus.observer import Observer
from training.examples import TrainingDocument, split

_MOST_CHARACTERS, _FEWEST_SENTENCES = 2800, 5


def pieces(document: Document) -> Iterator[TrainingDocument]:
    """Pieces of a document that end where passages do; those with few sentences are left out."""
    whole = TrainingDocument(document.title or "", document.text)
    start, end, sentences = 0, 0, 0
    for passage in split(whole):
        if passage.span.end - start > _MOST_CHARACTERS:
            if sentences >= _FEWEST_SENTENCES:
                yield TrainingDocument(document.title or "", document.text[start:end].strip())
            start, sentences = passage.span.start, 0
        end = passage.span.end
        sentences += len(passage.sentences)
    if sentences >= _FEWEST_SENTENCES:
        yield TrainingDocument(document.title or "", document.text[start:end].strip())


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--out", type=Path, required=True)
    arguments = options.parse_args()
    found: dict[str, TrainingDocument] = {}
    for document in load_documents(map(str, arguments.folders), Observer()):
        for piece in pieces(document):
            found.setdefault(piece.text, piece)
    with arguments.out.open("w", encoding="utf-8") as out:
        for one in found.values():
            passage = {"title": one.title, "text": one.text}
            out.write(json.dumps({"question": "", "answers": [], "passage": passage}) + "\n")
    print(f"{len(found)} documents in {arguments.out}")


if __name__ == "__main__":
    main()
