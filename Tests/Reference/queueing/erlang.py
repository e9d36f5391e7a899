"""Golden values of Erlang B, C and A, 60 digits in mpmath: erlang_b_c.csv, erlang_a.csv.

Erlang B from the sum of its definition (integer servers) or the integral of Jagers and
van Doorn (real servers); Erlang A from the birth-death chain for the state and from
integrals of the offered wait's density for the tails, none of which the project uses.
"""
import csv
from mpmath import mp, mpf
import mpmath as m

mp.dps = 60


def erlang_b(c, a):
    # 1/B = sum_{k=0..c} c!/(c-k)! a^-k
    term = mpf(1)
    total = mpf(1)
    for k in range(1, c + 1):
        term *= (c - k + 1) / mpf(a)
        total += term
    return 1 / total


with open("erlang_b_c.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["servers", "load", "t", "blocking", "wait", "mean_wait", "wait_exceeds_t"])
    for c, a, t in [(1, 0.125, 0.5), (2, 1.75, 0.25), (7, 6.5, 0.3), (20, 12.25, 0.1), (20, 19.999, 2.0), (90, 55.5, 0.02), (150, 140.0, 0.1), (150, 400.0, 0.1), (999, 1000.0, 1.0), (1000, 999.0, 0.5), (3000, 2800.0, 0.01), (10000, 9000.0, 0.001), (10000, 9950.0, 0.01), (10000, 12000.0, 0.1), (5, 1e-6, 0.1), (50, 5.0, 0.01)]:
        A = mpf(a)
        b = erlang_b(c, a)
        if a < c:
            wait = b / (1 - A / c * (1 - b))
            w.writerow([c, a, t] + [mp.nstr(v, 20) for v in (b, wait, wait / (c - A), wait * m.exp(-(c - A) * mpf(t)))])
        else:
            w.writerow([c, a, t, mp.nstr(b, 20), "1", "inf", "1"])

with open("erlang_b_continuous.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["servers", "load", "blocking"])
    for c, a in [(0.5, 0.25), (0.01, 3.0), (2.75, 2.0), (9.9, 15.0), (33.25, 20.0), (120.5, 121.0), (300.75, 310.0), (0.999, 1e-4)]:
        C, A = mpf(c), mpf(a)
        # A integral e^{-A t} (1+t)^C dt = e^A A^-C Gamma(C+1, A)
        value = A * m.quad(lambda t: m.exp(-A * t + C * m.log(1 + t)), m.linspace(0, max(4, 40 * float(C) / a), 9) + [m.inf])
        w.writerow([c, a, mp.nstr(1 / value, 20)])


def erlang_a(n, lam, mu, theta, t):
    lam, mu, theta, t = map(mpf, (lam, mu, theta, t))
    # birth-death: probabilities relative to state n
    below = mpf(0)
    p = mpf(1)
    for k in range(n, 0, -1):
        p *= k * mu / lam
        below += p
        if p < below * mpf(10) ** -58 and k * mu < lam:
            break
    busy = mpf(0)
    queue = mpf(0)
    p = mpf(1)
    j = 0
    while True:
        busy += p
        queue += j * p
        j += 1
        p *= lam / (n * mu + j * theta)
        if p < busy * mpf(10) ** -58 and lam < n * mu + j * theta:
            break
    total = below + busy
    wait = busy / total
    mean_queue = queue / total
    abandon = theta * mean_queue / lam
    # offered wait given a wait: density proportional to g
    x0 = m.log(lam / (n * mu)) / theta if lam > n * mu else mpf(0)
    top = lam / theta * (1 - m.exp(-theta * x0)) - n * mu * x0
    g = lambda x: m.exp(lam / theta * (-m.expm1(-theta * x)) - n * mu * x - top)
    width = 1 / m.sqrt(max(n * mu * theta, mpf(10) ** -30)) if x0 > 0 else min(1 / (n * mu - lam) if n * mu > lam else mpf(10) ** 30, 3 / m.sqrt(lam * theta))
    def integral(f, lo, hi=None):
        points = [lo]
        for k in range(1, 25):
            q = max(lo, x0 - 12 * width) + k * width
            if q > points[-1] and (hi is None or q < hi):
                points.append(q)
        if hi is None:
            points += [points[-1] + 10 * width, points[-1] + 40 * width, points[-1] + 200 * width]
        else:
            points.append(hi)
        return m.quad(f, points)
    mp.dps = 30
    whole = integral(g, mpf(0))
    late = integral(g, t) / whole
    served = (1 - wait) + wait * integral(lambda x: g(x) * m.exp(-theta * x), mpf(0), t) / whole
    mp.dps = 60
    return wait, abandon, abandon / theta, mean_queue, wait * late, wait * late * m.exp(-theta * t), served


cases = [
    (1, 0.5, 1, 0.01, 0.5), (1, 4, 1, 20, 0.05), (3, 2.5, 1, 1, 0.125), (6, 5, 0.5, 0.25, 0.75),
    (15, 10, 1, 0.001, 0.1), (15, 14.5, 1, 0.0005, 0.1), (40, 30, 1, 5, 0.02), (40, 80, 1, 0.5, 0.5),
    (100, 70, 1, 0.5, 0.01), (100, 99, 1, 0.1, 0.2), (250, 255, 1, 2, 0.01), (1000, 980, 1, 0.5, 0.02),
    (1000, 1300, 1, 1, 0.2), (4000, 4100, 1, 0.25, 0.1), (10000, 9900, 1, 1, 0.005), (10000, 9900, 1, 0.05, 0.01),
    (10000, 10100, 1, 0.5, 0.02),
]
with open("erlang_a.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["servers", "lambda", "mu", "theta", "t", "wait", "abandon", "mean_wait", "mean_queue", "offered_exceeds", "wait_exceeds", "served_within"])
    for case in cases:
        w.writerow(list(case) + [mp.nstr(v, 20) for v in erlang_a(*case)])
        f.flush()
