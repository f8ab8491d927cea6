"""Verdicts on quotations as text, for a terminal or a file.

A word diff is printed with a legend of its marks: ``[-in the document only-]``,
``{+in the given text only+}``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.terminal.answers import citation_line, flowing, source_line
from bot.terminal.screen import print_line, terminal
from bot.terminal.visible import visible
from bot.verifying import Draft, DraftQuotation
from retrieval.citation import Citation
from retrieval.verification.alignment import separator
from retrieval.verification.same_text import Kinship, Overlap
from retrieval.verification.verdicts import Change, ChangeKind, Omission, Verdict, Verification

# Imported at run time only if there is a terminal: a file or a pipe need not wait for it.
if TYPE_CHECKING:
    from rich.console import Console

_HEADS = {
    Verdict.EXACT: "Exact: the documents have these words, here:",
    Verdict.TYPOGRAPHY: (
        "Exact but for typography: the documents have these words, typeset differently:"
    ),
    Verdict.SHORTENED: "Shortened: a document has these parts in this order:",
    Verdict.ALTERED: "Altered: no document has exactly these words. The nearest passage:",
    Verdict.ABSENT: "Absent: no document has these words, or similar ones.",
}
_LABELS = {
    Verdict.EXACT: "exact",
    Verdict.TYPOGRAPHY: "exact but for typography",
    Verdict.SHORTENED: "shortened",
    Verdict.ALTERED: "altered",
    Verdict.ABSENT: "absent",
}
_STYLES = {
    Verdict.EXACT: "green",
    Verdict.TYPOGRAPHY: "green",
    Verdict.SHORTENED: "yellow",
    Verdict.ALTERED: "bold red",
    Verdict.ABSENT: "bold red",
}
_KINDS = {
    ChangeKind.NUMBER: "number",
    ChangeKind.NEGATION: "negation",
    ChangeKind.NAME: "name",
    ChangeKind.ORDER: "order of words",
    ChangeKind.CASE: "capitals",
    ChangeKind.PUNCTUATION: "punctuation",
}
_KINSHIPS = {
    Kinship.SAME: "The whole text is in the collection:",
    Kinship.VERSION: "The collection has a version of the whole text:",
    Kinship.EXCERPT: "The text is a part of a document:",
    Kinship.CONTAINS: "The text contains a document:",
    Kinship.SOME: "The text shares passages with a document:",
}
_LEGEND = "[-in the document-] {+in your text+}"
_LONGEST_SHOWN = 120
_LONGEST_IN_TABLE = 60
_MOST_CHANGES = 6
# A quotation has a row in a table if its words and its source have this much room each.
_LEAST_WIDTH, _LONGEST_PLACE = 20, 30


def print_verifications(found: Sequence[Verification], whole: Sequence[Overlap] = ()) -> None:
    """Prints the verdicts on the quotations of a text; ``whole``: documents that have much of
    it."""
    console = terminal()
    for one in whole:
        place = _named(one)
        print_line(console, _KINSHIPS[one.kinship or Kinship.SOME], "bold")
        print_line(console, f"  {place}", "green")
    for number, verification in enumerate(found, start=1):
        if whole or number > 1:
            print()
        if len(found) > 1:
            words = _short(verification.quotation, _LONGEST_SHOWN)
            print_line(console, f"{number} of {len(found)}: {words}", "bold cyan")
        print_line(console, _HEADS[verification.verdict], "bold")
        _print_details(console, verification)


def print_draft(draft: Draft) -> None:
    """Prints a table of a draft's quotations, what is wrong with them, and their number."""
    console = terminal()
    if draft.quotations:
        (_print_table if console else _print_rows)(console, draft)
    for one in draft.quotations:
        found = one.verification
        if not found.verdict.is_real or found.omissions or found.cut_negation:
            print()
            words = _short(found.quotation, _LONGEST_SHOWN)
            print_line(console, f"{one.number} · {one.locator}: “{words}”", "bold cyan")
            print_line(console, _HEADS[found.verdict], "bold")
            _print_details(console, found)
    print()
    print_line(console, _summary(draft), "bold")


def _print_table(console: "Console | None", draft: Draft) -> None:
    from rich.table import Table

    assert console is not None
    rows = [
        (str(one.number), _short(one.locator, _LONGEST_PLACE), *_row(one))
        for one in draft.quotations
    ]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    # Quotation and source share what the others leave.
    left = (console.width - sum(widths[:3]) - 2 * (len(widths) - 1)) // 2
    if left < _LEAST_WIDTH:
        _print_narrow(console, draft)
        return
    table = Table(box=None, pad_edge=False)
    for name, width in zip(("", "place", "verdict"), widths, strict=False):
        table.add_column(name, no_wrap=True, width=width)
    for name, width in zip(("quotation", "source"), widths[3:], strict=True):
        table.add_column(name, no_wrap=True, overflow="ellipsis", width=min(width, left))
    for one, row in zip(draft.quotations, rows, strict=True):
        number, place, label, words, source = (part.replace("[", r"\[") for part in row)
        table.add_row(number, place, f"[{_style(one)}]{label}[/]", words, source)
    console.print(table, markup=True)


def _print_narrow(console: "Console", draft: Draft) -> None:
    """A few lines for each quotation, where a row has no room."""
    from rich.text import Text

    for one in draft.quotations:
        label, words, source = _row(one)
        head = Text(f"{one.number} · {visible(one.locator)} · ").append(label, _style(one))
        lines = [
            head,
            Text(f"  “{words}”"),
            *([Text(f"  {source}", "dim")] if source != "-" else []),
        ]
        for line in lines:
            console.print(line, no_wrap=True, overflow="ellipsis")


