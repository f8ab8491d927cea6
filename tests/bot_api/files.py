"""Files that users send, and how a bot fetches them: getFile, then a download.

As in Telegram, getFile refuses what has more than 20 MB, whatever the message says of its size.
"""

import secrets
from collections.abc import Callable
from typing import Any, Final

from .refusal import bad_request
from .types import Json
from .world import World

_MOST_BYTES: Final = 20_000_000


def keep(world: World, data: bytes) -> str:
    """A file is sent; its id."""
    file_id = secrets.token_urlsafe(24)
    world.files[file_id] = data
    return file_id


def get_file(world: World, parameters: Json) -> Json:
    file_id = parameters["file_id"]
    if file_id not in world.files:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    size = len(world.files[file_id])
    if size > _MOST_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": file_id[:16],
        "file_size": size,
        "file_path": f"documents/{file_id}",
    }


def download(world: World, path: str) -> bytes | None:
    """The bytes at a path that getFile gave."""
    world.downloads.append(path)
    return world.files.get(path.removeprefix("documents/"))


HANDLERS: Final[dict[str, Callable[[World, Json], Any]]] = {"getFile": get_file}
