"""`pullquote evaluate`: what it measures, what it keeps, and what it refuses."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.app import App
from bot.settings import load_settings
from retrieval.answer import Answer
from retrieval.answerer import Answerer
from retrieval.calibration import Calibration, CalibrationFile
from retrieval.defaults import MIN_CONFIDENCE
from retrieval.evaluation.run import Outcome, ask_all
from retrieval.ranking.ranker import learned_ranker
from tests.bot.cli.test_commands import one_error
from tests.bot.conftest import Pullquote, Run
from tests.fakes import BagOfWords, NumberReader

pytestmark = pytest.mark.slow

ANIMALS = ("badger", "camel", "dolphin", "eagle", "ferret", "gopher", "heron", "ibis", "jay", "yak")
COLOURS = ("red", "blue", "green", "white")
FIGURES = {
    "calibration_error",
    "risk_coverage_area",
    "coverage_at_5_wrong",
    "coverage_at_10_wrong",
    "answered",
    "wrong_of_answered",
    "uncertain",
    "right_of_uncertain",
    "not_answered",
    "right_of_not_answered",
}


def _fact(number: int) -> str:
    return f"{COLOURS[number // 10]} {ANIMALS[number % 10]}"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """Forty questions, each on a passage of its own; every fourth has no answer there."""
    path = tmp_path / "animals.jsonl"
    path.write_text(
        "\n".join(
            json.dumps(
                {
                    "question": f"How heavy is the {_fact(number)}?",
                    "answers": [f"{number} pounds"] if number % 4 else [],
                    "passage": f"Keepers agree. The {_fact(number)} is as heavy as "
                    + (f"{number} pounds." if number % 4 else "ever."),
                }
            )
            for number in range(40)
        )
    )
    return path


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """Questions about something else."""
    path = tmp_path / "chess.jsonl"
    path.write_text(
        "\n".join(
            json.dumps({"question": f"Who won the chess title of {year}?", "answers": ["Tal"]})
            for year in range(1960, 1970)
        )
    )
    return path


def test_everything_is_measured(fast: Pullquote, questions: Path, foreign: Path) -> None:
    """The object has every figure, with an interval around each."""
    found = fast("evaluate", questions, "--off-topic", foreign, "--json")
    assert (found.code, found.err) == (0, "")
    measured = found.json
    assert measured["questions"] == {"answerable": 30, "unanswerable": 10, "off_topic": 10}
    assert measured["passages"] == 40
    assert list(measured["finding"]) == [
        "recall_at_1",
        "recall_at_5",
        "recall_at_10",
        "mrr_at_10",
        "hit_at_1",
        "hit_at_3",
        "word_f1",
    ]
    assert set(measured["telling_apart"]) == {"auroc_unanswerable", "auroc_off_topic"}
    assert list(measured["confidence"]) == ["all", "answerable_off_topic", "answerable"]
    assert [one["questions"] for one in measured["confidence"].values()] == [50, 40, 30]
    for mixture in measured["confidence"].values():
        assert set(mixture) >= FIGURES
        assert mixture["risk_coverage"][-1]["coverage"] == 1
        shares = [mixture[name]["value"] for name in ("answered", "uncertain", "not_answered")]
        assert sum(shares) == pytest.approx(1, abs=1e-3)
        assert [one["wanted"] for one in mixture["thresholds"]] == [0.05, 0.1, 0.2]
        assert sum(one["questions"] for one in mixture["reliability"]) == mixture["questions"]
    figures = [*measured["finding"].values(), *measured["telling_apart"].values()]
    assert all(one["low"] <= one["value"] <= one["high"] for one in figures)
    assert measured["finding"]["recall_at_1"]["value"] > 0.9
    assert measured["finding"]["hit_at_1"]["value"] > 0.9
    assert measured["telling_apart"]["auroc_off_topic"]["value"] > 0.9
    assert 0 < measured["latency_ms"]["median"] <= measured["latency_ms"]["p99"]
    assert measured["calibration"] is None


def without_times(measured: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in measured.items() if name != "latency_ms"}


def test_a_second_run_encodes_nothing_and_says_the_same(
    fast: Pullquote, questions: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index is kept; what is by lot follows from the seed; the collection is left alone."""
    # As the model that the ranker knows: of another, it would encode some texts of its own.
    encoder = BagOfWords(fingerprint=learned_ranker().model)
    monkeypatch.setattr(App, "encoder", encoder)
    first = fast("evaluate", questions, "--json", "--limit", "7").json
    assert encoder.passages_encoded
    encoder.passages_encoded.clear()
    assert without_times(fast("evaluate", questions, "--json", "--limit", "7").json) == (
        without_times(first)
    )
    assert not encoder.passages_encoded
    assert first["questions"] == {"answerable": 7, "unanswerable": 7, "off_topic": 0}
    assert not (data_dir / "collection.sqlite3").exists()


