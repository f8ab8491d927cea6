"""Formats of citations to take away, by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.citations import annotation, prose, reference_managers
from retrieval.citations.cited import Cited


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """A format: its name on the command line, in a menu, as a media type, as a file's ending; and
    what writes it."""

    name: str
    title: str
    media_type: str
    ending: str
    write: Callable[[Sequence[Cited]], str]


FORMATS: Mapping[str, CitationFormat] = {
    one.name: one
    for one in (
        CitationFormat("plain", "Plain text", "text/plain", ".txt", prose.plain),
        CitationFormat("markdown", "Markdown", "text/markdown", ".md", prose.markdown),
        CitationFormat("html", "HTML", "text/html", ".html", prose.html_quotes),
        CitationFormat(
            "ris", "RIS", "application/x-research-info-systems", ".ris", reference_managers.ris
        ),
        CitationFormat(
            "csl-json",
            "CSL-JSON",
            "application/vnd.citationstyles.csl+json",
            ".json",
            reference_managers.csl_json,
        ),
        CitationFormat(
            "bibtex", "BibTeX", "application/x-bibtex", ".bib", reference_managers.bibtex
        ),
        CitationFormat(
            "annotation",
            "Web Annotation",
            "application/ld+json",
            ".jsonld",
            annotation.annotations,
        ),
    )
}


def export(cited: Sequence[Cited], name: str) -> str:
    """Quotes with their sources in the format of this name. Raises KeyError for other names, and
    ValueError where there is nothing to cite."""
    if not cited:
        raise ValueError("nothing to cite")
    return FORMATS[name].write(cited)
