"""The embedding model of a collection, where no setting names one.

The English model knows English alone. A collection that is mostly in other languages gets the
multilingual model, and keeps it: that one knows English too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from corpus.document import Document
from retrieval.errors import ModelError
from retrieval.models.multilingual.package import find_data_file

# The language that the English model was trained on.
KNOWN = "en"
# Documents whose languages are looked at before there is an index, which counts all of them.
_LOOKED_AT = 200


def is_mostly_foreign(languages: Mapping[str, int]) -> bool:
    """Whether at least half of the documents are in other languages than English. ``languages``:
    their number by the language's code.

    >>> is_mostly_foreign({"en": 3, "de": 2, "ru": 1}), is_mostly_foreign({"en": 4, "de": 2})
    (True, False)
    """
    total = sum(languages.values())
    return total > 0 and 2 * (total - languages.get(KNOWN, 0)) >= total


def languages_of(documents: Iterable[Document]) -> Counter[str]:
    """How many of the first documents are in each language."""
    # Imported here: a question to the collection splits no sentences.
    from retrieval.text.document_sentences import document_language

    return Counter(document_language(one) for one in islice(documents, _LOOKED_AT))


def is_multilingual_installed(models: Path) -> bool:
    """``models``: the folder of prepared models, where its file can be as well."""
    try:
        find_data_file(models)
    except ModelError:
        return False
    return True
