"""Complex exponential smoothing of statsforecast at given parameters.

Writes values.csv (case, t, value, error, forecast: observations and one-step errors after
backcasting, then, with t < 0, point forecasts) and parameters.csv (case, seasonality,
period, alpha0, alpha1, beta0, beta1). Run: python3 ces.py
With the folder of the monthly, quarterly and yearly competition files as argument it also
writes likelihoods.csv: for every 12th of their series the log-likelihood of each
seasonality as statsforecast fits it (file, unique_id, none, simple, partial, full).
"""
import csv
import sys

import numpy as np
from statsforecast import ces

LETTERS = {"none": "N", "simple": "S", "partial": "P", "full": "F"}


def series(n, m, slope, curve):
    t = np.arange(n)
    noise = ((t * 7919) % 101) / 101 - 0.5
    return 120 + slope * t + curve * t**2 + 25 * np.sin(2 * np.pi * t / m) + 12 * noise


CASES = [
    ("none", 1, 30, 0.8, 0.0, 1.35, 1.02, np.nan, np.nan),
    ("none", 1, 57, -0.6, 0.0, 1.8, 0.95, np.nan, np.nan),
    ("simple", 12, 50, 0.3, 0.01, 1.3, 1.01, np.nan, np.nan),
    ("simple", 4, 41, 0.0, 0.0, 1.6, 0.9, np.nan, np.nan),
    ("partial", 12, 66, 0.5, 0.0, 1.25, 1.005, 0.2, np.nan),
    ("partial", 7, 45, -0.4, 0.0, 1.5, 0.97, 0.4, np.nan),
    ("full", 12, 61, 0.5, 0.02, 1.3, 1.01, 1.2, 0.98),
    ("full", 4, 39, 1.1, 0.0, 1.7, 1.0, 1.4, 1.03),
]

with open("values.csv", "w", newline="") as a, open("parameters.csv", "w", newline="") as b:
    values, parameters = csv.writer(a), csv.writer(b)
    values.writerow(["case", "t", "value", "error", "forecast"])
    parameters.writerow(
        ["case", "seasonality", "period", "alpha0", "alpha1", "beta0", "beta1"])
    for k, (kind, m, n, slope, curve, *p) in enumerate(CASES):
        name = f"{kind}-{k}"
        y = series(n, max(m, 5), slope, curve)
        start = ces.initstate(y, m, LETTERS[kind])
        _, errors, states, _ = ces.pegelsresid_ces(
            y, m, start, start.shape[1], LETTERS[kind], *p, 3)
        h = 2 * m + 3
        forecast = np.full(h, np.nan)
        ces.cesforecast(states, n, m, ces.switch_ces(LETTERS[kind]), forecast, h, *p)
        for t in range(n):
            values.writerow([name, t, repr(float(y[t])), repr(float(errors[t])), "NA"])
        for t in range(h):
            values.writerow([name, -1 - t, "NA", "NA", repr(float(forecast[t]))])
        parameters.writerow([name, kind, m] + [repr(float(np.nan_to_num(v))) for v in p])

if len(sys.argv) > 1:
    import pandas as pd

    with open("likelihoods.csv", "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "unique_id", *LETTERS])
        for frequency, m in (("monthly", 12), ("quarterly", 4), ("yearly", 1)):
            table = pd.read_csv(f"{sys.argv[1]}/{frequency}_train.csv.gz")
            groups = list(table.groupby("unique_id", sort=True))[::12]
            for name, group in groups:
                y = group["value"].to_numpy(dtype=float)
                row = []
                for letter in LETTERS.values():
                    if letter != "N" and (m == 1 or len(y) < 2 * m):
                        row.append("NA")
                        continue
                    fit = ces.cesmodel(y, m, letter, np.nan, np.nan, np.nan, np.nan, 3)
                    n = len(y)
                    squares = np.sum(fit["residuals"] ** 2)
                    row.append(repr(float(-n / 2 * (np.log(2 * np.pi * squares / n) + 1))))
                rows.writerow([frequency, name, *row])
