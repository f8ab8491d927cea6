"""`pullquote list` and `show`: what is in the collection."""

import sys

import click

from bot.assembly import House
from bot.cli import DONE
from bot.console import note
from bot.json_output import card_object, document_object, print_json
from bot.settings import load_settings
from bot.visible import visible


@click.command("list", short_help="List the documents.")
@click.option("--json", "as_json", is_flag=True, help="A JSON array.")
def list_(as_json: bool) -> int:
    """List the documents: id, date of publication, publisher, title (or file)."""
    with House(load_settings()).collection() as collection:
        cards = list(collection.cards())
    if as_json:
        print_json([card_object(card) for card in cards])
        return DONE
    if not cards:
        note("the collection is empty; `pullquote add FILE` fills it")
    for card in cards:
        fields = (card.id, card.published or "-", card.publisher or "-", card.name)
        print("  ".join(visible(field) for field in fields))
    return DONE


@click.command(short_help="Show a document's stored text.")
@click.argument("document")
@click.option("--json", "as_json", is_flag=True, help="A JSON object with text and metadata.")
def show(document: str, as_json: bool) -> int:
    """Show the stored text and metadata of DOCUMENT (its id, or the beginning of it)."""
    found = House(load_settings()).find(document)
    if as_json:
        print_json(document_object(found))
        return DONE
    fields = card_object(found)
    for name, value in fields.items():
        if value is not None:
            print(f"{name}: {visible(str(value))}")
    print()
    text = found.text
    if sys.stdout.isatty():
        text = "\n".join(visible(line.replace("\t", "    ")) for line in text.splitlines())
    print(text)
    return DONE
