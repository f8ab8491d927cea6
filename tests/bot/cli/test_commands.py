"""The commands as scripts rely on them: output, exit codes, one line for every error."""

import contextlib
import hashlib
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.main import COMMANDS, main
from corpus.store.lock import write_lock
from retrieval.index.folder import FORMAT, Generation, IndexFolder
from tests.bot.conftest import Pullquote, Run
from tests.bot.process import FAST

KEYS = {"rank", "text", "start", "end", "highlights", "score", "document", "locator", "link"} | {
    "also_in",
    "answer",
}
DOCUMENT_KEYS = {
    "id",
    "title",
    "publisher",
    "author",
    "published",
    "url",
    "source",
    "language",
    "sha256",
    "version",
}


def one_error(run: Run) -> str:
    """The error of a run: exit code 2, nothing on standard output, one line without a traceback."""
    assert run.code == 2, run
    assert run.out == ""
    assert run.err.startswith("pullquote: ")
    assert run.err.count("\n") == 1, run.err
    assert "Traceback" not in run.err
    return run.err


def test_ask_gives_the_object_of_the_contract(fast: Pullquote, article: Path) -> None:
    """Every key is there, unknown metadata is null, and offsets index what `show` gives."""
    assert fast("add", article).code == 0
    found = fast("ask", "repair cost", "--json", "--min-confidence", "0")
    assert found.code == 0
    answer = found.json
    assert set(answer) == {
        "question", "answered", "outcome", "confidence", "quotes", "follow_up", "elapsed_ms",
        "agreement", "sources", "groups",
    }  # fmt: skip
    assert (answer["question"], answer["answered"]) == ("repair cost", True)
    quote = answer["quotes"][0]
    assert set(quote) == KEYS
    assert set(quote["document"]) == DOCUMENT_KEYS
    assert quote["document"]["publisher"] is None
    assert quote["document"]["source"] == str(article)
    shown = fast("show", quote["document"]["id"], "--json").json
    assert shown["text"] == article.read_text()
    assert shown["text"][quote["start"] : quote["end"]] == quote["text"]
    assert hashlib.sha256(shown["text"].encode()).hexdigest() == quote["document"]["sha256"]
    for part in quote["highlights"]:
        assert quote["start"] <= part["start"] < part["end"] <= quote["end"]


def test_not_answered_is_exit_code_1(fast: Pullquote, article: Path) -> None:
    """It is said in a line; the closest passages are shown on demand, and labelled as such."""
    fast("add", article)
    question = "Who won the chess championship?"
    found = fast("ask", question)
    assert (found.code, found.out) == (1, "The collection does not answer this.\n")
    assert "--nearest" in found.err
    near = fast("ask", question, "--nearest")
    assert near.out.startswith("The collection does not answer this.\nClosest passages:\n")
    told = fast("ask", question, "--json").json
    assert (told["answered"], told["outcome"]) == (False, "not_answered")
    assert told["quotes"]


def test_filters_that_no_document_passes_say_so(fast: Pullquote, article: Path) -> None:
    """With how many documents have no date; the exit code is 1."""
    fast("add", article)
    found = fast("ask", "When was the bridge opened?", "--since", "2090")
    assert (found.code, found.out) == (1, "No document passes the filters.\n")
    assert "published since 2090" in found.err
    told = fast("ask", "When was the bridge opened?", "--since", "2090", "--json").json
    assert told["outcome"] == "nothing_in_scope"


def test_questions_from_standard_input(fast: Pullquote, article: Path) -> None:
    """One object a line, in order; blank lines are passed over; a bad line stops nothing."""
    fast("add", article)
    found = fast("ask", "-", "--json", stdin="closed roads\n\n???\nrepairs")
    answers = [json.loads(line) for line in found.out.splitlines()]
    assert [answer["question"] for answer in answers] == ["closed roads", "???", "repairs"]
    assert ["error" in answer for answer in answers] == [False, True, False]
    assert found.code == 2
    assert "no word" in found.err
    assert fast("ask", "-", "--json", "--min-confidence", "0", stdin="closed roads").code == 0
    assert fast("ask", "-", "--json", stdin="").code == 1


