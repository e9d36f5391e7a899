"""Coefficients of the series in Sources/Numerics/Statistics/SpecialFunctions.

Needs mpmath. Prints Swift array literals; nothing reads its output at run time.

- Temme's uniform expansion of the incomplete gamma function: c_k(eta) as power
  series in eta. DLMF 8.12.9-8.12.12: c_0 = 1/mu - 1/eta and
  c_k = (1/eta) c_{k-1}'(eta) + (-1)^k g_k / mu, with mu = lambda - 1 and
  eta^2/2 = mu - log(1 + mu); g_k are Stirling's coefficients of Gamma*(z).
- Taylor series of digamma about its positive root.
- zeta(k) - 1 for log Gamma(1 + x).
"""
from mpmath import mp, mpf, taylor, zeta, findroot, psi, factorial, bernoulli

mp.dps = 60
N = 70  # series length kept while recurring, far above what is printed


def mul(a, b):
    c = [mpf(0)] * N
    for i, x in enumerate(a):
        if x:
            for j in range(N - i):
                c[i + j] += x * b[j]
    return c


def inverse(a):  # 1 / a, a[0] != 0
    r = [mpf(0)] * N
    r[0] = 1 / a[0]
    for n in range(1, N):
        r[n] = -sum(a[k] * r[n - k] for k in range(1, n + 1)) / a[0]
    return r


# mu(eta) = eta * m(eta): from d mu/d eta = eta (1 + mu) / mu, i.e.
# m (m + eta m') = 1 + eta m.
m = [mpf(0)] * N
m[0] = mpf(1)
for n in range(1, N):
    s = m[n - 1]  # eta * m at eta^n
    for i in range(1, n):
        s -= m[i] * m[n - i] * (n - i + 1)
    m[n] = s / (n + 2)
recip = inverse(m)  # eta / mu

# Stirling's coefficients: Gamma*(z) = exp(sum B_2k / (2k (2k-1) z^(2k-1))) = sum g_k z^-k
e = [mpf(0)] * N
for k in range(1, 12):
    e[2 * k - 1] = bernoulli(2 * k) / (2 * k * (2 * k - 1))
g = [mpf(0)] * N
g[0] = mpf(1)
for n in range(1, 20):
    g[n] = sum(k * e[k] * g[n - k] for k in range(1, n + 1)) / n

# c_k times eta keeps a constant term that must cancel; store c_k itself.
c = [[recip[i + 1] for i in range(N - 1)]]
for k in range(1, 11):
    prev = c[-1]
    sign = -1 if k % 2 else 1
    # (1/eta) c' has the term c'[0]/eta, and (-1)^k g_k/mu the term (-1)^k g_k/eta
    assert abs(prev[1] + sign * g[k]) < mpf(10) ** -40
    c.append([(i + 2) * prev[i + 2] + sign * g[k] * recip[i + 1] for i in range(len(prev) - 2)])


def show(name, values):
    print(f"static let {name}: [Double] = [")
    for v in values:
        print(f"  {mp.nstr(v, 20, strip_zeros=False)},")
    print("]")


print("static let temme: [[Double]] = [")
for k, row in enumerate(c):
    # terms below 1e-18 at |eta| = 0.5 and a = 20 do not count
    keep = max([i for i, v in enumerate(row[:40]) if abs(v) * mpf(0.5) ** i * mpf(20) ** -k > 1e-18], default=0)
    print("  [")
    for v in row[: keep + 1]:
        print(f"    {mp.nstr(v, 20)},")
    print("  ],")
print("]")

root = findroot(lambda x: psi(0, x), mpf("1.46"))
hi = mpf(float(root))
print("root hi", repr(float(hi)), "lo", repr(float(root - hi)))
show("digammaAtRoot", [psi(n, root) / factorial(n) for n in range(1, 22)])
show("zetaMinusOne", [zeta(k) - 1 for k in range(2, 34)])
