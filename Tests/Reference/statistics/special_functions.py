"""Golden values of special functions, 50 digits in mpmath: special_functions.csv.

Run beside the file it writes. Columns: function, a, b, c (arguments, exact doubles),
value. Incomplete functions are summed from series of positive terms, at a precision that
leaves 25 digits of the smaller tail.
"""
import csv
import random
from mpmath import mp, mpf, workdps
import mpmath as m

rows = []


def add(name, value, *args):
    args = list(args) + [""] * (3 - len(args))
    rows.append([name] + [repr(float(a)) if a != "" else "" for a in args] + [mp.nstr(value, 22)])


def stable(f):
    """f evaluated at rising precision until two values agree."""
    last = None
    for dps in (60, 120, 240, 480):
        with workdps(dps):
            v = f()
        if last is not None and (v == last or abs(v - last) <= abs(v) * mpf(10) ** -25):
            return v
        last = v
    raise ValueError("no agreement")


mp.dps = 50
rng = random.Random(20240607)

for x in [1e-8, 0.001, 0.3, 0.5, 1, 1.5, 2.5, 5, 10.25, 26, 27.2, -0.2, -1.3, -3, -20]:
    X = mpf(x)
    add("erf", m.erf(X), x)
    if x <= 27.2:
        add("erfc", stable(lambda: m.erfc(X)), x)
    if x > -26:
        add("erfcx", stable(lambda: m.exp(X * X) * m.erfc(X)), x)
for x in [26.0, 50, 1e3, 1e8, 24.9, 25.1, 15.3]:
    X = mpf(x)
    add("erfcx", stable(lambda: m.exp(X * X) * m.erfc(X)) if x < 1e4 else 1 / (X * m.sqrt(m.pi)) * (1 - 1 / (2 * X * X)), x)
for z in [-38, -37.3, -30, -20.5, -10, -8.1, -5, -3.3, -1.96, -1, -0.25, -1e-5, 0, 0.5, 1.64, 3, 6, 8]:
    Z = mpf(z)
    add("normalCDF", stable(lambda: m.erfc(-Z / m.sqrt(2)) / 2), z)
    add("normalDensity", m.exp(-Z * Z / 2) / m.sqrt(2 * m.pi), z)
for z in [-1000, -50, -38, -11, -9.5, -2, 0, 1, 5, 10, 30]:
    Z = mpf(z)
    add("logNormalCDF", stable(lambda: m.log(m.erfc(-Z / m.sqrt(2)) / 2)), z)


def normal_quantile(p):
    with workdps(400):
        p = mpf(p)
        q = min(p, 1 - p)
        lo, hi = mpf(0), mpf(40)
        for _ in range(12):
            mid = (lo + hi) / 2
            if m.erfc(mid / m.sqrt(2)) / 2 > q:
                lo = mid
            else:
                hi = mid
        x = (lo + hi) / 2
        for _ in range(60):
            f = m.erfc(x / m.sqrt(2)) / 2 - q
            d = -m.exp(-x * x / 2) / m.sqrt(2 * m.pi)
            # Newton on the logarithm
            step = m.log((f + q) / q) * (f + q) / d
            x -= step
            if abs(step) < mpf(10) ** -60 * (abs(x) + mpf(10) ** -20):
                break
        return -x if p < mpf("0.5") else x


for p in [1e-300, 1e-200, 1e-100, 1e-40, 1e-20, 1e-12, 1e-8, 1e-5, 0.001, 0.0249, 0.025, 0.0751, 0.3, 0.42, 0.4999, 0.5000001, 0.6, 0.8, 0.9, 0.95, 0.975, 0.99, 0.999, 0.999999, 1 - 1e-12]:
    add("normalQuantile", normal_quantile(p), p)
for x in [1e-300, 1e-10, 0.001, 0.3, 0.84, 0.86, 0.95, 0.9999, 1 - 1e-14, -0.7]:
    X = mpf(x)
    if x == 1e-300:
        v = X * m.sqrt(m.pi) / 2
    else:
        v = m.erfinv(X)
    add("inverseErf", v, x)
