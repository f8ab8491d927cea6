"""`pullquote list`, `show` and `open`."""

import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from bot.app import App
from bot.cli.main import DONE, FAILED, NOT_FOUND
from bot.display.opening import launch, where_to_open
from bot.settings import load_settings
from bot.terminal.console import note
from bot.terminal.json_output import card_object, document_object, print_json
from bot.terminal.paging import page_at
from bot.terminal.visible import visible
from corpus.document import Card, Document
from corpus.page_boxes import boxes
from corpus.span import Span
from corpus.text.boilerplate.spans import BoilerplateKind
from retrieval.citation import Citation
from retrieval.citations.names import NAMES


@click.command("list", short_help="List the documents.")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_(words: tuple[str, ...], as_json: bool) -> int:
    """List the documents: id, date of publication, publisher, title, file name.

    With WORDS, only those that have all of them in title, publisher, author, address or file name.
    """
    with App(load_settings(), note).collection() as collection:
        every = list(collection.cards())
    cards = [card for card in every if _has(card, words)]
    if as_json:
        print_json([card_object(card) for card in cards])
        return DONE
    if words and every and not cards:
        note("no document has these words in title, publisher, author, address or file name")
        return NOT_FOUND
    if not every:
        note("the collection is empty; `pullquote add FILE` adds to it")
    for card in cards:
        fields = [card.id, (card.published or "-")[:10], card.publisher or "-", card.name]
        if (file := card.file_name) != card.name:
            fields.append(f"({file})")
        print("  ".join(visible(field) for field in fields))
    return DONE


def _has(card: Card, words: tuple[str, ...]) -> bool:
    """Whether a document's metadata has all words."""
    fields = (card.title, card.publisher, card.author, card.url, card.source, card.id)
    text = "\n".join(one for one in fields if one).casefold()
    return all(word.casefold() in text for word in words)


@click.command(short_help="Show a document's stored text.")
@click.argument("document")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object with text and metadata.")
@click.option(
    "--boilerplate",
    "--noise",
    "with_boilerplate",
    is_flag=True,
    help="Mark the boilerplate, which is left out of passages.",
)
@click.option(
    "--at",
    "place",
    metavar="START[-END]",
    help="Open the pager at this place; in a pipe, print only the text from START to END.",
)
@click.option(
    "--format",
    "cited_as",
    type=click.Choice(NAMES),
    help="Print the document, or the words at the place, as a citation for other programs.",
)
def show(
    document: str, as_json: bool, with_boilerplate: bool, place: str | None, cited_as: str | None
) -> int:
    """Show the stored text and metadata of DOCUMENT (an id, or the beginning of one).

    DOCUMENT@1 is its first version, if there are several. START and END are positions as
    `ask --json` gives them.
    """
    settings = load_settings()
    found = App(settings, note).find(document)
    span = _span(place, found) if place is not None else None
    if as_json and cited_as:
        raise click.UsageError("give either --json or --format")
    if as_json:
        print_json({**document_object(found), **_place_object(found, span)})
        return DONE
    if cited_as:
        from retrieval.citations.cited import Cited
        from retrieval.citations.formats import export

        cited = [Cited(found, span, settings.public_url or None)]
        print(export(cited, cited_as).replace("\r\n", "\n"))
        return DONE
    if span is not None:
        if sys.stdout.isatty():
            page_at(found.text, span)
        else:
            print(span.of(found.text))
        return DONE
    fields = card_object(found)
    corrected = fields.pop("corrected")
    if corrected:
        fields["corrected"] = ", ".join(corrected)
    for name, value in fields.items():
        if value is not None:
            print(f"{name}: {visible(str(value))}")
    print()
    text = found.text
    if with_boilerplate:
        print("\n".join(_marked(found)))
        return DONE
    if sys.stdout.isatty():
        text = "\n".join(visible(line.replace("\t", "    ")) for line in text.splitlines())
    print(text)
    return DONE


@click.command("open", short_help="Open a document in the browser, or its file.")
@click.argument("document")
@click.option("--at", "place", metavar="START[-END]", help="Open it at this place, if possible.")
def open_(document: str, place: str | None) -> int:
    """Open DOCUMENT (an id, or the beginning of one) in the browser, or its file.

    This opens its page under PULLQUOTE_PUBLIC_URL, if that is set; else its own address; else its
    file. What is opened is also printed.
    """
    settings = load_settings()
    found = App(settings, note).find(document)
    span = _span(place, found) if place is not None else None
    target = where_to_open(found, span, settings.public_url)
    print(visible(target), flush=True)
    if not launch(target):
        note("nothing here can open it")
        return FAILED
    return DONE


def _span(place: str, document: Document) -> Span:
    """The span that ``--at`` names: from START to END, else to the end of START's line. Raises
    UsageError where the text has no such place."""
    start, dash, end = place.partition("-")
    length = len(document.text)
    if not start.isascii() or not start.isdecimal() or (dash and not end.isascii()):
        raise click.UsageError("--at is a position, or two: 1180 or 1180-1422")
    if dash and not end.isdecimal():
        raise click.UsageError("--at is a position, or two: 1180 or 1180-1422")
    first = int(start[:12])
    line = document.text.find("\n", first + 1)
    last = int(end[:12]) if dash else line if line >= 0 else length
    if not first < last <= length:
        raise click.UsageError(f"--at {place} is no place in a text of {length} characters")
    return Span(first, last)


def _place_object(document: Document, span: Span | None) -> dict[str, object]:
    """What `show --at` adds to the object: the words there, the place, the boxes on a PDF's page in
    shares of its width and height."""
    if span is None:
        return {}
    cited = Citation(document, span)
    return {
        "at": {
            "start": span.start,
            "end": span.end,
            "text": cited.text,
            "locator": cited.locator,
            "link": cited.link,
            "boxes": [asdict(box) for box in boxes(document.places, span)],
        }
    }


def _marked(document: Document) -> Iterator[str]:
    """The lines of a text, with a margin that says which are boilerplate and of which kind."""
    width = max(len(kind) for kind in BoilerplateKind)
    position = 0
    for line in document.text.splitlines(keepends=True):
        words = line.strip()
        start = position + line.find(words) if words else position
        kind = next(
            (
                one.kind
                for one in document.boilerplate or ()
                if words and one.start <= start < one.end
            ),
            "",
        )
        position += len(line)
        yield f"{kind:>{width}} │ {visible(line.rstrip().replace(chr(9), '    '))}".rstrip()
