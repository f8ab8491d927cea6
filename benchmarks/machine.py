"""What a time was measured on."""

import os
import platform
import shlex
import sys
from pathlib import Path
from typing import Any


def machine() -> dict[str, Any]:
    """Processor, cores that this process may use, memory in GiB, system, Python."""
    return {
        "processor": _processor(),
        "cores": _cores(),
        "memory_gib": _memory(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def load() -> float | None:
    """How many processes wanted to run, on average of the last minute; None where the system does
    not say. Over the number of cores, times are those of a machine that others use too."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


def stay_on(cores: int) -> None:
    """From here on, this process and those that it starts see no more than so many cores: the last
    ones, since the system itself likes the first."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-cores:])


def command(module: str) -> str:
    """The command line of this process. Files by name alone: where they lie is nobody's business,
    and which they are, their hashes say."""
    return shlex.join(
        [
            "python",
            "-m",
            module,
            *(Path(one).name if one.startswith(os.sep) else one for one in sys.argv[1:]),
        ]
    )


def _processor() -> str:
    """The model's name, and which of the instructions it has that matter to a model's speed."""
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
