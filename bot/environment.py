"""Names of the settings' sources, and the default data folder."""

from pathlib import Path

PREFIX = "PULLQUOTE_"
ENV_FILE = ".env"


def default_data_dir() -> Path:
    """The platform's folder for the user's data of this program."""
    from platformdirs import user_data_path

    return user_data_path("pullquote", appauthor=False)
