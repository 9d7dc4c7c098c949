"""OpenCLIP, the reference that Fovea is compared with: `from reference import open_clip`.

torchvision from PyPI is built for CUDA. Beside a CPU build of torch its kernels do not load, and its
import stops at the first of them, though OpenCLIP uses only its transforms, which are Python over
Pillow. Declaring the operators lets it import; none of them is called.
"""
import os
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


def load(folder):
    """The model in an OpenCLIP folder, its image transform and its tokenizer, in fp32."""
    source = "local-dir:" + folder
    model, _, transform = open_clip.create_model_and_transforms(source)
    merges = os.path.join(folder, "bpe_merges.txt.gz")
    if os.path.exists(merges):  # fewer than CLIP's own, which get_tokenizer() would take
        tokenize = open_clip.tokenizer.SimpleTokenizer(bpe_path=merges)
    else:
        tokenize = open_clip.get_tokenizer(source)
    return model.eval().float(), transform, tokenize


def as_seen(image):
    """The picture as a person sees it, in RGB: what is transparent shows white. Pillow's convert("RGB")
    alone would bring up whatever colors lie hidden there."""
    from PIL import Image
    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    ground = Image.new("RGBA", layer.size, (255, 255, 255, 255))
    ground.alpha_composite(layer)
    return ground.convert("RGB")
