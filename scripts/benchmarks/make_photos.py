"""Makes photos for a benchmark: JPEGs of 12 and 2 megapixels in turn that cost a decoder and an encoder
about what a camera's do (clouds of noise at every scale, shapes with hard edges, grain).
Runs in .venv-reference: make_photos.py DIR COUNT [WIDTHxHEIGHT]"""
import os
import sys
from multiprocessing import Pool

import numpy
from PIL import Image, ImageDraw

SIZES = ((4000, 3000), (1632, 1224))


def clouds(random, size):
    width, height = size
    total = numpy.zeros((height, width, 3), numpy.float32)
    weight = 1.0
    for cells in (3, 9, 27, 81, 243):
        grid = random.integers(0, 256, (cells * height // width + 2, cells + 2, 3), numpy.uint8)
        layer = Image.fromarray(grid).resize(size, Image.Resampling.BICUBIC)
        total += weight * numpy.asarray(layer, numpy.float32)
        weight *= 0.55
    total -= total.min()
    return total * (255.0 / total.max())


def photo(seed, size):
    random = numpy.random.default_rng(seed)
    half = (size[0] // 2, size[1] // 2)
    image = Image.fromarray(clouds(random, half).astype(numpy.uint8)).resize(size, Image.Resampling.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = int(random.integers(0, size[0])), int(random.integers(0, size[1]))
        w, h = (int(random.integers(size[0] // 40, size[0] // 4)) for _ in range(2))
        color = tuple(int(value) for value in random.integers(0, 256, 3))
        (draw.ellipse if random.random() < 0.5 else draw.rectangle)((x, y, x + w, y + h), fill=color)
    tile = random.normal(0, 4, (512, 512, 1)).astype(numpy.float32)
    grain = numpy.tile(tile, (size[1] // 512 + 1, size[0] // 512 + 1, 1))[: size[1], : size[0]]
    pixels = numpy.asarray(image, numpy.float32) + grain
    return Image.fromarray(numpy.clip(pixels, 0, 255).astype(numpy.uint8))


def make(job):
    folder, number, size = job
    path = os.path.join(folder, f"{number // 100:02d}", f"photo-{number:05d}.jpg")
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    photo(number, size).save(path + ".part", "JPEG", quality=92)
    os.rename(path + ".part", path)


def main():
    folder, count = sys.argv[1], int(sys.argv[2])
    sizes = SIZES
    if len(sys.argv) > 3:
        sizes = (tuple(int(side) for side in sys.argv[3].split("x")),)
    with Pool() as pool:
        pool.map(make, [(folder, n, sizes[n % len(sizes)]) for n in range(count)], chunksize=1)


if __name__ == "__main__":
    main()
