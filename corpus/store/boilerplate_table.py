"""Boilerplate in a collection: of documents, and the lines that recur in an outlet's articles."""

from collections.abc import Callable, Mapping, Sequence

from corpus.store.tables import Tables
from corpus.text.boilerplate.spans import Boilerplate, boilerplate_to_json


class BoilerplateTable:
    """What was found in the documents of a collection. An outlet is a publisher, by its name in
    lower case, or a server."""

    def __init__(self, tables: Tables, on_change: Callable[[], None]) -> None:
        """``on_change`` is called when a document's boilerplate was stored."""
        self._tables = tables
        self._on_change = on_change
        # By an index, which has no texts.
        self._not_searched = f"documents{tables.dialect.by.format('documents_not_searched')}"

    def edition(self) -> int:
        """The edition of the rules by which the stored boilerplate was found."""
        return int(str(self._tables.row("SELECT noise_edition FROM state")[0]))

    def forget(self, edition: int) -> None:
        """Marks all documents as not searched by this edition of the rules."""
        self._tables.write("UPDATE documents SET noise = NULL")
        self._tables.write("UPDATE state SET noise_edition = ?", edition)

    def not_searched(self) -> list[tuple[str, str | None]]:
        """The ids of documents that have not been searched yet, and their outlets, in the order
        they were added."""
        rows = self._tables.rows(
            f"SELECT id, outlet FROM {self._not_searched} "
            "WHERE noise IS NULL AND superseded_by IS NULL ORDER BY added, source"
        )
        return [(row["id"], row["outlet"]) for row in rows]

    def put(self, document_id: str, boilerplate: Sequence[Boilerplate]) -> None:
        """Stores the boilerplate of a document."""
        self._tables.write(
            "UPDATE documents SET noise = ? WHERE id = ?",
            boilerplate_to_json(boilerplate),
            document_id,
        )
        self._on_change()

    def recurring_lines(self, outlet: str) -> dict[str, bool]:
        """The lines known to recur in an outlet's articles; True for those that recur anywhere in
        them."""
        rows = self._tables.rows("SELECT line, anywhere FROM furniture WHERE outlet = ?", (outlet,))
        return {row["line"]: bool(row["anywhere"]) for row in rows}

    def put_recurring_lines(self, outlet: str, lines: Mapping[str, bool]) -> None:
        """Adds lines that recur in an outlet's articles."""
        for line, anywhere in lines.items():
            values = {"outlet": outlet, "line": line, "anywhere": int(anywhere)}
            self._tables.put("furniture", ("outlet", "line"), values)
