"""Forecasts of pooled ridge regressions on lag windows, by numpy.

The series are given by the formula below; the weighted ridge problem is solved from its
augmented least-squares form (numpy.linalg.lstsq), reweighted twice by mean absolute
residuals. Writes ridge.csv: case, series, step, value.
"""
import csv
import numpy as np


def series(k):
    t = np.arange(40 + 3 * k)
    wave = 1 + 0.3 * np.sin(2 * np.pi * (t + k) / 4)
    rough = ((t * 7919 + 104729 * k) % 13 - 6) / 40
    return (20 + 5 * k) * wave * (1.01 ** t) * (1 + rough)


def fit(data, lags, reference, season, logs, penalty, horizon):
    z = [np.log(y) if logs else y for y in data]
    rows, answers, weights = [], [], []

    def frame(window):
        r = window[lags - reference:lags].mean()
        if logs:
            return r, 1.0
        lag = season if season < lags else 1
        return r, np.abs(window[lag:lags] - window[:lags - lag]).mean()

    for y, x in zip(data, z):
        scale = np.abs(y[season:] - y[:-season]).mean()
        for end in range(lags, len(x) - horizon + 1):
            r, u = frame(x[end - lags:end])
            rows.append(np.r_[(x[end - lags:end] - r) / u, 1])
            answers.append((x[end:end + horizon] - r) / u)
            weights.append(min((np.exp(r) if logs else u) / scale, 1e3))
    X, Y, base = np.array(rows), np.array(answers), np.array(weights)
    w, before = base, np.abs(Y).mean(1)
    for _ in range(3):
        s = np.sqrt(w)[:, None]
        ridge = np.sqrt(penalty * np.sum((s * X) ** 2) / (lags + 1)) * np.eye(lags, lags + 1)
        B = np.linalg.lstsq(
            np.r_[s * X, ridge], np.r_[s * Y, np.zeros((lags, horizon))], rcond=None)[0]
        # Residuals of this fit, floored by the median of those of the fit before.
        residuals = np.abs(Y - X @ B).mean(1)
        w = base / np.maximum(residuals, max(0.1 * np.median(before), 1e-9))
        before = residuals
    for y, x in zip(data, z):
        r, u = frame(x[-lags:])
        p = np.r_[(x[-lags:] - r) / u, 1] @ B * u + r
        yield np.exp(p) if logs else p


CASES = [
    ("short-log", 6, 4, 4, True, 3e-3), ("last-log", 4, 1, 1, True, 1e-2),
    ("window-scaled", 8, 8, 4, False, 1e-3),
]
with open("ridge.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["case", "series", "step", "value"])
    for name, lags, reference, season, logs, penalty in CASES:
        data = [series(k) for k in range(6)]
        for k, p in enumerate(fit(data, lags, reference, season, logs, penalty, 5)):
            for step, v in enumerate(p):
                out.writerow([name, k, step + 1, repr(float(v))])
