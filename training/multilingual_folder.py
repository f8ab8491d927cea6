"""Writes the multilingual model as an ordinary folder, to be trained further.

    python -m training.multilingual_folder FOLDER

Needs the package of `pullquote[multilingual]`. Takes seconds; the folder has 490 MB.
"""

import argparse
from pathlib import Path

from retrieval.defaults import MULTILINGUAL
from retrieval.models.model_files import find_model
from retrieval.models.multilingual.model_folder import write_model_folder
from retrieval.models.multilingual.packed_model import PackedModel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    write_model_folder(PackedModel(Path(find_model(MULTILINGUAL).location)), folder)


if __name__ == "__main__":
    main()
