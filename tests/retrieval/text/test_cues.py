"""Cue words: cue_cases.txt has sentences that lean on their neighbours, and that do not."""

import re
from pathlib import Path

import pytest

from retrieval.text.cues import cues_for
from retrieval.text.language import language_of

_BLOCK = re.compile(r"^\[(\w\w) (leans|stands|takes back|says|silent)\]$")


def _cases() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    language = kind = ""
    for line in Path(__file__).with_name("cue_cases.txt").read_text("utf-8").splitlines():
        if match := _BLOCK.match(line):
            language, kind = match.groups()
        elif line.strip() and not line.startswith("#"):
            found.append((language, kind, line))
    return found


CASES = _cases()
LANGUAGES = ("it", "pt", "ro", "pl", "tr", "zh", "ja", "ar", "fr")


@pytest.mark.parametrize(("language", "kind", "sentence"), CASES)
def test_sentences_are_judged_in_their_language(language: str, kind: str, sentence: str) -> None:
    """An opening that refers back, one that only looks so, a denial, a verb of saying."""
    cues = cues_for(language, sentence)
    if kind in ("leans", "stands"):
        assert cues.leans_back(sentence) == (kind == "leans")
    elif kind == "takes back":
        assert cues.takes_back(sentence)
    else:
        assert cues.names_speaker(sentence) == (kind == "says")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_commonest_cases(language: str) -> None:
    """Ten that lean back, and some of each other kind."""
    count = {
        kind: sum(one[:2] == (language, kind) for one in CASES)
        for kind in ("leans", "stands", "takes back", "says")
    }
    assert count["leans"] >= 10, count
    assert min(count.values()) >= 2, count


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "fr"])
def test_a_text_that_is_clearly_in_a_language_is_judged_in_it(language: str) -> None:
    """Without a declared language, too."""
    sentences = [text for code, kind, text in CASES if (code, kind) == (language, "leans")]
    whole = " ".join(text for code, _, text in CASES if code == language)
    assert language_of(whole[:400]) == language
    cues = cues_for(None, whole)
    assert [text for text in sentences if not cues.leans_back(text)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "On Friday the council met in Leeds.",
        "To the north lie the marshes.",
        "Ten men were arrested in Dover.",
        "A bridge was built over the Medway.",
        "Ma Huateng founded the company.",
        "I left the party in 2019.",
        "As a result of the storm, roads were closed.",
    ],
)
def test_words_of_other_languages_do_not_count_in_english(sentence: str) -> None:
    """Polish "on" and Portuguese "as" are English words; without a language no less."""
    stands = not sentence.startswith("As a result")
    assert cues_for(None, sentence).leans_back(sentence) != stands
    assert cues_for("en", sentence).leans_back(sentence) != stands


def test_text_from_right_to_left_stays_as_it_is() -> None:
    """What is behind a verb of saying is a piece of the sentence, in its order."""
    words = "، قال الوزير في مؤتمر صحفي."
    assert cues_for("ar", "").behind_saying(words) == " الوزير في مؤتمر صحفي."
    assert cues_for("ar", "").behind_saying("الوزير قال") == ""