def test_halves_and_distractors(fast: Pullquote, questions: Path, tmp_path: Path) -> None:
    """A half has its questions, and all passages to search among, with those that are added."""
    more = tmp_path / "more.jsonl"
    more.write_text('{"text": "Nobody asks about the lynx."}\n')
    for half in ("tuning", "reporting"):
        found = fast("evaluate", questions, "--half", half, "--distractors", more, "--json").json
        assert (found["half"], found["passages"]) == (half, 41)
        assert found["questions"] == {"answerable": 15, "unanswerable": 5, "off_topic": 0}


def test_the_table(fast: Pullquote, questions: Path, foreign: Path) -> None:
    """People get columns that stand under one another, without a terminal too."""
    out = fast("evaluate", questions, "--off-topic", foreign).out
    assert "30 answerable, 10 unanswerable, 10 off-topic questions on 40 passages" in out
    for name in ("passage R@1", "sentence hit@3", "AUROC, answerable : off-topic", "median"):
        assert name in out
    assert "all questions (50)  answerable, off-topic (40)" in out


def test_questions_asked_of_the_collection(fast: Pullquote, article: Path, tmp_path: Path) -> None:
    """Lines without passage go to the owner's documents; an answer is known by its words."""
    fast("add", article)
    path = tmp_path / "own.jsonl"
    path.write_text(
        '{"question": "What do repairs cost the county?", "answers": ["12 million pounds"]}\n'
        '{"question": "Which roads were closed on Friday?", "answers": ["nothing of the sort"]}\n'
        '{"question": "Who won at chess?", "answers": []}\n'
    )
    found = fast("evaluate", path, "--json").json
    assert found["passages"] is None
    assert list(found["finding"]) == ["hit_at_1", "hit_at_3", "word_f1"]
    assert found["finding"]["hit_at_1"]["value"] == 0.5
    assert found["questions"] == {"answerable": 2, "unanswerable": 1, "off_topic": 0}
    assert "questions on the collection" in fast("evaluate", path).out


def test_a_calibration_is_fitted_and_kept(fast: Pullquote, questions: Path, data_dir: Path) -> None:
    """What the object says was fitted is in the file; fitted again, it comes out the same, for it
    is fitted to confidence as it is without it."""
    options = ("evaluate", questions, "--calibrate", "--wanted-error", "0.3", "--json")
    fitted = fast(*options).json["calibration"]
    assert (fitted["questions"], fitted["wanted_error"]) == (40, 0.3)
    stored = json.loads((data_dir / "calibration.json").read_text())
    assert stored["calibration"] == fitted["calibration"]
    assert fitted["after"]["log_loss"] <= fitted["before"]["log_loss"]
    assert fast(*options).json["calibration"]["calibration"] == fitted["calibration"]


