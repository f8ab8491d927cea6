"""A head start for a command that answers one question, and has to load everything for it."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from bot.environment import ENV_FILE, PREFIX, default_data_dir
from retrieval.defaults import BUNDLED_READER, EMBEDDING_MODEL


def preload(question: str) -> None:
    """Begins to load the models, where they are prepared, in the background.

    It does so before the settings are checked, for only to import what checks them takes as long as
    to load a model. `bot.app` makes the models as it does without this, and finds them half
    loaded; were they others than these, these were loaded in vain. Raises nothing: what is wrong
    with a setting or a model is met again, and told, when it is needed.
    """
    with contextlib.suppress(Exception):
        data_dir, embedding_model, reader_model = peek_settings()
        folder = data_dir / "models"
        if not folder.is_dir():  # nothing was ever prepared; the data folder is left as it is
            return
        # Imported here, for most of the time it is numpy that is being imported.
        from retrieval.models.embedding_model import preload_encoder
        from retrieval.models.model_files import find_model

        preload_encoder(find_model(embedding_model, folder), folder, question)
        if reader_model.lower() == BUNDLED_READER:
            from retrieval.readers.bundled import preload_reader

            preload_reader(folder)


def peek_settings() -> tuple[Path, str, str]:
    """The data folder, the embedding model and the reader, as `bot.settings` will find them if all
    settings are in order; nothing is checked."""
    sources: list[Mapping[str, str | None]] = [os.environ]
    if Path(ENV_FILE).is_file():
        from dotenv import dotenv_values

        sources.insert(0, dotenv_values(ENV_FILE, encoding="utf-8"))
    known = {name.upper(): value for source in sources for name, value in source.items() if value}
    data_dir = known.get(PREFIX + "DATA_DIR")
    return (
        Path(data_dir).expanduser().absolute() if data_dir else default_data_dir(),
        known.get(PREFIX + "EMBEDDING_MODEL") or EMBEDDING_MODEL,
        known.get(PREFIX + "READER_MODEL") or BUNDLED_READER,
    )
