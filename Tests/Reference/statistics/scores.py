"""Golden scores, straight from their definitions: scores.csv (name, value).

CRPS values are integrals of (F(x) - 1{x >= y})^2, not the formulas under test. The
inputs are the arrays below; ScoreTests.swift holds the same ones.
"""
import csv
import numpy as np
from mpmath import mp, mpf
import mpmath as m

mp.dps = 30
actual = [12.0, 0.0, 7.5, 30.0, 18.25, 4.0]
forecast = [10.5, 0.0, 9.0, 24.0, 20.0, 6.5]
lower = [8.0, -1.0, 8.0, 20.0, 15.0, 4.0]
upper = [14.0, 1.5, 11.0, 28.5, 25.0, 9.0]
history = [5.0, 9.0, 4.5, 12.0, 6.0, 11.0, 7.5, 13.0, 8.0, 10.0]
ensemble = [3.5, 9.0, -2.0, 3.5, 6.25, 14.0, 0.5]
out = []


def add(name, value):
    out.append([name, m.nstr(mpf(value), 20)])


Y = [mpf(v) for v in actual]
F = [mpf(v) for v in forecast]
L = [mpf(v) for v in lower]
U = [mpf(v) for v in upper]
H = [mpf(v) for v in history]
n = len(Y)
mae = sum(abs(a - b) for a, b in zip(Y, F)) / n
mse = sum((a - b) ** 2 for a, b in zip(Y, F)) / n
add("mae", mae)
add("rmse", m.sqrt(mse))
add("bias", sum(b - a for a, b in zip(Y, F)) / n)
add("smape", 200 / mpf(n) * sum((abs(a - b) / (abs(a) + abs(b)) if a or b else mpf(0)) for a, b in zip(Y, F)))
for period in (1, 4):
    d = [H[i] - H[i - period] for i in range(period, len(H))]
    scale = sum(abs(v) for v in d) / len(d)
    square = sum(v * v for v in d) / len(d)
    add(f"mase{period}", mae / scale)
    add(f"rmsse{period}", m.sqrt(mse / square))
    for level in (0.8, 0.95):
        a = 1 - mpf(level)
        w = sum((u - l) + 2 / a * max(0, l - y) + 2 / a * max(0, y - u) for y, l, u in zip(Y, L, U)) / n
        if period == 1:
            add(f"interval{level}", w)
        add(f"msis{period}-{level}", w / scale)
add("coverage", mpf(sum(1 for y, l, u in zip(Y, L, U) if l <= y <= u)) / n)
for q in (0.1, 0.5, 0.9):
    Q = mpf(q)
    add(f"pinball{q}", sum((y - f) * Q if y >= f else (f - y) * (1 - Q) for y, f in zip(Y, F)) / n)
add("owa", (mpf("11.5") / mpf("13.25") + mpf("0.9") / mpf("1.125")) / 2)

for y in (-3.25, 0.0, 4.0):
    for mu, sd in ((0.0, 1.0), (2.5, 3.0)):
        Yv, M, S = mpf(y), mpf(mu), mpf(sd)
        cdf = lambda x: m.erfc(-(x - M) / S / m.sqrt(2)) / 2
        value = m.quad(lambda x: cdf(x) ** 2, [-m.inf, M - 8 * S, min(M, Yv) - S, Yv]) + m.quad(lambda x: (1 - cdf(x)) ** 2, [Yv, max(M, Yv) + S, M + 8 * S, m.inf])
        add(f"crpsNormal {y} {mu} {sd}", value)
E2 = sorted(mpf(v) for v in ensemble)
for y in (-5.0, 3.5, 4.0, 20.0):
    Yv = mpf(y)
    knots = sorted(set(E2 + [Yv]))
    total = mpf(0)
    for a, b in zip(knots, knots[1:]):
        mid = (a + b) / 2
        cdf = mpf(sum(1 for e in E2 if e <= mid)) / len(E2)
        total += (b - a) * (cdf - (1 if mid >= Yv else 0)) ** 2
    add(f"crpsSample {y}", total)
    k = len(E2)
    fair = sum(abs(e - Yv) for e in E2) / k - sum(abs(a - b) for a in E2 for b in E2) / (2 * mpf(k) * (k - 1))
    add(f"crpsFair {y}", fair)

with open("scores.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["name", "value"])
    w.writerows(out)
