"""Days of half hours covered by shifts with one break; optima proved by HiGHS.

Run: python3 break_covers.py > break_covers.json
Made with scipy 1.17 (scipy.optimize.milp, relative gap 0).
"""

import json
import math

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import lil_matrix

OPEN, CLOSE, STEP = 7 * 60, 20 * 60, 30
# Earliest start, latest start, length, cost an hour, break window (first, last), minutes.
PATTERNS = [
    (420, 690, 510, 27.0, (180, 300)),
    (420, 840, 360, 27.5, (120, 210)),
    (420, 960, 240, 29.0, None),
]


def shifts():
    for first, last, length, price, window in PATTERNS:
        for start in range(first, last + 1, STEP):
            for rest in [None] if window is None else range(window[0], window[1] + 1, STEP):
                slots = [
                    (minute - OPEN) // STEP
                    for minute in range(start, start + length, STEP)
                    if rest is None or minute != start + rest
                    if OPEN <= minute < CLOSE
                ]
                yield price * (length - (0 if rest is None else STEP)) / 60, slots


def demand(day, slots):
    """Two humps, of a height and place that differ by day, in whole persons."""
    return [
        math.ceil(
            4
            + (14 + 2 * day) * math.exp(-((t - 7 - day % 3) ** 2) / 18)
            + (11 + 3 * (day % 2)) * math.exp(-((t - 16 - day % 2) ** 2) / 22)
        )
        for t in range(slots)
    ]


def solve(required, columns):
    matrix = lil_matrix((len(required), len(columns)))
    for j, (_, slots) in enumerate(columns):
        for t in slots:
            matrix[t, j] = 1
    result = milp(
        np.array([c for c, _ in columns]),
        constraints=LinearConstraint(matrix.tocsr(), lb=required),
        integrality=np.ones(len(columns)),
        bounds=Bounds(0, np.inf),
        options={"mip_rel_gap": 0.0},
    )
    assert result.status == 0
    return round(result.fun * 4) / 4


columns = list(shifts())
days = [demand(day, (CLOSE - OPEN) // STEP) for day in range(5)]
print(
    json.dumps(
        {
            "costs": [c for c, _ in columns],
            "slots": [s for _, s in columns],
            "required": days,
            "optimum": [solve(d, columns) for d in days],
        }
    )
)