def test_ask_in_leaves_the_collection_alone(fast: Pullquote, article: Path, data_dir: Path) -> None:
    """`--in` answers from the named files only, and makes no collection."""
    found = fast("ask", "repair cost", "--in", article, "--json", "--min-confidence", "0")
    assert found.code == 0
    assert {quote["document"]["source"] for quote in found.json["quotes"]} == {str(article)}
    assert found.err == ""
    assert not (data_dir / "collection.sqlite3").exists()


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ("aks", "Did you mean 'ask'?"),
        ("Verfy", "Did you mean 'verify'?"),
        ("Who wrote this?", "put `ask` before it"),
    ],
)
def test_a_wrong_command_names_the_one_that_may_be_meant(
    fast: Pullquote, given: str, hint: str
) -> None:
    error = one_error(fast(given))
    assert f"No such command '{given}'" in error
    assert hint in error


def test_a_command_like_no_other(fast: Pullquote) -> None:
    assert one_error(fast("zzz")) == "pullquote: No such command 'zzz'; see `pullquote --help`\n"


def test_ask_in_names_what_cannot_be_read(fast: Pullquote, article: Path, tmp_path: Path) -> None:
    """One bad file of several is named; if there is nothing else, that is the error."""
    missing = tmp_path / "missing.txt"
    both = fast("ask", "repairs", "--in", missing, "--in", article)
    assert both.code in (0, 1)
    assert "missing.txt: no such file" in both.err
    assert "missing.txt: no such file" in one_error(fast("ask", "repairs", "--in", missing))


def test_filters(fast: Pullquote, tmp_path: Path) -> None:
    """`--since`, `--until` and `--source` choose among the documents."""
    for year in (2020, 2022):
        (tmp_path / f"{year}.md").write_text(
            f"---\npublished: {year}-05-01\n---\nStorm of {year}.\n"
        )
    fast("add", tmp_path / "2020.md", tmp_path / "2022.md")

    def sources(*filters: str) -> list[str]:
        answer = fast("ask", "storm", "--json", *filters).json
        return sorted(Path(quote["document"]["source"]).stem for quote in answer["quotes"])

    assert sources() == ["2020", "2022"]
    assert sources("--since", "2021") == ["2022"]
    assert sources("--until", "2020-05-01") == ["2020"]
    assert sources("--source", "2020.MD") == ["2020"]
    assert sources("--source", "nothing") == []


def test_the_last_line_of_add_counts(fast: Pullquote, article: Path, tmp_path: Path) -> None:
    """Failures are named on standard error, the rest goes in, and the exit code is 2."""
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x00")
    found = fast("add", bad, article, tmp_path / "none.txt")
    assert found.code == 2
    assert found.out == "added 1, updated 0, unchanged 0, failed 2\n"
    assert "bad.txt: not a text file" in found.err
    assert "none.txt: no such file" in found.err
    assert fast("add", article).out == "added 0, updated 0, unchanged 1, failed 0\n"


def test_sync_follows_the_files(fast: Pullquote, article: Path) -> None:
    """What changed is found anew; what is gone is found no more."""
    fast("add", article)
    article.write_text("Nothing but sunshine over Dover.\n")
    assert fast("sync").out == "added 0, updated 1, unchanged 0, failed 0, removed 0\n"
    assert "sunshine" in fast("ask", "sunshine Dover").out
    article.unlink()
    assert fast("sync").out == "added 0, updated 0, unchanged 0, failed 0, removed 1\n"
    assert "collection is empty" in fast("list").err


def test_remove_by_prefix(fast: Pullquote, article: Path) -> None:
    """A removed document is not quoted any more."""
    fast("add", article)
    document = fast("list", "--json").json[0]
    assert fast("remove", document["id"][:6]).out == "removed 1\n"
    assert fast("list", "--json").json == []


@pytest.mark.parametrize("command", ["show", "remove"])
def test_no_such_document_is_exit_code_1(
    fast: Pullquote, article: Path, command: str, data_dir: Path
) -> None:
    """As grep's: nothing found, and a line that says what to try."""
    fast("add", article)
    found = fast(command, "ffffffffffffffff")
    assert (found.code, found.out) == (1, "")
    assert "pullquote list" in found.err


