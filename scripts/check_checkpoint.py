"""What scripts/check-checkpoint runs: OpenCLIP loads a folder strictly and embeds as Fovea does."""
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from PIL import Image

from reference import load, open_clip

WITHIN = 2e-4


def fovea(program, folder, *arguments):
    out = subprocess.run([program, "--model", folder, "embed", *arguments, "--json"], check=True,
                         capture_output=True, text=True).stdout
    answer = json.loads(out)
    return torch.tensor(answer["embeddings"][0]["embedding"])


def main(folder, program):
    folder = str(pathlib.Path(folder).resolve())
    config = json.loads((pathlib.Path(folder) / "open_clip_config.json").read_text())
    strict = open_clip.CLIP(**config["model_cfg"])
    from safetensors.torch import load_file
    strict.load_state_dict(load_file(f"{folder}/open_clip_model.safetensors"), strict=True)
    model, transform, tokenize = load(folder)
    caption = "a small red circle at the top left of a gray picture"
    with tempfile.TemporaryDirectory() as place, torch.no_grad():
        picture = f"{place}/picture.png"
        gradient = torch.arange(300 * 400 * 3) % 251
        Image.fromarray(gradient.view(300, 400, 3).to(torch.uint8).numpy()).save(picture)
        image = model.encode_image(transform(Image.open(picture).convert("RGB"))[None], normalize=True)[0]
        text = model.encode_text(tokenize([caption], context_length=model.context_length),
                                 normalize=True)[0]
        far = {"image": (fovea(program, folder, "--image", picture) - image).abs().max().item(),
               "text": (fovea(program, folder, "--text", caption) - text).abs().max().item()}
    print(f"{folder}: strict names, {sum(p.numel() for p in model.parameters()):,} parameters; "
          f"largest difference of an element {far['image']:.1e} (image), {far['text']:.1e} (text)")
    return 0 if max(far.values()) < WITHIN else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
