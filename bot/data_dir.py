"""Where the data folder is, unless a setting says otherwise."""

from pathlib import Path


def default_data_dir() -> Path:
    """The platform's folder for the user's data of this program."""
    from platformdirs import user_data_path

    return user_data_path("pullquote", appauthor=False)
