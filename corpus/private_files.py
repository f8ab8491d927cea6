"""Private files: what this program writes is for its user alone, whatever the umask.

The process gets a umask that keeps others out, and the data folder is closed to them. Files that
the user asks for by name, outside the data folder, are made as the user's own umask says.
"""

import contextlib
import os
from pathlib import Path

PRIVATE = 0o600
_PRIVATE_FOLDER, _PRIVATE_UMASK = 0o700, 0o077
_FILE, _OTHERS = 0o666, 0o077

_users_umask: int | None = None


def use_private_umask() -> None:
    """From now on, new files and folders of this process are closed to others."""
    global _users_umask
    before = os.umask(_PRIVATE_UMASK)
    if _users_umask is None:
        _users_umask = before


def users_mode() -> int:
    """The mode of a file that the user asked for by name."""
    if _users_umask is not None:
        return _FILE & ~_users_umask
    umask = os.umask(_PRIVATE_UMASK)
    os.umask(umask)
    return _FILE & ~umask


def make_private_folder(folder: Path) -> None:
    """Makes a folder that is closed to others. One that is ours and is open to them is closed, with
    all that is in it. Raises OSError where it cannot be made."""
    folder.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):  # read-only, or somebody else's
        status = folder.stat()
        if status.st_mode & _OTHERS and status.st_uid == os.geteuid():
            folder.chmod(_PRIVATE_FOLDER)
            for inside, _, files in os.walk(folder):
                Path(inside).chmod(_PRIVATE_FOLDER)
                for name in files:
                    Path(inside, name).chmod(PRIVATE, follow_symlinks=False)
