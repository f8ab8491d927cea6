"""Crashes at every stage, more of them than the tests have time for: see the package."""

import argparse
import sys
import time
from collections import Counter

from tests.crashes.cases import CASES, without_model
from tests.crashes.running import cut_power, fates, kill, prepared, spread


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="kills of each command")
    parser.add_argument("--power-cuts", type=int, default=200, help="of each command and fate")
    parser.add_argument("--case", choices=[one.name for one in CASES], action="append")
    given = parser.parse_args()
    failures: Counter[str] = Counter()
    with without_model():
        for case in CASES:
            if given.case and case.name not in given.case:
                continue
            started = time.monotonic()
            tried: Counter[str] = Counter()
            with prepared(case) as ready:
                many = len(ready.changes)
                # More kills than there are changes: each change once more.
                places = [
                    at % many
                    for at in (
                        spread(many, given.kills) if given.kills <= many else range(given.kills)
                    )
                ]
                for at in places:
                    tried["kills"] += 1
                    try:
                        kill(ready, at)
                    except Exception as error:
                        failures[case.name] += 1
                        print("FAILED", *getattr(error, "__notes__", []), error, flush=True)
                for number, after in enumerate(spread(many + 1, given.power_cuts)):
                    for name, fate in fates(number).items():
                        tried[name] += 1
                        try:
                            cut_power(ready, after, fate, name)
                        except Exception as error:
                            failures[case.name] += 1
                            print("FAILED", *getattr(error, "__notes__", []), error, flush=True)
            shown = ", ".join(f"{count} {name}" for name, count in tried.items())
            seconds = time.monotonic() - started
            print(
                f"{case.name}: {many} changes of files; {shown}; {failures[case.name]} failed "
                f"({seconds:.0f} s)",
                flush=True,
            )
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
