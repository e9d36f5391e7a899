"""Golden values of reconciliation.

hierarchicalforecast 1.5.3 gives OLS and WLS (structural, variance); the
shrunk covariance is worked out from the formulas of Schaefer & Strimmer with dense
numpy (rows by rows), MinT from its equation with the inverse of S' W^-1 S, and the
non-negative optimum by scipy's Lawson-Hanson NNLS on the Cholesky factor of W^-1,
polished on its own support. Inputs are rounded to 6 digits, so that the file holds
exactly what was used.

    python reconciliation.py > reconciliation.json
"""
import json
import numpy as np
from hierarchicalforecast.methods import MinTrace
from scipy.optimize import nnls

rng = np.random.default_rng(20190607)
keys = [(r, s, v) for r, s in [("N", "a"), ("N", "b"), ("S", "a"), ("S", "c"), ("S", "d")]
        for v in ["fire", "medical"] if (s, v) != ("d", "fire")]
nb = len(keys)

# Levels of "region/site,service": chains crossed, the bottom last.
levels = [(), ("region",), ("service",), ("region", "site"), ("region", "service")]
place = {"region": 0, "site": 1, "service": 2}
seen, A, names = set(), [], []
for level in levels:
    groups = {}
    for j, key in enumerate(keys):
        groups.setdefault(tuple(key[place[c]] for c in level), []).append(j)
    for key in sorted(groups):
        members = tuple(groups[key])
        if len(members) == 1 or members in seen:
            continue
        seen.add(members)
        row = np.zeros(nb)
        row[list(members)] = 1
        A.append(row)
        shown = dict(zip(level, key))
        names.append("total" if not level else
                     "/".join(shown.get(c, "*") for c in ("region", "site", "service")))
A = np.array(A)
na = len(A)
S = np.vstack([A, np.eye(nb)])
n = na + nb

T = 24
common = rng.normal(size=(T, 2))
load = rng.normal(size=(2, n))
E = np.round((common @ load + rng.normal(size=(T, n)) * rng.uniform(0.3, 2, n)).T, 6)  # n x T
b = rng.uniform(0.2, 6, size=(nb, 3))
b[[1, 4, 6], :] = rng.uniform(0, 0.05, size=(3, 3))
base = np.round(S @ b + rng.normal(size=(n, 3)) * np.sqrt(S.sum(1))[:, None] * 0.8, 6)
base[na + 4] = [-0.4, 0.02, 0.3]

def mint(W):
    Wi = np.linalg.inv(W)
    return S @ np.linalg.solve(S.T @ Wi @ S, S.T @ Wi @ base)

def nonneg(W):
    Wi = np.linalg.inv(W)
    L = np.linalg.cholesky(Wi).T
    out = []
    for k in range(base.shape[1]):
        x, _ = nnls(L @ S, L @ base[:, k], maxiter=10000)
        on = x > 0
        z = np.zeros(nb)
        M = S[:, on]
        z[on] = np.linalg.solve(M.T @ Wi @ M, M.T @ Wi @ base[:, k])
        g = S.T @ Wi @ (S @ z - base[:, k])
        assert z.min() >= 0 and g.min() > -1e-9 and abs(g[on]).max() < 1e-9
        out.append(S @ z)
    return np.array(out).T

# Schaefer & Strimmer about zero, over all pairs of rows.
sd = np.sqrt((E ** 2).mean(1))
X = (E / sd[:, None]).T
r = X.T @ X / T
w = X[:, :, None] * X[:, None, :]
v = ((w - r) ** 2).sum(0) / (T * (T - 1))
off = ~np.eye(n, dtype=bool)
lam = v[off].sum() / (r[off] ** 2).sum()
# Between blocks of four columns.
B = T // 4
wb = w.reshape(B, 4, n, n).sum(1)
vb = B / (B - 1) * ((wb - wb.mean(0)) ** 2).sum(0) / T ** 2
lam_block = vb[off].sum() / (r[off] ** 2).sum()
Sigma = E @ E.T / T
D = np.diag(np.diag(Sigma))
Wsh = lam * D + (1 - lam) * Sigma
Wvar = D

kw = dict(S=S, y_hat=base)
zero = np.zeros_like(E)
peer = {
    "ols": MinTrace("ols").fit_predict(**kw)["mean"],
    "wls-struct": MinTrace("wls_struct").fit_predict(**kw)["mean"],
    "wls-var": MinTrace("wls_var").fit_predict(**kw, y_insample=E, y_hat_insample=zero)["mean"],
    "bottom-up": S @ base[na:],
}
for name, W in [("ols", np.eye(n)), ("wls-struct", np.diag(S.sum(1)))]:
    assert abs(peer[name] - mint(W)).max() < 1e-9, name

json.dump({
    "keys": keys, "names": names, "errors": E.tolist(), "base": base.tolist(),
    "lambda": lam, "lambda_block4": lam_block,
    "reconciled": {**{k: np.asarray(x).tolist() for k, x in peer.items()},
                   "mint-shrink": mint(Wsh).tolist(), "wls-var-formula": mint(Wvar).tolist()},
    "nonnegative": {"ols": nonneg(np.eye(n)).tolist(), "wls-var": nonneg(Wvar).tolist(),
                    "mint-shrink": nonneg(Wsh).tolist()},
    "mint_variance": np.diag(Wsh).tolist(),
}, __import__("sys").stdout, indent=None)
print()
