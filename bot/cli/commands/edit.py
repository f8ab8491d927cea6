"""`pullquote edit`."""

import click

from bot.app import App
from bot.changes.collection_changes import CollectionChanges
from bot.changes.editing import known_lines
from bot.cli.main import DONE
from bot.settings import load_settings
from bot.terminal.console import note, observing
from bot.terminal.json_output import card_object, print_json
from bot.terminal.visible import visible
from corpus.document import Card

_WIDTH = len("publisher:")


@click.command(short_help="Correct a document's metadata.")
@click.argument("document")
@click.option("--title", metavar="TEXT", help="Its title.")
@click.option("--author", metavar="TEXT", help="Who wrote it.")
@click.option(
    "--published",
    metavar="DATE",
    help='When it was published: 2022-11-30, 2022-11, 2022, "30 November 2022", 30.11.2022.',
)
@click.option("--publisher", metavar="TEXT", help="The newspaper, publishing house or site.")
@click.option("--url", metavar="ADDRESS", help="Its address, which citations link to.")
@click.option("--language", metavar="CODE", help="The language it is in: en, pt-BR.")
@click.option("--reset", is_flag=True, help="Undo all earlier corrections.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def edit(document: str, reset: bool, as_json: bool, **fields: str | None) -> int:
    """Correct the metadata of DOCUMENT (an id, or the beginning of one).

    Citations, filters and the index use the corrected values. Corrections are kept apart from what
    the document says of itself: they apply to all of its versions, whatever `sync` reads, until
    --reset undoes them or the document is removed. An empty value (--author="") means "unknown".
    Without options, the metadata are shown.
    """
    values = {field: value for field, value in fields.items() if value is not None}
    app = App(load_settings(), note)
    if values or reset:
        with observing() as observer:
            found = CollectionChanges(app, observer).edit(document, values, reset=reset)
    else:
        found = app.find(document)
    if as_json:
        print_json(card_object(found))
        return DONE
    print("\n".join(shown_lines(app, found)))
    return DONE


def shown_lines(app: App, card: Card) -> list[str]:
    """A document, what can be corrected, and what it says of itself where that was corrected."""
    with app.collection() as collection:
        as_parsed = collection.get_unchecked(card.id) or card
    lines = [visible(f"{card.id}  {card.file_name}")]
    for field, value, said in known_lines(card, as_parsed):
        line = f"{f'{field}:':{_WIDTH}}  {visible(value) or '-'}"
        if said is not None:
            own = f"it says {visible(said)}" if said else "it says nothing"
            line += f"  (corrected; {own})"
        lines.append(line)
    return lines
