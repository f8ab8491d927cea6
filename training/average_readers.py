"""Averages several readers' weights into one: retrieval/readers/reader.safetensors.

    python -m training.average_readers READER READER... [--out FILE]

The mean of readers that were trained from one another is often better than each, and costs no more
to run (Wortsman et al. 2022, "Model soups").
"""

import argparse
import hashlib
from pathlib import Path

from retrieval.models.model_files import find_model
from retrieval.readers.bundled import WEIGHTS
from retrieval.readers.network import load_difference, save_difference


def average(base: str, readers: list[Path], out: Path) -> None:
    """Writes ``out``; its metadata names the readers by the first 16 digits of their SHA-256."""
    mean = load_difference(base, readers[0])
    states = [load_difference(base, one).state_dict() for one in readers]
    for name, kept in mean.state_dict().items():
        if kept.is_floating_point():
            kept.copy_(sum(state[name] for state in states) / len(states))
    digests = [hashlib.sha256(one.read_bytes()).hexdigest()[:16] for one in readers]
    notes = {"made_by": "python -m training.average_readers", "of": " ".join(digests)}
    save_difference(mean, base, out, notes)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("readers", type=Path, nargs="+")
    options.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = options.parse_args()
    average(find_model(None).location, arguments.readers, arguments.out)
    print(f"{arguments.out} written")


if __name__ == "__main__":
    main()
