"""OpenVINO, imported without telemetry. The only module that imports it."""

import gc
import sys
from typing import Any


def openvino() -> Any:
    """The library, without its reports of imports and conversions to Google Analytics.

    It reports unless the package ``openvino_telemetry`` cannot be imported. The converter, which
    imports that package, takes 0.1 s and is left out until it is needed.
    """
    modules: dict[str, Any] = sys.modules
    modules.setdefault("openvino_telemetry", None)
    if "openvino" in modules:
        return modules["openvino"]
    modules["openvino.tools.ovc"] = None
    collecting = gc.isenabled()
    gc.disable()  # the import creates thousands of classes and no garbage
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
