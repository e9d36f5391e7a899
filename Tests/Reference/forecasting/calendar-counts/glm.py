"""Reference values of the arrow-shaped count regression: statsmodels GLM.

Four slots a day, 70 days; each slot has its own seven weekdays (28 columns), the
border is a sine, a cosine and a line. Writes rows.csv (day, slot, y, weight),
coefficients.csv (case, column, value) and margins.csv (quantiles by scipy).
"""
import numpy as np, pandas as pd, statsmodels.api as sm
from scipy import stats

rng = np.random.default_rng(7)
days, slots = 70, 4
d, s = np.meshgrid(np.arange(days), np.arange(slots), indexing="ij")
d, s = d.ravel(), s.ravel()
angle = 2 * np.pi * d / 35
border = np.column_stack([np.sin(angle), np.cos(angle), (d - 69) / 70])
block = np.zeros((len(d), 28))
block[np.arange(len(d)), s * 7 + d % 7] = 1
mu = np.exp(1 + 0.3 * s + 0.1 * (d % 7) + border @ [0.2, -0.1, 0.3])
y = stats.nbinom.rvs(8, 8 / (8 + mu), random_state=rng)
w = np.round(0.5 + 0.5 * d / 69, 3)
keep = rng.uniform(size=len(d)) > 0.1
x = np.column_stack([border, block])
pd.DataFrame({"day": d, "slot": s, "y": y, "weight": w})[keep].to_csv("rows.csv", index=False)
out = []
def record(case, values):
    for k, v in enumerate(values):
        out.append({"case": case, "column": k, "value": repr(float(v))})
for case, family in [
    ("poisson", sm.families.Poisson()),
    ("negative-binomial", sm.families.NegativeBinomial(alpha=0.15)),
]:
    fit = sm.GLM(y[keep], x[keep], family=family, freq_weights=w[keep]).fit(
        tol=1e-14, maxiter=200)
    record(case, fit.params)
    # Statsmodels scales by 1 for these families.
    record(case + " border covariance", np.asarray(fit.cov_params())[:3, :3].ravel())
# Ridge of 4 on the border and 2 on differences between weekdays: Newton in
# extended precision, no package does it with weights.
S = np.zeros((31, 31), dtype=np.longdouble)
S[:3, :3] = 4 * np.eye(3)
for k in range(slots):
    b = slice(3 + 7 * k, 10 + 7 * k)
    S[b, b] = 2 * (np.eye(7) - np.ones((7, 7)) / 7)
X, Y, W = (np.asarray(v[keep], dtype=np.longdouble) for v in (x, y, w))
beta = np.zeros(31, dtype=np.longdouble)
for _ in range(60):
    m = np.exp(X @ beta)
    g = X.T @ (W * (Y - m)) - S @ beta
    h = X.T @ (X * (W * m)[:, None]) + S
    beta = beta + np.linalg.solve(h.astype(float), g.astype(float))
record("ridge", beta)
pd.DataFrame(out).to_csv("coefficients.csv", index=False)
rows = []
for mean, v in [(0.02, 0.5), (0.7, 0), (6.5, 0.01), (6.5, 0.4), (140, 0.02), (900, 0.003)]:
    for p in [0.005, 0.1, 0.5, 0.9, 0.995]:
        q = stats.poisson.ppf(p, mean) if v == 0 else stats.nbinom.ppf(p, 1 / v, 1 / (1 + mean * v))
        rows.append({"mean": mean, "v": v, "p": p, "quantile": q})
pd.DataFrame(rows).to_csv("margins.csv", index=False)
