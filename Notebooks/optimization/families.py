"""Instances of public families, in the OR-Library's formats, as MPS files.

    python3 families.py setcover|gap|mknap|shiftcover FILE [...] --into FOLDER [--first N]

setcover  rows and columns, the columns' costs, then by row the number of its columns and
          their list: one program a file.
gap       the number of problems; for each agents and jobs, costs, needs and capacities.
          Files whose name ends in a digit maximize.
mknap     the number of problems; for each items, budgets and an optimum or 0, then profits,
          needs and capacities. They maximize.
shiftcover  JSON: demand by quarter-hour of a cyclic week and the rule for shifts, as in
          `Sources/Benchmarks/CoverInstance.swift`: one program of general integers a file.

Every program minimizes: maximized objectives are written negated.
"""
import argparse
import itertools
import json
from pathlib import Path


def numbers(path):
    for word in path.read_text().split():
        yield float(word) if "." in word else int(word)


def setcover(path):
    scan = numbers(path)
    take = lambda count: [next(scan) for _ in range(count)]
    rows, columns = take(2)
    costs = take(columns)
    entries = [[] for _ in range(columns)]
    for i in range(rows):
        for j in take(next(scan)):
            entries[j - 1].append((i, 1))
    yield path.stem, costs, entries, [("G", 1)] * rows


def gap(path):
    scan = numbers(path)
    take = lambda count: [next(scan) for _ in range(count)]
    sign = -1 if path.stem[-1].isdigit() else 1
    for k in range(next(scan)):
        agents, jobs = take(2)
        costs = [take(jobs) for _ in range(agents)]
        needs = [take(jobs) for _ in range(agents)]
        rows = [("E", 1)] * jobs + [("L", c) for c in take(agents)]
        yield (f"{path.stem}-{k + 1}", [sign * c for row in costs for c in row],
               [[(j, 1), (jobs + i, needs[i][j])] for i in range(agents) for j in range(jobs)], rows)


def mknap(path):
    scan = numbers(path)
    take = lambda count: [next(scan) for _ in range(count)]
    for k in range(next(scan)):
        items, budgets, _ = take(3)
        profits = take(items)
        needs = [take(items) for _ in range(budgets)]
        rows = [("L", c) for c in take(budgets)]
        yield (f"{path.stem}-{k + 1}", [-p for p in profits],
               [[(i, needs[i][j]) for i in range(budgets) if needs[i][j]] for j in range(items)],
               rows)


def shiftcover(path):
    rule = json.loads(path.read_text())
    kind, demand, day = rule["kind"], rule["demand"], 96
    grid = rule["start_grid_slots"] if kind in ("flow", "tour") else max(2, rule["start_grid_slots"])
    premium = lambda slot: 1 if slot % day >= 88 or slot % day < 24 else 0
    costs, entries = [], []

    def column(slots, paid, cost):
        rows = [(slot % len(demand), 1) for slot in slots]
        if rule["budget_slots"] is not None:
            rows.append((len(demand), paid))
        costs.append(cost)
        entries.append(rows)

    if kind == "tour":
        lengths = {"small": [32, 40], "medium": [24, 32, 40], "large": [24, 28, 32, 36, 40]}
        for start, length in itertools.product(range(0, day, grid), lengths[rule["size"]]):
            rest = length // 2 - 1
            worked = [start + k for k in range(length) if not rest <= k < rest + 2]
            cost = 4 * len(worked) + 8 + sum(premium(start + k) for k in range(length))
            for days in itertools.combinations(range(7), 5):
                column([d * day + slot for d in days for slot in worked], 5 * len(worked),
                       sum(cost + (6 if d >= 5 else 0) for d in days))
    else:
        for start in range(0, len(demand), grid):
            for length in rule["lengths_slots"]:
                span = range(start, start + length)
                night = sum(map(premium, span))
                if kind != "flow" and length == 18:
                    continue
                if kind == "flow" or length < 24:
                    column(span, length, 4 * length + night + 8)
                    continue
                for rest in range(length // 2 - 5, length // 2 + 4, grid):
                    column([s for k, s in enumerate(span) if not rest <= k < rest + 2], length - 2,
                           4 * length + night)
    if rule["under_penalty"] is not None:
        for slot in range(len(demand)):
            costs.append(rule["under_penalty"])
            entries.append([(slot, 1)])
    rows = [("G", need) for need in demand]
    if rule["budget_slots"] is not None:
        rows.append(("L", rule["budget_slots"]))
    yield path.stem, costs, entries, rows


FAMILIES = {"shiftcover": shiftcover, "setcover": setcover, "gap": gap, "mknap": mknap}


def mps(name, costs, entries, rows, binary):
    """A program of binaries or whole numbers; the coefficients of every column as (row, value). Fields stand
    in the columns of the fixed format: readers of either format take the file."""
    field = lambda kind, first, second, value: f" {kind:2} {first:8}  {second:8}  {value:>12}"
    lines = [f"NAME          {name}", "ROWS", " N  cost"]
    lines += [f" {kind}  r{i}" for i, (kind, _) in enumerate(rows)]
    lines += ["COLUMNS", "    M1        'MARKER'                 'INTORG'"]
    for j, (cost, column) in enumerate(zip(costs, entries)):
        lines.append(field("", f"x{j}", "cost", cost))
        lines += [field("", f"x{j}", f"r{i}", value) for i, value in column]
    lines += ["    M2        'MARKER'                 'INTEND'", "RHS"]
    lines += [field("", "rhs", f"r{i}", value) for i, (_, value) in enumerate(rows)]
    bound = (lambda j: field("UP", "bound", f"x{j}", 1)) if binary else (
        lambda j: f" PL bound     x{j}")
    lines += ["BOUNDS"] + [bound(j) for j in range(len(costs))]
    return "\n".join(lines + ["ENDATA", ""])


def write(family, files, folder, first=None):
    """Writes at most `first` programs of each file; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for path in files:
        for k, (name, costs, entries, rows) in enumerate(FAMILIES[family](path)):
            if first is not None and k >= first:
                break
            paths.append(folder / f"{name}.mps")
            paths[-1].write_text(mps(name, costs, entries, rows, family != "shiftcover"))
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("family", choices=FAMILIES)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--first", type=int)
    arguments = parser.parse_args()
    for path in write(arguments.family, arguments.files, arguments.into, arguments.first):
        print(path)


if __name__ == "__main__":
    main()
