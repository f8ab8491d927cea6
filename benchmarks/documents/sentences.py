"""Sentence boundaries, against the golden rules of pySBD and the tests of sentencex.

    python -m benchmarks.documents.sentences FILE [--failures]

FILE is a JSON array of objects with `set`, `lang`, `text` and `gold` (the sentences of the text).
A rule passes where the sentences are the same white space aside. Rules whose
expectation is not this project's are left out by name: EXCEPTIONS says why.
"""

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from corpus.text.sentences import sentences

# Name of a rule, or the beginning of its text: why it is not counted.
EXCEPTIONS: dict[str, str] = {
    "سؤال وجواب: ماذا": "a colon ends no sentence",
    "الاحد, 21 فبراير": "a colon ends no sentence",
    "عثر في الغرفة": "a comma ends no sentence",
    'Л.Н. Толстой написал "Войну': "1898 г. В 1854 году: two sentences",
    "1. The first item. 2. The": "the label of an item is no sentence",
    "ii. The first item iii.": "the label of an item is no sentence",
    "(1). foo": "the label of an item is no sentence",
    "a. The first item b. The second item": "items are sentences (pySBD), or are not (sentencex)",
    "* The report is final.": "an item may have several sentences",
    "81 procent van de schoten": "an ellipsis is no sentence",
    "Դիեգո Արմանդո": "a quotation of many sentences is many sentences",
}


def passes(rule: dict[str, Any]) -> bool:
    """Whether the sentences of a rule's text are those that it wants."""
    return found(rule) == ["".join(one.split()) for one in rule["gold"]]


def found(rule: dict[str, Any]) -> list[str]:
    """The sentences of a rule's text, without white space."""
    text = rule["text"]
    parts = ("".join(one.of(text).split()) for one in sentences(text, rule["lang"]))
    return [part for part in parts if part]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("file", type=Path)
    options.add_argument("--failures", action="store_true", help="print the rules that fail")
    given = options.parse_args()
    content = given.file.read_bytes()
    print(f"data {hashlib.sha256(content).hexdigest()[:12]}")
    passed: Counter[str] = Counter()
    counted: Counter[str] = Counter()
    for rule in json.loads(content):
        if any(rule["text"].startswith(beginning) for beginning in EXCEPTIONS):
            continue
        counted[rule["set"]] += 1
        if passes(rule):
            passed[rule["set"]] += 1
        elif given.failures:
            print(json.dumps({**rule, "found": found(rule)}, ensure_ascii=False))
    for name, count in counted.items():
        print(f"{name:12}{passed[name]:5} of {count}")


if __name__ == "__main__":
    main()
