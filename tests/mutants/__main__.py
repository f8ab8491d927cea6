"""Mutation test: what share of small faults in a package the tests notice.

``python -m tests.mutants --sample 200`` puts so many faults into ``retrieval``, one at a time, and
prints those that no test notices. Which are taken depends on ``--seed`` and the code alone. Each
takes seconds; ``--part 1/2`` and ``--part 2/2`` share the work between two processes. With
``--slow``, slow tests of the same package are run where no quick test has noticed anything: some
modules have no others.
"""

import argparse
import random
import sys

from tests.mutants.mutations import count, mutant
from tests.mutants.running import ROOT, notices, prepare, stages

# Seconds of processor time for slow tests, which load models.
_SLOW_SECONDS = 900


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", choices=("corpus", "retrieval", "bot"), default="retrieval")
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", default="1/1", metavar="N/ALL")
    parser.add_argument("--stages", type=int, default=2, help="1: only the tests of the module")
    parser.add_argument("--tests", default="not slow", help="as of pytest's -m")
    parser.add_argument("--slow", action="store_true", help="then the slow tests, too")
    given = parser.parse_args()
    part, parts = map(int, given.part.split("/"))
    prepare(given.package)
    sources = {
        path: path.read_text("utf-8") for path in sorted((ROOT / given.package).rglob("*.py"))
    }
    places = [(path, number) for path, text in sources.items() for number in range(count(text))]
    print(f"{len(places)} mutants of {given.package}, {given.sample} tried", flush=True)
    sample = random.Random(given.seed).sample(places, given.sample)[part - 1 :: parts]
    noticed = 0
    for path, number in sample:
        made = mutant(sources[path], number)
        code = compile(made.tree, str(path), "exec")
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        where = list(stages(name))[: given.stages]
        if any(notices(name, code, tests, given.tests) for tests in where) or (
            given.slow and any(notices(name, code, tests, "slow", _SLOW_SECONDS) for tests in where)
        ):
            noticed += 1
        else:
            print(
                f"{path.relative_to(ROOT)}:{made.line}: {made.before} -> {made.after}", flush=True
            )
    print(f"{noticed} of {len(sample)} noticed ({noticed / len(sample):.0%})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
