"""Golden values of distributions, 40 digits in mpmath: distributions.csv.

Columns: family, parameters (separated by spaces, in the order of DistributionFamily),
function, argument, value. Tails are computed from their own series or integrals, not
as complements at working precision; quantiles by root finding on the smaller tail.
"""
import csv
from mpmath import mp, mpf, workdps
import mpmath as m

mp.dps = 40
rows = []


def add(family, params, function, argument, value):
    rows.append([family, " ".join(repr(float(p)) for p in params), function, repr(float(argument)), mp.nstr(value, 20)])


def gamma_lower(a, x):
    with workdps(330):
        return +m.gammainc(a, 0, x, regularized=True)


def gamma_upper(a, x):
    with workdps(330):
        return 1 - m.gammainc(a, 0, x, regularized=True)


def beta_lower(a, b, x):
    # positive series, with y = 1 - x exact at this precision
    with workdps(60):
        y = 1 - x
        term = mpf(1)
        s = mpf(1)
        n = mpf(0)
        while True:
            r = (a + b + n) / (a + 1 + n) * x
            term *= r
            s += term
            n += 1
            if r < 1 and term < s * (1 - r) * mpf(10) ** -55:
                break
        return m.exp(a * m.log(x) + b * m.log(y) - m.log(a) + m.loggamma(a + b) - m.loggamma(a) - m.loggamma(b)) * s


def beta_pair(a, b, x):
    if x <= 0:
        return mpf(0), mpf(1)
    if x >= 1:
        return mpf(1), mpf(0)
    with workdps(60):
        if x < a / (a + b):
            p = beta_lower(a, b, x)
            return p, 1 - p
        q = beta_lower(b, a, 1 - x)
        return 1 - q, q


def solve(f, lo, hi, target, increasing=True):
    """Root of f = target by bisection then secant, in log x when lo > 0."""
    with workdps(60):
        for _ in range(220):
            mid = m.sqrt(lo * hi) if lo > 0 else (lo + hi) / 2
            if (f(mid) < target) == increasing:
                lo = mid
            else:
                hi = mid
            if abs(hi - lo) <= abs(hi) * mpf(10) ** -28:
                break
        return (lo + hi) / 2


class Family:
    def __init__(self, name, params, pdf, cdf, sf, xs, support):
        self.__dict__.update(locals())


def normal(mu, s):
    z = lambda x: (mpf(x) - mpf(mu)) / mpf(s)
    def tail(t):
        with workdps(60):
            return m.erfc(t / m.sqrt(2)) / 2
    return Family("normal", (mu, s), lambda x: m.exp(-z(x) ** 2 / 2) / m.sqrt(2 * m.pi) / mpf(s), lambda x: tail(-z(x)), lambda x: tail(z(x)), [mu + k * s for k in (-30, -8, -2, -0.25, 0.5, 1.75, 6, 25)], None)


def student(nu, loc, sc):
    n = mpf(nu)
    z = lambda x: (mpf(x) - mpf(loc)) / mpf(sc)
    def tail(t):
        t = mpf(t)
        with workdps(60):
            p, q = beta_pair(n / 2, mpf(1) / 2, n / (n + t * t))
            return p / 2 if t > 0 else 1 - p / 2
    return Family("student-t", (nu, loc, sc), lambda x: m.exp(m.loggamma((n + 1) / 2) - m.loggamma(n / 2)) / m.sqrt(n * m.pi) * (1 + z(x) ** 2 / n) ** (-(n + 1) / 2) / mpf(sc), lambda x: tail(-z(x)), lambda x: tail(z(x)), [loc + sc * k for k in (-50, -6, -1.5, -0.25, 0.125, 1, 3, 20)], None)


def gamma(k, th):
    K, T = mpf(k), mpf(th)
    xs = [k * th * f for f in (0.01, 0.2, 0.7, 0.99, 1.25, 2, 5)]
    return Family("gamma", (k, th), lambda x: m.exp((K - 1) * m.log(mpf(x) / T) - mpf(x) / T - m.loggamma(K)) / T, lambda x: gamma_lower(K, mpf(x) / T), lambda x: gamma_upper(K, mpf(x) / T), xs, 0)


