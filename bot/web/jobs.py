"""Jobs: changes of the collection that admins started, and how far they are."""

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.advice import explain
from bot.changes.additions import Added, Additions
from bot.serving.async_answerer import AsyncAnswerer
from corpus.document import Card
from corpus.errors import PullquoteError

_log = logging.getLogger(__name__)
_MOST_KEPT = 50
_MOST_RUNNING = 8
_LOOK_SECONDS = 0.5


@dataclass(slots=True)
class Job:
    """A change. ``doing``: what it does now ("reading 3 of 12"). When it is ``done``, it has what
    was ``added`` or ``edited``, or the ``problem`` why nothing was."""

    name: str
    title: str
    doing: str = "waiting"
    done: bool = False
    added: Added | None = None
    edited: Card | None = None
    problem: str = ""
    refused: list[tuple[str, str]] = field(default_factory=list)

    def step(self, what: str, done: int, total: int) -> None:
        """Progress, from the thread that works."""
        self.doing = f"{what} {done:,} of {total:,}"

    async def lines(self) -> AsyncIterator[str]:
        """What it does, as it changes, until it is done."""
        shown = ""
        while not self.done:
            if self.doing != shown:
                shown = self.doing
                yield shown
            await asyncio.sleep(_LOOK_SECONDS)


class Jobs:
    """The latest jobs. They run one after the other, in threads."""

    def __init__(self, additions: Additions, answerer: AsyncAnswerer) -> None:
        self._additions = additions
        self._answerer = answerer
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def has_room(self) -> bool:
        """Whether another job may be started."""
        return len(self._tasks) < _MOST_RUNNING

    def get(self, name: str) -> Job | None:
        """The job of this name, if it is still known."""
        return self._jobs.get(name)

    def latest(self) -> list[Job]:
        """The jobs, the newest first."""
        return list(self._jobs.values())[::-1]

    def add(
        self,
        title: str,
        sources: Sequence[str],
        kept: Sequence[Path],
        refused: list[tuple[str, str]],
    ) -> Job:
        """Adds sources. ``kept``: uploaded files, deleted again if nothing can be added.
        ``refused``: files that were not even kept, and why."""

        def work(job: Job) -> None:
            failed = True
            try:
                job.added = self._additions.add(sources, job.step)
                failed = bool(job.added.reasons)
            finally:
                if failed:
                    known = self._known(kept)
                    for path in kept:
                        if path not in known:
                            self._additions.uploads.discard(path)

        return self._start(Job(secrets.token_urlsafe(9), title, refused=refused), work)

    def remove(self, card: Card) -> Job:
        """Removes a document."""
        return self._start(
            Job(secrets.token_urlsafe(9), f"Removing “{card.name}”"),
            lambda job: self._additions.remove(card, job.step),
        )

    def edit(self, card: Card, values: Mapping[str, str], *, reset: bool = False) -> Job:
        """Corrects what is known of a document."""

        def work(job: Job) -> None:
            job.edited = self._additions.edit(card, values, job.step, reset=reset)

        return self._start(Job(secrets.token_urlsafe(9), f"Correcting “{card.name}”"), work)

    async def close(self) -> None:
        """Waits for what runs: half of a change is never kept, and would be lost."""
        if self._tasks:
            await asyncio.wait(self._tasks)

    def _known(self, kept: Sequence[Path]) -> set[Path]:
        """The files that documents came from."""
        names = self._additions.sources()
        return {path for path in kept if str(path.resolve()) in names}

    def _start(self, job: Job, work: Callable[[Job], None]) -> Job:
        self._jobs[job.name] = job
        if len(self._jobs) > _MOST_KEPT:
            self._jobs.popitem(last=False)
        task = asyncio.get_running_loop().create_task(self._run(job, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return job

    async def _run(self, job: Job, work: Callable[[Job], None]) -> None:
        try:
            async with self._one_at_a_time:
                await asyncio.to_thread(work, job)
                await self._answerer.refresh()
                if job.added is not None:
                    await self._ask_saved_questions(job)
        except PullquoteError as error:
            job.problem = explain(error)
        except Exception:
            _log.exception("a change of the collection failed")
            job.problem = "an error in the program; the log says more"
        finally:
            job.done = True

    async def _ask_saved_questions(self, job: Job) -> None:
        """Whatever becomes of them, the change is made."""
        try:
            await asyncio.to_thread(self._additions.ask_saved_questions, job.step)
        except PullquoteError as error:
            _log.warning("saved questions: %s", explain(error))
