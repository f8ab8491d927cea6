"""Checks that a wheel holds every file of the three packages that git tracks, and nothing else.

python .ci/check_wheel.py WHEEL
"""

import subprocess
import sys
import zipfile

PACKAGES = ("bot", "corpus", "retrieval")


def main() -> int:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *PACKAGES],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    with zipfile.ZipFile(sys.argv[1]) as wheel:
        packed = {name for name in wheel.namelist() if ".dist-info/" not in name}
    wanted = {name for name in tracked if name}
    for what, names in (("missing from", wanted - packed), ("not wanted in", packed - wanted)):
        for name in sorted(names):
            print(f"{what} the wheel: {name}", file=sys.stderr)
    return int(packed != wanted)


if __name__ == "__main__":
    sys.exit(main())