def chi2(nu):
    f = gamma(nu / 2, 2.0)
    f.name, f.params = "chi-squared", (nu,)
    return f


def beta(a, b):
    A, B = mpf(a), mpf(b)
    return Family("beta", (a, b), lambda x: m.exp((A - 1) * m.log(mpf(x)) + (B - 1) * m.log(1 - mpf(x)) + m.loggamma(A + B) - m.loggamma(A) - m.loggamma(B)), lambda x: beta_pair(A, B, mpf(x))[0], lambda x: beta_pair(A, B, mpf(x))[1], [0.015625, 0.125, 0.25, 0.5, 0.6875, 0.875, 0.96875], 0)


def fisher(d1, d2):
    A, B = mpf(d1) / 2, mpf(d2) / 2
    u = lambda x: mpf(d1) * x / (mpf(d1) * x + mpf(d2))
    def pdf(x):
        x = mpf(x)
        return m.exp(A * m.log(u(x)) + B * m.log(1 - u(x)) + m.loggamma(A + B) - m.loggamma(A) - m.loggamma(B)) / x
    return Family("f", (d1, d2), pdf, lambda x: beta_pair(A, B, u(mpf(x)))[0], lambda x: beta_pair(A, B, u(mpf(x)))[1], [0.01, 0.25, 0.75, 1, 1.5, 4, 20], 0)


def exponential(r):
    R = mpf(r)
    return Family("exponential", (r,), lambda x: R * m.exp(-R * mpf(x)), lambda x: -m.expm1(-R * mpf(x)), lambda x: m.exp(-R * mpf(x)), [1e-9, 0.125, 1, 8, 60], 0)


def lognormal(mu, s):
    n = normal(mu, s)
    return Family("log-normal", (mu, s), lambda x: n.pdf(m.log(mpf(x))) / mpf(x), lambda x: n.cdf(m.log(mpf(x))), lambda x: n.sf(m.log(mpf(x))), [1e-3, 0.25, 1, 2.5, 40, 1e4], 0)


def uniform(a, b):
    A, B = mpf(a), mpf(b)
    return Family("uniform", (a, b), lambda x: 1 / (B - A), lambda x: (mpf(x) - A) / (B - A), lambda x: (B - mpf(x)) / (B - A), [a + (b - a) * f for f in (0.125, 0.5, 0.75)], a)


def weibull(k, s):
    K, S = mpf(k), mpf(s)
    return Family("weibull", (k, s), lambda x: K / S * (mpf(x) / S) ** (K - 1) * m.exp(-((mpf(x) / S) ** K)), lambda x: -m.expm1(-((mpf(x) / S) ** K)), lambda x: m.exp(-((mpf(x) / S) ** K)), [s * f for f in (0.001, 0.25, 0.75, 1.5, 4)], 0)


