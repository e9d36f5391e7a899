"""Made series with a season and a shift, and the shift that plain least squares finds in them
date by date (numpy.linalg.lstsq, no projection); ratios of two stretches with the
equal-weighted cosine range written out. Needs numpy and scipy."""
import csv

import numpy as np
from scipy import stats

rng = np.random.default_rng(20130325)
series, shifts = [], []
for name, n, waves, at, size in [
    ("weekly", 160, 2, 95, 0.8), ("short", 40, 1, 25, -1.1), ("plain", 60, 0, 30, 0.4)]:
    phase = np.arange(n) / 52.1775 + 0.3
    y = 5 + 0.6 * np.cos(2 * np.pi * phase) + 0.2 * np.sin(4 * np.pi * phase)
    noise = np.zeros(n)
    for t in range(1, n):
        noise[t] = 0.6 * noise[t - 1] + 0.15 * rng.standard_normal()
    y = np.round(y * (waves > 0) + noise + size * (np.arange(n) >= at), 6)
    season = [np.ones(n)]
    for k in range(1, waves + 1):
        season += [np.cos(2 * np.pi * k * phase), np.sin(2 * np.pi * k * phase)]
    edge = max(2, int(np.ceil(0.1 * n)))
    fits = []
    for step in range(edge, n - edge + 1):
        design = np.column_stack(season + [(np.arange(n) >= step) * 1.0])
        beta, _, _, _ = np.linalg.lstsq(design, y, rcond=None)
        fits.append((float(np.sum((y - design @ beta) ** 2)), step, beta[-1]))
    squares, step, found = min(fits)
    for t in range(n):
        series.append([name, t, repr(float(phase[t])), repr(float(y[t]))])
    shifts.append([name, waves, step, repr(float(found)), repr(squares)])

with open("series.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["series", "t", "phase", "y"])
    w.writerows(series)
with open("shifts.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["series", "waves", "step", "size", "squares"])
    w.writerows(shifts)

n = 40
rows = np.column_stack([
    rng.poisson(90, n), rng.poisson(94, n), rng.gamma(30, 5, n), rng.gamma(30, 11, n)]).round(3)
with open("weeks.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["came_before", "came_after", "open_before", "open_after"])
    w.writerows(rows.tolist())


def ends(influence, logratio):
    t = len(influence)
    waves = max(3, round(0.4 * t ** (2 / 3)))
    half = np.arange(1, t + 1) - 0.5
    parts = [np.sqrt(2 / t) * np.sum(influence * np.cos(np.pi * j * half / t))
             for j in range(1, waves + 1)]
    error = np.sqrt(np.mean(np.square(parts)) / t)
    far = stats.t.ppf(0.975, waves) * error
    return [float(np.exp(v)) for v in (logratio, logratio - far, logratio + far)]


cb, ca, ob, oa = rows.T
rate = ca / ca.mean() - cb / cb.mean()
stock = oa / oa.mean() - ob / ob.mean()
lr, ls = np.log(ca.mean() / cb.mean()), np.log(oa.mean() / ob.mean())
with open("ratios.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["of", "value", "lower", "upper"])
    for name, influence, value in [
            ("arrivals", rate, lr), ("stock", stock, ls), ("time", stock - rate, ls - lr)]:
        w.writerow([name] + [repr(v) for v in ends(influence, value)])
