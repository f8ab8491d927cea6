"""How fast Pullquote is beside what one would otherwise run.

    python -m benchmarks.speed --squad FILE --distractors FILE [--nq FILE] [--out FOLDER]
    python -m benchmarks.speed --quick

The same corpus, model (all-MiniLM-L6-v2) and questions for all: a script of sentence-transformers
and FAISS, Haystack, txtai (benchmarks/systems.py says how each is set up). Peers get a virtual
environment each under --cache. Prints tables and writes speed.json. `--quick` needs no question
sets and installs nothing; it shows that the benchmark runs, and its times say little.

A cold process is one from its start to its end, the index being there and the question answered; a
warm question is one of many, one at a time. Pullquote prepares its model once in the life of a data
folder, before all this: `first_answer` in speed.json has what that took, if it was not there.

Where others use the machine, `--cores 1` is the fairer comparison: PyTorch's threads wait for each
other at every layer, and with one of them kept waiting, its times tell of the others, not of it.
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
from benchmarks.systems import ASK, OWN, PEERS, RANKED, SEARCH, Bench, System
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
        help="with peers; --quick has only the one that needs no installing",
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="indexings, and shares of the questions (quick: 1)"
    )
    parser.add_argument("--cores", type=int, help="run on so many cores only (Linux)")
    parser.add_argument("--out", type=Path, default=Path("build/benchmarks"))
    parser.add_argument("--cache", type=Path, default=Path("build/benchmarks/speed"))
    return parser


def systems(arguments: argparse.Namespace) -> list[System]:
    """Those that are measured."""
    if not arguments.peers:
        return [one for one in OWN if one.name in (SEARCH, RANKED, ASK)]
    return [*OWN] if arguments.quick else [*OWN, *PEERS]


def measure(
    bench: Bench, chosen: Sequence[System], corpora: Sequence[Corpus], rounds: int, quick: bool
) -> Iterator[Results]:
    """All of it; what there is so far, after each part."""
    results = Results()
    say("the models are prepared, unless they are there")
    new = not bench.data.exists()
    seconds = bench.run(_ASK).seconds  # of another version there may be one of the two only
    if new:
        results.first_answer = seconds
    for corpus in corpora:
        index(bench, chosen, corpus, rounds, results)
        ask(bench, chosen, corpus, rounds, results)
        yield results
    peers = [one for one in chosen if one.name not in (SEARCH, RANKED, ASK)]
    commands = cold_commands(bench, peers, corpora[0] if quick else articles(), results)
    cold(bench, commands, _QUICK_COLD_ROUNDS if quick else _COLD_ROUNDS, results)
    yield results


def articles() -> Corpus:
    """The sample articles, a text a paragraph."""
    texts, titles = sample_paragraphs()
    return Corpus("articles", texts, titles, [QUESTION], [-1])


def cold_commands(
    bench: Bench, peers: Sequence[System], corpus: Corpus, results: Results
) -> dict[str, list[str]]:
    """A command line each: Pullquote's are what its users type; its peers ask their indexes of
    the corpus, which are made if they are not there."""
    made = results
    if corpus.name not in results.indexing:
        made = Results()
        index(bench, peers, corpus, 1, made)
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
        source = bench.write(peer, {"questions": [QUESTION]}, "ask")
        folder = index_folder(bench, peer, corpus)
        try:
            commands[peer.name] = bench.command(peer, "ask", folder, source)
        except ProcessFailed as failure:
            results.failures[peer.name] = str(failure)
    return commands


def report(
    arguments: argparse.Namespace, chosen: Sequence[System], corpora: Sequence[Corpus]
) -> dict[str, Any]:
    """What the figures are of."""
    files = [] if arguments.quick else [arguments.squad, arguments.distractors, arguments.nq]
    return {
        **origin(files),
        "command": machine.command("benchmarks.speed"),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "quick": arguments.quick,
        "machine": machine.machine(),
        "load": [machine.load()],  # at the start; that at the end comes behind it
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
    bench = Bench(arguments.cache, find_model(None).location)
    rounds = 1 if arguments.quick else arguments.rounds
    arguments.out.mkdir(parents=True, exist_ok=True)
    path = arguments.out / "speed.json"
    # Written after each part: what took half an hour should survive the next one's failing.
    for results in measure(bench, chosen, corpora, rounds, arguments.quick):
        now = {**found, **asdict(results), "load": [*found["load"], machine.load()]}
        path.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    print(tables(now))
    say(f"{path} written")


if __name__ == "__main__":
    main()
