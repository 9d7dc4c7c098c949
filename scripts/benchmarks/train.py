"""bench train: samples a second of training beside a plain OpenCLIP loop, on the same pictures, batches and
first weights; memory; and a minibatch of 32,768. Fovea runs as a person would start it; both sides count from
the first picture that is read to the last step, decoding included."""
import csv
import json
import os
import shutil
import subprocess
import tempfile
import time

from . import tools

MODEL = {
    "embed_dim": 128,
    "vision_cfg": {"image_size": 64, "layers": 6, "width": 256, "head_width": 64, "patch_size": 8},
    "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 256, "heads": 4, "layers": 6},
}
TINY = {
    "embed_dim": 64,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "head_width": 32, "patch_size": 8},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 64, "heads": 2, "layers": 2},
}
PREPROCESS = {
    "mean": [0.48145466, 0.4578275, 0.40821073], "std": [0.26862954, 0.26130258, 0.27577711],
    "interpolation": "bicubic", "resize_mode": "shortest",
}
# Small enough that JPEG is decoded at its full size for a side of 64, as Pillow does: pixels are equal.
SIZE = "160x120"
LARGE_BATCH = 32_768


def run(options, report):
    fovea = tools.program(options.build)
    with tempfile.TemporaryDirectory(prefix="fovea-bench-") as work:
        bench = Bench(fovea, work, options, report)
        bench.scratch()
        bench.album()
        bench.memory()
        bench.large_batch()


