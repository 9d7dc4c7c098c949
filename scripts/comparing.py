"""What compare-recall and compare-classify share. Standard library alone until enter() has changed over
to the reference's Python."""
import json
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STARTER = os.path.join(ROOT, "resources", "models", "fovea-starter")


def enter():
    """Goes on in .venv-reference, which is made where it is missing."""
    python = os.path.join(ROOT, ".venv-reference", "bin", "python")
    if os.path.abspath(sys.prefix) == os.path.dirname(os.path.dirname(python)):
        return
    if subprocess.run([os.path.join(ROOT, "scripts", "reference-setup")], stdout=sys.stderr).returncode:
        sys.exit("The reference's Python cannot be set up")
    os.execv(python, [python, os.path.abspath(sys.argv[0]), *sys.argv[1:]])


def add_options(parser):
    parser.add_argument("--model", metavar="FOLDER", default=STARTER,
                        help="an OpenCLIP folder (default: the starter model)")
    parser.add_argument("--fovea", metavar="FILE", default=os.path.join(ROOT, "build", "release", "bin", "fovea"))
    parser.add_argument("--json", action="store_true")


def ours(options, *arguments):
    """What Fovea answers to a subcommand with --json."""
    command = [options.fovea, *arguments, "--json", "--quiet", "--model", os.path.abspath(options.model)]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    except OSError as error:
        sys.exit(f"{options.fovea} cannot be run ({error.strerror}); build it with: cmake --build --preset release")
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with status {done.returncode}")
    return json.loads(done.stdout)


class Reference:
    """OpenCLIP in fp32 with its own transforms over Pillow's full decode."""

    def __init__(self, folder):
        from reference import load
        self.model, self.transform, self.tokenize = load(os.path.abspath(folder))

    def texts(self, texts):
        """[n, dim], unit length."""
        import torch
        parts = []
        with torch.inference_mode():
            for start in range(0, len(texts), 64):
                tokens = self.tokenize(texts[start:start + 64])
                parts.append(self.model.encode_text(tokens, normalize=True))
        return torch.cat(parts)

    def images(self, paths):
        """[n, dim], unit length."""
        import torch
        from PIL import Image, ImageOps
        from reference import as_seen
        parts, batch = [], []
        with torch.inference_mode():
            for number, path in enumerate(paths):
                with Image.open(path) as image:
                    batch.append(self.transform(as_seen(ImageOps.exif_transpose(image))))
                if len(batch) == 16 or number + 1 == len(paths):
                    parts.append(self.model.encode_image(torch.stack(batch), normalize=True))
                    batch = []
        return torch.cat(parts)
