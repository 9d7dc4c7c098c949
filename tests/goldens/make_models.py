"""Makes tests/goldens/models.json: what OpenCLIP and transformers compute with small models.

Their weights and images are not stored: a counter-based generator makes them here and in
tests/clip/generated_model.cpp alike. Run with the Python of scripts/reference-setup:
.venv-reference/bin/python tests/goldens/make_models.py
"""
import json
import pathlib
import sys

import numpy
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))
from reference import open_clip  # noqa: E402

TEXTS = ["a photo of a dog", "", "two red kites over the sea, at dusk!", "x " * 100]
IMAGES = 3
TEXT = {"context_length": 77, "vocab_size": 49408, "width": 64, "heads": 4, "layers": 2}


def random_bits(name, count):
    """splitmix64 over a counter that starts at the FNV-1a hash of the name."""
    seed = numpy.uint64(0xCBF29CE484222325)
    with numpy.errstate(over="ignore"):
        for byte in name.encode():
            seed = (seed ^ numpy.uint64(byte)) * numpy.uint64(0x100000001B3)
        z = seed + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return z ^ (z >> numpy.uint64(31))


def weight(name, shape):
    """A number in [-1, 1) for each element, scaled and shifted by what the tensor is for."""
    count = int(numpy.prod(shape, dtype=numpy.int64))
    u = (random_bits(name, count) >> numpy.uint64(11)).astype(numpy.float64) / 2.0**52 - 1.0
    if name.endswith("running_var"):
        u = 1.0 + 0.5 * u
    elif len(shape) == 0:
        u = u * 0.0 + 2.0
    elif len(shape) == 1 and name.endswith(".weight"):
        u = 1.0 + 0.2 * u
    elif "embedding" in name and len(shape) < 3:
        u = 0.5 * u
    elif len(shape) == 1:
        u = 0.1 * u
    else:
        u = u * numpy.sqrt(3.0 / (count // shape[0]))
    return torch.from_numpy(u.astype(numpy.float32).reshape(shape))


def image(index, size):
    """Noise around a brightness and a slope of its own, [size, size, 3]."""
    noise = (random_bits(f"image {index}", size * size * 3) & numpy.uint64(63)).astype(numpy.int64)
    place = numpy.arange(size * size * 3, dtype=numpy.int64)
    value = noise + 40 * index + place // (size * 3) * (index + 1) + place % 3 * 20
    return (value % 256).astype(numpy.uint8).reshape(size, size, 3)


def pixels(size):
    data = numpy.stack([image(i, size) for i in range(IMAGES)])
    mean = torch.tensor(open_clip.OPENAI_DATASET_MEAN).view(1, 3, 1, 1)
    std = torch.tensor(open_clip.OPENAI_DATASET_STD).view(1, 3, 1, 1)
    return (torch.from_numpy(data).permute(0, 3, 1, 2).float() / 255 - mean) / std


def fill(state):
    """Sets every floating point tensor; counters and position ids stay."""
    with torch.no_grad():
        for name, tensor in state.items():
            if tensor.is_floating_point():
                tensor.copy_(weight(name, tuple(tensor.shape)))


def shapes(state):
    return {name: list(tensor.shape) for name, tensor in state.items() if tensor.is_floating_point()}


def rows(tensor):
    unit = torch.nn.functional.normalize(tensor.double(), dim=-1)
    return [[round(value, 7) for value in row] for row in unit.tolist()]


def open_clip_case(name, config, grid_from=None):
    """grid_from: the image size that the weights' positions are for, when it is not the model's."""
    size = config["vision_cfg"]["image_size"]
    source = dict(config, vision_cfg=dict(config["vision_cfg"], image_size=grid_from or size))
    weights = open_clip.CLIP(**source).state_dict()
    fill(weights)
    model = open_clip.CLIP(**config).eval()
    loaded = {key: value.clone() for key, value in weights.items()}
    from open_clip.model import resize_pos_embed
    resize_pos_embed(loaded, model)
    model.load_state_dict(loaded)
    tokens = open_clip.get_tokenizer("ViT-B-32")(TEXTS)
    with torch.no_grad():
        images = model.encode_image(pixels(size))
        texts = model.encode_text(tokens)
    return {"name": name, "size": size, "config_file": "open_clip_config.json",
            "weights_file": "open_clip_model.safetensors",
            "config": {"model_cfg": config, "preprocess_cfg": {}}, "tensors": shapes(weights),
            "ids": [list(map(int, row[:int(row.argmax()) + 1])) for row in tokens],
            "images": rows(images), "texts": rows(texts)}


def hugging_face_case(name, activation, end):
    from transformers import CLIPConfig, CLIPModel
    config = {
        "architectures": ["CLIPModel"], "model_type": "clip", "projection_dim": 48,
        "text_config": {"hidden_size": 64, "intermediate_size": 192, "num_attention_heads": 4,
                        "num_hidden_layers": 2, "hidden_act": activation, "projection_dim": 48,
                        "vocab_size": 49408, "max_position_embeddings": 77, "eos_token_id": end,
                        "bos_token_id": 49406, "pad_token_id": 1},
        "vision_config": {"hidden_size": 96, "intermediate_size": 384, "num_attention_heads": 3,
                          "num_hidden_layers": 2, "hidden_act": activation, "projection_dim": 48,
                          "image_size": 40, "patch_size": 16},
    }
    model = CLIPModel(CLIPConfig(**{k: v for k, v in config.items() if k != "architectures"})).eval()
    fill(model.state_dict())
    tokens = open_clip.get_tokenizer("ViT-B-32")(TEXTS)
    with torch.no_grad():
        images = model.get_image_features(pixel_values=pixels(40))
        texts = model.get_text_features(input_ids=tokens)
    images, texts = (getattr(x, "pooler_output", x) for x in (images, texts))
    return {"name": name, "size": 40, "config_file": "config.json",
            "weights_file": "model.safetensors", "config": config,
            "tensors": shapes(model.state_dict()),
            "ids": [list(map(int, row[:int(row.argmax()) + 1])) for row in tokens],
            "images": rows(images), "texts": rows(texts)}


def main():
    vit = {"image_size": 40, "patch_size": 16, "width": 96, "layers": 2, "head_width": 32}
    resnet = {"image_size": 64, "layers": [1, 2, 1, 1], "width": 16, "patch_size": None}
    cases = [
        open_clip_case("vit-quickgelu", {"embed_dim": 48, "quick_gelu": True, "vision_cfg": vit,
                                         "text_cfg": TEXT}),
        open_clip_case("vit-gelu-resized-positions",
                       {"embed_dim": 48, "vision_cfg": dict(vit, image_size=64, patch_size=8),
                        "text_cfg": TEXT}, grid_from=48),
        open_clip_case("modified-resnet", {"embed_dim": 48, "quick_gelu": True,
                                           "vision_cfg": resnet, "text_cfg": TEXT}),
        hugging_face_case("hugging-face-end-token", "quick_gelu", 49407),
        hugging_face_case("hugging-face-argmax", "gelu", 2),
    ]
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    out = ROOT / "tests/goldens/models.json"
    head = {"texts": TEXTS, "torch": torch.__version__, "open_clip": open_clip.__version__}
    out.write_text(json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n")
    print(out, out.stat().st_size, "bytes")
    for case in cases:
        for kind in ("images", "texts"):
            unit = torch.tensor(case[kind])
            print(case["name"], kind, "cosine between inputs", (unit @ unit.T).min().item())


if __name__ == "__main__":
    main()
