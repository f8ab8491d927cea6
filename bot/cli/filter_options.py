"""Options that limit which documents are asked: `--since`, `--until`, `--source`."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from corpus.filters import Filters

_Command = TypeVar("_Command", bound=Callable[..., Any])


def filter_options(command: _Command) -> _Command:
    """Adds the options to a command, which gets ``since``, ``until`` and ``source``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def filters_of(since: str | None, until: str | None, source: str | None) -> "Filters":
    """The filters that the options name. Raises click.UsageError for what is no date."""
    # Imported here: the models begin to load first.
    from corpus.filters import Filters

    try:
        return Filters(since, until, source)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _relative_date(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """The date that a relative one means today; others stay as they are."""
    if value is None:
        return None
    # Imported here: most questions name no dates.
    from bot.questions.relative_dates import resolved

    return resolved(value, date.today(), end=parameter.name == "until")


_OPTIONS = (
    click.option(
        "--since",
        metavar="DATE",
        callback=_relative_date,
        help="Only documents published on or after this date.",
    ),
    click.option(
        "--until",
        metavar="DATE",
        callback=_relative_date,
        help="Only documents published on or before this date.",
    ),
    click.option(
        "--source",
        metavar="TEXT",
        help="Only documents with TEXT in their title, publisher, URL or path.",
    ),
)
