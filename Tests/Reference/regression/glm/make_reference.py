"""Values that R's packages here do not give, on data.csv.

- multinomial: statsmodels MNLogit by Newton's method, class 0 the reference.
- firth: the penalized likelihood ln L + 1/2 ln det I maximized directly with mpmath's
  root finder on numeric gradients of its closed form (none of the leverages' algebra).
- tweedie: densities of the compound Poisson-gamma mixture summed with 40 digits; the
  maximum of the profile likelihood over the power.

Python 3, statsmodels 0.15, scipy, mpmath, numpy. python3 make_reference.py > python.csv
"""
import sys
import numpy as np
import mpmath as mp
from scipy import optimize
import statsmodels.api as sm

rows = [l.strip().split(",") for l in open("data.csv")]
data = {n: np.array([float(r[j]) for r in rows[1:]]) for j, n in enumerate(rows[0])}
names = ["x1", "x2", "g2", "g3", "g4"]
X = np.column_stack([np.ones(len(data["x1"]))] + [data[n] for n in names])
print("case,quantity,index,value")


def out(case, what, values):
    for i, v in enumerate(np.atleast_1d(values)):
        print(f"{case},{what},{i},{mp.nstr(mp.mpf(v), 17)}")


# Multinomial.
f = sm.MNLogit(data["class"], X).fit(method="newton", tol=1e-14, maxiter=100, disp=0)
out("multinomial", "coefficient", np.asarray(f.params).T.ravel())
out("multinomial", "error", np.asarray(f.bse).T.ravel())
out("multinomial", "loglik", f.llf)
counts = np.bincount(data["class"].astype(int))
out("multinomial", "nullloglik", np.sum(counts * np.log(counts / counts.sum())))
out("multinomial", "aic", f.aic)
out("multinomial", "probability", f.predict(X)[:3].ravel())


# Firth.
def firth(case, X, y, family):
    n, p = X.shape
    mp.mp.dps = 40

    def objective(b):
        ll = mp.mpf(0)
        info = mp.zeros(p)
        for i in range(n):
            eta = sum(mp.mpf(float(X[i, j])) * b[j] for j in range(p))
            if family == "binomial":
                ll += float(y[i]) * eta - mp.log(1 + mp.exp(eta))
                m = 1 / (1 + mp.exp(-eta))
                w = m * (1 - m)
            else:
                w = mp.exp(eta)
                ll += float(y[i]) * eta - w
            for j in range(p):
                for k in range(p):
                    info[j, k] += w * mp.mpf(float(X[i, j])) * mp.mpf(float(X[i, k]))
        return ll + mp.log(mp.det(info)) / 2, info

    def fast(b):
        eta = X @ b
        if family == "binomial":
            w = 1 / (2 + np.exp(eta) + np.exp(-eta))
            ll = np.sum(y * eta - np.logaddexp(0, eta))
        else:
            w = np.exp(eta)
            ll = np.sum(y * eta - w)
        return -ll - np.linalg.slogdet(X.T @ (w[:, None] * X))[1] / 2

    b = optimize.minimize(fast, np.zeros(p), method="BFGS", options={"gtol": 1e-8}).x
    b = [mp.mpf(v) for v in b]
    h = mp.mpf(10) ** -12
    # Newton with central differences in 40 digits.
    for _ in range(3):
        g = mp.zeros(p, 1)
        for j in range(p):
            up, down = list(b), list(b)
            up[j] += h
            down[j] -= h
            g[j] = (objective(up)[0] - objective(down)[0]) / (2 * h)
        step = mp.lu_solve(objective(b)[1], g)
        b = [b[j] + step[j] for j in range(p)]
    for _ in range(6):
        g = mp.zeros(p, 1)
        for j in range(p):
            up, down = list(b), list(b)
            up[j] += h
            down[j] -= h
            g[j] = (objective(up)[0] - objective(down)[0]) / (2 * h)
        step = mp.lu_solve(objective(b)[1], g)
        b = [b[j] + step[j] for j in range(p)]
        if max(abs(s) for s in step) < 1e-14:
            break
    value, info = objective(b)
    cov = info ** -1
    out(case, "coefficient", [b[j] for j in range(p)])
    out(case, "error", [mp.sqrt(cov[j, j]) for j in range(p)])
    out(case, "penalized", value)


firth("firth:binary", X[:, :3], data["binary"], "binomial")
# Perfectly separated by x > 0.
x = np.array([-3, -2.5, -2, -1.2, -0.7, 0.4, 1, 1.5, 2.2, 3.1])
firth("firth:separated", np.column_stack([np.ones(10), x]), (x > 0).astype(float), "binomial")
# No event in the last group.
g = np.repeat([0.0, 1.0], 5)
y = np.array([3, 1, 4, 2, 2, 0, 0, 0, 0, 0.0])
firth("firth:zeros", np.column_stack([np.ones(10), g]), y, "poisson")

# Tweedie.
mp.mp.dps = 40


def log_density(y, mu, phi, p):
    y, mu, phi, p = (mp.mpf(v) for v in (y, mu, phi, p))
    rate = mu ** (2 - p) / (phi * (2 - p))
    shape = (2 - p) / (p - 1)
    scale = phi * (p - 1) * mu ** (p - 1)
    if y == 0:
        return -rate
    def term(k):
        a = k * shape
        return mp.exp(k * mp.log(rate) - rate - mp.loggamma(k + 1)
                      + (a - 1) * mp.log(y) - y / scale - mp.loggamma(a) - a * mp.log(scale))
    total, k = mp.mpf(0), 1
    best = mp.mpf(0)
    while True:
        t = term(k)
        total += t
        best = max(best, t)
        if t < best * mp.mpf(10) ** -30 and k > rate:
            break
        k += 1
    return mp.log(total)


for y, mu, phi, p in [(0, 1.3, 0.7, 1.5), (0.4, 1.3, 0.7, 1.5), (5, 1.3, 0.7, 1.5), (2, 3, 0.02, 1.2),
                      (1e-6, 1, 1, 1.6), (30, 4, 2, 1.9), (1, 1, 0.01, 1.05)]:
    out("tweedie:density", f"{y};{mu};{phi};{p}", log_density(y, mu, phi, p))


def profile(p):
    """-max over phi of the log-likelihood of the fitted means, in doubles."""
    y = data["claim"]
    b = np.zeros(6)
    b[0] = np.log(y.mean())
    for _ in range(200):
        mu = np.exp(X @ b)
        w = mu ** (2 - p)
        step = np.linalg.solve(X.T @ (w[:, None] * X), X.T @ (w * (y - mu) / mu))
        b = b + step
        if np.max(np.abs(step)) < 1e-15:
            break
    mu = np.exp(X @ b)
    mp.mp.dps = 22
    def ll(logphi):
        return -float(sum(log_density(yi, mi, np.exp(logphi), p) for yi, mi in zip(y, mu)))
    r = optimize.minimize_scalar(ll, bounds=(-3, 2), method="bounded", options={"xatol": 1e-9})
    return r.fun, b, np.exp(r.x)


value, b, phi = profile(1.5)
out("tweedie:1.5", "loglik", -value)
out("tweedie:1.5", "phi", phi)
r = optimize.minimize_scalar(lambda p: profile(p)[0], bounds=(1.1, 1.9), method="bounded",
                             options={"xatol": 1e-7})
value, b, phi = profile(r.x)
out("tweedie:profile", "power", r.x)
out("tweedie:profile", "loglik", -value)
out("tweedie:profile", "coefficient", b)
