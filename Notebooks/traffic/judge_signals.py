"""A second opinion on signal plans from SUMO (pip install eclipse-sumo).

judge_signals.py NET ROUTES PLAN.csv [--begin S] [--end S] [--seeds N] [--scale F]

Prints one JSON object: mean seconds lost a demanded vehicle (time loss and departure delay,
unfinished vehicles included) under the network's own plan and under PLAN, by seed, and the mean
of the paired differences with its standard error.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml
from xml.sax.saxutils import quoteattr


def additional(plan, path):
    """Writes the plan's rows as static programs."""
    programs = {}
    with open(plan, newline="") as handle:
        for row in csv.DictReader(handle):
            programs.setdefault(row["tls_id"], []).append(row)
    with open(path, "w") as out:
        out.write("<additional>\n")
        for signal, rows in programs.items():
            rows.sort(key=lambda row: int(row["phase_index"]))
            out.write(
                f'<tlLogic id={quoteattr(signal)} type="static" programID="plan"'
                f' offset="{rows[0]["offset_s"]}">\n'
            )
            for row in rows:
                out.write(f'<phase duration="{row["duration_s"]}" state="{row["state"]}"/>\n')
            out.write("</tlLogic>\n")
        out.write("</additional>\n")


def delay(arguments, seed, extra):
    with tempfile.TemporaryDirectory() as folder:
        trips = os.path.join(folder, "trips.xml")
        beside = os.path.join(os.path.dirname(sys.executable), "sumo")
        command = [
            beside if os.path.exists(beside) else "sumo",
            "-n", arguments.net, "-r", arguments.routes, "--seed", str(seed),
            "-b", str(arguments.begin), "-e", str(arguments.end), "--scale", str(arguments.scale),
            "--tripinfo-output", trips, "--tripinfo-output.write-unfinished", "true",
            "--tripinfo-output.write-undeparted", "true", "--time-to-teleport", "-1",
            "--no-step-log", "true", "--no-warnings", "true",
        ]
        subprocess.run(command + extra, check=True, capture_output=True)
        lost = []
        for _, trip in xml.iterparse(trips):
            if trip.tag == "tripinfo":
                parts = (trip.get("timeLoss"), trip.get("departDelay"))
                lost.append(sum(max(0.0, float(part or 0)) for part in parts))
        return statistics.mean(lost)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("net")
    parser.add_argument("routes")
    parser.add_argument("plan")
    parser.add_argument("--begin", type=float, default=0)
    parser.add_argument("--end", type=float, default=7200)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--scale", type=float, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "plan.add.xml")
        additional(arguments.plan, path)
        seeds = range(1, arguments.seeds + 1)
        own = [delay(arguments, seed, []) for seed in seeds]
        plan = [delay(arguments, seed, ["-a", path]) for seed in seeds]
    change = [b - a for a, b in zip(own, plan)]
    error = statistics.stdev(change) / len(change) ** 0.5 if len(change) > 1 else None
    print(json.dumps({
        "own": own, "plan": plan, "own_mean": statistics.mean(own),
        "plan_mean": statistics.mean(plan), "change": statistics.mean(change),
        "standard_error": error,
    }))


if __name__ == "__main__":
    main()
