#!/usr/bin/env python3
"""Apportion beside other solvers, on the same files of linear and integer programs.

    APPORTION=path/to/apportion python3 peers.py FILE|FOLDER [...] [--seconds 20]
    APPORTION=path/to/apportion python3 peers.py --family setcover|gap|mknap FILE [...]

Files are programs in MPS or LP format, or with --family instances of it (families.py).
Every solver gets one thread and the same limit of CPU seconds. Printed are, for each
file and solver: status, objective, proven bound, and CPU seconds, reading included;
then the geometric mean of Apportion's time over each peer's, on the files both proved.
"""
import argparse
import json
import math
import os
import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import families

HERE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("PEERS_HOME", HERE / ".peers"))
PACKAGES = ["highspy", "ortools"]


def into_own_environment():
    """Runs this script again with the peers installed."""
    python = HOME / "bin" / "python"
    if Path(sys.prefix).resolve() == HOME.resolve():
        return
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES], check=True)
    os.execv(str(python), [str(python), str(Path(__file__).resolve()), *sys.argv[1:]])


def run(command, seconds):
    """Output and CPU seconds of a program; killed some time after its limit."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=6 * seconds + 60,
                              preexec_fn=lambda: resource.setrlimit(
                                  resource.RLIMIT_CPU, (int(2 * seconds) + 5, int(2 * seconds) + 10)))
        output = done.stdout
    except (OSError, subprocess.TimeoutExpired):
        return None, 0.0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return output, (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def number(pattern, text):
    found = re.findall(pattern, text or "")
    return float(found[-1]) if found else None


def apportion(path, seconds):
    program = os.environ.get("APPORTION", "apportion")
    output, used = run([program, "solve", str(path), "--json", "--time-limit", str(seconds)], seconds)
    try:
        answer = json.loads(output)
    except (TypeError, ValueError):
        return "failed", None, None, used
    return answer["status"], answer.get("objective"), answer.get("bound"), used


HIGHS = """
import highspy, json, sys, time
h = highspy.Highs()
h.setOptionValue("output_flag", False)
h.setOptionValue("threads", 1)
start, limit = time.process_time(), float(sys.argv[2])
def stop(event):
    if time.process_time() - start > limit:
        event.interrupt()
h.cbMipInterrupt.subscribe(stop)
h.cbSimplexInterrupt.subscribe(stop)
h.setOptionValue("mip_rel_gap", 0.0)
h.readModel(sys.argv[1])
h.run()
info = h.getInfo()
status = h.modelStatusToString(h.getModelStatus())
mip = info.mip_node_count >= 0
bound = info.mip_dual_bound if mip else info.objective_function_value
print(json.dumps([status, info.objective_function_value, bound]))
"""

CP_SAT = """
import json, sys, threading, time
from ortools.linear_solver.python import model_builder
m = model_builder.Model()
text = open(sys.argv[1]).read()
ok = m.import_from_lp_string(text) if sys.argv[1].endswith(".lp") else m.import_from_mps_string(text)
s = model_builder.Solver("sat")
limit = float(sys.argv[2])
def watch():
    while time.process_time() < limit:
        time.sleep(0.02)
    s.stop_search()
