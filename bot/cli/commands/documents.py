"""`pullquote list` and `show`."""

import sys
from collections.abc import Iterator

import click

from bot.app import App
from bot.cli.main import DONE, NOT_FOUND
from bot.settings import load_settings
from bot.terminal.console import note
from bot.terminal.json_output import card_object, document_object, print_json
from bot.terminal.visible import visible
from corpus.document import Card, Document
from corpus.text.boilerplate import BoilerplateKind


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
def show(document: str, as_json: bool, with_boilerplate: bool) -> int:
    """Show the stored text and metadata of DOCUMENT (an id, or the beginning of one).

    DOCUMENT@1 is its first version, if there are several.
    """
    found = App(load_settings(), note).find(document)
    if as_json:
        print_json(document_object(found))
        return DONE
    fields = card_object(found)
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
