"""Instances of public families, in the OR-Library's formats, as MPS files.

    python3 families.py setcover|gap|mknap FILE [...] --into FOLDER [--first N]

setcover  rows and columns, the columns' costs, then by row the number of its columns and
          their list: one program a file.
gap       the number of problems; for each agents and jobs, costs, needs and capacities.
          Files whose name ends in a digit maximize.
mknap     the number of problems; for each items, budgets and an optimum or 0, then profits,
          needs and capacities. They maximize.

Every program minimizes: maximized objectives are written negated.
"""
import argparse
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


FAMILIES = {"setcover": setcover, "gap": gap, "mknap": mknap}


def mps(name, costs, entries, rows):
    """A program of binaries; the coefficients of every column as (row, value). Fields stand
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
    lines += ["BOUNDS"] + [field("UP", "bound", f"x{j}", 1) for j in range(len(costs))]
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
            paths[-1].write_text(mps(name, costs, entries, rows))
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
