"""Random linear and integer programs with the values scipy's HiGHS finds for them.

Run: python3 generate.py   (numpy, scipy >= 1.9; writes programs.json beside it)
Programs are in ranged form; infinite bounds are null. Status is that of scipy's milp.
"""

import json
import pathlib

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

rng = np.random.default_rng(20260101)


def bound(v):
    return None if np.isinf(v) else float(v)


def program(n, m, density, integer_share, kind):
    a = np.where(rng.random((m, n)) < density, rng.integers(-9, 10, (m, n)), 0).astype(float)
    if kind == "cover":
        a = np.abs(a)
    point = rng.integers(0, 8, n).astype(float)
    activity = a @ point
    lower = np.full(m, -np.inf)
    upper = np.full(m, np.inf)
    for i in range(m):
        style = "lower" if kind == "cover" else rng.choice(["lower", "upper", "equal", "range"])
        slack = float(rng.integers(0, 6))
        if style in ("lower", "range"):
            lower[i] = activity[i] - slack
        if style in ("upper", "range"):
            upper[i] = activity[i] + slack
        if style == "equal":
            lower[i] = upper[i] = activity[i]
    xl = np.zeros(n)
    xu = np.full(n, np.inf)
    if kind != "cover":
        for j in range(n):
            style = rng.choice(["plain", "boxed", "free", "upper", "fixed"], p=[0.4, 0.35, 0.1, 0.1, 0.05])
            if style == "boxed":
                xl[j], xu[j] = point[j] - rng.integers(0, 5), point[j] + rng.integers(0, 5)
            if style == "free":
                xl[j] = -np.inf
            if style == "upper":
                xl[j], xu[j] = -np.inf, point[j] + rng.integers(0, 5)
            if style == "fixed":
                xl[j] = xu[j] = point[j]
    if kind == "tight":
        # Ask for more than the bounds allow in some of them.
        i = rng.integers(0, m)
        lower[i] = activity[i] + 40
        upper[i] = max(upper[i], lower[i])
    cost = rng.integers(0, 20, n).astype(float) if kind == "cover" else rng.integers(-9, 15, n).astype(float)
    integer = rng.random(n) < integer_share
    return a, lower, upper, xl, xu, cost, integer


def main():
    programs = []
    for index in range(160):
        kind = ["cover", "mixed", "mixed", "tight"][index % 4]
        n, m = int(rng.integers(3, 26)), int(rng.integers(2, 20))
        share = 0.0 if index < 90 else float(rng.choice([0.4, 1.0]))
        if share > 0:
            n, m = min(n, 12), min(m, 10)
        a, lower, upper, xl, xu, cost, integer = program(n, m, float(rng.choice([0.2, 0.5, 0.9])), share, kind)
        if share > 0:
            # Keep the search finite.
            xl, xu = np.maximum(xl, -20), np.minimum(xu, 20)
        result = milp(
            cost,
            integrality=integer.astype(int),
            bounds=Bounds(xl, xu),
            constraints=LinearConstraint(a, lower, upper),
            options={"mip_rel_gap": 0.0},
        )
        status = {0: "optimal", 2: "infeasible", 3: "unbounded"}.get(result.status)
        if status != "optimal":
            # milp may say "infeasible or unbounded": feasibility alone decides.
            feasible = milp(
                np.zeros(n), integrality=integer.astype(int), bounds=Bounds(xl, xu),
                constraints=LinearConstraint(a, lower, upper),
            )
            status = "infeasible" if feasible.status == 2 else "unbounded"
        rows, columns = np.nonzero(a)
        programs.append({
            "rows": m, "variables": n,
            "entries": [[int(i), int(j), float(a[i, j])] for i, j in zip(rows, columns)],
            "rowLower": [bound(v) for v in lower], "rowUpper": [bound(v) for v in upper],
            "lower": [bound(v) for v in xl], "upper": [bound(v) for v in xu],
            "cost": cost.tolist(), "integer": [bool(v) for v in integer],
            "status": status, "value": float(result.fun) if status == "optimal" else None,
        })
    path = pathlib.Path(__file__).with_name("programs.json")
    path.write_text("[\n" + ",\n".join(json.dumps(p, separators=(",", ":")) for p in programs) + "\n]\n")
    print({s: sum(p["status"] == s for p in programs) for s in ("optimal", "infeasible", "unbounded")})


main()
