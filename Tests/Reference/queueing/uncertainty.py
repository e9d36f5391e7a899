"""Golden service under an uncertain rate: uncertainty.csv.

Erlang A by its birth-death chain and trapezoids over the offered wait's density, the
expectation over a gamma rate by 40 panels of a 20-point rule over the density, weighted
by the rate, so that every contact counts once. The project uses neither. Needs numpy and
scipy. About 10 digits.
"""
import csv
import numpy as np
from scipy import stats


def erlang_a(n, lam, mu, theta, t):
    """Share served within t, share with offered wait at most t, abandonment, mean wait."""
    top = n + int(40 * np.sqrt(lam / theta) + 40 * lam / theta + 200)
    k = np.arange(1, top)
    death = np.minimum(k, n) * mu + np.maximum(0, k - n) * theta
    logp = np.concatenate([[0.0], np.cumsum(np.log(lam) - np.log(death))])
    p = np.exp(logp - logp.max())
    p /= p.sum()
    wait = p[n:].sum()
    queue = (np.arange(top) - n).clip(0) @ p
    # offered wait of the customer who finds j waiting: a sum of j + 1 exponentials; its
    # density is proportional to exp(lam/theta (1 - e^(-theta x)) - n mu x)
    log_g = lambda x: lam / theta * -np.expm1(-theta * x) - n * mu * x
    nodes, weights = np.polynomial.legendre.leggauss(64)
    def integral(f, lo, hi, pieces):
        edges = np.linspace(lo, hi, pieces + 1)
        mid, half = (edges[1:] + edges[:-1]) / 2, (edges[1:] - edges[:-1]) / 2
        x = mid[:, None] + half[:, None] * nodes
        return float((f(x) * weights).sum(axis=1) @ half)
    x0 = max(0.0, np.log(lam / (n * mu)) / theta)
    shift = log_g(x0)
    g = lambda x: np.exp(log_g(x) - shift)
    whole = integral(g, 0, x0 + 60 / np.sqrt(lam * theta) + 60 / (n * mu), 400)
    early = integral(g, 0, t, 40)
    served = integral(lambda x: g(x) * np.exp(-theta * x), 0, t, 40)
    abandon = theta * queue / lam
    return np.array([1 - wait + wait * served / whole, 1 - wait + wait * early / whole, abandon, abandon / theta])


def expected(n, mean, cv, handle, patience, t):
    shape = 1 / cv**2
    rate = stats.gamma(shape, scale=mean / shape)
    lo, hi = rate.ppf(1e-12), rate.isf(1e-12)
    nodes, weights = np.polynomial.legendre.leggauss(20)
    edges = np.linspace(lo, hi, 41)
    total = np.zeros(4)
    for a, b in zip(edges, edges[1:]):
        for x, w in zip((a + b) / 2 + (b - a) / 2 * nodes, weights * (b - a) / 2):
            total += w * rate.pdf(x) * (x / mean) * erlang_a(n, x / 3600, 1 / handle, 1 / patience, t)
    return total


with open("uncertainty.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["agents", "rate", "cv", "handle", "patience", "t", "served", "offered", "abandonment", "mean_wait"])
    for agents, load, cv, handle, patience, t in [
        (12, 10, 0.2, 180, 180, 20), (51, 50, 0.05, 180, 180, 20), (51, 50, 0.1, 180, 180, 20),
        (51, 50, 0.2, 180, 180, 20), (57, 50, 0.2, 180, 180, 20), (30, 25, 0.15, 300, 90, 30),
        (200, 200, 0.1, 180, 180, 20),
    ]:
        rate = load * 3600 / handle
        v = expected(agents, rate, cv, handle, patience, t)
        w.writerow([agents, repr(float(rate)), cv, handle, patience, t] + [f"{x:.14g}" for x in v])
