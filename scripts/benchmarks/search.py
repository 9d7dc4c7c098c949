"""bench search: Fovea's quantised index beside hnswlib with fp32 vectors, both measured in one process
by fovea_bench_search, which interleaves them."""
import json
import subprocess

from . import tools


def run(options, report):
    program = tools.program(options.build, "fovea_bench_search")
    report.say(f"search: {options.vectors} vectors")
    answer = subprocess.run([program, "--photos", str(options.vectors)], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    for line in answer.splitlines():
        report.add(json.loads(line))
