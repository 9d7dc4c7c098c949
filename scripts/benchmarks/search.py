"""bench search: Fovea's quantised index beside hnswlib with fp32 vectors, both measured in one process
by fovea_bench_search, which interleaves them."""
import json
import subprocess

from . import tools


def run(options, report):
    program = tools.program(options.build, "fovea_bench_search")
    report.say(f"search: {options.vectors} vectors")
    answer = subprocess.run([program, "--vectors", str(options.vectors), "--runs", str(options.runs)],
                            check=True, capture_output=True, text=True).stdout
    for line in answer.splitlines():
        row = json.loads(line)
        report.measure(row["measure"], row["ours"], row["unit"], row["anchor"], row["anchor_values"])
