#!/usr/bin/env python3
"""Made panels with predictors (panel.csv) and the best mixes found by differential evolution
over the predictor weights, each inner problem by non-negative least squares (SciPy): mixes.csv.
Run in this directory; needs numpy and scipy."""
import csv
import numpy as np
from scipy.optimize import differential_evolution, minimize, nnls

CASES = [("a", 11, 12, 4), ("b", 12, 20, 6), ("c", 13, 9, 3)]  # name, seed, donors, predictors
STEPS, FIRST, FLOOR = 22, 15, 1e-3


def mix(target, donors, v):
    a = np.sqrt(v)[:, None] * donors
    b = np.sqrt(v) * target
    big = 1e4 * max(1, np.abs(a).max())
    w, _ = nnls(np.vstack([a, big * np.ones(donors.shape[1])]), np.append(b, big), maxiter=5000)
    return w / w.sum()


panel, found = [], []
for name, seed, count, k in CASES:
    rng = np.random.default_rng(seed)
    factors = np.cumsum(rng.normal(size=(STEPS, 3)), axis=0)
    loads = rng.uniform(0, 1, size=(count + 1, 3))
    loads[0] = 0.4 * loads[1] + 0.35 * loads[2] + 0.25 * loads[3]
    y = 50 + 10 * loads @ factors.T + rng.normal(size=(count + 1, STEPS))
    x = np.column_stack([loads @ rng.normal(size=3) + 0.2 * rng.normal(size=count + 1)
                         for _ in range(k - 1)] + [y[:, 10:FIRST].mean(axis=1)])
    y, x = np.round(y, 4), np.round(x, 4)
    for unit in range(count + 1):
        for step in range(STEPS):
            panel.append([name, unit, step, f"{y[unit, step]:.4f}"]
                         + [f"{x[unit, m]:.4f}" if m < k else "" for m in range(6)])
    scaled = x / x.std(axis=0, ddof=1)

    def share(u):
        e = np.exp(u - u.max())
        return FLOOR + (1 - k * FLOOR) * e / e.sum()

    def miss(u):
        w = mix(scaled[0], scaled[1:].T, share(u))
        return np.mean((y[0, :FIRST] - w @ y[1:, :FIRST]) ** 2)

    best = differential_evolution(miss, [(-9, 0)] * k, maxiter=80, popsize=12, seed=1, polish=False)
    best = minimize(miss, best.x, method="Nelder-Mead", options=dict(maxfev=3000, xatol=1e-6, fatol=1e-12))
    even = mix(scaled[0], scaled[1:].T, np.ones(k) / k)
    found.append([name, k, f"{miss(np.zeros(k)):.8f}", f"{best.fun:.8f}", f"{even.max():.6f}"])

with open("panel.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["case", "unit", "step", "y"] + [f"x{m}" for m in range(6)])
    out.writerows(panel)
with open("mixes.csv", "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["case", "predictors", "even_miss", "best_miss", "even_largest"])
    out.writerows(found)
