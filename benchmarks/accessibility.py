"""Accessibility of the web pages, by axe-core in Chromium.

    python -m benchmarks.accessibility [--axe FILE]

Serves the sample articles, opens every page in light and dark and at two widths, and prints what
axe-core finds. It needs Chromium, and axe-core, which it gets by npm into a temporary folder unless
``--axe`` names the file axe.min.js.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bot.web.served import added, bag_of_words, serving
from tests.chromium import Browser, chromium

_SAMPLE = Path(__file__).parents[1] / "corpus" / "sample"
_QUESTION = "/?q=How+many+of+the+women+who+met+Putin+had+a+conscripted+son%3F"
_WIDTHS = (360, 1600)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--axe", type=Path, help="the file axe.min.js")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        axe = (given.axe or _install(Path(folder))).read_text("utf-8")
        with bag_of_words():
            added(Path(folder, "data"), sorted(_SAMPLE.glob("*.md")))
            with serving(Path(folder, "data")) as served, chromium() as browser:
                card = served.cards()[0]
                paths = (
                    "/", _QUESTION, "/?q=%3F", "/sources", "/verify", "/add", "/feedback",
                    "/status", "/login", "/api/docs", "/nothing", f"/d/{card.id}@1",
                    f"/d/{card.id}@1/200-260",
                    "/verify?text=Only+one+of+the+eighteen+women+at+the+meeting+with+Putin",
                )  # fmt: skip
                found = sum(_check(browser, served.url + path, axe) for path in paths)
    print(f"{found} violations on {len(paths)} pages, in {2 * len(_WIDTHS)} settings each")
    return min(found, 1)


def _check(browser: Browser, address: str, axe: str) -> int:
    count = 0
    for width in _WIDTHS:
        for dark in (False, True):
            browser.resize(width, 800, dark=dark)
            browser.open(address)
            # The page's own policy allows no script of others; the debugger may run one.
            browser.run(axe + "; 0")
            found = json.loads(
                browser.run("axe.run().then(found => JSON.stringify(found.violations))")
            )
            for one in found:
                count += len(one["nodes"])
                for node in one["nodes"]:
                    print(f"{address} ({width}, {'dark' if dark else 'light'}): {one['id']}: "
                          f"{one['help']}: {node['html'][:120]}")  # fmt: skip
    return count


def _install(folder: Path) -> Path:
    subprocess.run(
        ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), "axe-core@4"],
        check=True,
    )
    return folder / "node_modules" / "axe-core" / "axe.min.js"


if __name__ == "__main__":
    sys.exit(main())
