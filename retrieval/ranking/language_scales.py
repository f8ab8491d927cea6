"""Scales of the multilingual model's cosines, by the languages of question and passage.

Within a language, unrelated texts have a cosine of 0.73 to 0.81 and answers one of 0.86 to 0.90;
across languages it is 0.72 and 0.80. Both are brought to the English model's within English, so
that a cosine means the same in whatever language a passage is.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from retrieval.ranking.score_scale import Cosines, Line, Scale

# Made by `python -m training.measure_scales`.
LANGUAGE_SCALES = Path(__file__).with_name("language_scales.json")
# Its keys beside the languages.
KNOWN, WITHIN, ACROSS = "known", "within", "across"
FROM_ENGLISH, TO_ENGLISH = "from English", "to English"
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class LanguageScales:
    """``scales``: by language, or by the keys above."""

    scales: Mapping[str, Scale]

    def between(self, question: Sequence[str], passage: str) -> Scale:
        """The scale for a question in one of these languages and a passage in this one."""
        if passage in question:
            return self.scales.get(passage, self.scales[WITHIN])
        if passage == _ENGLISH:
            return self.scales[TO_ENGLISH]
        return self.scales[FROM_ENGLISH if _ENGLISH in question else ACROSS]


@lru_cache(maxsize=1)
def multilingual_scales() -> tuple[str, LanguageScales]:
    """The multilingual model's fingerprint, and its scales."""
    known = json.loads(LANGUAGE_SCALES.read_text("utf-8"))
    wanted = known[KNOWN]
    pairs = {name: both for name, both in known.items() if isinstance(both, dict) and name != KNOWN}
    scales = {
        name: Scale(
            Line.through(Cosines(*both["text"]), Cosines(*wanted["text"])),
            Line.through(Cosines(*both["token"]), Cosines(*wanted["token"])),
        )
        for name, both in pairs.items()
    }
    return known["model"], LanguageScales(scales)
