"""The articles that ship with the project: what there is to ask before anything was added."""

from pathlib import Path

from corpus.document import Document
from corpus.ingest.loading import make_document
from corpus.observer import Observer
from corpus.parsers.plain_text import parse_text


def sample_documents() -> list[Document]:
    """The sample articles. Their sources (``sample/name.md``), and with them their ids, are the
    same wherever the project is installed."""
    files = sorted(Path(__file__).parent.glob("*.md"))
    return [
        make_document(parse_text(file.read_bytes(), file.name), f"sample/{file.name}", Observer())
        for file in files
    ]
