"""Writes trends.json: exact Poisson intervals (scipy's chi-square quantiles, Garwood),
log-odds with an informative Dirichlet prior straight from the formulas of Monroe,
Colaresi & Quinn (2008), Benjamini-Hochberg by statsmodels, the likelihood ratio of two
Poisson rates by statsmodels' GLM, and the best partition of a rate by full enumeration.

python3 trends.py   (scipy 1.17, statsmodels 0.15)
"""
import itertools, json, pathlib
import warnings
import numpy as np, statsmodels.api as sm
from scipy.stats import chi2, norm
from statsmodels.stats.multitest import multipletests

warnings.simplefilter("ignore")
out = {}
counts = [0, 1, 3, 12, 250]
out["garwood"] = [[c, 0.0 if c == 0 else chi2.ppf(.025, 2 * c) / 2, chi2.ppf(.975, 2 * c + 2) / 2]
                  for c in counts]

# Monroe et al.: y counts, a prior, n and a0 totals.
before = np.array([400, 30, 120, 0, 250, 70]); after = np.array([380, 150, 20, 90, 300, 60])
a0 = 50.0
a = a0 * (before + after) / (before + after).sum()
def logit(y, n): return np.log((y + a) / (n + a0 - y - a))
delta = logit(after, after.sum()) - logit(before, before.sum())
se = np.sqrt(1 / (after + a) + 1 / (before + a)); z = delta / se
out["words"] = {"before": before.tolist(), "after": after.tolist(), "prior": a0,
                "delta": delta.tolist(), "lower": (delta - norm.ppf(.975) * se).tolist(),
                "score": z.tolist(),
                "q": multipletests(2 * norm.sf(abs(z)), method="fdr_bh")[1].tolist()}

# Two Poisson rates, as signed root of the deviance.
def root(y, v, b, w):
    full = sm.GLM([y, b], np.eye(2), family=sm.families.Poisson(), offset=np.log([v, w])).fit()
    one = sm.GLM([y, b], np.ones((2, 1)), family=sm.families.Poisson(), offset=np.log([v, w])).fit()
    return float(np.sign(y / v - b / w) * np.sqrt(2 * (full.llf - one.llf)))
out["rates"] = [[y, v, b, w, root(y, v, b, w)] for y, v, b, w in
                [(12, 100, 30, 600), (9, 250, 30, 600), (40, 90, 100, 700)]]

# A rate in twelve periods: least quasi-deviance plus penalty over all partitions.
y = np.array([10, 14, 9, 12, 11, 13, 30, 28, 33, 29, 12, 10.]); e = np.array([100, 130, 95, 110, 90, 120, 105, 100, 115, 98, 110, 102.])
terms = []
for s, t in zip(range(11), range(1, 12)):
    pooled = (y[s] + y[t]) / (e[s] + e[t])
    terms.append((y[t] / e[t] - y[s] / e[s]) ** 2 / (pooled * (1 / e[s] + 1 / e[t])))
phi = max(1.0, float(np.mean(terms)))
penalty = 1.5 * 2 * np.log(12)
best = (np.inf, None)
for k in range(5):
    for cuts in itertools.combinations(range(1, 12), k):
        edges = (0, *cuts, 12)
        if min(b - a for a, b in zip(edges, edges[1:])) < 2: continue
        cost = sum(-2 * y[a:b].sum() * np.log(y[a:b].sum() / e[a:b].sum()) / phi
                   for a, b in zip(edges, edges[1:])) + k * penalty
        if cost < best[0]: best = (cost, list(cuts))
out["rate"] = {"counts": y.tolist(), "exposures": e.tolist(), "overdispersion": phi, "changes": best[1]}
pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(out, indent=1) + "\n")
