"""Reference values for time-varying queues (scipy, mpmath).

day.csv: M(t)/M/s(t)+M by scipy's DOP853 on the dense forward equations (tolerance 1e-11),
states 0…N with N far beyond reach; the share answered in time by the exponential of the
dense generator of the customer's place in the queue, over 14 Gauss nodes an interval.
offered_load.csv: m(t) = ∫ λ(t − u) P(S > u) du by mpmath's quadrature.
"""
import csv
import numpy as np
from scipy.integrate import solve_ivp
from scipy.linalg import expm
import mpmath as mp

CASES = [
    # name, rates an hour at bounds (linear) or in intervals (constant), agents,
    # mean service s, mean patience s (0: none), interval s, threshold s
    ("linear patient", "linear", [30, 60, 90, 70, 40], [3, 7, 9, 7], 300, 0, 1800, 20),
    ("constant impatient", "constant", [40, 100, 20, 80], [4, 7, 4, 6], 360, 240, 900, 60),
    ("long service", "linear", [4, 10, 16, 6, 0], [4, 8, 12, 12], 3600, 1800, 1800, 900),
    ("threshold beyond an interval", "constant", [60, 120, 50, 40], [6, 8, 9, 6], 400, 900, 600, 800),
    ("drop to none", "constant", [30, 30, 10, 20], [4, 0, 3, 5], 300, 200, 600, 30),
]
N = 80


def generator(lam, s, mu, theta):
    q = np.zeros((N + 1, N + 1))
    for n in range(N + 1):
        down = min(n, s) * mu + max(0, n - s) * theta
        if n < N:
            q[n, n + 1] = lam
            q[n, n] -= lam
        if n > 0:
            q[n, n - 1] = down
            q[n, n] -= down
    return q


def chances(t, ends, agents, mu, theta, threshold, patient):
    """P(served by t + threshold) by the number before, arrival at t."""
    size = N + 1
    deadline = t + threshold
    value = np.zeros(size)
    # phases
    cuts = [t] + [e for e in ends[:-1] if t < e < deadline] + [deadline]
    phases = []
    for a, b in zip(cuts[:-1], cuts[1:]):
        k = next((i for i, e in enumerate(ends) if (a + b) / 2 < e), len(ends) - 1)
        phases.append((b - a, agents[k]))
    for i in range(len(phases) - 1, -1, -1):
        d, s = phases[i]
        # state size = served
        g = np.zeros((size + 1, size + 1))
        for k in range(size):
            up = s * mu + k * theta
            g[k, k - 1 if k > 0 else size] += up
            g[k, k] -= up + (0 if patient else theta)
        full = expm(g * d) @ np.append(value, 1.0)
        value = full[:size]
        if i > 0:
            more = s - phases[i - 1][1]
            value = np.array([1.0 if k - more < 0 else (value[k - more] if k - more < size else 0.0) for k in range(size)])
    return value


def solve(case):
    name, kind, rates, agents, service, patience, width, threshold = case
    mu, theta = 1 / service, (1 / patience if patience else 0)
    ends = [width * (k + 1) for k in range(len(agents))]

    def lam(t, k):
        if kind == "constant":
            return rates[k] / 3600
        x = (t - k * width) / width
        return (rates[k] + (rates[k + 1] - rates[k]) * x) / 3600

    nodes, weights = np.polynomial.legendre.leggauss(14)
    p = np.zeros(N + 1)
    p[0] = 1
    rows = []
    n = np.arange(N + 1)
    for k, s in enumerate(agents):
        a, b = k * width, (k + 1) * width
        down = generator(0, s, mu, theta)
        birth = generator(1, s, mu, theta) - down

        def f(t, y):
            x = y[: N + 1]
            d = x @ down + lam(t, k) * (x @ birth)
            return np.concatenate([d, x, lam(t, k) * x])

        out = solve_ivp(f, (a, b), np.concatenate([p, np.zeros(2 * (N + 1))]), method="DOP853",
                        rtol=1e-11, atol=1e-14, dense_output=True)
        y = out.y[:, -1]
        p, time, arr = y[: N + 1], y[N + 1 : 2 * N + 2], y[2 * N + 2 :]
        total = arr.sum()
        waiting = (np.maximum(0, n - s) * time).sum()
        served = reached = 0.0
        # The answer chance has kinks where the deadline passes a bound.
        cuts = sorted({a, b} | {e - threshold for e in ends[:-1] if a < e - threshold < b})
        for c0, c1 in zip(cuts[:-1], cuts[1:]):
            for x, w in zip(nodes, weights):
                t = (c0 + c1) / 2 + (c1 - c0) / 2 * x
                mass = out.sol(t)[: N + 1] * lam(t, k) * w * (c1 - c0) / 2
                for patient in (False, True):
                    g = chances(t, ends, agents, mu, theta, threshold, patient)
                    got = mass[:s].sum() + (mass[s:] * g[: N + 1 - s]).sum()
                    if patient:
                        reached += got
                    else:
                        served += got
        rows.append([name, k, total, arr[s:].sum() / total, served / total, reached / total,
                     theta * waiting / total, waiting / width, (n * time).sum() / width,
                     (np.minimum(n, s) * time).sum() / width])
    return rows


def main():
    with open("day.csv", "w", newline="") as f:
        out = csv.writer(f)
        out.writerow("case,interval,arrivals,delay,answered,reached,abandonment,queue,present,busy".split(","))
        for case in CASES:
            for row in solve(case):
                out.writerow(row[:2] + [f"{v:.12g}" for v in row[2:]])
    mp.mp.dps = 30
    rates = [5, 20, 35, 10]

    def lam(t):
        if t < 0 or t >= 4:
            return mp.mpf(0)
        return mp.mpf(rates[int(t)])

    def linear(t):
        if t < 0 or t >= 4:
            return mp.mpf(0)
        r = rates + [0]
        k = int(t)
        return r[k] + (r[k + 1] - r[k]) * (t - k)

    c = mp.mpf("1.2")
    var = mp.log(1 + c * c)
    loc, dev = mp.log(mp.mpf("0.5")) - var / 2, mp.sqrt(var)
    shapes = {
        "exponential": lambda u: mp.exp(-u / mp.mpf("0.5")),
        "constant": lambda u: mp.mpf(1) if u < mp.mpf("0.5") else mp.mpf(0),
        "gamma": lambda u: mp.gammainc(4, u * 8, mp.inf, regularized=True),
        "lognormal": lambda u: mp.mpf(1) if u == 0 else mp.erfc((mp.log(u) - loc) / dev / mp.sqrt(2)) / 2,
        "hyperexponential": lambda u: mp.mpf("0.6") * mp.exp(-u / mp.mpf("0.2")) + mp.mpf("0.4") * mp.exp(-u / mp.mpf("0.95")),
        "empirical": lambda u: mp.mpf(sum(1 for v in (0.1, 0.3, 0.45, 1.15) if v > u)) / 4,
    }
    with open("offered_load.csv", "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["service", "rate", "hours", "load"])
        for name, tail in shapes.items():
            for label, rate in (("constant", lam), ("linear", linear)):
                for t in (mp.mpf("0.75"), mp.mpf("2.5"), mp.mpf("3.9")):
                    cuts = {mp.mpf(0), t} | {t - k for k in range(4) if 0 < t - k < t}
                    cuts |= {mp.mpf(v) for v in ("0.1", "0.3", "0.45", "0.5", "1.15") if mp.mpf(v) < t}
                    value = mp.quad(lambda u: rate(t - u) * tail(u), sorted(cuts))
                    out.writerow([name, label, mp.nstr(t, 6), mp.nstr(value, 16)])


main()
