"""Speed of Pullquote beside other systems.

    python -m benchmarks.speed --squad FILE --distractors FILE [--nq FILE] [--out FOLDER]
    python -m benchmarks.speed --quick

All systems get the same corpus, model (all-MiniLM-L6-v2) and questions: a script with
sentence-transformers and FAISS, Haystack, and txtai (set up in benchmarks/systems.py). Each peer
has a virtual environment of its own in --cache. Prints tables and writes speed.json. `--quick`
needs no question sets and installs nothing; it shows that the benchmark runs, and its times say
little.

A cold process is timed from its start to its end, with an existing index and one question; warm
questions are asked one at a time. Pullquote prepares its models once per data folder, before all
this; `first_answer` in speed.json is that time, if they had to be prepared.

On a busy machine, `--cores 1` is the fairer comparison: PyTorch's threads wait for each other at
every layer, so one delayed thread delays all.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.corpora import Corpus, read_corpus, sample_corpus, sample_paragraphs
from benchmarks.measuring import Results, ask, cold, index, index_folder
from benchmarks.speed_table import tables
from benchmarks.systems import ASK, OWN, PEERS, RANKED, SEARCH, System, SystemRunner
from benchmarks.timing import ProcessFailed, say
from retrieval.models.model_files import find_model
from training.question_collections import origin

QUESTION = "How many Patriot batteries does Germany own?"
_ASK = [sys.executable, "-m", "bot", "ask", QUESTION]
_COLD_ROUNDS, _QUICK_COLD_ROUNDS = 7, 3


def options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--squad", type=Path, help="SQuAD 2.0 JSON")
    parser.add_argument("--distractors", type=Path, help="JSON Lines of passages")
    parser.add_argument("--nq", type=Path, help="JSON Lines of questions")
    parser.add_argument("--quick", action="store_true", help="under two minutes, without any FILE")
    parser.add_argument(
        "--peers",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="with other systems; --quick has only the one that needs no installation",
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=3,
        help="rounds of indexing, and parts the questions are divided into (quick: 1)",
    )
    parser.add_argument("--cores", type=int, help="run on so many cores only (Linux)")
    parser.add_argument("--out", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks/speed"))
    return parser


def systems(arguments: argparse.Namespace) -> list[System]:
    """The systems to measure."""
    if not arguments.peers:
        return [one for one in OWN if one.name in (SEARCH, RANKED, ASK)]
    return [*OWN] if arguments.quick else [*OWN, *PEERS]


def measure(
    runner: SystemRunner,
    chosen: Sequence[System],
    corpora: Sequence[Corpus],
    rounds: int,
    quick: bool,
) -> Iterator[Results]:
    """Measures everything; yields the results so far after each part."""
    results = Results()
    say("preparing the models, unless they are in the cache")
    new = not runner.data.exists()
    seconds = runner.run(_ASK).seconds  # prepares a model that an older cache lacks
    if new:
        results.first_answer = seconds
    for corpus in corpora:
        index(runner, chosen, corpus, rounds, results)
        ask(runner, chosen, corpus, rounds, results)
        yield results
    peers = [one for one in chosen if one.name not in (SEARCH, RANKED, ASK)]
    commands = cold_commands(runner, peers, corpora[0] if quick else articles(), results)
    cold(runner, commands, _QUICK_COLD_ROUNDS if quick else _COLD_ROUNDS, results)
    yield results


def articles() -> Corpus:
    """The sample articles, one text per paragraph."""
    texts, titles = sample_paragraphs()
    return Corpus("articles", texts, titles, [QUESTION], [-1])


def cold_commands(
    runner: SystemRunner, peers: Sequence[System], corpus: Corpus, results: Results
) -> dict[str, list[str]]:
    """The command lines to time: Pullquote's as users type them; the peers' ask their indexes of
    the corpus, which are built if missing."""
    made = results
    if corpus.name not in results.indexing:
        made = Results()
        index(runner, peers, corpus, 1, made)
        results.failures |= made.failures
    commands = {"python -m bot ask": _ASK}
    script = Path(sys.executable).with_name("pullquote")
    if script.exists():
        for given in (["ask", QUESTION], ["--help"], ["--version"]):
            commands[f"pullquote {given[0]}"] = [str(script), *given]
    else:
        results.failures["pullquote ask"] = "Pullquote is not installed beside this Python"
    for peer in peers:
        if (peer.index_of or peer.name) not in made.indexing.get(corpus.name, {}):
            continue
        source = runner.write(peer, {"questions": [QUESTION]}, "ask")
        folder = index_folder(runner, peer, corpus)
        try:
            commands[peer.name] = runner.command(peer, "ask", folder, source)
        except ProcessFailed as failure:
            results.failures[peer.name] = str(failure)
    return commands


def report(
    arguments: argparse.Namespace, chosen: Sequence[System], corpora: Sequence[Corpus]
) -> dict[str, Any]:
    """The circumstances that the figures belong to."""
    files = [] if arguments.quick else [arguments.squad, arguments.distractors, arguments.nq]
    return {
        **origin(files),
        "command": machine.command("benchmarks.speed"),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "quick": arguments.quick,
        "machine": machine.machine(),
        "load": [machine.load()],  # at the start; the load at the end is appended
        "settings": {one.name: one.settings for one in chosen},
        "corpora": {
            one.name: {"passages": len(one.texts), "questions": len(one.questions)}
            for one in corpora
        },
    }


def main() -> None:
    parser = options()
    arguments = parser.parse_args()
    if arguments.quick:
        corpora = [sample_corpus()]
    elif arguments.squad and arguments.distractors:
        corpora = [read_corpus(arguments.squad, arguments.distractors)]
        corpora += [read_corpus(arguments.nq)] if arguments.nq else []
    else:
        parser.error("--squad and --distractors are needed, or --quick")
    if arguments.cores is not None:
        machine.stay_on(arguments.cores)
    chosen = systems(arguments)
    found = report(arguments, chosen, corpora)
    runner = SystemRunner(arguments.cache, find_model(None).location)
    rounds = 1 if arguments.quick else arguments.rounds
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / "speed.json"
    # Written after each part, so that a later failure loses nothing.
    for results in measure(runner, chosen, corpora, rounds, arguments.quick):
        now = {**found, **asdict(results), "load": [*found["load"], machine.load()]}
        path.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    print(tables(now))
    say(f"{path} written")


if __name__ == "__main__":
    main()
