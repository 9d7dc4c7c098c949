"""How a benchmark tells what it measured."""
import json
import statistics
import sys


class Report:
    def __init__(self, as_json):
        self.as_json = as_json
        self.rows = []

    def say(self, text):
        """Progress, beside the results."""
        print(text, file=sys.stderr, flush=True)

    def measure(self, name, ours, unit, anchor, anchor_values, goal=None, below=False):
        """`ours` and `anchor_values` are lists of runs; `goal` is a bound of the ratio, upper if `below`."""
        value = statistics.median(ours)
        beside = statistics.median(anchor_values) if anchor_values else None
        ratio = value / beside if beside else None
        met = None
        if goal is not None and ratio is not None:
            met = ratio <= goal if below else ratio >= goal
        row = {
            "measure": name, "ours": value, "unit": unit, "anchor": anchor, "anchor_value": beside,
            "ratio": ratio, "goal": goal, "met": met,
            "ours_spread": [min(ours), max(ours)],
            "anchor_spread": [min(anchor_values), max(anchor_values)] if anchor_values else None,
            "runs": len(ours),
        }
        self.add(row)

    def add(self, row):
        """A row that a program of ours has measured, in the same format."""
        self.rows.append(row)
        if self.as_json:
            print(json.dumps(row), flush=True)

    def finish(self):
        if self.as_json or not self.rows:
            return
        lines = [("measure", "ours (median, range)", "anchor (median, range)", "ratio", "")]
        for row in self.rows:
            lines.append((
                row["measure"],
                spread(row["ours"], row["ours_spread"]) + " " + row["unit"],
                "-" if row["anchor_value"] is None else
                spread(row["anchor_value"], row["anchor_spread"]) + " " + row["unit"],
                "-" if row["ratio"] is None else f"{row['ratio']:.3g}",
                row["anchor"] or ""))
        widths = [max(len(line[i]) for line in lines) for i in range(4)]
        for line in lines:
            print("  ".join(line[i].ljust(widths[i]) for i in range(4)) + "  " + line[4])


def spread(value, values):
    return f"{value:.4g} ({values[0]:.4g}-{values[1]:.4g})"