class Bench:
    def __init__(self, fovea, work, options, report):
        self.fovea, self.work, self.options, self.report = fovea, work, options, report
        self.photos = tools.made_photos(options.pairs, report, SIZE)
        self.table, self.count = self.captions()

    def captions(self):
        """A table of the photos with everyday captions."""
        with open(os.path.join(tools.ROOT, "resources", "guard_captions.txt"), encoding="utf-8") as file:
            texts = file.read().splitlines()
        names = sorted(os.path.relpath(os.path.join(where, name), self.photos)
                       for where, _, files in os.walk(self.photos) for name in files if name.endswith(".jpg"))
        path = os.path.join(self.photos, "captions.csv")
        with open(path, "w", newline="", encoding="utf-8") as table:
            writer = csv.writer(table)
            writer.writerow(("file", "caption"))
            writer.writerows((name, texts[i % len(texts)]) for i, name in enumerate(names))
        return path, len(names)

    def config(self, name, model, training):
        path = os.path.join(self.work, name + ".json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"model_cfg": model, "preprocess_cfg": PREPROCESS, "training": training}, file)
        return path

    def events(self, *arguments):
        """Fovea's events with the time at which each was read, and the largest memory it took."""
        log = os.path.join(self.work, "errors.txt")
        command = [self.fovea, "train", *arguments, "--progress", "json"]
        with open(log, "w+", encoding="utf-8") as errors:
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
                                       text=True)
            read = [(time.perf_counter(), json.loads(line)) for line in process.stdout]
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                errors.seek(0)
                raise subprocess.CalledProcessError(process.returncode, command, stderr=errors.read())
        return read, usage.ru_maxrss * 1024

    def python(self, job):
        path = os.path.join(self.work, "job.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(job, file)
        return json.loads(tools.reference("train_python.py", path))

    def train(self, config, *arguments, initial=None):
        """Trains from scratch; samples a second, losses and memory."""
        out = os.path.join(self.work, "out")
        shutil.rmtree(out, ignore_errors=True)
        begin = ("--initialize", initial) if initial else ()
        read, peak = self.events("--from-scratch", config, "--data", self.table, "--images", self.photos,
                                 "--out", out, "--fresh", *begin, *arguments)
        steps = [(at, event) for at, event in read if event["event"] == "step"]
        first = next(at for at, event in read if event["event"] in ("progress", "step"))
        with open(config, encoding="utf-8") as file:
            batch = json.load(file)["training"]["batch"]
        return {"samples_per_s": len(steps) * batch / (steps[-1][0] - first), "peak_bytes": peak,
                "losses": [event["loss"] for _, event in steps]}

    def scratch(self):
        training = {"batch": 32, "steps": self.count // 32, "warm_up": 2, "learning_rate": 5e-4,
                    "weight_decay": 0.2, "beta1": 0.9, "seed": 1, "checkpoint_every": 1000,
                    "image": {"beta2": 0.98, "epsilon": 1e-6}, "text": {"beta2": 0.98, "epsilon": 1e-6}}
        config = self.config("scratch", MODEL, training)
        initial = os.path.join(self.work, "initial")
        tools.reference("train_python.py", config, initial)
        job = {"mode": "scratch", "model": initial, "data": self.table, "images": self.photos, "beta2": 0.98,
               "epsilon": 1e-6, **training}
        ours, anchor, apart = [], [], []
        for number in range(self.options.runs):
            self.report.say(f"train.scratch_vs_python: run {number + 1} of {self.options.runs}")
            mine, theirs = self.train(config, initial=initial), self.python(job)
            ours.append(mine["samples_per_s"])
            anchor.append(theirs["samples_per_s"])
            apart.append(max(abs(a - b) for a, b in zip(mine["losses"], theirs["losses"], strict=True)))
        self.report.measure("train.scratch_vs_python", ours, "pairs/s",
                            "OpenCLIP's model and loss, torch's AdamW, a DataLoader with a worker a core",
                            anchor, goal=1.2)
        self.report.measure("train.scratch_loss_difference", apart, "nats", None, [])

    def album(self):
        training = {"batch": 32, "warm_up": 0, "learning_rate": 1e-3, "weight_decay": 0.01, "beta1": 0.9,
                    "beta2": 0.98, "epsilon": 1e-6, "seed": 1}
        epochs = 10
        job = {"model": tools.STARTER, "data": self.table, "images": self.photos, **training}
        ours, frozen, cached = [], [], []
        for number in range(self.options.runs):
            self.report.say(f"train.album_vs_python: run {number + 1} of {self.options.runs}")
            ours.append(self.album_rate(epochs))
            # One epoch says how fast it is: it computes the frozen towers anew in each.
            steps = self.count // job["batch"]
            frozen.append(self.python({"mode": "projections", "steps": steps, **job})["samples_per_s"])
            steps = epochs * (self.count // job["batch"])
            cached.append(self.python({"mode": "cached", "steps": steps, **job})["samples_per_s"])
        self.report.measure("train.album_vs_python", ours, "pairs/s",
                            "OpenCLIP with both towers frozen, projections trained", frozen, goal=2)
        self.report.measure("train.album_vs_python_cached", ours, "pairs/s",
                            "the same, features computed once before", cached)

    def album_rate(self, epochs):
        """Pairs a second of `--method projection`, reading and encoding the album included."""
        with tempfile.TemporaryDirectory(dir=self.work) as library:
            read, _ = self.events("--library", library, "--model", "fovea-starter", "--data", self.table,
                                  "--method", "projection", "--as", "bench", "--no-use", "--batch", "32",
                                  "--epochs", str(epochs))
        first = next(at for at, event in read if event["event"] == "progress")
        last = max(at for at, event in read if event["event"] == "step")
        learn = next(event["learn"] for _, event in read if event["event"] == "report")
        return epochs * learn / (last - first)

    def memory(self):
        base = {"batch": self.count, "steps": 2, "warm_up": 0, "learning_rate": 5e-4, "checkpoint_every": 1000}
        variants = (("plain", {}), ("checkpointing", {"checkpointing": True}),
                    ("half_moments", {"half_moments": True}),
                    ("both", {"checkpointing": True, "half_moments": True}))
        peaks = {}
        for name, more in variants:
            self.report.say(f"train.peak_bytes: {name}")
            peaks[name] = self.train(self.config(name, MODEL, {**base, **more}))["peak_bytes"]
        for name, _ in variants[1:]:
            self.report.measure(f"train.peak_bytes_{name}", [peaks[name]], "bytes", "without", [peaks["plain"]])

    def large_batch(self):
        """A minibatch of the paper's size by gradient caching, of made shards."""
        self.report.say("train.rss_at_32768_bytes")
        shards = os.path.join(self.work, "shards")
        tools.reference("make_shards.py", shards, str(LARGE_BATCH))
        config = self.config("large", TINY, {"batch": LARGE_BATCH, "chunk": 1024, "steps": 1, "warm_up": 0,
                                             "learning_rate": 5e-4})
        out = os.path.join(self.work, "large")
        _, peak = self.events("--from-scratch", config, "--data", shards, "--out", out)
        # Of the process that trains; each decode worker takes some 100 MB beside it.
        self.report.measure("train.rss_at_32768_bytes", [peak], "bytes", "8 GB", [8e9], goal=1, below=True)
