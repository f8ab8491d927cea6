"""A disk that loses, reorders and tears what was not synchronised, when the power goes."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.crashes.tracing import Change

_SECTOR = 512
# Whether a change survives that was not synchronised, and what of it.
Fate = Callable[[Change, bool], Change | None]


@dataclass
class Disk:
    """Files and folders by number: ``contents``, and ``names`` in folders."""

    root: int
    contents: dict[int, bytearray] = field(default_factory=dict)
    names: dict[int, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> "Disk":
        """A folder, all of which is on the disk."""
        disk = cls(root.stat().st_ino)
        for path in [root, *root.rglob("*")]:
            number = path.stat().st_ino
            if path.is_dir():
                disk.names[number] = {one.name: one.stat().st_ino for one in path.iterdir()}
            else:
                disk.contents[number] = bytearray(path.read_bytes())
        return disk

    def after(self, changes: Sequence[Change], fate: Fate) -> "Disk":
        """The disk after these changes. Those that were synchronised are on it; the others meet
        their ``fate``, which is told which of them is the last."""
        found = Disk(
            self.root,
            {number: bytearray(content) for number, content in self.contents.items()},
            {number: dict(names) for number, names in self.names.items()},
        )
        unsure = _not_synchronised(changes)
        last = max(unsure, default=-1)
        for number, change in enumerate(changes):
            survivor = fate(change, number == last) if number in unsure else change
            if survivor is not None:
                found._apply(survivor)
        return found

    def write(self, target: Path) -> None:
        """Writes it into a new folder."""
        self._write(self.root, target)

    def _write(self, number: int, target: Path) -> None:
        if number in self.names:
            target.mkdir()
            for name, inside in self.names[number].items():
                self._write(inside, target / name)
        else:
            target.write_bytes(self.contents.get(number, b""))

    def _apply(self, one: Change) -> None:
        match one.kind:
            case "write":
                content = self.contents.setdefault(one.file, bytearray())
                if len(content) < one.offset:
                    content.extend(bytes(one.offset - len(content)))
                content[one.offset : one.offset + len(one.data)] = one.data
            case "truncate":
                content = self.contents.setdefault(one.file, bytearray())
                del content[one.offset :]
                content.extend(bytes(one.offset - len(content)))
            case "make":
                self.contents[one.file] = bytearray()
            case "name":
                if one.is_folder:
                    self.names.setdefault(one.file, {})
                self.names.setdefault(one.folder, {})[one.name] = one.file
            case "move":
                number = self.names.get(one.folder, {}).pop(one.name, None)
                if number is not None:
                    self.names.setdefault(one.into, {})[one.to] = number
            case "remove":
                self.names.get(one.folder, {}).pop(one.name, None)


def _not_synchronised(changes: Sequence[Change]) -> set[int]:
    """The numbers of changes that nothing has put on the disk. A change of names is there once all
    folders are that it is about."""
    waiting: dict[int, set[int]] = {}
    for number, one in enumerate(changes):
        if one.kind == "sync":
            for known in list(waiting):
                waiting[known].discard(one.file)
                if not waiting[known]:
                    del waiting[known]
        elif one.kind in ("write", "truncate"):
            waiting[number] = {one.file}
        elif one.kind == "move":
            waiting[number] = {one.folder, one.into}
        elif one.kind in ("name", "remove"):
            waiting[number] = {one.folder}
    return set(waiting)


def lost(_: Change, __: bool) -> None:
    """Nothing survives that was not synchronised."""


def kept(change: Change, _: bool) -> Change:
    """All survives, as after a kill."""
    return change


def torn(change: Change, is_last: bool) -> Change:
    """All but the last change survives, and of that write its first half, in sectors."""
    if is_last and change.kind == "write":
        half = len(change.data) // 2 // _SECTOR * _SECTOR
        return Change("write", change.file, offset=change.offset, data=change.data[:half])
    return change


def reordered(seed: int) -> Fate:
    """Some changes survive, others do not, whatever their order; of some writes, some sectors."""
    dice = random.Random(seed)

    def fate(change: Change, _: bool) -> Change | None:
        if dice.random() < 0.5:
            return None
        if change.kind == "write" and len(change.data) > _SECTOR and dice.random() < 0.3:
            cut = dice.randrange(1, len(change.data) // _SECTOR + 1) * _SECTOR
            return Change("write", change.file, offset=change.offset, data=change.data[:cut])
        return change

    return fate
