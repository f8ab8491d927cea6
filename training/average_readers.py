"""Averages several readers' weights into one: retrieval/readers/reader.safetensors.

    python -m training.average_readers READER... [--weights W...] [--base FOLDER] [--out FILE]

The mean of readers that were trained from one another is often better than each, and costs no more
to run (Wortsman et al. 2022, "Model soups"); above all on texts of other kinds than those that the
last one learned from ("Robust fine-tuning of zero-shot models", the same year).
"""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

from retrieval.models.model_files import find_model
from retrieval.readers.bundled import WEIGHTS
from retrieval.readers.network import load_difference, save_difference


def average(base: str, readers: list[Path], out: Path, weights: Sequence[float] = ()) -> None:
    """Writes ``out``; its metadata names the readers by the first 16 digits of their SHA-256, with
    their weights. An output that some readers do not have is the mean of the others'."""
    shares = list(weights) or [1.0] * len(readers)
    loaded = [load_difference(base, one) for one in readers]
    mean = max(loaded, key=lambda one: int(one.ends.out_features))
    states = [{name: one.clone() for name, one in each.state_dict().items()} for each in loaded]
    for name, kept in mean.state_dict().items():
        if not kept.is_floating_point():
            continue
        flat = kept.view(-1) if kept.dim() == 0 else kept
        for row in range(len(flat)):
            known = [
                (share, state[name][row])
                for share, state in zip(shares, states, strict=True)
                if row < len(state[name])
            ]
            flat[row] = sum(share * one for share, one in known) / sum(one for one, _ in known)
    digests = [hashlib.sha256(one.read_bytes()).hexdigest()[:16] for one in readers]
    notes = {
        "made_by": "python -m training.average_readers",
        "of": " ".join(digests),
        "weights": " ".join(map(str, shares)),
    }
    save_difference(mean, base, out, notes)


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("readers", type=Path, nargs="+")
    options.add_argument("--weights", type=float, nargs="*", default=[], help="one per reader")
    options.add_argument("--base", type=Path, help="folder of the encoder they are based on")
    options.add_argument("--out", type=Path, default=WEIGHTS)
    arguments = options.parse_args()
    if arguments.weights and len(arguments.weights) != len(arguments.readers):
        options.error("--weights takes one weight per reader")
    base = str(arguments.base or find_model(None).location)
    average(base, arguments.readers, arguments.out, arguments.weights)
    print(f"{arguments.out} written")


if __name__ == "__main__":
    main()
