"""Description of the machine that times were measured on."""

import os
import platform
import shlex
import sys
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    """Processor, cores available to this process, memory in GiB, system, Python."""
    return {
        "processor": _processor(),
        "cores": _cores(),
        "memory_gib": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def load() -> float | None:
    """Load average of the last minute; None if the system does not report it. Above the number of
    cores, other programs slowed the measurement."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def stay_on(cores: int) -> None:
    """Restricts this process and its children to so many cores: the last ones, because the system
    itself prefers the first."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])


def command(module: str) -> str:
    """The command line of this process, with files by name only: their folders are private, and
    their hashes identify them."""
    return shlex.join(
        [
            "python",
            "-m",
            module,
            *(Path(one).name if one.startswith(os.sep) else one for one in sys.argv[1:]),
        ]
    )


def _processor() -> str:
    """The processor's name, and which instruction sets it has that matter to the models."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    known = dict(
        reversed([[part.strip() for part in line.split(":", 1)] for line in lines if ":" in line])
    )
    flags = set(known.get("flags", "").split())
    has = [name for name in ("avx2", "avx512f", "avx512_bf16", "amx_bf16") if name in flags]
    return f"{known.get('model name', platform.machine())} ({', '.join(has) or 'no AVX'})"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> float | None:
    try:
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    return round(found / 2**30, 1)
