"""Makes WebDataset shards for a benchmark: small pictures of blurred noise with captions of their own.
Runs in .venv-reference: make_shards.py DIR PAIRS"""
import io
import os
import sys
import tarfile

import numpy
from PIL import Image

PER_SHARD = 4096
WORDS = ("red", "blue", "green", "small", "large", "round", "old", "new", "house", "dog", "cat", "tree", "boat",
         "car", "hill", "cloud")


def member(archive, name, data):
    info = tarfile.TarInfo(name)
    info.size = len(data)
    archive.addfile(info, io.BytesIO(data))


def main(folder, pairs):
    os.makedirs(folder, exist_ok=True)
    random = numpy.random.default_rng(1)
    for start in range(0, pairs, PER_SHARD):
        with tarfile.open(os.path.join(folder, f"{start // PER_SHARD:05d}.tar"), "w") as archive:
            for number in range(start, min(start + PER_SHARD, pairs)):
                cells = random.integers(0, 256, (4, 5, 3), numpy.uint8)
                encoded = io.BytesIO()
                Image.fromarray(cells).resize((40, 32), Image.Resampling.BICUBIC).save(encoded, "JPEG")
                caption = " ".join(random.choice(WORDS, 4)) + f" {number}"
                member(archive, f"{number:06d}.jpg", encoded.getvalue())
                member(archive, f"{number:06d}.txt", caption.encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
