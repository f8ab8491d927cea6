"""Verification for front ends: of pasted texts and of drafts, against the documents."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.document import Document
from corpus.errors import SourceError
from corpus.locator import locate
from corpus.observer import Observer
from corpus.parsers.registry import FORMATS
from corpus.store.protocol import DocumentStore
from retrieval.index.any_index import AnyIndex
from retrieval.verification.check import Checked, check_draft, check_pasted, count_words
from retrieval.verification.nearest import near_passages
from retrieval.verification.same_text import Kinship, Overlap, overlaps
from retrieval.verification.verdicts import Verdict, Verification, worst
from retrieval.verification.verifier import Near, Verifier

# A text of at least this many words may be a document of the collection, or a version of one.
_LONG = 60


@dataclass(frozen=True, slots=True)
class TextCheck:
    """The verdicts on a text's quotations, and the documents that have much of the text."""

    verifications: list[Verification]
    whole: list[Overlap]

    @property
    def verdict(self) -> Verdict:
        """The worst verdict."""
        return worst(self.verifications)


@dataclass(frozen=True, slots=True)
class DraftQuotation:
    """A quotation of a draft: its number, where it stands, and the verdict."""

    number: int
    document: Document
    checked: Checked

    @property
    def locator(self) -> str:
        """Where it stands in the draft ("paragraph 3", "page 2")."""
        return locate(self.document, self.checked.quotation.span.start)

    @property
    def verification(self) -> Verification:
        return self.checked.verification

    @property
    def is_short(self) -> bool:
        return self.checked.is_short

    @property
    def is_fine(self) -> bool:
        return self.checked.is_fine


@dataclass(frozen=True, slots=True)
class Draft:
    """The quotations of a draft. ``unchecked``: the number of those beyond the limit. ``copies``:
    documents that are the draft itself, in which nothing was looked for."""

    quotations: list[DraftQuotation]
    unchecked: int
    copies: tuple[Document, ...]

    @property
    def is_fine(self) -> bool:
        """Whether every quotation is real."""
        return not self.unchecked and all(one.is_fine for one in self.quotations)

    @property
    def verdict(self) -> Verdict:
        """The worst verdict on a quotation."""
        return worst(one.verification for one in self.quotations)

    def counts(self) -> dict[str, int]:
        """The number of quotations by verdict."""
        found = Counter(one.verification.verdict for one in self.quotations)
        return {verdict.value: found[verdict] for verdict in Verdict}


def near_in(documents: DocumentStore, index: AnyIndex) -> Near:
    """Finds passages in these documents by their words."""
    return lambda text: near_passages(text, documents, index)


def check_text(text: str, documents: DocumentStore, near: Near) -> TextCheck:
    """Checks a text that somebody pasted. Raises QuestionError where it has no words."""
    whole = overlaps(text, documents, near) if count_words(text) >= _LONG else []
    return TextCheck(check_pasted(text, Verifier(documents, near)), whole)


def check_file(path: Path, documents: DocumentStore, near: Near, observer: Observer) -> Draft:
    """Checks every quotation in a file of any format that can be added. Raises SourceError."""
    # Imported here: a text needs no parsers.
    from corpus.ingest.loading import load_documents

    failures: list[SourceError] = []
    drafts = load_documents(
        [str(path)], Observer(observer.progress, observer.note, failures.append)
    )
    if failures and not drafts:
        raise failures[0]
    for failure in failures:
        observer.failed(failure)
    quotations: list[DraftQuotation] = []
    copies: dict[str, Document] = {}
    unchecked = 0
    for draft in drafts:
        own = _copies(draft, documents, near)
        copies |= {one.id: one for one in own}
        checked, more = _check(draft, documents, near, {one.id for one in own}, observer)
        unchecked += more
        for one in checked:
            quotations.append(DraftQuotation(len(quotations) + 1, draft, one))
    return Draft(quotations, unchecked, tuple(copies.values()))


def _check(
    draft: Document,
    documents: DocumentStore,
    near: Near,
    own: set[str],
    observer: Observer,
) -> tuple[list[Checked], int]:
    def is_draft(document: Document) -> bool:
        return (
            document.id in own
            or document.sha256 == draft.sha256
            or document.source == draft.source
            or document.superseded_by in own
        )

    def progress(done: int, total: int) -> None:
        observer.progress("checking", done, total)

    return check_draft(draft.text, Verifier(documents, near, is_draft), progress)


def _copies(draft: Document, documents: DocumentStore, near: Near) -> list[Document]:
    """The documents that are the draft, or a version of it: whatever it says is found there."""
    if count_words(draft.text) < _LONG:
        return []
    return [
        one.document
        for one in overlaps(draft.text, documents, near)
        if one.kinship in (Kinship.SAME, Kinship.VERSION)
    ]


def named_file(words: Sequence[str]) -> Path | None:
    """The file that is named instead of a text, if one is. Raises SourceError where it looks like
    one, and there is none."""
    if len(words) != 1:
        return None
    [name] = words
    if not name or "\n" in name or len(name) > 4096:
        return None
    path = Path(name).expanduser()
    try:
        if path.is_file():
            return path
    except (OSError, ValueError):
        return None
    looks_like_one = path.suffix.lower() in FORMATS and " " not in path.name
    if looks_like_one or (path.is_dir() and "/" in name):
        raise SourceError(path, "it is a folder" if path.is_dir() else "no such file")
    return None
