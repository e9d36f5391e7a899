"""Isotonic fits by scikit-learn, and Platt's and beta calibration as maximum likelihood
by scipy on the definitions.

Run: python3 isotonic.py   (scikit-learn 1.9.1, scipy; numpy 2.4.6)
Writes isotonic.csv: x, y, w, increasing, decreasing, weighted (fits at x) and
calibration.csv: score, outcome, isotonic, platt, beta (probabilities of the scores)
"""
import csv
import numpy as np
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression

rng = np.random.default_rng(3)
n = 60
x = np.round(rng.uniform(0, 10, n), 1)
y = np.round(np.sin(x / 4) + 0.4 * rng.standard_normal(n), 4)
w = np.round(rng.uniform(0.2, 3, n), 2)
fits = [
    IsotonicRegression().fit(x, y).predict(x),
    IsotonicRegression(increasing=False).fit(x, y).predict(x),
    IsotonicRegression().fit(x, y, sample_weight=w).predict(x),
]
with open("isotonic.csv", "w") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["x", "y", "w", "increasing", "decreasing", "weighted"])
    for row in zip(x, y, w, *fits):
        out.writerow([repr(float(v)) for v in row])

m = 120
p = np.round(rng.beta(0.7, 0.9, m), 6)
outcome = (rng.uniform(size=m) < expit(0.3 + 0.5 * np.log(p / (1 - p)))).astype(float)
pos = outcome.sum()
neg = m - pos
target = np.where(outcome > 0, (pos + 1) / (pos + 2), 1 / (neg + 2))


def fit(columns, t):
    X = np.column_stack([np.ones(m)] + columns)
    b = np.zeros(X.shape[1])
    for _ in range(100):
        mu = expit(X @ b)
        step = np.linalg.solve((X * (mu * (1 - mu))[:, None]).T @ X, X.T @ (t - mu))
        b += step
    return b, expit(X @ b)


b, platt = fit([p], target)
c, beta = fit([np.log(p), -np.log1p(-p)], outcome)
assert (c[1:] > 0).all()
iso = IsotonicRegression(out_of_bounds="clip").fit(p, outcome).predict(p)
with open("calibration.csv", "w") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["score", "outcome", "isotonic", "platt", "beta"])
    for row in zip(p, outcome, iso, platt, beta):
        out.writerow([repr(float(v)) for v in row])
