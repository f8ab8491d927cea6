"""Names of the citation formats, for options: the formats themselves need not be imported then."""

NAMES = ("plain", "markdown", "html", "ris", "csl-json", "bibtex", "annotation")
