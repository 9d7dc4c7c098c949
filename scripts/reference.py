"""OpenCLIP, the reference that Fovea is compared with: `from reference import open_clip`.

torchvision from PyPI is built for CUDA. Beside a CPU build of torch its kernels do not load, and its
import stops at the first of them, though OpenCLIP uses only its transforms, which are Python over
Pillow. Declaring the operators lets it import; none of them is called.
"""
import sys

import torch

_OPERATORS = ("nms", "qnms")  # those whose declaration torchvision does not check for


def _declare_missing_operators():
    try:
        import torchvision  # noqa: F401
        return None
    except RuntimeError as error:
        if "torchvision::" not in str(error):
            raise
    for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
        del sys.modules[name]
    library = torch.library.Library("torchvision", "FRAGMENT")
    for operator in _OPERATORS:
        library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return library


_library = _declare_missing_operators()

import open_clip  # noqa: E402
