"""OpenVINO, which runs prepared models. The one file that imports it."""

import gc
import sys
from pathlib import Path
from typing import Any


def openvino() -> Any:
    """The library, kept from telling Google Analytics about each import and each conversion.

    It does so unless its package ``openvino_telemetry`` cannot be imported; the converter, which
    is what imports that, takes 0.1 s and is left out as well until somebody asks for it.
    """
    modules: dict[str, Any] = sys.modules
    modules.setdefault("openvino_telemetry", None)
    if "openvino" in modules:
        return modules["openvino"]
    modules["openvino.tools.ovc"] = None
    collecting = gc.isenabled()
    gc.disable()  # thousands of classes are made, none is garbage
    try:
        import openvino as library
    finally:
        del modules["openvino.tools.ovc"]
        if collecting:
            gc.enable()
    return library


def convert(traced: Any, **options: Any) -> Any:
    """A torch module or program as OpenVINO's graph."""
    openvino()
    from openvino.tools.ovc import convert_model

    return convert_model(traced, **options)


def has_fast_bfloat16() -> bool:
    """Whether the processor has AMX. With AVX-512's bfloat16 alone, which OpenVINO would take by
    itself, the bundled model takes 1.6 times as long as in float32."""
    try:
        return " amx_bf16" in Path("/proc/cpuinfo").read_text("ascii", errors="replace")
    except OSError:
        return False
