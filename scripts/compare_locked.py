"""What scripts/compare-locked runs: the text side of a CLIP model over locked image features, in Python."""
import csv
import json
import math
import os
import pathlib
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import torch  # noqa: E402
from reference import load, open_clip  # noqa: E402
from safetensors.torch import load_file  # noqa: E402


def read_pairs(path):
    pairs = {}
    with open(path, newline="", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            pairs.setdefault(row["file"], []).append(row["caption"])
    return list(pairs.values())


def rate(step, steps, warm_up, peak):
    if step < warm_up:
        return peak * (step + 1) / warm_up
    return peak / 2 * (1 + math.cos(math.pi * (step - warm_up) / max(1, steps - warm_up)))


def embed(model, tokens):
    """encode_text() on no more places than the longest text has: under the causal mask the others change
    nothing."""
    length = int(tokens.argmax(1).max()) + 1
    x = model.token_embedding(tokens[:, :length]) + model.positional_embedding[:length]
    x = model.ln_final(model.transformer(x, attn_mask=model.attn_mask[:length, :length]))
    x = x[torch.arange(len(x)), tokens.argmax(1)] @ model.text_projection
    return torch.nn.functional.normalize(x, dim=-1)


@torch.no_grad()
def recall(model, project, features, captions, tokenize, length):
    texts = torch.cat([embed(model, tokenize(own, context_length=length))
                       for own in captions])
    owner = torch.tensor([i for i, own in enumerate(captions) for _ in own])
    scores = texts @ torch.nn.functional.normalize(project(features), dim=-1).T
    ranks = (scores > scores.gather(1, owner[:, None])).sum(1)
    return [(ranks < k).double().mean().item() for k in (1, 5, 10)]


def main(run, config, train, dev, threads):
    torch.set_num_threads(int(threads))
    run = pathlib.Path(run)
    how = json.loads(pathlib.Path(config).read_text())["training"]
    model, _, tokenize = load(str(run))
    length = model.context_length
    features = load_file(run / "features.safetensors")["features"]
    held = load_file(run / "validation.safetensors")["features"]
    captions = read_pairs(train)
    steps = sum(json.loads(line)["event"] == "step" for line in open(run / "curve.jsonl"))
    ours = [json.loads(line) for line in open(run / "curve.jsonl")][-1]["held_out"]["text_to_image"]

    torch.manual_seed(1)
    fresh = open_clip.CLIP(**json.loads((run / "open_clip_config.json").read_text())["model_cfg"])
    project = fresh.visual.head if hasattr(fresh.visual, "head") else lambda x: x @ fresh.visual.proj
    # The trunk is neither used nor trained: its features are there.
    trained = {name: p for name, p in fresh.named_parameters()
               if not name.startswith("visual.") or ".head." in name or name == "visual.proj"}
    text = how.get("text", {})
    optimizer = torch.optim.AdamW(
        [{"params": [p for p in trained.values() if p.ndim < 2], "weight_decay": 0.0},
         {"params": [p for p in trained.values() if p.ndim >= 2], "weight_decay": how["weight_decay"]}],
        betas=(how.get("beta1", 0.9), text.get("beta2", 0.98)), eps=text.get("epsilon", 1e-6))
    loss_of = open_clip.ClipLoss()
    draw = random.Random(1)
    order = []
    for step in range(steps):
        if len(order) < how["batch"]:
            order = draw.sample(range(len(captions)), len(captions))
        chosen, order = order[:how["batch"]], order[how["batch"]:]
        tokens = tokenize([draw.choice(captions[i]) for i in chosen], context_length=length)
        for group in optimizer.param_groups:
            group["lr"] = rate(step, steps, how["warm_up"], how["learning_rate"])
        optimizer.zero_grad()
        images = torch.nn.functional.normalize(project(features[chosen]), dim=-1)
        loss_of(images, embed(fresh, tokens), fresh.logit_scale.exp()).backward()
        optimizer.step()
        with torch.no_grad():
            fresh.logit_scale.clamp_(0, math.log(100))
    theirs = recall(fresh.eval(), project, held, read_pairs(dev), tokenize, length)
    print(f"{steps} steps, text to image, recall@1/5/10")
    print("Fovea  " + " ".join(f"{100 * ours[key]:6.1f}" for key in ("r1", "r5", "r10")))
    print("Python " + " ".join(f"{100 * value:6.1f}" for value in theirs))


if __name__ == "__main__":
    main(*sys.argv[1:])
