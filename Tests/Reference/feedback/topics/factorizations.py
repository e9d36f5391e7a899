"""Writes factorizations.json: a made table of 60 documents and 40 terms, its singular
values by LAPACK, and its nonnegative factors by scikit-learn's coordinate descent
from the very start of Boutsidis & Gallopoulos, computed here from the exact SVD.

python3 factorizations.py   (numpy 2.4, scikit-learn 1.9)
"""
import json, pathlib
import numpy as np
from sklearn.decomposition import NMF

rng = np.random.default_rng(7)
n, m, k = 60, 40, 4
topics = np.zeros((k, m))
for j in range(k):
    topics[j, 10 * j:10 * j + 10] = rng.integers(1, 6, 10)
mix = rng.dirichlet(np.full(k, 0.2), n)
X = rng.poisson(mix @ topics * 0.8 + 0.05).astype(float)
u, s, vt = np.linalg.svd(X, full_matrices=False)

W = np.zeros((n, k)); H = np.zeros((k, m))
for j in range(k):
    x, y = u[:, j], vt[j]
    xp, yp, xn, yn = np.maximum(x, 0), np.maximum(y, 0), np.maximum(-x, 0), np.maximum(-y, 0)
    a = np.linalg.norm(xp) * np.linalg.norm(yp); b = np.linalg.norm(xn) * np.linalg.norm(yn)
    if a < b: xp, yp, a = xn, yn, b
    W[:, j] = np.sqrt(s[j] * a) * xp / np.linalg.norm(xp)
    H[j] = np.sqrt(s[j] * a) * yp / np.linalg.norm(yp)

def fitted(rounds):
    model = NMF(k, init="custom", solver="cd", max_iter=rounds, tol=0, shuffle=False)
    w = model.fit_transform(X, W=W.copy(), H=H.copy())
    return w, model.components_

def error(w, h): return float(((X - w @ h) ** 2).sum())

w3, h3 = fitted(3)
w2000, h2000 = fitted(2000)
out = {
    "terms": m,
    "rows": [[[int(t), float(x[t])] for t in np.nonzero(x)[0]] for x in X],
    "singular": s[:8].tolist(),
    "start_error": error(W, H),
    "error3": error(w3, h3), "error2000": error(w2000, h2000),
    "documents3": w3.ravel().tolist(), "terms3": h3.ravel().tolist(),
}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out) + "\n")