def test_list_and_show_for_a_person(fast: Pullquote, article: Path) -> None:
    """A line a document; the text under its metadata."""
    fast("add", article)
    listed = fast("list").out
    assert listed.count("\n") == 1
    assert "Storms over Kent" in listed
    shown = fast("show", listed.split()[0]).out
    assert shown.endswith(article.read_text() + "\n")
    assert f"source: {article}\n" in shown


def test_the_samples_answer_while_the_collection_is_empty(fast: Pullquote) -> None:
    """It is said in one line, and the quotes can be checked with `show`."""
    found = fast("ask", "How many people were detained?", "--json", "--min-confidence", "0")
    assert found.code == 0
    assert found.err.count("collection is empty") == 1
    quote = found.json["quotes"][0]
    shown = fast("show", quote["document"]["id"], "--json").json
    assert shown["text"][quote["start"] : quote["end"]] == quote["text"]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ask", " "], "the question is empty"),
        (["ask", "word " * 10_000], "characters"),
        (["ask"], "Missing argument"),
        (["ask", "x", "--top", "0"], "--top"),
        (["ask", "x", "--since", "soon"], "not a date"),
        (["ask", "x", "--since", "2022", "--until", "2021"], "later"),
        (["ask", "x", "--min-confidence", "2"], "--min-confidence"),
        (["ask", "x", "--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["add"], "Missing argument"),
        (["bot"], "PULLQUOTE_TELEGRAM_TOKEN is not set"),
    ],
)
def test_errors_are_one_line(fast: Pullquote, arguments: list[str], reason: str) -> None:
    """What, why and what to try, in one line on standard error; exit code 2."""
    assert reason in one_error(fast(*arguments))


def test_nothing_asked_is_help(fast: Pullquote) -> None:
    """`pullquote` alone shows what there is."""
    found = fast()
    assert found.code == 0
    assert found.out.startswith("Usage: pullquote")


