"""Assignments and minimum-cost flows with the optima scipy finds for them.

Run: python3 generate.py   (numpy, scipy >= 1.9; writes networks.json beside it)
Assignments by scipy.optimize.linear_sum_assignment, flows by linprog (HiGHS dual simplex).
"""

import json
import pathlib

import numpy as np
from scipy.optimize import linear_sum_assignment, linprog

rng = np.random.default_rng(20261122)
assignments = []
for rows, columns, spread in [(1, 1, 5), (4, 4, 3), (6, 6, 20), (7, 11, 50), (20, 20, 9), (25, 40, 1000)]:
    c = rng.integers(-spread, spread + 1, (rows, columns)).astype(float)
    forbidden = rng.random((rows, columns)) < 0.15
    for i in range(rows):
        forbidden[i, i] = False
    c[forbidden] = np.inf
    i, j = linear_sum_assignment(c)
    assignments.append({"rows": rows, "columns": columns, "value": float(c[i, j].sum()),
                        "costs": [None if np.isinf(v) else v for v in c.ravel()]})

flows = []
for nodes, arcs in [(2, 2), (5, 9), (8, 20), (15, 50), (30, 140), (60, 300), (12, 14), (20, 26)]:
    tail = rng.integers(0, nodes, arcs)
    head = (tail + rng.integers(1, nodes, arcs)) % nodes
    lower = np.where(rng.random(arcs) < 0.2, rng.integers(-3, 3, arcs), 0).astype(float)
    upper = np.where(rng.random(arcs) < 0.7, lower + rng.integers(0, 15, arcs), np.inf)
    cost = rng.integers(-4, 20, arcs).astype(float)
    supply = rng.integers(-6, 7, nodes).astype(float)
    supply[-1] -= supply.sum()
    a = np.zeros((nodes, arcs))
    for k in range(arcs):
        a[tail[k], k] += 1
        a[head[k], k] -= 1
    r = linprog(cost, A_eq=a, b_eq=supply, bounds=list(zip(lower, upper)), method="highs-ds")
    flows.append({"supply": supply.tolist(),
                  "arcs": [[int(tail[k]), int(head[k]), lower[k],
                            None if np.isinf(upper[k]) else upper[k], cost[k]] for k in range(arcs)],
                  "status": {0: "optimal", 2: "infeasible", 3: "unbounded"}.get(r.status, "?"),
                  "value": float(r.fun) if r.status == 0 else None})
pathlib.Path(__file__).with_name("networks.json").write_text(
    json.dumps({"assignments": assignments, "flows": flows}))
print([f["status"] for f in flows], [a["value"] for a in assignments])
