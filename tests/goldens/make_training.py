"""Makes tests/goldens/training.json.gz: losses and gradients that PyTorch computes through OpenCLIP's
modules for small models, in double precision.

Weights, images and probes are not stored: the generator of make_models.py makes them here and in the
tests. A gradient is stored as its norm and its product with a probe of random numbers. Run with the
Python of scripts/reference-setup: .venv-reference/bin/python tests/goldens/make_training.py
"""
import gzip
import json
import pathlib
import sys

import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from make_models import ROOT, fill, open_clip, pixels, random_bits, shapes  # noqa: E402

TEXTS = ["a photo of a dog", "two red kites over the sea, at dusk!", "snow"]
# Other ids than those of CLIP's vocabulary would need a list of merges of their own.
TEXT = {"context_length": 77, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2}


def probe(name, shape):
    count = int(torch.tensor(shape, dtype=torch.int64).prod()) if shape else 1
    u = (random_bits("probe " + name, count) >> 11).astype("float64") / 2.0**52 - 1.0
    return torch.from_numpy(u.reshape(shape))


def described(name, tensor):
    tensor = tensor.detach().double()
    return [tensor.norm().item(), (tensor * probe(name, tuple(tensor.shape))).sum().item()]


def case(name, config, train):
    """train: batch norm by the batch's statistics."""
    model = open_clip.CLIP(**config)
    fill(model.state_dict())
    model = model.double().train(train)
    size = config["vision_cfg"]["image_size"]
    tokens = open_clip.get_tokenizer("ViT-B-32")(TEXTS)
    images = model.encode_image(pixels(size).double(), normalize=True)
    texts = model.encode_text(tokens, normalize=True)
    logits = model.logit_scale.exp() * images @ texts.T
    target = torch.arange(len(TEXTS))
    loss = (torch.nn.functional.cross_entropy(logits, target) +
            torch.nn.functional.cross_entropy(logits.T, target)) / 2
    loss.backward()
    gradients = {key: described(key, value.grad) for key, value in model.named_parameters()}
    statistics = {key: described(key, value) for key, value in model.named_buffers()
                  if "running_" in key}
    return {"name": name, "size": size, "train": train, "config_file": "open_clip_config.json",
            "weights_file": "open_clip_model.safetensors",
            "config": {"model_cfg": config, "preprocess_cfg": {}},
            "tensors": shapes(model.state_dict()), "loss": loss.item(), "gradients": gradients,
            "statistics": statistics}


def main():
    vit = {"image_size": 40, "patch_size": 8, "width": 64, "layers": 2, "head_width": 32}
    resnet = {"image_size": 64, "layers": [1, 2, 1, 1], "width": 8, "head_width": 32,
              "patch_size": None}
    lite = {"timm_model_name": "tf_efficientnet_lite0", "timm_pool": "avg", "timm_proj": "linear",
            "image_size": 64}
    base = {"embed_dim": 24, "text_cfg": TEXT}
    cases = [case("vit", dict(base, vision_cfg=vit), True),
             case("vit-quickgelu", dict(base, quick_gelu=True, vision_cfg=vit), True),
             case("modified-resnet", dict(base, quick_gelu=True, vision_cfg=resnet), True),
             case("modified-resnet-frozen-statistics", dict(base, vision_cfg=resnet), False),
             case("efficientnet-lite", dict(base, vision_cfg=lite), False)]
    out = ROOT / "tests/goldens/training.json.gz"
    text = json.dumps({"texts": TEXTS, "torch": torch.__version__,
                       "open_clip": open_clip.__version__, "cases": cases})
    out.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(out, out.stat().st_size, "bytes", [(c["name"], c["loss"]) for c in cases])


if __name__ == "__main__":
    main()
