"""Answers questions of several askers at once. Run by many_at_once.py as a file, with the code of
whichever version PYTHONPATH names; the data folder is PULLQUOTE_DATA_DIR.

    many_at_once_process.py TEXTS

TEXTS: JSON of the texts and their titles. A line of input is JSON of a round: its questions, and
the number of askers.
"""

import asyncio
import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from bot.app import App
from bot.settings import load_settings
from corpus.observer import Observer
from corpus.store.collection import Collection
from retrieval.evaluation.question_sets import Context, documents
from retrieval.index.folder import IndexFolder
from retrieval.index.update import update_index


def _answering() -> Any:
    """The module of the answerer, wherever this version has it."""
    try:
        return importlib.import_module("bot.serving.async_answerer")
    except ModuleNotFoundError:
        return importlib.import_module("bot.async_answerer")


async def main(texts: Path) -> None:
    module, app = _answering(), App(load_settings(), _note)
    folder = app.settings.data_dir
    if not folder.exists() or not len(Collection(folder)):
        with Collection(folder, writable=True) as collection, collection.change():
            given = zip(*json.loads(texts.read_text("utf-8")), strict=True)
            for document in documents([Context(text, title) for text, title in given]):
                collection.put(document)
    with Collection(folder) as collection:
        update_index(IndexFolder(folder / "index"), collection, app.encoder, Observer(note=_note))
    answerer = module.AsyncAnswerer(app)
    await answerer.open()
    # Nothing else is to be done while this waits.
    while line := sys.stdin.readline():
        questions, askers = json.loads(line)
        print(json.dumps(await _round(module, answerer, questions, askers)), flush=True)
    await answerer.close()


async def _round(module: Any, answerer: Any, questions: list[str], askers: int) -> dict[str, Any]:
    left, times = iter(questions), []

    async def ask() -> None:
        for question in left:
            started = time.perf_counter()
            await answerer.ask(module.Inquiry(question))
            times.append(1000 * (time.perf_counter() - started))

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(ask() for _ in range(askers)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    rate, cpu = len(questions) / wall, 1000 * cpu / len(questions)
    return {"rate": rate, "cpu": cpu, "times": times, "resident": _resident()}


def _resident() -> float:
    """Resident memory in MiB."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return next((int(one.split()[1]) / 1024 for one in lines if one.startswith("VmRSS")), 0.0)


def _note(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    with threadpool_limits(limits=1, user_api="blas"):
        asyncio.run(main(Path(sys.argv[1])))
