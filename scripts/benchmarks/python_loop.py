"""The anchor of `bench index` and `text.vs_tower`, run in .venv-reference: a plain Python loop as
programs of this kind have it: Pillow's full decode, OpenCLIP's own transforms, OpenCLIP in fp32 in
batches of 8, on all cores. Importing and loading are not counted.

    python_loop.py images MODEL_FOLDER PHOTO_FOLDER    {"photos": n, "seconds": s}
    python_loop.py texts MODEL_FOLDER                  {"texts": n, "ms": per text}
"""
import json
import os
import statistics
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import torch  # noqa: E402
from PIL import Image  # noqa: E402
from reference import load  # noqa: E402

BATCH = 8
TEXTS = ("a dog runs on the grass", "two children on a beach", "a red car in the snow",
         "mountains at sunset", "people sitting around a table with food")
ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif")


def photos(folder):
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if name.lower().endswith(ENDINGS):
                yield os.path.join(where, name)


def embed(model, batch):
    features = model.encode_image(torch.stack(batch))
    return features / features.norm(dim=-1, keepdim=True)


def images(model, transform, folder):
    done = []
    batch = []
    start = time.perf_counter()
    for path in photos(folder):
        try:
            with Image.open(path) as image:
                batch.append(transform(image.convert("RGB")))
        except OSError:
            continue
        if len(batch) == BATCH:
            done.append(embed(model, batch).numpy())
            batch = []
    if batch:
        done.append(embed(model, batch).numpy())
    seconds = time.perf_counter() - start
    return {"photos": sum(len(part) for part in done), "seconds": seconds}


def texts(model, tokenize):
    times = []
    for text in TEXTS * 6:
        start = time.perf_counter()
        model.encode_text(tokenize([text]))
        times.append(1000 * (time.perf_counter() - start))
    return {"texts": len(times), "ms": statistics.median(times)}


def main():
    model, transform, tokenize = load(sys.argv[2])
    with torch.inference_mode():
        if sys.argv[1] == "images":
            answer = images(model, transform, sys.argv[3])
        else:
            answer = texts(model, tokenize)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
