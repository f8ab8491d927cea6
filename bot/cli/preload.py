"""Preloads the models for a command that answers a single question."""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from bot.environment import ENV_FILE, INDEX, PREFIX, default_data_dir
from retrieval.defaults import BUNDLED_READER
from retrieval.index.index_model import bundled_model, fingerprint_in


def preload(question: str) -> None:
    """Starts loading the prepared models in the background.

    This happens before the settings are checked, because importing what checks them takes as long
    as loading a model. `bot.app` makes the models as it would without this, and finds them partly
    loaded. Raises nothing: an error in a setting or a model is reported when it is used.
    """
    with contextlib.suppress(Exception):
        data_dir, embedding_model, reader_model = peek_settings()
        folder = data_dir / "models"
        if not folder.is_dir():  # nothing has been prepared yet; the data folder is not touched
            return
        embedding_model = embedding_model or bundled_model(fingerprint_in(data_dir / INDEX))
        # Imported here: most of the time goes into importing numpy.
        from retrieval.models.embedding_model import preload_encoder
        from retrieval.models.model_files import find_model

        preload_encoder(find_model(embedding_model, folder), folder, question)
        if reader_model.lower() == BUNDLED_READER:
            from retrieval.readers.bundled import kind_for, preload_reader

            preload_reader(folder, kind_for(embedding_model))


def peek_settings() -> tuple[Path, str | None, str]:
    """The data folder, the embedding model (None: not set) and the reader, unchecked. If all
    settings are valid, these are the values that `bot.settings` finds."""
    sources: list[Mapping[str, str | None]] = [os.environ]
    if Path(ENV_FILE).is_file():
        from dotenv import dotenv_values

        sources.insert(0, dotenv_values(ENV_FILE, encoding="utf-8"))
    known = {name.upper(): value for source in sources for name, value in source.items() if value}
    data_dir = known.get(PREFIX + "DATA_DIR")
    return (
        Path(data_dir).expanduser().absolute() if data_dir else default_data_dir(),
        known.get(PREFIX + "EMBEDDING_MODEL"),
        known.get(PREFIX + "READER_MODEL") or BUNDLED_READER,
    )
