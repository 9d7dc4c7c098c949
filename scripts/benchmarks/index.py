"""bench index: photos a second, the second look at unchanged files, and words to a vector."""
import json
import os
import shutil
import subprocess
import tempfile
import time

from . import tools

TINY = "64x64"
TINY_COUNT = 50


def run(options, report):
    fovea = tools.program(options.build)
    photos = options.data or tools.made_photos(options.photos, report)
    vs_python_loop(fovea, photos, options.runs, report)
    vs_find(fovea, options, report)
    vs_tower(fovea, options.runs, report)


def timed(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, text=True)
    return time.perf_counter() - start


def index(fovea, library, folder):
    """Seconds of a whole `fovea index`, its start and its model's loading included."""
    return timed([fovea, "index", folder, "--library", library, "--model", "fovea-starter", "--quiet"])


def photo_count(fovea, library):
    answer = subprocess.run([fovea, "status", "--json", "--library", library],
                            check=True, capture_output=True, text=True).stdout
    return json.loads(answer)["photos"]


def vs_python_loop(fovea, photos, runs, report):
    ours, anchor = [], []
    for number in range(runs):
        report.say(f"index.vs_python_loop: run {number + 1} of {runs}")
        with tempfile.TemporaryDirectory(prefix="fovea-bench-") as library:
            seconds = index(fovea, library, photos)
            ours.append(photo_count(fovea, library) / seconds)
        answer = json.loads(tools.reference("python_loop.py", "images", tools.STARTER, photos))
        anchor.append(answer["photos"] / answer["seconds"])
    report.measure("index.vs_python_loop", ours, "photos/s",
                   "Pillow's full decode and OpenCLIP in fp32, batches of 8", anchor)


def vs_find(fovea, options, report):
    """Many small files, since it is their number that counts when nothing has changed."""
    tiny = tools.made_photos(TINY_COUNT, report, TINY)
    sources = [os.path.join(where, name) for where, _, names in os.walk(tiny)
               for name in names if name.endswith(".jpg")]
    ours, anchor = [], []
    with tempfile.TemporaryDirectory(prefix="fovea-bench-") as work:
        tree = os.path.join(work, "photos")
        for number in range(options.files):
            folder = os.path.join(tree, f"{number // 500:04d}")
            os.makedirs(folder, exist_ok=True)
            shutil.copyfile(sources[number % len(sources)], os.path.join(folder, f"{number:06d}.jpg"))
        library = os.path.join(work, "library")
        report.say(f"rescan.vs_find: indexing {options.files} small files once")
        index(fovea, library, tree)
        for _ in range(options.runs):
            ours.append(index(fovea, library, tree))
            anchor.append(timed(["find", tree, "-type", "f", "-printf", "%s %T@ %p\n"]))
    report.measure("rescan.vs_find", ours, "s", f"find with size and time, {options.files} files", anchor)


def vs_tower(fovea, runs, report):
    ours, anchor = [], []
    for number in range(runs):
        report.say(f"text.vs_tower: run {number + 1} of {runs}")
        answer = subprocess.run([fovea, "models", "check", "fovea-starter", "--json"],
                                check=True, capture_output=True, text=True).stdout
        ours.append(json.loads(answer)["auto"]["text_ms"])
        anchor.append(json.loads(tools.reference("python_loop.py", "texts", tools.STARTER))["ms"])
    report.measure("text.vs_tower", ours, "ms", "OpenCLIP's tokenizer and text tower in fp32, one text", anchor)
