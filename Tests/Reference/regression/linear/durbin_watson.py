"""Tail probabilities of the Durbin-Watson statistic for the data of this folder.

Imhof's integral (1961) over the eigenvalues of M A M, by mpmath's adaptive
quadrature with 30 digits. (lmtest's "exact" series has not converged for the
second model: 0.89 with its default of 15 steps, 0.64 by this integral and by
simulation.)

    python3 durbin_watson.py     # numpy 1.26 or later, mpmath 1.3
"""
import csv
import mpmath as mp
import numpy as np

mp.mp.dps = 30
rows = list(csv.DictReader(open("sample.csv")))


def model(rows, with_level):
    x = [[1, float(r["x"]), float(r["z"])]
         + ([r["level"] == "b", r["level"] == "c"] if with_level else []) for r in rows]
    x = np.array(x, dtype=float)
    y = np.array([float(r["y"]) for r in rows])
    n, k = x.shape
    q, _ = np.linalg.qr(x)
    e = y - q @ (q.T @ y)
    d = np.sum(np.diff(e) ** 2) / np.sum(e**2)
    a = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
    a[0, 0] = a[-1, -1] = 1
    m = np.eye(n) - q @ q.T
    values = np.sort(np.linalg.eigvalsh(m @ a @ m))[k:] - d
    values = [mp.mpf(float(v)) for v in values]

    def integrand(u):
        angle = sum(mp.atan(v * u) for v in values) / 2
        rho = mp.exp(sum(mp.log1p((v * u) ** 2) for v in values) / 4)
        return mp.sin(angle) / (u * rho)

    integral = mp.quad(integrand, [0, 0.05, 0.2, 0.5, 1, 2, 5])
    below = mp.mpf(1) / 2 - integral / mp.pi
    return [d, below, 1 - below]


with open("durbin_watson.csv", "w") as out:
    for name, values in [("dw", model(rows, True)),
                         ("dw.mild", model(sorted(rows, key=lambda r: float(r["w"])), False))]:
        for i, v in enumerate(values):
            out.write(f"{name}[{i}],{mp.nstr(mp.mpf(v), 17)}\n")