for x in [1e-300, 1e-100, 1e-10, 0.01, 0.5, 0.9, 1.2, 1.9]:
    add("inverseErfc", -normal_quantile(mpf(x) / 2) / m.sqrt(2) * (1), x)

for x in [1e-10, 1e-3, 0.1, 0.5, 0.9, 1 + 1e-9, 1.3, 1.5, 1.9999, 2.0001, 3.7, 9.9, 10.1, 55.5, 171, 1e3, 1e6, 1e15, 1e100, -0.5, -1.5, -2.7, -10.3]:
    X = mpf(x)
    add("logGamma", m.re(m.loggamma(X)) if x > 0 else m.log(abs(m.gamma(X))), x)
    if -20 < x < 171:
        add("gamma", m.gamma(X), x)
for x in [1e-12, 1e-5, 0.01, 0.3, -0.3, 0.49, -0.49, 0.51, 0.99, 1.01, 1.6, -0.9, 20]:
    add("logGammaOnePlus", m.loggamma(1 + mpf(x)), x)
for x in [1e-8, 0.01, 0.4, 1, 1.3, 1.46, 1.4616, 1.461632144968362, 1.47, 1.6, 1.9, 3, 9.5, 10.5, 100.25, 1e5, 1e12, -0.5, -1.3, -7.8]:
    X = mpf(x)
    add("digamma", m.psi(0, X), x)
    add("trigamma", m.psi(1, X), x)
for a, b in [(1e-5, 2), (0.3, 0.4), (0.5, 0.5), (1, 1.0001), (3, 4.5), (9.9, 9.9), (2, 1000), (0.5, 1e6), (1e-3, 1e8), (50, 60), (1e4, 1e5), (1e8, 3), (1e10, 1e10), (12, 0.02)]:
    A, B = mpf(a), mpf(b)
    with workdps(80):
        v = m.loggamma(A) + m.loggamma(B) - m.loggamma(A + B)
    add("logBeta", v, a, b)
for x in [1e-20, 1e-5, 0.1, 0.6931, 0.7, 3, 50]:
    add("log1mexp", m.log(-m.expm1(-mpf(x))), x)
for x in [1e-9, 1e-4, 0.05, -0.05, 0.39, -0.39, 0.41, -0.6, 3, 100]:
    X = mpf(x)
    with workdps(80):
        add("log1pmx", m.log(1 + X) - X, x)


def lower_gamma_series(a, x):
    # P(a, x) by its series of positive terms: no cancellation at any size
    term = mpf(1)
    s = mpf(1)
    n = a
    while term > s * mpf(10) ** (-mp.dps):
        n += 1
        term *= x / n
        s += term
    return m.exp(a * m.log(x) - x - m.loggamma(a + 1)) * s


def gamma_pair(a, x):
    A, X = mpf(a), mpf(x)
    with workdps(40):
        P = lower_gamma_series(A, X)
        Q = 1 - P
    if Q < mpf(10) ** -12:
        # 1 - P at a precision that covers the size of Q
        with workdps(380):
            Q = 1 - lower_gamma_series(A, X)
    return P, Q if Q > mpf(10) ** -340 else None


pairs = []
for a in [1e-6, 0.003, 0.1, 0.5, 0.8, 1, 1.7, 3, 8, 15, 19.5, 20, 24, 40, 100, 333, 1000, 1e4]:
    sd = a ** 0.5
    for z in [-30, -12, -5, -2, -0.7, 0, 0.4, 1.5, 4, 10, 30]:
        x = a + z * sd
        if x > 0:
            pairs.append((a, x))
    for f in [1e-3, 0.1, 0.59, 0.61, 1.39, 1.41, 3]:
        if a * f > 0:
            pairs.append((a, a * f))
    if a < 2:
        for x in [1e-20, 1e-5, 0.2, 0.9, 1.09, 1.2, 5, 30, 200]:
            pairs.append((a, x))
for _ in range(80):
    a = 10 ** rng.uniform(-2, 4.5)
    x = a * max(0.001, rng.gauss(1, 3 / a ** 0.5 + 0.1))
    pairs.append((a, x))
