"""Dates given as options: `--since yesterday`."""

from datetime import date

import click


def relative_date(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> str | None:
    """The date that a relative one means today; others stay as they are."""
    if value is None:
        return None
    # Imported here: most questions name no dates.
    from bot.questions.relative_dates import resolved

    return resolved(value, date.today(), end=parameter.name == "until")