def test_ask_is_calibrated(
    fast: Pullquote, article: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Confidence is mended and the threshold is the fitted one, unless another is named."""
    fast("add", article)

    def ask(*options: str) -> dict[str, Any]:
        answer: dict[str, Any] = fast("ask", "repair cost", "--json", *options).json
        return answer

    plain = ask()["confidence"]
    calibration = Calibration(0.5, 0.25, min_confidence=0.0)
    App(load_settings(), print).calibration_file.write(calibration)
    assert ask()["confidence"] == pytest.approx(calibration.apply(plain), abs=2e-4)
    assert ask()["answered"]
    assert not ask("--min-confidence", "1")["answered"]
    assert ask("--min-confidence", "1")["outcome"] == "uncertain"
    calibration_file = App(load_settings(), print).calibration_file
    calibration_file.write(Calibration(0.5, 0.25, min_confidence=0.0, min_uncertain=1.0))
    assert ask("--min-confidence", "1")["outcome"] == "not_answered"
    monkeypatch.setenv("PULLQUOTE_MIN_CONFIDENCE", "1")
    assert not ask()["answered"]
    assert ask("--min-confidence", "0")["answered"]


def test_evaluate_measures_what_users_get(fast: Pullquote, questions: Path, data_dir: Path) -> None:
    """A calibration in force is in the figures, with `--calibrate` too: that shows how it was."""
    data_dir.mkdir()
    plain = fast("evaluate", questions, "--json").json
    App(load_settings(), print).calibration_file.write(Calibration(0.3, 1.0, min_confidence=0.0))
    mended = fast("evaluate", questions, "--json").json
    assert mended["finding"] == plain["finding"]
    assert mended["confidence"]["all"]["answered"]["value"] == 1
    errors = [one["confidence"]["all"]["calibration_error"]["value"] for one in (plain, mended)]
    assert errors[0] != errors[1]
    again = fast("evaluate", questions, "--calibrate", "--json").json
    assert without_times(again) | {"calibration": None} == without_times(mended)


def test_calibration_says_what_it_did(fast: Pullquote, questions: Path) -> None:
    """In words too, and that it was not the collection that was asked."""
    found = fast("evaluate", questions, "--calibrate")
    assert "Calibrated on 40 questions" in found.out
    assert "log-loss" in found.out
    assert "threshold" in found.out or "counts as answered" in found.out
    assert "declined" in found.out or "is uncertain from" in found.out
    assert "the file's own passages" in found.err


def test_a_calibration_for_another_model_is_not_used(
    fast: Pullquote, questions: Path, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line says so, and confidence is uncalibrated."""
    before = fast("ask", "repair cost", "--in", article, "--json").json["confidence"]
    fast("evaluate", questions, "--calibrate")
    monkeypatch.setattr(App, "encoder", BagOfWords(fingerprint="another bag"))
    found = fast("ask", "repair cost", "--in", article, "--json")
    assert "fitted for another model" in found.err
    assert "--calibrate` fits it again" in found.err
    assert found.json["confidence"] == before


@pytest.mark.parametrize("reader", ["another", "none"])
def test_a_calibration_for_another_reader_is_set_aside(
    fast: Pullquote,
    questions: Path,
    article: Path,
    monkeypatch: pytest.MonkeyPatch,
    reader: str,
) -> None:
    """One line says so, and confidence is uncalibrated."""

    def ask() -> Run:
        return fast("ask", "repair cost", "--in", article, "--json")

    used = NumberReader()
    monkeypatch.setattr(App, "reader", used)
    before = ask().json["confidence"]
    if reader == "none":
        monkeypatch.setattr(App, "reader", None)
        fast("evaluate", questions, "--calibrate")
        assert ask().err == ""
    else:
        other = NumberReader()
        other.fingerprint = "another reader"
        monkeypatch.setattr(App, "reader", other)
        fast("evaluate", questions, "--calibrate")
        assert ask().err == ""
    monkeypatch.setattr(App, "reader", used)
    found = ask()
    assert "fitted for another model" in found.err
    assert found.err.count("\n") == 1
    assert found.json["confidence"] == before


def test_a_calibration_fitted_without_the_reader_it_names_is_set_aside(
    fast: Pullquote, article: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Earlier versions evaluated without a reader, and wrote down the setting as if with it."""
    reader = NumberReader()
    monkeypatch.setattr(App, "reader", reader)
    encoder = BagOfWords().fingerprint
    data_dir.mkdir()
    for named in ("pullquote-reader", reader.fingerprint):
        file = CalibrationFile(data_dir / "calibration.json", f"{encoder}, reader {named}")
        file.write(Calibration(0.3, 1.0))
        assert "is set aside" in fast("ask", "repair cost", "--in", article).err
    monkeypatch.setattr(App, "reader", None)
    CalibrationFile(file.path, f"{encoder}, reader none").write(Calibration(0.3, 1.0))
    assert fast("ask", "repair cost", "--in", article).err == ""


def test_an_evaluated_answer_is_the_asked_one(
    run: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the bundled models, `evaluate` gets the answer that `ask` gives: the same confidence,
    the same first quote. Without the reader it would be another."""
    article = tmp_path / "storm.txt"
    article.write_text(
        "Storms over Kent\n\nRoads were closed on Friday because of the storm. Trees fell in "
        "Dover.\n\nThe county expects repairs to cost 12 million pounds.\n"
    )
    evaluated: list[tuple[Outcome, Answer]] = []

    def recording(answerer: Answerer, *rest: Any, **options: Any) -> list[Outcome]:
        [outcome] = ask_all(answerer, *rest, **options)
        evaluated.append((outcome, answerer.ask(question)))
        return [outcome]

    assert run("add", article).code == 0
    question = "How much will repairs cost the county?"
    path = tmp_path / "questions.jsonl"
    path.write_text(json.dumps({"question": question, "answers": ["12 million"]}))
    monkeypatch.setattr("bot.cli.commands.evaluate.ask_all", recording)
    confidences = set()
    for reader in ("pullquote-reader", "none"):
        monkeypatch.setenv("PULLQUOTE_READER_MODEL", reader)
        asked = run("ask", question, "--json").json
        assert run("evaluate", path, "--json").code == 0
        outcome, answer = evaluated[-1]
        assert outcome.confidence == answer.confidence == asked["confidence"]
        first, expected = answer.quotes[0], asked["quotes"][0]
        assert (first.document.id, first.span.start, first.span.end, first.score) == (
            expected["document"]["id"], expected["start"], expected["end"], expected["score"],
        )  # fmt: skip
        confidences.add(answer.confidence)
    assert len(confidences) == 2


def test_a_damaged_calibration_is_an_error_until_it_is_fitted_again(
    fast: Pullquote, questions: Path, article: Path, data_dir: Path
) -> None:
    """Wrong confidence is worse than none; `--calibrate` mends it."""
    data_dir.mkdir()
    (data_dir / "calibration.json").write_text("{")
    assert "cannot be read" in one_error(fast("ask", "repair cost", "--in", article))
    assert "cannot be read" in one_error(fast("evaluate", questions))
    assert fast("evaluate", questions, "--calibrate").code == 0
    assert fast("ask", "repair cost", "--in", article).code in (0, 1)


def test_without_calibration_the_default_threshold_holds(fast: Pullquote, article: Path) -> None:
    """As before there was any."""
    answer = fast("ask", "repair cost", "--in", article, "--json").json
    assert answer["answered"] == (answer["confidence"] >= MIN_CONFIDENCE)


def test_the_plot_is_a_picture(
    fast: Pullquote, questions: Path, foreign: Path, tmp_path: Path
) -> None:
    """A PNG, not empty."""
    path = tmp_path / "plot.png"
    assert fast("evaluate", questions, "--off-topic", foreign, "--plot", path).code == 0
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_size > 10_000


def test_without_matplotlib_it_is_said_what_to_install(
    fast: Pullquote, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any question is asked."""
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    said = one_error(fast("evaluate", questions, "--plot", tmp_path / "plot.png"))
    assert "pip install 'pullquote[plot]'" in said


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        ("Once upon a time", (), "line 1 is not JSON"),
        ("{}", (), "neither SQuAD's"),
        ('{"data": []}', (), "has no questions"),
        ('{"question": "a", "answers": []}', ("--distractors", "x"), "needs questions with pass"),
        ('{"question": "a", "answers": []}', ("--half", "tuning"), "the tuning half has no"),
        ('{"question": "a", "answers": []}', ("--calibrate",), "there are 1"),
        ('{"question": "a", "answers": []}', ("--plot", "x.pdf"), "let the name end in .png"),
        ('{"question": "a", "answers": []}', ("--plot", "no/x.png"), "there is no folder no"),
        ('{"question": "a", "answers": []}', ("--limit", "0"), "--limit"),
        ('{"question": "a", "answers": []}', ("--off-topic", "no.json"), "no.json: no such file"),
    ],
)
def test_what_cannot_be_done(
    fast: Pullquote, article: Path, tmp_path: Path, text: str, options: tuple[str, ...], said: str
) -> None:
    """One line each, and nothing is kept."""
    fast("add", article)
    path = tmp_path / "questions.jsonl"
    path.write_text(text)
    assert said in one_error(fast("evaluate", path, *options))
    assert not (tmp_path / "data" / "calibration.json").exists()


def test_no_file(fast: Pullquote, tmp_path: Path) -> None:
    """It is named."""
    assert "no.json: no such file" in one_error(fast("evaluate", tmp_path / "no.json"))
    assert "is a directory" in one_error(fast("evaluate", tmp_path))
