"""Profiles of recent like days and the autoregression of what they miss, on made
counts of three detectors, computed from their definitions with numpy.

    python3 profile.py        writes counts.csv, expected.csv and autoregression.csv

Days run from Monday 2025-03-03, quarter hours, 24 days; day 10 counts as a Sunday;
two holes. Profile: weight .7 a week, kernel of deviation 6 minutes, prior 1 day.
"""

import numpy as np

SLOTS, DAYS, DETECTORS = 96, 24, 3
MEMORY, MINUTES, PRIOR = 0.7, 6.0, 1.0
generator = np.random.default_rng(20250303)
slot = np.arange(SLOTS)
counts = np.zeros((DAYS, SLOTS, DETECTORS))
weekday = np.arange(DAYS) % 7 + 1
kind = np.where(weekday == 6, 1, np.where(weekday == 7, 2, 0))
kind[10] = 2
for day in range(DAYS):
    noise = np.zeros(DETECTORS)
    for s in range(SLOTS):
        noise = 0.8 * noise + generator.normal(0, 4, DETECTORS)
        rush = 60 * np.exp(-((s - 32) / 6) ** 2) + 50 * np.exp(-((s - 70) / 8) ** 2)
        level = 20 + (rush if kind[day] == 0 else 0.5 * rush) + day * 0.5
        counts[day, s] = np.round(np.maximum(0, level * np.array([1, 0.6, 1.5]) + noise))
counts[3, 40:50, 1] = np.nan
counts[15, :, 2] = np.nan


def smooth(table, deviation):
    reach = int(np.ceil(3 * deviation))
    out = np.full_like(table, np.nan)
    for s in range(SLOTS):
        near = np.arange(max(0, s - reach), min(SLOTS - 1, s + reach) + 1)
        kernel = np.exp(-0.5 * ((near - s) / deviation) ** 2)[:, None]
        known = np.isfinite(table[near])
        weight = (kernel * known).sum(0)
        total = (kernel * np.where(known, table[near], 0)).sum(0)
        out[s] = np.where(weight > 0, total / np.where(weight > 0, weight, 1), table[s])
    return out


def weighted(days, last):
    weights = MEMORY ** ((last - np.array(days)) / 7.0)
    known = np.isfinite(counts[days])
    weight = (weights[:, None, None] * known).sum(0)
    total = (weights[:, None, None] * np.where(known, counts[days], 0)).sum(0)
    with np.errstate(invalid="ignore"):
        return total / weight, weight


def expected(day):
    last = day - 1
    days = [d for d in range(day) if kind[d] == kind[day]]
    if days:
        level, _ = weighted(days, last)
    else:
        level = np.full((SLOTS, DETECTORS), np.nan)
    any_kind, _ = weighted(list(range(day)), last)
    level = np.where(np.isfinite(level), level, any_kind)
    level = smooth(level, MINUTES * SLOTS / 1440)
    if kind[day] == 0:
        own = [d for d in range(day) if weekday[d] == weekday[day] and kind[d] == 0]
        if own:
            mean, weight = weighted(own, last)
            difference = smooth(mean - level, 2 * MINUTES * SLOTS / 1440)
            level = np.where(np.isfinite(difference), level + difference * weight / (weight + PRIOR), level)
    return level


table = np.zeros((DAYS, SLOTS, DETECTORS))
for day in range(1, DAYS):
    table[day] = expected(day)
np.savetxt("counts.csv", counts.reshape(-1, DETECTORS), fmt="%g", delimiter=",")
np.savetxt("expected.csv", table.reshape(-1, DETECTORS), fmt="%.12g", delimiter=",")

# Direct ridge equations, 12 lags, horizons 1, 4 and 12, on days 8 to 20.
flat, usual = counts.reshape(-1, DETECTORS), table.reshape(-1, DETECTORS)
first, until = 8 * SLOTS, 20 * SLOTS
horizons = [1, 4, 12]
rows = []
for i in range(DETECTORS):
    residual = flat[:, i] - usual[:, i]
    scale = np.nanmean(np.abs(residual[first:until]))
    z = np.where(np.isfinite(residual), residual / scale, 0)
    known = np.isfinite(flat[:, i])
    origins = [t for t in range(first, until - 12) if all(known[t + h] for h in horizons)]
    x = np.array([[z[t - l] for l in range(12)] + [1] for t in origins])
    y = np.array([[z[t + h] for h in horizons] for t in origins])
    gram = x.T @ x
    ridge = 1e-3 * np.trace(gram) / 13
    beta = np.linalg.solve(gram + ridge * np.eye(13), x.T @ y)
    for t in (20 * SLOTS + 5, 22 * SLOTS + 40):
        rows.append([i, t] + list(np.array([z[t - l] for l in range(12)] + [1]) @ beta))
np.savetxt("autoregression.csv", rows, fmt="%.12g", delimiter=",")
