#!/usr/bin/env python3
"""Makes resize.json: what Pillow's resize and OpenCLIP's transforms give for pictures of noise.

Run with .venv-reference/bin/python (scripts/reference-setup). The picture is drawn by a generator that the
test repeats, so that only SHA-256 sums of the results are kept.
"""
import hashlib
import json
import pathlib
import sys

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "scripts"))

import numpy  # noqa: E402
import PIL  # noqa: E402
from PIL import Image  # noqa: E402
from reference import open_clip  # noqa: E402,F401
from open_clip.transform import image_transform  # noqa: E402

FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR}

# from (width, height) to (width, height): smaller, larger, one side only, extreme aspects, one pixel.
RESIZES = [
    ((640, 480), (224, 224)), ((640, 480), (346, 260)), ((1040, 780), (346, 260)), ((33, 57), (100, 19)),
    ((7, 5), (224, 224)), ((300, 200), (300, 100)), ((300, 200), (100, 200)), ((300, 200), (300, 200)),
    # Pillow swaps its passes beyond these bounds.
    ((400, 600), (200, 200)), ((400, 600), (201, 200)), ((333, 500), (224, 281)), ((333, 500), (224, 282)),
    ((31, 900), (2, 64)), ((100, 300), (150, 299)), ((1, 1), (5, 5)), ((1, 300), (3, 20)), ((2000, 3), (10, 3)), ((257, 255), (256, 256)), ((101, 99), (1, 1)),
]

# from (width, height), size. Odd differences make the crop's rounding show; long pictures its bounds.
INPUTS = [
    ((640, 480), 224), ((480, 640), 260), ((333, 500), 224), ((501, 333), 224), ((225, 224), 224), ((227, 224), 224),
    ((224, 224), 224), ((100, 80), 224), ((1000, 37), 64), ((31, 900), 64), ((1040, 693), 260), ((3, 1), 32),
]


def noise(width, height):
    """Bytes of a linear congruential generator: each the upper byte of the next state."""
    state = width * 65536 + height
    out = numpy.empty(width * height * 3, numpy.uint8)
    for i in range(out.size):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        out[i] = state >> 24
    return Image.fromarray(out.reshape(height, width, 3))


def entry(array):
    array = numpy.ascontiguousarray(array)
    return {"width": array.shape[1], "height": array.shape[0], "sha256": hashlib.sha256(array.tobytes()).hexdigest()}


def main():
    resizes = []
    for (width, height), size in RESIZES:
        image = noise(width, height)
        for name, resample in FILTERS.items():
            resizes.append({"from": [width, height], "filter": name, **entry(numpy.asarray(image.resize(size, resample)))})
    inputs = []
    for (width, height), size in INPUTS:
        image = noise(width, height)
        for mode in ("shortest", "squash", "longest"):
            for name in FILTERS:
                transform = image_transform(size, is_train=False, mean=(0, 0, 0), std=(1, 1, 1), resize_mode=mode,
                                            interpolation=name, fill_color=(10, 20, 30))
                tensor = transform(image).permute(1, 2, 0).numpy()
                inputs.append({"from": [width, height], "mode": mode, "filter": name,
                               **entry(numpy.rint(tensor * 255).astype(numpy.uint8))})
    goldens = {"pillow": PIL.__version__, "open_clip": open_clip.__version__, "resize": resizes, "input": inputs}
    (pathlib.Path(__file__).parent / "resize.json").write_text(json.dumps(goldens, indent=1) + "\n")


main()
