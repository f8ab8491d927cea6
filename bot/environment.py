"""Environment: prefix of the variables, name of the .env file, default data folder and what is in
it."""

from pathlib import Path

PREFIX = "PULLQUOTE_"
ENV_FILE = ".env"
# The index's folder in the data folder.
INDEX = "index"
# Where questions in other languages than the collection's model knows are answered from.
SECOND_INDEX = "multilingual-index"


def default_data_dir() -> Path:
    """The platform's folder for this program's user data."""
    from platformdirs import user_data_path

    return user_data_path("pullquote", appauthor=False)
