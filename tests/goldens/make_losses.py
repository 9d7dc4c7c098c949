"""Makes tests/goldens/losses.json.gz: losses with their gradients, AdamW, its schedule and the clipping of
gradients, as PyTorch and OpenCLIP compute them in double precision.

Inputs and weights are not stored: the generator of make_models.py makes them here and in the tests.
Gradients of a model are stored as their norm and their product with a probe of random numbers, all
else in full. Run with the Python of scripts/reference-setup:
.venv-reference/bin/python tests/goldens/make_losses.py
"""
import gzip
import json
import math
import os
import pathlib
import sys
import tempfile

import torch
import torch.distributed
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from make_models import ROOT, fill, open_clip, shapes, weight  # noqa: E402
from make_training import TEXT, TEXTS, described, probe  # noqa: E402
from open_clip.loss import ClipLoss  # noqa: E402
from open_clip_train.scheduler import cosine_lr  # noqa: E402

DIM = 8
VISION = {"image_size": 40, "patch_size": 8, "width": 64, "layers": 2, "head_width": 32}


def unit_rows(name, n):
    return F.normalize(probe(name, (n, DIM)), dim=-1)


def learned(tensor):
    return tensor.clone().requires_grad_(True)


def masked_loss(images, texts, scale, groups):
    """Cross-entropy both ways; a pair of the same group is no negative, but for the pair itself."""
    groups = torch.tensor(groups)
    equal = (groups[:, None] == groups[None, :]) & ~torch.eye(len(groups), dtype=torch.bool)
    logits = (scale * images @ texts.T).masked_fill(equal, -math.inf)
    target = torch.arange(len(groups))
    return (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2


def contrastive(name, n, log_scale, groups=()):
    images, texts = learned(unit_rows("images", n)), learned(unit_rows("texts", n))
    parameter = learned(torch.tensor(log_scale, dtype=torch.float64))
    loss = (masked_loss(images, texts, parameter.exp(), groups) if groups
            else ClipLoss()(images, texts, parameter.exp()))
    loss.backward()
    return {"name": name, "n": n, "dim": DIM, "log_scale": log_scale, "groups": list(groups),
            "loss": loss.item(), "images": images.grad.tolist(), "texts": texts.grad.tolist(),
            "scale": parameter.grad.item()}


def rank_of_many(rank, ranks, n, log_scale, folder):
    torch.distributed.init_process_group("gloo", init_method=f"file://{folder}/store", rank=rank,
                                         world_size=ranks)
    own = slice(rank * n, (rank + 1) * n)
    images, texts = (learned(unit_rows(name, ranks * n)[own]) for name in ("images", "texts"))
    parameter = learned(torch.tensor(log_scale, dtype=torch.float64))
    loss_of = ClipLoss(local_loss=True, gather_with_grad=True, rank=rank, world_size=ranks)
    loss = loss_of(images, texts, parameter.exp())
    loss.backward()
    # DistributedDataParallel takes the mean over the ranks of what each of them propagates back.
    mean = torch.stack([loss.detach(), parameter.grad])
    torch.distributed.all_reduce(mean)
    answer = {"images": (images.grad / ranks).tolist(), "texts": (texts.grad / ranks).tolist(),
              "loss": mean[0].item() / ranks, "scale": mean[1].item() / ranks}
    pathlib.Path(folder, f"{rank}.json").write_text(json.dumps(answer))
    torch.distributed.destroy_process_group()


def distributed(ranks, n, log_scale):
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(rank_of_many, (ranks, n, log_scale, folder), nprocs=ranks)
        parts = [json.loads(pathlib.Path(folder, f"{rank}.json").read_text()) for rank in range(ranks)]
    return {"ranks": ranks, "n": n, "dim": DIM, "log_scale": log_scale, "loss": parts[0]["loss"],
            "scale": parts[0]["scale"], "parts": [{key: part[key] for key in ("images", "texts")}
                                                  for part in parts]}


class Words:
    """The text side of a small model, with its captions."""

    def __init__(self):
        self.model = open_clip.CLIP(embed_dim=24, vision_cfg=VISION, text_cfg=TEXT)
        fill(self.model.state_dict())
        self.model = self.model.double().train()
        padded = open_clip.get_tokenizer("ViT-B-32")(TEXTS)
        self.captions = [row[:int(row.argmax()) + 1] for row in padded]

    def extra(self, **tensors):
        """Parameters that CLIP lacks."""
        return {name.replace("__", "."): learned(weight(name.replace("__", "."), shape).double())
                for name, shape in tensors.items()}

    def hidden(self, ids, first=None):
        """[1, length, width] after the last norm; `first` takes the place of the start token."""
        model = self.model
        x = model.token_embedding(ids[None])
        if first is not None:
            x = torch.cat([first[None, None], x[:, 1:]], 1)
        x = x + model.positional_embedding[:len(ids)]
        x = model.transformer(x, attn_mask=model.attn_mask[:len(ids), :len(ids)].double())
        return model.ln_final(x)

    def next_tokens(self, ids, first=None):
        """The sum of -log p(token | those before), with tied embeddings."""
        logits = self.hidden(ids, first)[0, :-1] @ self.model.token_embedding.weight.T
        return F.cross_entropy(logits, ids[1:], reduction="sum")

    def answer(self, name, loss, more):
        loss.backward()
        own = {key: value.grad for key, value in self.model.named_parameters() if value.grad is not None}
        found = {**own, **{key: value.grad for key, value in more.items()}}
        return {"name": name, "loss": loss.item(),
                "extra": {key: list(value.shape) for key, value in more.items() if key != "images"},
                "gradients": {key: described(key, value) for key, value in found.items()}}


def language_model():
    words = Words()
    return words.answer("language model", sum(words.next_tokens(ids) for ids in words.captions), {})


def predict_in_order():
    """The image stands where the start token does; the mean over captions of the mean over tokens."""
    words = Words()
    more = words.extra(image_condition=(24, 32))
    more["images"] = learned(probe("images", (len(TEXTS), 24)))
    costs = [words.next_tokens(ids, image @ more["image_condition"]) / (len(ids) - 1)
             for ids, image in zip(words.captions, more["images"], strict=True)]
    return words.answer("predictive transformer", torch.stack(costs).mean(), more)


def predict_bag():
    """What a mean word of the caption costs, all of them predicted at once."""
    words = Words()
    more = words.extra(word_prediction__weight=(49408, 24), word_prediction__bias=(49408,))
    more["images"] = learned(probe("images", (len(TEXTS), 24)))
    logits = F.linear(more["images"], more["word_prediction.weight"], more["word_prediction.bias"])
    costs = [F.cross_entropy(row.expand(len(ids) - 2, -1), ids[1:-1])
             for ids, row in zip(words.captions, logits, strict=True)]
    return words.answer("predictive bow", torch.stack(costs).mean(), more)


def contrast_bag():
    """Texts are the projected means of their words; the product with a probe is what is propagated back."""
    words = Words()
    more = words.extra(bag_embedding__weight=(49408, 32))
    texts = torch.stack([F.embedding(ids[1:-1], more["bag_embedding.weight"]).mean(0)
                         for ids in words.captions]) @ words.model.text_projection
    loss = (texts * probe("texts", tuple(texts.shape))).sum()
    return words.answer("contrastive bow", loss, more)


def adamw(beta1, beta2, epsilon, decay, peak, warm_up, steps):
    """`steps` steps under OpenCLIP's schedule, with its choice of what is decayed."""
    shapes_of = {"weight": (6, 5), "ln.weight": (5,), "ln.bias": (5,), "logit_scale": ()}
    parameters = {name: torch.nn.Parameter(probe(name, shape)) for name, shape in shapes_of.items()}
    plain = [p for n, p in parameters.items() if excluded(n, p)]
    decayed = [p for n, p in parameters.items() if not excluded(n, p)]
    optimizer = torch.optim.AdamW([{"params": plain, "weight_decay": 0.0},
                                   {"params": decayed, "weight_decay": decay}],
                                  lr=peak, betas=(beta1, beta2), eps=epsilon)
    schedule = cosine_lr(optimizer, peak, warm_up, steps)
    rates = []
    for step in range(steps):
        rates.append(schedule(step))
        for name, parameter in parameters.items():
            parameter.grad = probe(f"{name} {step}", tuple(parameter.shape)) * 10.0 ** (step % 5 - 3)
        optimizer.step()
    return {"beta1": beta1, "beta2": beta2, "epsilon": epsilon, "decay": decay, "peak": peak,
            "warm_up": warm_up, "steps": steps, "rates": rates,
            "after": {name: p.tolist() for name, p in parameters.items()}}


def excluded(name, parameter):
    """From weight decay, by open_clip_train."""
    return parameter.ndim < 2 or any(part in name for part in ("bn", "ln", "bias", "logit_scale"))


def decayed_names(name, vision):
    model = open_clip.CLIP(embed_dim=24, vision_cfg=vision, text_cfg=TEXT)
    return {"name": name, "tensors": {key: list(p.shape) for key, p in model.named_parameters()},
            "decayed": [key for key, p in model.named_parameters() if not excluded(key, p)]}


def clipped(largest):
    tensors = {"weight": (6, 5), "bias": (5,)}
    parameters = {name: torch.nn.Parameter(torch.zeros(shape).double()) for name, shape in tensors.items()}
    for name, parameter in parameters.items():
        parameter.grad = probe(name, tuple(parameter.shape))
    norm = torch.nn.utils.clip_grad_norm_(parameters.values(), largest)
    return {"largest": largest, "norm": norm.item(),
            "after": {name: p.grad.tolist() for name, p in parameters.items()}}


def main():
    start = math.log(1 / 0.07)
    resnet = {"image_size": 64, "layers": [1, 2, 1, 1], "width": 8, "head_width": 32, "patch_size": None}
    words = Words()
    goldens = {
        "torch": torch.__version__, "open_clip": open_clip.__version__, "texts": TEXTS,
        "contrastive": [contrastive("the paper's first temperature", 12, start),
                        contrastive("scale at its limit of 100", 12, math.log(100.0)),
                        contrastive("one pair", 1, start),
                        contrastive("equal captions masked", 12, start, [0, 1, 2, 0, 3, 1, 4, 5, 0, 6, 7, 7]),
                        contrastive("equal captions masked at the limit", 12, math.log(100.0),
                                    [0, 1, 2, 0, 3, 1, 4, 5, 0, 6, 7, 7])],
        "distributed": [distributed(2, 6, start), distributed(4, 3, start),
                        distributed(4, 3, math.log(100.0))],
        "config": {"model_cfg": {"embed_dim": 24, "vision_cfg": VISION, "text_cfg": TEXT},
                   "preprocess_cfg": {}},
        "config_file": "open_clip_config.json", "weights_file": "open_clip_model.safetensors",
        "tensors": shapes(words.model.state_dict()),
        "words": [language_model(), predict_in_order(), predict_bag(), contrast_bag()],
        "adamw": [adamw(0.9, 0.98, 1e-6, 0.2, 5e-4, 5, 20), adamw(0.9, 0.999, 1e-8, 0.2, 1e-2, 0, 20),
                  adamw(0.95, 0.5, 1e-3, 0.0, 0.1, 20, 23)],
        "decay": [decayed_names("vit", VISION), decayed_names("modified-resnet", resnet)],
        "clip": [clipped(0.5), clipped(100.0)],
    }
    out = ROOT / "tests/goldens/losses.json.gz"
    out.write_bytes(gzip.compress(json.dumps(goldens).encode(), mtime=0))
    print(out, os.path.getsize(out), "bytes", [(c["name"], c["loss"]) for c in goldens["words"]])


if __name__ == "__main__":
    main()
