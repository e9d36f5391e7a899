"""Best partitions by plain dynamic programming over all starts, for the costs of
ChangePointCost, at penalties given; twice the negative log-likelihood.

    python partitions.py   (needs numpy)
"""
import numpy as np
state = 777
def uniform():
    global state
    state = (state * 16807) % 2147483647
    return state / 2147483647
def normal():
    return sum(uniform() for _ in range(12)) - 6

def cost(y, kind):
    n = len(y)
    if kind == "mean": return float(((y - y.mean()) ** 2).sum())
    if kind == "meanAndVariance":
        return float(n * (np.log(((y - y.mean()) ** 2).mean()) + 1))
    if kind == "trend":
        t = np.arange(n); A = np.column_stack([np.ones(n), t])
        r = y - A @ np.linalg.lstsq(A, y, rcond=None)[0]
        return float((r ** 2).sum())
    s = y.sum()
    return float(2 * (s - s * np.log(s / n))) if s > 0 else 0.0

def best(y, kind, penalty, least):
    n = len(y); F = [np.inf] * (n + 1); F[0] = -penalty; P = [0] * (n + 1)
    for t in range(least, n + 1):
        for s in [0] + list(range(least, t - least + 1)):
            v = F[s] + cost(y[s:t], kind) + penalty
            if v < F[t]: F[t], P[t] = v, s
    c, t = [], n
    while P[t] > 0: t = P[t]; c.append(t)
    return c[::-1], F[n]

series = {
    "mean": [2.0 * (t >= 30) - 3 * (t >= 75) + normal() for t in range(110)],
    "meanAndVariance": [(1 + 3 * (40 <= t < 80)) * normal() + (t >= 80) for t in range(110)],
    "trend": [0.2 * min(t, 50) - 0.3 * max(0, t - 50) + 4 * (t >= 85) + normal() for t in range(110)],
    "poisson": [float(round(max(0, (4 + 5 * (t >= 60)) + 2 * normal()))) for t in range(110)],
}
with open("partition-series.csv", "w") as f:
    f.write("kind,y\n")
    for k, v in series.items():
        for y in v: f.write(f"{k},{y!r}\n")
with open("partitions.csv", "w") as f:
    f.write("kind,penalty,least,changes,cost\n")
    for k, v in series.items():
        for penalty in (2.0, 10.0, 30.0):
            for least in (2, 7):
                c, F = best(np.array(v), k, penalty, least)
                f.write(f"{k},{penalty},{least},{' '.join(map(str, c))},{F:.12g}\n")
