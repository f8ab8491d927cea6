"""Virtual environments of the compared systems, which are not dependencies of this project."""

import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.timing import ProcessFailed, run, say

ROOT = Path(__file__).resolve().parents[1]
_DONE = "installed.txt"
_TIMEOUT = 1800.0


def environment(folder: Path, packages: Sequence[str]) -> Path:
    """The Python of an environment with these packages and their dependencies, created in the
    folder if it does not exist. Raises ProcessFailed if they cannot be installed."""
    wanted = "\n".join(packages)
    place = folder / hashlib.sha256(wanted.encode()).hexdigest()[:12]
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    if (place / _DONE).exists():
        return python
    say(f"installing {', '.join(packages)}")
    shutil.rmtree(place, ignore_errors=True)
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        run([sys.executable, "-m", "venv", place], inherited, folder, _TIMEOUT)
        run([python, "-m", "pip", "install", *packages], inherited, folder, _TIMEOUT)
        (place / _DONE).write_text(wanted, "utf-8")
    except OSError as error:
        raise ProcessFailed(f"{error.filename}: {error.strerror}") from None
    return python


def variables(data: Path) -> dict[str, str]:
    """Environment of a measured process: this code, no model hub, Pullquote's data in this folder,
    and none of the user's own settings."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PULLQUOTE_")},
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "HF_HUB_OFFLINE": "1",
        "HAYSTACK_TELEMETRY_ENABLED": "False",
        "PULLQUOTE_DATA_DIR": str(data),
    }
