"""The anchor of `bench train`, run in .venv-reference: a training loop as one writes it with OpenCLIP:
its model, its ClipLoss, torch's AdamW, a DataLoader that decodes with Pillow in worker processes. One
process for the computation, on all cores. Starting and loading are not counted.

    train_python.py JOB.json           prints one JSON object: samples_per_s, losses, peak_bytes
    train_python.py CONFIG.json DIR    makes an OpenCLIP folder with random weights

JOB: model (an OpenCLIP folder), data (CSV with file and caption), images (folder), batch, steps,
warm_up, learning_rate, weight_decay, beta1, beta2, epsilon, seed, and
  mode   scratch      everything is trained
         projections  both towers are frozen and computed each step, as --lock-image --lock-text has it
         cached       the same over features that were computed once
"""
import contextlib
import csv
import json
import math
import os
import resource
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import torch  # noqa: E402
from PIL import Image  # noqa: E402
from reference import open_clip  # noqa: E402

from counter_random import CounterRandom, shuffled  # noqa: E402

PROJECTIONS = ("visual.proj", "visual.head.", "text_projection", "logit_scale")


def read_pairs(path):
    """{file: captions} in the order of the table."""
    pairs = {}
    with open(path, newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            pairs.setdefault(row["file"], []).append(row["caption"])
    return list(pairs.items())


class Pairs(torch.utils.data.Dataset):
    """What stands at a place of the run, drawn by Fovea's random numbers, so that both see the same."""

    def __init__(self, job, size, mean, std, tokenize):
        self.pairs = read_pairs(job["data"])
        self.job, self.size, self.tokenize = job, size, tokenize
        self.mean, self.std = (torch.tensor(values).view(3, 1, 1) for values in (mean, std))
        self.steps_per_epoch = len(self.pairs) // job["batch"]
        self.orders = {}

    def __len__(self):
        return self.job["steps"] * self.job["batch"]

    def place(self, index):
        """The pair at this place, and the key of its random numbers."""
        step, position = divmod(index, self.job["batch"])
        epoch, within = divmod(step, self.steps_per_epoch)
        if epoch not in self.orders:
            self.orders = {epoch: shuffled(len(self.pairs), CounterRandom("order", self.job["seed"], epoch))}
        key = (self.job["seed"], step, position)
        return self.orders[epoch][within * self.job["batch"] + position], key

    def caption(self, pair, key):
        captions = self.pairs[pair][1]
        return captions[CounterRandom("caption", *key).below(len(captions))]

    def pixels(self, pair, key):
        with Image.open(os.path.join(self.job["images"], self.pairs[pair][0])) as file:
            image = file.convert("RGB")
        width, height = image.size
        short = min(width, height)
        image = image.resize((self.size * width // short, self.size * height // short),
                             Image.Resampling.BICUBIC)
        place = CounterRandom("crop", *key).below(max(image.size) - self.size + 1)
        left, top = (place, 0) if width > height else (0, place)
        image = image.crop((left, top, left + self.size, top + self.size))
        pixels = torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8)
        pixels = pixels.view(self.size, self.size, 3).permute(2, 0, 1)
        return (pixels.float() / 255 - self.mean) / self.std

    def __getitem__(self, index):
        pair, key = self.place(index)
        return self.pixels(pair, key), self.tokenize([self.caption(pair, key)])[0]


class Features(Pairs):
    """The same pairs as features of both towers that were computed once."""

    @torch.no_grad()
    def compute(self, model):
        self.images, self.texts = [], []
        key = (self.job["seed"], 0, 0)
        for start in range(0, len(self.pairs), 32):
            part = range(start, min(start + 32, len(self.pairs)))
            self.images.append(image_features(model, torch.stack([self.pixels(i, key) for i in part])))
            self.texts += [text_features(model, self.tokenize(self.pairs[i][1])) for i in part]
        self.images = torch.cat(self.images)

    def __getitem__(self, index):
        pair, key = self.place(index)
        return self.images[pair], self.texts[pair][CounterRandom("caption", *key).below(len(self.texts[pair]))]


@contextlib.contextmanager
def without(model):
    """The model with its projections taken out."""
    visual, projection = model.visual, model.text_projection
    saved = visual.proj if hasattr(visual, "proj") else visual.head
    setattr(visual, *(("proj", None) if hasattr(visual, "proj") else ("head", torch.nn.Identity())))
    model.text_projection = None
    try:
        yield
    finally:
        setattr(visual, "proj" if hasattr(visual, "proj") else "head", saved)
        model.text_projection = projection


def image_features(model, images):
    with without(model):
        return model.encode_image(images)


def text_features(model, tokens):
    with without(model):
        return model.encode_text(tokens)


def project(model, images, texts):
    visual = model.visual
    images = images @ visual.proj if hasattr(visual, "proj") else visual.head(images)
    texts = texts @ model.text_projection
    return tuple(torch.nn.functional.normalize(x, dim=-1) for x in (images, texts))


def forward(mode, model, images, texts):
    if mode == "scratch":
        features = model.encode_image(images, normalize=True), model.encode_text(texts, normalize=True)
    elif mode == "projections":
        with torch.no_grad():
            features = image_features(model, images), text_features(model, texts)
        features = project(model, *features)
    else:
        features = project(model, images, texts)
    return *features, model.logit_scale.exp()


def optimizer_of(model, job):
    trained = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
    plain = [p for name, p in trained if p.ndim < 2 or "logit_scale" in name]
    decayed = [p for name, p in trained if not (p.ndim < 2 or "logit_scale" in name)]
    return torch.optim.AdamW([{"params": plain, "weight_decay": 0.0},
                              {"params": decayed, "weight_decay": job["weight_decay"]}],
                             lr=job["learning_rate"], betas=(job["beta1"], job["beta2"]), eps=job["epsilon"])


def rate(step, job):
    if step < job["warm_up"]:
        return job["learning_rate"] * (step + 1) / job["warm_up"]
    share = (step - job["warm_up"]) / max(1, job["steps"] - job["warm_up"])
    return 0.5 * (1 + math.cos(math.pi * share)) * job["learning_rate"]


def train(job):
    source = "local-dir:" + job["model"]
    model = open_clip.create_model(source).train()
    preprocess = open_clip.get_model_preprocess_cfg(model)
    tokenize = tokenizer_of(job["model"])
    mode = job["mode"]
    if mode != "scratch":
        model.eval()
        for name, parameter in model.named_parameters():
            parameter.requires_grad = name.startswith(PROJECTIONS)
    kind = Features if mode == "cached" else Pairs
    size = preprocess["size"]
    data = kind(job, size[0] if isinstance(size, (tuple, list)) else size,
                preprocess["mean"], preprocess["std"], tokenize)
    optimizer = optimizer_of(model, job)
    loss_of = open_clip.ClipLoss()
    losses = []
    start = time.perf_counter()
    if mode == "cached":
        data.compute(model)
    workers = 0 if mode == "cached" else os.cpu_count()
    loader = torch.utils.data.DataLoader(data, batch_size=job["batch"], num_workers=workers, shuffle=False)
    for step, (images, texts) in enumerate(loader):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, job)
        optimizer.zero_grad()
        loss = loss_of(*forward(mode, model, images, texts))
        loss.backward()
        optimizer.step()
        with torch.no_grad():
            model.logit_scale.clamp_(0, math.log(100))
        losses.append(loss.item())
    seconds = time.perf_counter() - start
    return {"samples_per_s": job["steps"] * job["batch"] / seconds, "losses": losses,
            "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def tokenizer_of(folder):
    merges = os.path.join(folder, "bpe_merges.txt.gz")  # fewer than CLIP's own, which get_tokenizer() would take
    if os.path.exists(merges):
        return open_clip.tokenizer.SimpleTokenizer(bpe_path=merges)
    return open_clip.get_tokenizer("local-dir:" + folder)


def make_model(config, folder):
    from safetensors.torch import save_file
    torch.manual_seed(1)
    os.makedirs(folder, exist_ok=True)
    model = open_clip.CLIP(**config["model_cfg"])
    save_file(model.state_dict(), os.path.join(folder, "open_clip_model.safetensors"))
    with open(os.path.join(folder, "open_clip_config.json"), "w", encoding="utf-8") as file:
        json.dump({key: config[key] for key in ("model_cfg", "preprocess_cfg")}, file)


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        given = json.load(file)
    if len(sys.argv) > 2:
        make_model(given, sys.argv[2])
    else:
        print(json.dumps(train(given)))
