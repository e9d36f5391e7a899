"""Answers of the shipped networks, by numpy from their JSON files.

Run again after `Benchmarks train-global`. The series are given by the formula below.
Writes pretrained.csv: case, series, step, value.
"""
import base64
import csv
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).resolve().parents[4] / "Models" / "forecasting"


def series(count, period, k):
    t = np.arange(count)
    wave = 1 + 0.2 * np.sin(2 * np.pi * (t + k) / period) if period > 1 else 1.0
    rough = ((t * 7919 + 104729 * k) % 13 - 6) / 50
    return (100 + 20 * k) * wave * 1.01 ** t * (1 + rough)


def profile(z, m):
    n = len(z)
    if m == 1 or n < 2 * m:
        return np.zeros(m)
    start = max(0, n - 8 * m)
    x = z[start:]
    if len(x) < 2 * m:
        return np.zeros(m)
    kernel = np.ones(m) / m if m % 2 else np.r_[0.5, np.ones(m - 1), 0.5] / m
    trend = np.convolve(x, kernel, "valid")
    half = m // 2
    away = x[half:half + len(trend)] - trend
    phase = (start + half + np.arange(len(trend))) % m
    means = np.array([away[phase == p].mean() for p in range(m)])
    means -= means.mean()
    within = ((away - means[phase]) ** 2).sum() / max(1, len(away) - m)
    between = (means ** 2).sum() / (m - 1)
    return means * max(0, 1 - within / (len(away) / m * between))


def view(z, m, lags, h):
    n = len(z)
    s = profile(z, m)
    held = min(n, lags)
    w = z[n - held:] - s[np.arange(n - held, n) % m]
    if held < lags:
        w = np.r_[np.full(lags - held, w[:max(1, min(m, held))].mean()), w]
    recent = z[max(0, n - (60 if m == 1 else 8 * m)):]
    lag = m if len(recent) > m else 1
    rough = np.abs(recent[lag:] - recent[:-lag]).mean() if len(recent) > lag else 0.05
    long = 12 * max(m, 3)
    measures = [np.log(max(rough, 1e-3)), np.log(max(np.abs(np.diff(w)).mean(), 1e-3)),
                min(n, long) / long, held / lags]
    ahead = s[(n + np.arange(min(m, h))) % m] if m > 1 else []
    return np.r_[w - w[-1], measures, ahead], w[-1], s


def block(b):
    return np.frombuffer(base64.b64decode("".join(b["data"])), "<i2") * b["unit"]


def forecast(model, y):
    window = model["window"]
    m, h = window["period"], window["horizon"]
    x, level, s = view(np.log(y), m, window["lags"], h)
    x = np.clip((x - model["inputCentres"]) / model["inputScales"], -8, 8)
    sizes = [len(x)] + model["hidden"] + [h]
    total = 0
    for blocks in model["networks"]:
        p = [block(b) for b in blocks]
        a = x
        for k in range(len(sizes) - 1):
            a = p[2 * k].reshape(sizes[k], sizes[k + 1]).T @ a + p[2 * k + 1]
            if k < len(sizes) - 2:
                a = np.maximum(a, 0)
        total = total + a + p[-1].reshape(sizes[0], h).T @ x
    away = np.clip(total / len(model["networks"]) * model["outputScale"],
                   -model["reach"], model["reach"])
    return np.exp(level + s[(len(y) + np.arange(h)) % m] + away)


with open("pretrained.csv", "w", newline="") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["case", "series", "step", "value"])
    for path in sorted(FOLDER.glob("network-*.json")):
        model = json.loads(path.read_text())
        m = model["window"]["period"]
        for k in range(4):
            y = series(2 * m + 1 + 13 * k if m > 1 else 4 + 5 * k, m, k)
            for step, v in enumerate(forecast(model, y)):
                out.writerow([model["frequency"], k, step + 1, repr(float(v))])
