"""Questions in six languages about the sample articles, which are in English.

    python -m benchmarks.cross_languages [--model multilingual]

Of the questions with an answer: how many have the answer in the marked text of the first quote
("first"), and how many of these are answered ("right"); and how many others are answered wrongly.
The last two questions of each language have no answer.
"""

import argparse
import re
from collections import Counter, defaultdict
from pathlib import Path

from corpus.sample import sample_documents
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer, Outcome
from retrieval.answerer import Answerer
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.readers.bundled import BundledReader, kind_for

DATA = Path(__file__).with_name("cross_language_questions.tsv")


def marked(answer: Answer, store: MemoryStore) -> str:
    """The marked text of the first quote."""
    if not answer.quotes:
        return ""
    first = answer.quotes[0]
    text = first.document.text
    return " ".join(text[one.start : one.end] for one in first.highlights)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", help="by default the bundled one")
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("-v", action="store_true", dest="verbose")
    arguments = parser.parse_args()
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(arguments.model, models), models, print)
    reader = BundledReader(models, print, kind_for(arguments.model)).ready()
    store = MemoryStore(sample_documents())
    index = build_index(store.documents(), encoder, store.revision)
    answerer = Answerer(store, index, encoder, reader=reader)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for line in DATA.read_text("utf-8").splitlines():
        wanted, language, question = line.split("\t")
        answer = answerer.ask(question)
        text = marked(answer, store)
        found = bool(wanted and re.search(wanted, text))
        answered = answer.outcome is Outcome.ANSWERED
        for one in (language, "all"):
            counts[one]["first"] += found
            counts[one]["right"] += found and answered
            counts[one]["wrong"] += answered and not found
            counts[one]["answerable"] += bool(wanted)
        if arguments.verbose:
            print(language, f"{answer.confidence:.2f}", found, question, "|", text[:110])
    for one, count in counts.items():
        print(one, *(f"{name} {many}" for name, many in count.items()))


if __name__ == "__main__":
    main()
