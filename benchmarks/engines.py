"""Search engines beside the index folder: the same collections, questions and answers.

    python -m benchmarks.engines FOLDER... [--index URL]

Each FOLDER is a data folder that `benchmarks.growth` filled and indexed, with its questions.jsonl.
Its index is copied to the engine, without encoding (``--index``: default, a PostgreSQL server with
pgvector that is started for this; qdrant:///FOLDER is Qdrant Edge), unless it is there already.
Measures building; search
(candidates and their ranking's input) at the 50th and 99th percentile; the processors' work for it,
here and in the server, which tells more than time on a machine with other work; round trips until a
question is ranked; recall of candidates against exhaustive search by vectors and by BM25; how many
first quotes and whole answers (without the reader) are those of the folder; and search with a
filter. Prints a Markdown table, writes engines.json.
"""

import argparse
import contextlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.engine_measures import ProcessorTime, measured, processes_of
from benchmarks.growth_table import Row, by_passages, p50_and_p99
from benchmarks.machine import load
from corpus.store.postgres.address import SCHEMES, Address
from corpus.store.postgres.connection import PostgresConnection
from retrieval.index.engine.open import open_engine
from retrieval.index.folder import IndexFolder
from retrieval.models.embedding_model import EmbeddingModel
from retrieval.models.model_files import find_model
from tests.postgres import server

# As a server is set that has some gigabytes of memory.
_SETTINGS = {"shared_buffers": "2GB", "maintenance_work_mem": "2GB", "max_wal_size": "8GB"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--index", help="the engine's address")
    options.add_argument("--questions", type=int, default=200)
    options.add_argument("--out", type=Path, default=Path("build/benchmarks/engines"))
    arguments = options.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    rows = []
    with contextlib.ExitStack() as stack:
        base = arguments.index or stack.enter_context(server(_SETTINGS)).url
        for folder in arguments.folders:
            url = _address(base, folder.name)
            models = folder.parent.parent / "models"
            encoder = EmbeddingModel(find_model(None, models), models, print)
            index = IndexFolder(folder / "index").open(encoder.fingerprint)
            engine = open_engine(url)
            rows.append(measured(folder, engine, index, encoder, arguments.questions, work_of(url)))
            engine.close()
            rows[-1]["disk_mib"] = disk(url)
            print(json.dumps(rows[-1]), flush=True)
            (arguments.out / "engines.json").write_text(json.dumps(rows, indent=1), "utf-8")
    print(f"load average {load()} on {os.cpu_count()} cores at the end")
    print(table(rows))


def _address(base: str, name: str) -> str:
    if urlsplit(base).scheme in SCHEMES:
        return f"{base}{'&' if '?' in base else '?'}schema=bench_{name.lower()}"
    return f"{base}/{name}"


def work_of(url: str) -> ProcessorTime:
    """That of a PostgreSQL server on this machine; of none elsewhere, or in this process."""
    if urlsplit(url).scheme not in SCHEMES:
        return lambda: 0.0
    connection = PostgresConnection(Address.of(url))
    folder = Path(connection.run("SHOW data_directory")[0][0])
    connection.close()
    try:
        return processes_of(int((folder / "postmaster.pid").read_text("utf-8").split("\n")[0]))
    except OSError:
        return lambda: 0.0


def disk(url: str) -> float:
    """What the index takes on disk, in MiB."""
    if url.startswith("qdrant:"):
        files = (path for path in Path(url.removeprefix("qdrant://")).rglob("*") if path.is_file())
        # Files are allocated in advance: blocks, not sizes.
        return sum(path.stat().st_blocks * 512 for path in files) / 2**20
    address = Address.of(url)
    connection = PostgresConnection(address)
    size = connection.run(
        "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n "
        "ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'r'",
        [address.schema],
    )[0][0]
    connection.close()
    return float(size) / 2**20


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table with a column for each collection."""
    shown: dict[str, Callable[[Row], str]] = {
        "engine": lambda row: row["engine"].partition(":")[0],
        "sentences": lambda row: f"{row['sentences']:,}",
        "build, s": lambda row: f"{row['build_s']:,.0f}" if row["build_s"] else "–",
        "disk, KiB a passage": lambda row: f"{1024 * row['disk_mib'] / row['passages']:.1f}",
        "search p50 / p99, ms": lambda row: p50_and_p99(row["engine_ms"]),
        "the folder's, ms": lambda row: p50_and_p99(row["folder_ms"]),
        "processors' work for it, mean, ms": lambda row: f"{row['engine_cpu']['mean']:.1f}",
        "of which in the server, ms": lambda row: f"{row['server_cpu']['mean']:.1f}",
        "the folder's work, mean, ms": lambda row: f"{row['folder_cpu']['mean']:.1f}",
        "round trips, mean / most": lambda row: (
            f"{row['trips']['mean']:.1f} / {row['trips']['p100']:.0f}"
        ),
        "filter that admits half, p50 / p99, ms": lambda row: p50_and_p99(row["half_ms"]),
        "filter that admits few, p50 / p99, ms": lambda row: p50_and_p99(row["few_ms"]),
        "recall@10 by vectors": lambda row: f"{row['recall']['mean']:.3f}",
        "recall@50 by BM25": lambda row: f"{row['by_words']['mean']:.3f}",
        "same first quote": lambda row: f"{row['first_quotes']['mean']:.3f}",
        "same answer": lambda row: f"{row['answers']['mean']:.3f}",
    }
    return by_passages(rows, shown)


if __name__ == "__main__":
    main()