# normal's cdf takes any number, so log-normal may pass an mpf through
families = [
    normal(0.0, 1.0), normal(-2.5, 0.25), normal(1000.0, 40.0),
    student(1.0, 0.0, 1.0), student(3.0, 0.0, 1.0), student(7.5, 2.0, 0.5), student(200.0, 0.0, 1.0),
    gamma(0.25, 1.0), gamma(1.0, 3.0), gamma(4.5, 0.125), gamma(25.0, 2.0), gamma(400.0, 0.5),
    chi2(1.0), chi2(4.0), chi2(33.0),
    beta(0.5, 0.5), beta(2.0, 3.0), beta(8.0, 1.5), beta(60.0, 90.0),
    fisher(1.0, 4.0), fisher(5.0, 8.0), fisher(30.0, 12.0),
    exponential(1.0), exponential(0.125),
    lognormal(0.0, 1.0), lognormal(1.5, 0.25), uniform(0.0, 1.0), uniform(-3.0, 5.0),
    weibull(0.75, 1.0), weibull(2.5, 40.0),
]
for f in families:
    for x in f.xs:
        for name, g in (("pdf", f.pdf), ("cdf", f.cdf), ("survival", f.sf)):
            v = g(x)
            if mpf(10) ** -290 < v:
                add(f.name, f.params, name, x, v)
    for p in (1e-12, 1e-5, 0.01, 0.1, 0.4, 0.75):
        P = mpf(p)
        if f.support is None:
            lo, hi = mpf(-10) ** 13 * 10, mpf(10) ** 14
            c = mpf(f.params[-2]) if len(f.params) > 1 else mpf(0)
            if f.name == "student-t":
                c = mpf(f.params[1])
            if f.name == "normal":
                c = mpf(f.params[0])
            s = mpf(f.params[-1])
            # symmetric: solve for the distance from the centre in logarithms
            tailp = min(P, 1 - P)
            d = solve(lambda t: f.sf(c + s * t), mpf(10) ** -6, mpf(10) ** 13, tailp, increasing=False)
            add(f.name, f.params, "quantile", p, c + s * d if p > 0.5 else c - s * d)
            add(f.name, f.params, "upperQuantile", p, c - s * d if p > 0.5 else c + s * d)
        elif f.name == "uniform":
            add(f.name, f.params, "quantile", p, mpf(f.params[0]) + P * (mpf(f.params[1]) - mpf(f.params[0])))
        else:
            top = mpf(1) if f.name == "beta" else mpf(10) ** 14
            if f.name == "beta":
                low = solve(f.cdf, mpf(10) ** -60, top, P)
                up = 1 - solve(lambda y: f.sf(1 - y), mpf(10) ** -60, top, P)
            else:
                low = solve(f.cdf, mpf(10) ** -60, top, P)
                up = solve(f.sf, mpf(10) ** -30, top, P, increasing=False)
            add(f.name, f.params, "quantile", p, low)
            add(f.name, f.params, "upperQuantile", p, up)


def discrete(name, params, pmf, ks, top):
    cum = mpf(0)
    below = {}
    mass = [pmf(k) for k in range(top + 1)]
    tail = [mpf(0)] * (top + 2)
    for k in range(top, -1, -1):
        tail[k] = tail[k + 1] + mass[k]
    total = mpf(0)
    lower = []
    for k in range(top + 1):
        total += mass[k]
        lower.append(total)
    for k in ks:
        add(name, params, "pmf", k, mass[k])
        add(name, params, "cdf", k, lower[k])
        if tail[k + 1] > mpf(10) ** -250:
            add(name, params, "survival", k, tail[k + 1])
    for p in (1e-9, 0.001, 0.1, 0.5, 0.9, 0.999):
        add(name, params, "quantile", p, next(mpf(k) for k in range(top + 1) if lower[k] >= mpf(p)))
        add(name, params, "upperQuantile", p, next(mpf(k) for k in range(top + 1) if tail[k + 1] <= mpf(p)))


for mu in (0.25, 3.0, 40.0, 500.0):
    M = mpf(mu)
    top = int(mu + 60 * mu ** 0.5 + 60)
    discrete("poisson", (mu,), lambda k: m.exp(k * m.log(M) - M - m.loggamma(k + 1)), sorted({0, 1, int(mu / 2), int(mu), int(mu * 1.5) + 2, int(mu * 2.5)}), top)
for n, p in ((1, 0.25), (10, 0.5), (60, 0.9), (1000, 0.015625), (5000, 0.375)):
    P = mpf(p)
    discrete("binomial", (n, p), lambda k: m.binomial(n, k) * P ** k * (1 - P) ** (n - k), sorted({0, n // 3, int(n * p), min(n, int(n * p) + 3), n}), n)
for mu, size in ((2.0, 0.5), (10.0, 4.0), (120.0, 25.0), (300.0, 1000.0)):
    M, S = mpf(mu), mpf(size)
    top = int(mu + 80 * (mu + mu * mu / size) ** 0.5 * max(1, 2 / size) + 50)
    discrete("negative-binomial", (mu, size), lambda k: m.exp(m.loggamma(S + k) - m.loggamma(S) - m.loggamma(k + 1) + S * m.log(S / (S + M)) + k * m.log(M / (S + M))), sorted({0, 1, int(mu / 3), int(mu), int(mu * 2), int(mu * 4)}), top)

with open("distributions.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["family", "parameters", "function", "argument", "value"])
    w.writerows(rows)
print(len(rows))
