"""The same questions and texts in five languages: within each and across all of them.

    python -m benchmarks.parallel_languages [--model multilingual] [--pairs ru-ru,ru-en,...] [-v]

The texts and questions are in parallel_texts.toml. For each pair of a question's and the texts'
language: of 24 questions with an answer, for how many the answering sentence comes first, and is
answered ("right"); how many others are answered wrongly; and how many of the 8 without an answer.
"""

import argparse
import itertools
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from corpus.document import Document, text_hash
from corpus.store.memory import MemoryStore
from retrieval.answer import Answer, Outcome
from retrieval.answerer import Answerer
from retrieval.index.build import build_index
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from retrieval.readers.bundled import BundledReader, kind_for

DATA = Path(__file__).with_name("parallel_texts.toml")
LANGUAGES = ("en", "de", "es", "ru", "zh")


def texts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(DATA.read_text("utf-8"))["texts"]
    return found


def document(number: int, text: dict[str, Any], language: str) -> Document:
    """Without its language: most files do not say it."""
    joined = ("" if language == "zh" else " ").join(text[language]["sentences"])
    return Document(
        id=str(number),
        text=joined,
        source=f"{number}.txt",
        sha256=text_hash(joined),
        added="2024-01-01T00:00:00+00:00",
        title=text[language]["title"],
    )


def marked(answer: Answer) -> str:
    if not answer.quotes:
        return ""
    first = answer.quotes[0]
    return " ".join(first.document.text[one.start : one.end] for one in first.highlights)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", help="by default the bundled one")
    pairs = [f"{one}-{other}" for one, other in itertools.product(LANGUAGES, repeat=2)]
    parser.add_argument("--pairs", default=",".join(pairs), help="question-texts, with commas")
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--no-reader", action="store_true")
    parser.add_argument("-v", action="store_true", dest="verbose")
    arguments = parser.parse_args()
    models = arguments.cache / "models"
    encoder = EmbeddingModel(find_model(arguments.model, models), models, print)
    reader = None
    if not arguments.no_reader:
        reader = BundledReader(models, print, kind_for(arguments.model)).ready()
    answerers: dict[str, Answerer] = {}
    sums: dict[str, Counter[str]] = {"within": Counter(), "across": Counter()}
    for pair in arguments.pairs.split(","):
        asked_in, written_in = pair.split("-")
        if written_in not in answerers:
            store = MemoryStore(document(n, one, written_in) for n, one in enumerate(texts()))
            index = build_index(store.documents(), encoder, store.revision)
            answerers[written_in] = Answerer(store, index, encoder, reader=reader)
        counts: Counter[str] = Counter()
        for number, text in enumerate(texts()):
            asked = zip(text[asked_in]["questions"], text["answers"], strict=True)
            for question, wanted in asked:
                answer = answerers[written_in].ask(question)
                sentence = text[written_in]["sentences"][wanted] if wanted >= 0 else None
                first = answer.quotes[0].document.id if answer.quotes else None
                shown = marked(answer)
                found = sentence is not None and first == str(number) and sentence in shown
                answered = answer.outcome is Outcome.ANSWERED
                counts["first"] += found
                counts["right"] += found and answered
                counts["wrong"] += answered and not found and sentence is not None
                counts["none answered"] += answered and sentence is None
                if arguments.verbose:
                    kind = "none" if sentence is None else "found" if found else "other"
                    print(pair, kind, f"{answer.confidence:.3f}", question, shown, sep="\t")
        sums["within" if asked_in == written_in else "across"].update(counts)
        print(pair, *(f"{name} {many}" for name, many in counts.items()), sep="  ", flush=True)
    for name, count in sums.items():
        print(name, *(f"{one} {many}" for one, many in count.items()), sep="  ")


if __name__ == "__main__":
    main()
