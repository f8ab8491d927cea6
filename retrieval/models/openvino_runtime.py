"""OpenVINO, which runs prepared models. The one file that imports it."""

import gc
import sys
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
