"""Naive 2 with statsmodels' autocorrelations and classical decomposition, on made-up series.

Writes naive2.csv: case, period, t, value, mean. Rows with t >= 0 hold the series, those with
t < 0 the forecasts of steps 1, 2, ... (t = -1, -2, ...). Run: python3 naive2.py
"""
import csv
import pathlib

import numpy as np
from statsmodels.tsa.seasonal import seasonal_decompose
from statsmodels.tsa.stattools import acf


def made(n, m, slope, depth):
    t = np.arange(n)
    noise = ((t * 7919) % 101) / 101 - 0.5
    return (40 + slope * t + 9 * noise) * (1 + depth * np.sin(2 * np.pi * t / m))


def naive2(y, m, horizon):
    n = len(y)
    if m > 1 and n >= 3 * m:
        r = acf(y, nlags=m, adjusted=False, fft=False)[1:]
        if abs(r[-1]) > 1.645 * np.sqrt((1 + 2 * np.sum(r[:-1] ** 2)) / n):
            season = seasonal_decompose(y, model="multiplicative", period=m).seasonal[:m]
            return y[-1] / season[(n - 1) % m] * season[(n + np.arange(horizon)) % m]
    return np.full(horizon, y[-1])


cases = [
    ("months", 12, made(60, 12, 0.2, 0.3), 14),
    ("quarters", 4, made(45, 4, -0.3, 0.25), 8),
    ("no season", 12, made(60, 12, 0.0, 0.0), 5),
    ("too short", 12, made(35, 12, 0.2, 0.3), 5),
]
with open(pathlib.Path(__file__).with_name("naive2.csv"), "w", newline="") as file:
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["case", "period", "t", "value", "mean"])
    for name, m, y, horizon in cases:
        for t, value in enumerate(y):
            rows.writerow([name, m, t, format(value, ".15g"), ""])
        for k, mean in enumerate(naive2(y, m, horizon)):
            rows.writerow([name, m, -k - 1, "", format(mean, ".15g")])
