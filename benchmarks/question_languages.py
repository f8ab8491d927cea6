"""How often it is told that a question is not in English.

    python -m benchmarks.question_languages

Of the written questions in training/ that are in English, and of those in other languages, it
prints the share that count as questions in another language, with some of the mistakes. Nothing
was trained on them for this, but the rules were chosen with them at hand.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from retrieval.text.question_language import is_foreign
from training.written_questions import FOREIGN, LANGUAGES, WRITTEN

_SHOWN = 12


def questions(path: Path) -> list[str]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["question"] for line in lines]


def show(name: str, asked: Sequence[str], *, foreign: bool) -> None:
    told = [is_foreign(one) for one in asked]
    wrong = [one for one, said in zip(asked, told, strict=True) if said != foreign]
    print(f"{name}: {sum(told)} of {len(told)} count as foreign ({sum(told) / len(told):.3%})")
    for one in wrong[:: max(1, len(wrong) // _SHOWN)][:_SHOWN]:
        print(f"    mistaken: {one}")


def main() -> None:
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    show("in English", questions(WRITTEN), foreign=False)
    show("in other languages, about English documents", questions(FOREIGN), foreign=True)
    show("in other languages, about documents in these", questions(LANGUAGES), foreign=True)


if __name__ == "__main__":
    main()