for a, x in pairs:
    P, Q = gamma_pair(a, x)
    if P > mpf(10) ** -300 and P < mpf("0.75"):
        add("gammaP", P, a, x)
    if Q is not None and Q > mpf(10) ** -300 and Q < mpf("0.75"):
        add("gammaQ", Q, a, x)
    if P > 0 and P < mpf("0.75") and P < mpf(10) ** -300:
        add("logGammaP", m.log(P), a, x)
    if Q is not None and 0 < Q < mpf(10) ** -300:
        add("logGammaQ", m.log(Q), a, x)

for a, x in [(0.5, 800), (3, 1000), (100, 1500), (1000, 3500), (0.01, 750), (40, 2000.5)]:
    A, X = mpf(a), mpf(x)
    add("logGammaQ", m.log(m.gammainc(A, X, m.inf, regularized=True)), a, x)
for a, x in [(0.3, 0.2), (0.3, 5), (3, 2), (15, 30), (25, 24), (25, 26), (90, 60), (100, 130), (200, 500), (1000, 950), (1000, 1100), (5000, 100), (1e4, 9900), (1e4, 1.02e4)]:
    A, X = mpf(a), mpf(x)
    add("scaledGammaP", lower_gamma_series(A, X) / m.exp(A * m.log(X) - X - m.loggamma(A + 1)), a, x)


def beta_lower(x, a, b):
    # I_x(a,b) = x^a y^b / (a B) 2F1(a+b, 1; a+1; x): all terms positive
    y = 1 - x
    term = mpf(1)
    s = mpf(1)
    n = mpf(0)
    while True:
        r = (a + b + n) / (a + 1 + n) * x
        term *= r
        s += term
        n += 1
        if n > 60000:
            return None  # too long a series to be worth the wait
        if r < 1 and term < s * (1 - r) * mpf(10) ** (-mp.dps):
            break
    return m.exp(a * m.log(x) + b * m.log(y) - m.log(a) - m.loggamma(a) - m.loggamma(b) + m.loggamma(a + b)) * s


def beta_pair(x, a, b):
    X, A, B = mpf(x), mpf(a), mpf(b)
    with workdps(45):
        if X <= A / (A + B):
            I = beta_lower(X, A, B)
            J = 1 - I if I is not None and I < 0.999 else None
        else:
            J = beta_lower(1 - X, B, A)
            I = 1 - J if J is not None and J < 0.999 else None
    return I, J


triples = []
for a, b in [(0.01, 0.02), (0.5, 0.5), (0.5, 3), (2, 0.5), (1, 1), (3, 4), (0.2, 30), (30, 0.2), (12, 9), (50, 0.5), (0.5, 500), (80, 120), (1000, 3), (4, 5000), (700, 900), (1e4, 2e4), (1e5, 50), (50000, 50000), (1e5, 0.5)]:
    mean = a / (a + b)
    sd = (a * b / (a + b) ** 2 / (a + b + 1)) ** 0.5
    for z in [-25, -8, -3, -1, -0.3, 0.0, 0.3, 1, 3, 8, 25]:
        x = mean + z * sd
        if 1e-8 < x < 1 - 1e-8:
            triples.append((x, a, b))
    for x in [1e-6, 0.01, 0.2, 0.5, 0.69, 0.71, 0.9, 0.999]:
        if max(a, b) <= 1000:
            triples.append((x, a, b))
for _ in range(80):
    a = 10 ** rng.uniform(-1.5, 3.5)
    b = 10 ** rng.uniform(-1.5, 3.5)
    mean = a / (a + b)
    sd = (a * b / (a + b) ** 2 / (a + b + 1)) ** 0.5
    x = mean + rng.gauss(0, 3) * sd
    if 1e-6 < x < 1 - 1e-6:
        triples.append((x, a, b))
for x, a, b in triples:
    I, J = beta_pair(x, a, b)
    if I is not None and mpf(10) ** -300 < I < mpf("0.75"):
        add("betaI", I, x, a, b)
    if J is not None and mpf(10) ** -300 < J < mpf("0.75"):
        add("betaJ", J, x, a, b)

with open("special_functions.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["function", "a", "b", "c", "value"])
    w.writerows(rows)
print(len(rows))
