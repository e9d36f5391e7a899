"""Golden values for the Reports tests: reference.json beside this file.

Needs numpy, scipy (1.12 or newer) and lttb from PyPI:
    python3 make_reference.py > reference.json

- thinning: indices kept by the package lttb. It splits the inner points evenly, as
  Steinarsson's own code does where their number is a multiple of the buckets: only
  such lengths are used.
- labels: positions a gap apart that move least, by scipy's isotonic regression on the
  wanted positions less k gaps.
- numbers: Python's own fixed-point format with commas.
- dates: weekday and month names from Python's calendar.
"""

import calendar
import datetime
import json

import lttb
import numpy as np
from scipy.optimize import isotonic_regression

rng = np.random.default_rng(20250303)


def thinning():
    cases = []
    for inner, buckets in ((40, 8), (96, 24), (300, 60)):
        n = inner + 2
        x = np.arange(n, dtype=float)
        y = np.round(np.cumsum(rng.normal(size=n)) + 3 * np.sin(x / 7), 3)
        kept = lttb.downsample(np.column_stack([x, y]), buckets + 2)
        cases.append({"y": y.tolist(), "limit": buckets + 2,
                      "kept": [int(v) for v in kept[:, 0]]})
    return cases


def labels():
    cases = []
    for n, gap in ((3, 10.0), (6, 17.25), (12, 15.0)):
        wanted = np.round(rng.uniform(0, 150, size=n), 2)
        order = np.argsort(wanted, kind="stable")
        shifted = wanted[order] - gap * np.arange(n)
        fitted = isotonic_regression(shifted).x + gap * np.arange(n)
        placed = np.empty(n)
        placed[order] = fitted
        cases.append({"wanted": wanted.tolist(), "gap": gap, "placed": placed.tolist()})
    return cases


def numbers():
    values = [float(np.round(v, 4)) for v in 10 ** rng.uniform(-2, 9, size=60)]
    return [{"value": v, "digits": d, "text": format(v, f",.{d}f")}
            for v in values for d in (0, 1, 3)]


def dates():
    days = rng.integers(-30000, 60000, size=60).tolist() + [0, 11016, 19782, 20150]
    found = []
    for day in days:
        date = datetime.date(1970, 1, 1) + datetime.timedelta(days=day)
        found.append({"day": day, "text": f"{calendar.day_name[date.weekday()]} {date.day} "
                                          f"{calendar.month_name[date.month]} {date.year}"})
    return found


print(json.dumps({"thinning": thinning(), "labels": labels(), "numbers": numbers(),
                  "dates": dates()}, indent=0))