def test_a_file_where_the_data_folder_belongs(
    fast: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named, by commands that only read too."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("PULLQUOTE_DATA_DIR", str(tmp_path / "file"))
    for arguments in (["list"], ["ask", "anything"], ["add", "x"]):
        assert "PULLQUOTE_DATA_DIR" in one_error(fast(*arguments))
    assert fast("doctor").code == 2


def test_ids_that_are_no_text(fast: Pullquote, article: Path) -> None:
    """No document has them."""
    fast("add", article)
    assert fast("show", "\udcff").code == 1
    assert fast("remove", "\udcff").code == 1


@pytest.mark.slow
@pytest.mark.parametrize("columns", ["0", "1", None])
def test_a_terminal_of_no_width_shows_answers(
    fast: Pullquote, article: Path, data_dir: Path, columns: str | None
) -> None:
    """Whatever COLUMNS and the terminal itself say of its width, no word is swallowed."""
    fast("add", article)
    asked = on_terminal(data_dir, columns, "ask", "repair cost", "--min-confidence", "0")
    assert "The county expects repairs to cost 12 million pounds." in " ".join(
        asked.replace("\u2502", " ").split()
    )
    assert "Exact" in on_terminal(data_dir, columns, "verify", "Trees fell in Dover.")


def on_terminal(data_dir: Path, columns: str | None, *arguments: str) -> str:
    """What a command prints on a terminal of no columns and no rows, as some pseudo-terminals are,
    without colours."""
    ours, theirs = pty.openpty()
    environment = {
        **os.environ, "PULLQUOTE_DATA_DIR": str(data_dir), "PULLQUOTE_READER_MODEL": "none",
        "TERM": "xterm", "NO_COLOR": "1",
    }  # fmt: skip
    environment.pop("COLUMNS", None)
    if columns is not None:
        environment["COLUMNS"] = columns
    with subprocess.Popen(
        [sys.executable, "-c", FAST, *arguments],
        env=environment, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        os.close(theirs)
        printed = b""
        with contextlib.suppress(OSError):  # EIO: Linux's end of a pseudo-terminal
            while part := os.read(ours, 4096):
                printed += part
        os.close(ours)
        assert process.stderr is not None
        complaint = process.stderr.read().decode()
        assert process.wait() == 0, complaint
    return re.sub(r"\x1b\[[0-9;]*m", "", printed.decode())


def test_chat_sees_what_was_added_meanwhile(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long conversation answers from the newest index."""
    monkeypatch.setenv("PULLQUOTE_MIN_CONFIDENCE", "0")
    other = article.with_name("ice.txt")
    other.write_text("Ice closed the harbour of Essex on Sunday.\n")
    fast("add", article)

    def typed() -> Iterator[str]:
        yield "closed roads"
        assert main(["add", str(other)]) == 0
        yield "ice in the harbour of Essex"

    monkeypatch.setattr("bot.cli.commands.chat._lines", typed)
    assert "Ice closed the harbour" in fast("chat").out


def test_debug_shows_the_traceback(fast: Pullquote) -> None:
    """Wherever it stands."""
    from retrieval.errors import QuestionError

    with pytest.raises(QuestionError):
        fast("ask", " ", "--debug")


@pytest.mark.parametrize("harm", ["delete", "damage", "format"])
def test_a_broken_index_is_named_and_mended(
    fast: Pullquote, article: Path, data_dir: Path, harm: str
) -> None:
    """`ask` refuses with the command that mends it; `sync` does."""
    fast("add", article)
    folder = data_dir / "index" / (data_dir / "index" / "current").read_text()
    if harm == "delete":
        (data_dir / "index" / "current").unlink()
    elif harm == "damage":
        [spans] = (data_dir / "index" / "segments").glob("*/sentences/spans.npy")
        spans.write_bytes(b"nonsense")
    else:
        manifest = folder / "manifest.json"
        manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', '"format": 0'))
    assert "pullquote sync" in one_error(fast("ask", "repairs"))
    assert fast("sync").code == 0
    assert fast("ask", "repair cost", "--min-confidence", "0").code == 0


def test_an_index_behind_the_collection_says_so(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An add that was stopped before it indexed leaves the last good index answering."""
    fast("add", article)
    other = article.with_name("other.txt")
    other.write_text("Ships were late on Sunday.\n")
    with monkeypatch.context() as patch:
        patch.setattr(
            "bot.changes.collection_changes.CollectionChanges._update_index", _interrupted
        )
        assert fast("add", other).code == 130
    found = fast("ask", "repair cost", "--min-confidence", "0")
    assert found.code == 0
    assert "12 million" in found.out
    assert "run `pullquote sync`" in found.err
    fast("sync")
    found = fast("ask", "late ships on Sunday")
    assert "Ships were late" in found.out
    assert found.err == ""


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_every_command_explains_itself(fast: Pullquote) -> None:
    """`--help` of the whole and of each command; `--version`."""
    listed = fast("--help").out
    for name, (_, text) in COMMANDS.items():
        assert name in listed
        assert text in listed
        found = fast(name, "--help")
        assert found.code == 0
        assert found.out.startswith(f"Usage: pullquote {name}")
    assert fast("--version").out == "pullquote 0.1.0\n"


def test_doctor_looks_at_everything(fast: Pullquote, article: Path) -> None:
    """A line each; what fails comes with what to do."""
    assert fast("doctor").code == 0
    fast("add", article)
    found = fast("doctor")
    assert found.code == 0
    assert [line.split()[:2] for line in found.out.splitlines()] == [
        ["ok", f"{name}:"]
        for name in (
            "settings",
            "model",
            "reader",
            "collection",
            "index",
            "languages",
            "sandbox",
            "calibration",
            "telegram",
        )
    ]


def test_doctor_opens_the_index_once(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All checks look at the same one."""
    fast("add", article)
    opened = []
    open_generation = IndexFolder.open_generation

    def counted(folder: IndexFolder, model: str, *, searched: bool = True) -> Generation:
        opened.append(model)
        return open_generation(folder, model, searched=searched)

    monkeypatch.setattr(IndexFolder, "open_generation", counted)
    assert fast("doctor").code == 0
    assert len(opened) == 1


def test_doctor_tells_the_languages_of_an_index_that_is_damaged(
    fast: Pullquote, article: Path, data_dir: Path
) -> None:
    """Where it can still be opened."""
    fast("add", article)
    files = (data_dir / "index" / "segments").rglob("*.npy")
    largest = max(files, key=lambda one: one.stat().st_size)
    content = bytearray(largest.read_bytes())
    content[-1] ^= 1
    largest.write_bytes(content)
    found = fast("doctor")
    assert found.code == 2
    assert "FAIL  index: the index in" in found.out
    assert "ok    languages: English (1)" in found.out


def test_verify_tells_real_quotes_from_altered_ones(fast: Pullquote, article: Path) -> None:
    """Exit code 0 for an exact quote only; offsets index what `show` gives."""
    fast("add", article)
    exact = fast("verify", "-", "--json", stdin="Trees fell\n in Dover.\n")
    assert (exact.code, exact.json["verdict"]) == (0, "exact")
    place = exact.json["places"][0]
    shown = fast("show", place["document"]["id"], "--json").json["text"]
    assert shown[place["start"] : place["end"]] == place["text"] == "Trees fell in Dover."
    altered = fast("verify", "The county expects repairs to cost 13 million pounds.")
    assert altered.code == 1
    assert "[-12-] {+13+}" in altered.out
    absent = fast("verify", "Whales sing in the deep blue sea.", "--json")
    assert (absent.code, absent.json["verdict"]) == (1, "absent")
    assert "nothing to verify" in one_error(fast("verify", " "))


def test_verify_checks_every_quotation_of_a_draft(fast: Pullquote, article: Path) -> None:
    """With the place in the draft, a summary and an exit code; a file that is missing is said."""
    fast("add", article)
    draft = article.with_name("draft.html")
    draft.write_text(
        "<p>The police said: “Trees fell in Dover.”</p><p>And “the county expects repairs to cost "
        "13 million pounds”.</p>"
    )
    found = fast("verify", draft)
    assert found.code == 1
    assert "2 quotations: 1 exact, 1 altered" in found.out
    assert "number: “12” became “13”" in found.out
    told = fast("verify", draft, "--json").json
    assert [one["locator"] for one in told["quotations"]] == ["paragraph 1", "paragraph 2"]
    assert (told["verdict"], told["ok"], told["counts"]["exact"]) == ("altered", False, 1)
    draft.write_text("<p>The police said: “Trees fell in Dover.”</p>")
    assert fast("verify", draft).code == 0
    assert "no such file" in one_error(fast("verify", "missing.docx"))


def test_verify_has_a_verdict_for_each_quotation(fast: Pullquote, article: Path) -> None:
    """The worst one, and all of them."""
    fast("add", article)
    told = fast("verify", "“Trees fell in Dover.” and “Whales sing in the sea.”", "--json").json
    assert told["verdict"] == "absent"
    assert [one["verdict"] for one in told["quotations"]] == ["exact", "absent"]


def test_list_shows_the_documents_with_some_words(fast: Pullquote, article: Path) -> None:
    """In any order; the file's name stands beside the title."""
    fast("add", article)
    name = article.name.upper()
    assert f"({article.name})" in fast("list", name).out
    assert fast("list", name, "--json").json[0]["source"] == str(article)
    assert fast("list", "nonesuch").code == 1


def test_chat_answers_until_it_is_told_to_stop(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One question after another; /more goes on where the answer stopped; odd lines do no harm."""
    ice = article.with_name("ice.txt")
    ice.write_text("Ice closed the roads of Essex on Sunday.\n")
    fast("add", article, ice)
    monkeypatch.setenv("PULLQUOTE_TOP", "1")
    monkeypatch.setenv("PULLQUOTE_MIN_CONFIDENCE", "0")
    found = fast("chat", stdin="closed roads\n/more\n/more\n???\n\n/what\n/quit\nrepair cost\n")
    assert found.code == 0
    assert [line[:2] for line in found.out.splitlines() if line[:2] in ("1.", "2.")] == ["1.", "2."]
    assert "There are no more quotes." in found.out
    assert "no word" in found.err
    assert "/quit" in found.err
    assert "12 million" in fast("chat", stdin="repair cost").out


@pytest.mark.slow
def test_json_is_json_whatever_the_terminal(
    fast: Pullquote, article: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not UTF-8, or obeying what it should show: the value read back is the same."""
    article.write_bytes("Caf\u00e9 \u009b31m \u202e \U0001f30a storms.".encode())
    fast("add", article)
    out = fast("ask", "storms", "--json", "--min-confidence", "0").out
    assert "\u009b" not in out
    assert "\u202e" not in out
    assert "\U0001f30a" in out
    assert json.loads(out)["quotes"][0]["text"] == article.read_text()
    found = subprocess.run(
        [sys.executable, "-m", "bot", "list", "--json"],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
        cwd=Path(__file__).parents[3],
    )
    assert json.loads(found.stdout.decode("ascii"))[0]["source"] == str(article)


def test_closed_standard_output_is_an_error(fast: Pullquote, article: Path) -> None:
    """`pullquote list >&-` says so, and is no success."""
    fast("add", article)
    found = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m bot list >&-"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert found.returncode == 2
    assert "closed" in found.stderr
    assert found.stderr.count("\n") == 1


def test_questions_that_are_no_text(fast: Pullquote, article: Path) -> None:
    """Bytes that are not UTF-8 are an error of that question only."""
    fast("add", article)
    assert "not valid UTF-8" in one_error(fast("ask", "caf\udce9 storm"))


def test_an_ask_does_not_wait_for_an_add(fast: Pullquote, data_dir: Path) -> None:
    """The samples answer while somebody else fills the collection."""
    with write_lock(data_dir, None):
        found = fast("ask", "How many people were detained?", "--min-confidence", "0")
    assert found.code == 0
    assert "waiting" not in found.err


def test_removing_twice_is_removing_once(fast: Pullquote, article: Path) -> None:
    """The count is of documents, not of words on the command line."""
    fast("add", article)
    document = fast("list", "--json").json[0]["id"]
    assert fast("remove", document, document[:8]).out == "removed 1\n"


def test_the_first_example_of_all(real_files: Path, fast: Pullquote) -> None:
    """A folder of articles is added, and a question finds its sentence, with its offsets."""
    assert fast("add", real_files).out == "added 2, updated 0, unchanged 0, failed 0\n"
    found = fast("ask", "How many women had a conscripted son?", "--json", "--min-confidence", "0")
    quote = found.json["quotes"][0]
    assert "only one of the 17 women" in quote["text"]
    shown = fast("show", quote["document"]["id"], "--json").json["text"]
    assert shown[quote["start"] : quote["end"]] == quote["text"]


@pytest.fixture
def real_files(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "meeting.txt").write_text(
        "The meeting was criticised by a group of mothers.\n\nIt turned out later that only one "
        "of the 17 women at the meeting had a son who was conscripted.\n"
    )
    (folder / "talks.txt").write_text("More than half want peace talks, a survey found.\n")
    return folder


def test_chat_understands_a_follow_up_until_it_is_told_to_forget(
    fast: Pullquote, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question that hangs on the one before it is answered in its light; /more goes on with
    that; /new makes the next question the first."""
    for name, many in (("Sorrel", "70,000"), ("Carrow", "900")):
        (tmp_path / f"{name}.txt").write_text(
            f"The boat to {name} carried passengers last year. In July it carried {many} of them."
        )
    monkeypatch.setenv("PULLQUOTE_TOP", "1")
    monkeypatch.setenv("PULLQUOTE_MIN_CONFIDENCE", "0")
    fast("add", tmp_path / "Sorrel.txt", tmp_path / "Carrow.txt")
    for name, many in (("Sorrel", "70,000"), ("Carrow", "900")):
        asked = f"How many passengers did the boat to {name} carry last year?"
        talk = fast("chat", stdin=f"{asked}\nAnd in July?\n/more\n/quit\n").out
        [_, follow_up, *_] = [line for line in talk.splitlines() if line[3:4] == ">"]
        assert many in follow_up
    forgotten = fast("chat", stdin=f"{asked}\n/new\nAnd in July?\n").out
    alone = fast("chat", stdin="And in July?\n").out
    assert alone.strip()
    assert forgotten.endswith(alone)