threading.Thread(target=watch, daemon=True).start()
s.set_solver_specific_parameters("num_workers:1 linearization_level:2")
status = s.solve(m)
print(json.dumps([str(status), s.objective_value, s.best_objective_bound]))
"""


def by_python(script):
    def solve(path, seconds):
        output, used = run([sys.executable, "-c", script, str(path), str(seconds)], seconds)
        try:
            status, objective, bound = json.loads((output or "").strip().splitlines()[-1])
        except (IndexError, ValueError):
            return "failed", None, None, used
        word = status.lower().removeprefix("solvestatus.")
        if word not in ("optimal", "infeasible", "unbounded"):
            # A limit, in each solver's words: what matters is whether there is a plan.
            word = "feasible" if objective is not None and abs(objective) < 1e29 else "undecided"
        return word, objective if word in ("optimal", "feasible") else None, bound, used
    return solve


def cbc(path, seconds):
    output, used = run(["cbc", str(path), "-sec", str(seconds), "-ratio", "0", "-threads", "0",
                        "solve"], seconds)
    if output is None:
        return None
    objective = number(r"(?:Objective value:|Optimal objective)\s+(\S+)", output)
    bound = number(r"(?:Lower bound|best possible):?\s+(\S+)", output)
    proved = "Optimal solution found" in output or "Optimal objective" in output
    return ("optimal" if proved else "feasible" if objective is not None else "undecided",
            objective, objective if proved else bound, used)


def clp(path, seconds):
    output, used = run(["clp", str(path), "-seconds", str(seconds), "-dualsimplex"], seconds)
    if output is None:
        return None
    objective = number(r"Optimal objective\s+(\S+)", output)
    return ("optimal" if objective is not None else "undecided", objective, objective, used)


def glpk(path, seconds):
    with tempfile.NamedTemporaryFile() as report:
        form = "--lp" if path.suffix == ".lp" else "--freemps"
        output, used = run(["glpsol", form, str(path), "--tmlim", str(int(seconds)), "-o",
                            report.name], seconds)
        if output is None:
            return None
        text = Path(report.name).read_text(errors="replace")
    # "INTEGER NON-OPTIMAL" is a plan without proof, "INTEGER UNDEFINED" none at all.
    status = re.search(r"^Status:\s+(.*\S)", text, re.MULTILINE)
    status = status.group(1) if status else ""
    objective = number(r"Objective:\s+\S+\s+=\s+(\S+)", text)
    if status in ("OPTIMAL", "INTEGER OPTIMAL"):
        return "optimal", objective, objective, used
    if status == "INTEGER NON-OPTIMAL":
        return "feasible", objective, None, used
    return "undecided", None, None, used


def is_linear(path):
    text = path.read_text(errors="replace")
    return not re.search(r"MARKER|^ *(BV|UI|LI) |^ *(general|gen|int|bin)", text, re.M | re.I)


def main():
    into_own_environment()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--family", choices=families.FAMILIES)
    parser.add_argument("--first", type=int, help="programs of each file of a family")
    parser.add_argument("--only", help="solvers, by names with commas between them")
    arguments = parser.parse_args()
    files = []
    folder = tempfile.TemporaryDirectory()
    if arguments.family:
        arguments.files = families.write(
            arguments.family, arguments.files, Path(folder.name), arguments.first)
    for path in arguments.files:
        if path.is_dir():
            files += sorted(p for p in path.iterdir() if p.suffix in (".mps", ".lp"))
        else:
            files.append(path)
    solvers = {"apportion": apportion, "highs": by_python(HIGHS), "clp": clp, "cbc": cbc,
               "glpk": glpk, "cp-sat": by_python(CP_SAT)}
    if arguments.only:
        wanted = arguments.only.split(",") + ["apportion"]
        solvers = {name: solve for name, solve in solvers.items() if name in wanted}
    logs = {name: [] for name in solvers}
    print(f"{'file':24} {'solver':10} {'status':12} {'objective':>20} {'bound':>20} {'CPU s':>9}")
    for path in files:
        linear = is_linear(path)
        answers = {}
        for name, solve in solvers.items():
            # Each to its own kind: CLP takes no integers, CP-SAT is meant for nothing else.
            if name == "clp" and not linear or name == "cp-sat" and linear:
                continue
            answer = solve(path, arguments.seconds)
            if answer is None:
                continue
            answers[name] = answer
            status, objective, bound, used = answer
            show = lambda v: f"{v:20.10g}" if isinstance(v, (int, float)) else f"{'–':>20}"
            print(f"{path.stem:24} {name:10} {status:12} {show(objective)} {show(bound)} {used:9.3f}",
                  flush=True)
        ours = answers.get("apportion")
        for name, answer in answers.items():
            if name != "apportion" and ours[0] == "optimal" and answer[0] == "optimal":
                logs[name].append(math.log(max(ours[3], 1e-4) / max(answer[3], 1e-4)))
                if abs(ours[1] - answer[1]) > 1e-6 * max(1, abs(answer[1])):
                    print(f"{path.stem}: {name} has {answer[1]}, apportion {ours[1]}")
    print()
    for name, values in logs.items():
        if values:
            print(f"apportion / {name}: {math.exp(sum(values) / len(values)):.3f} "
                  f"(geometric mean of CPU seconds, {len(values)} files)")


if __name__ == "__main__":
    main()
