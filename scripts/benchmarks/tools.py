"""What the benchmarks share: the program under test, the reference's Python, and made photos."""
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = os.path.join(ROOT, ".venv-reference", "bin", "python")
STARTER = os.path.join(ROOT, "resources", "models", "fovea-starter")


def program(build, name="fovea"):
    """Builds what is missing, so that a benchmark is one command."""
    path = os.path.join(build, "bin", name)
    if not os.path.exists(path):
        if not os.path.exists(os.path.join(build, "build.ninja")):
            subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True, stdout=sys.stderr)
        subprocess.run(["cmake", "--build", build], cwd=ROOT, check=True, stdout=sys.stderr)
    return path


def reference(script, *arguments):
    """Standard output of a script that runs in the reference's Python."""
    command = [PYTHON, os.path.join(HERE, script), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def made_photos(count, report, size=None):
    """Kept in .cache, so that only the first run makes them."""
    folder = os.path.join(ROOT, ".cache", f"bench-photos-{count}" + (f"-{size}" if size else ""))
    if not os.path.exists(os.path.join(folder, ".complete")):
        report.say(f"Making {count} photos in {folder}")
        reference("make_photos.py", folder, str(count), *([size] if size else []))
        open(os.path.join(folder, ".complete"), "w").close()
    return folder