def _style(one: DraftQuotation) -> str:
    if one.verification.cut_negation:
        return "bold red"
    is_unimportant = one.is_fine and not one.verification.verdict.is_real
    return "dim" if is_unimportant else _STYLES[one.verification.verdict]


def _print_rows(_: "Console | None", draft: Draft) -> None:
    for one in draft.quotations:
        label, words, source = _row(one)
        print("  ".join((str(one.number), visible(one.locator), label, f"“{words}”", source)))


def _row(one: DraftQuotation) -> tuple[str, str, str]:
    label = _LABELS[one.verification.verdict]
    if one.is_short and one.verification.verdict is Verdict.ABSENT:
        label += " (short)"
    if one.verification.cut_negation:
        label += f" (“{visible(one.verification.cut_negation)}” cut off)"
    places = one.verification.places
    source = _short(citation_line(places[0]), _LONGEST_IN_TABLE) if places else "-"
    if len(places) > 1:
        source += f" (+{len(places) - 1})"
    return label, _short(one.verification.quotation, _LONGEST_IN_TABLE), source


def _summary(draft: Draft) -> str:
    count = len(draft.quotations)
    verdicts = Counter(one.verification.verdict for one in draft.quotations)
    parts = [f"{verdicts[verdict]} {_LABELS[verdict]}" for verdict in Verdict if verdicts[verdict]]
    line = f"{count} quotation{'s' if count != 1 else ''}" + (
        f": {', '.join(parts)}" if parts else ""
    )
    if draft.unchecked:
        line += f"; {draft.unchecked} more were not checked"
    return line


def _print_details(console: "Console | None", found: Verification) -> None:
    for place in found.places:
        print_line(console, f"  {citation_line(place)}", "green")
        print_line(console, f"  {source_line(place)}", "dim")
    if found.omissions:
        [place] = found.places
        for line in _omission_lines(found.omissions, place, plain=console is None):
            print_line(console, f"  {line}", "yellow")
    if found.cut_negation:
        cut = visible(found.cut_negation)
        print_line(console, f"  Right before these words, the document has “{cut}”.", "bold red")
    words = _stored_words(found, plain=console is None)
    telling = [one for one in found.altering if one.kind.alters_meaning]
    kinds = {one.kind for one in found.altering}
    if telling:
        named = "; ".join(_change_text(one, words[one]) for one in telling[:_MOST_CHANGES])
        print_line(console, f"  Changes the meaning: {named}", "bold red")
    elif kinds and ChangeKind.WORDS not in kinds:
        named = ", ".join(sorted(_KINDS[one] for one in kinds))
        print_line(console, f"  Only this differs: {named}", "yellow")
    if found.changes:
        print_line(console, f"  {_LEGEND}", "dim")
        _print_changes(console, found.changes, words)


def _stored_words(found: Verification, *, plain: bool) -> dict[Change, str]:
    """The document's words of each change: in a file as they are stored, else as they are
    displayed."""
    if plain or not found.changes:
        return {one: one.stored for one in found.changes}
    # Imported here: a file or a pipe has the words as they are stored.
    from bot.display.compared_words import displayed_words

    return displayed_words(found.places[0], found.changes)


def _omission_lines(
    omissions: Sequence[Omission], place: Citation, *, plain: bool
) -> Iterator[str]:
    for one in omissions:
        mark = visible(one.mark)
        if one.span is None:
            yield f"{mark}: put in"
            continue
        words = one.span.of(place.document.text)
        if not plain:
            from bot.display.compared_words import left_out_words

            words = left_out_words(place, one.span)
        count = len(words.split())
        line = f"{mark}: {count} word{'s' if count != 1 else ''} left out"
        if len(words) <= _LONGEST_SHOWN:
            line += f": “{visible(' '.join(words.split()))}”"
        yield line + (" (with a negation)" if one.negation else "")


def _change_text(change: Change, words: str) -> str:
    stored, given = (_short(part, _LONGEST_IN_TABLE) for part in (words, change.given))
    kind = _KINDS[change.kind]
    if not stored:
        return f"{kind}: “{given}” was put in"
    if not given:
        return f"{kind}: “{stored}” was left out"
    return f"{kind}: “{stored}” became “{given}”"


def _print_changes(
    console: "Console | None", changes: Sequence[Change], words: Mapping[Change, str]
) -> None:
    pieces: list[tuple[str, str]] = []
    before = ""
    for change in changes:
        stored, given = flowing(words[change]), flowing(change.given)
        shown = [(stored, "")] if change.is_same else []
        if not change.is_same:
            shown += [(f"[-{stored}-]", "red")] if stored else []
            shown += [(f"{{+{given}+}}", "green")] if given else []
        pieces.append((separator(before, stored or given), ""))
        for n, piece in enumerate(shown):
            pieces += [(" ", "")] * (n > 0) + [piece]
        before = change.given or words[change]
    if console is None:
        print("  " + "".join(text for text, _ in pieces))
        return
    from rich.text import Text

    line = Text("  ")
    for text, style in pieces:
        line.append(text, style)
    console.print(line)


def _named(one: Overlap) -> str:
    share = f"{100 * one.of_text:.0f}% of the text, {100 * one.of_document:.0f}% of the document"
    document = one.document
    day = (document.published or "")[: len("2022-11-30")]
    older = f"version {document.version}, since replaced" if document.superseded_by else ""
    known = (document.name, document.publisher, day, older, share)
    return " · ".join(visible(part) for part in known if part) + f"  [{document.id}]"


def _short(text: str, most: int) -> str:
    line = visible(" ".join(text.split()))
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
