"""Ridge regression from its definition, in 60-digit arithmetic; leave-one-out by
fitting anew without each row (scales stay those of all rows).

Run after elastic_net.R, whose tall.csv it reads: python3 ridge.py  (mpmath 1.3)
Writes ridge.csv: case, lambda, column, value
"""
import csv
import mpmath as mp

mp.mp.dps = 60
with open("tall.csv") as f:
    rows = list(csv.DictReader(f))
names = ["x%d" % (j + 1) for j in range(9)]
X = [[mp.mpf(r[c]) for c in names] for r in rows]
y = [mp.mpf(r["y"]) for r in rows]
W = [mp.mpf(r["w"]) for r in rows]
n = len(y)


def solve(rows_used, w, penalties, intercept):
    k = 1 if intercept else 0
    size = len(names) + k
    A = mp.zeros(size)
    b = mp.zeros(size, 1)
    for i in rows_used:
        v = ([mp.mpf(1)] if intercept else []) + X[i]
        for a in range(size):
            b[a] += w[i] * v[a] * y[i]
            for c in range(size):
                A[a, c] += w[i] * v[a] * v[c]
    H = A.copy()
    for j, q in enumerate(penalties):
        A[j + k, j + k] += q
    return mp.lu_solve(A, b), A, H


def case(name, weighted, factors, standardize, intercept, lambdas, out):
    w = W if weighted else [mp.mpf(1)] * n
    total = sum(w)
    scale = []
    for j in range(9):
        m = sum(w[i] * X[i][j] for i in range(n)) / total
        s = mp.sqrt(sum(w[i] * (X[i][j] - m) ** 2 for i in range(n)) / total)
        scale.append(s if standardize else mp.mpf(1))
    for lam in lambdas:
        pen = [mp.mpf(lam) * f * s * s for f, s in zip(factors, scale)]
        beta, A, H = solve(range(n), w, pen, intercept)
        k = 1 if intercept else 0
        predict = lambda b, i: (b[0] if intercept else 0) + sum(
            b[j + k] * X[i][j] for j in range(9))
        df = sum((mp.inverse(A) * H)[a, a] for a in range(A.rows))
        rss = sum(w[i] * (y[i] - predict(beta, i)) ** 2 for i in range(n))
        gcv = n * rss / (n - df) ** 2
        loo = mp.mpf(0)
        for i in range(n):
            b, _, _ = solve([r for r in range(n) if r != i], w, pen, intercept)
            loo += w[i] * (y[i] - predict(b, i)) ** 2
        values = dict(zip((["(Intercept)"] if intercept else []) + names, list(beta)))
        values.update({"df": df, "gcv": gcv, "loo": loo / total})
        for c, v in values.items():
            out.writerow([name, lam, c, mp.nstr(v, 17)])


with open("ridge.csv", "w") as f:
    out = csv.writer(f, lineterminator="\n")
    out.writerow(["case", "lambda", "column", "value"])
    ones = [1] * 9
    case("standardized", False, ones, True, True, [200, 5], out)
    case("weighted", True, ones, False, True, [20, "0.1"], out)
    case("free columns", True, [1, 0, 2, 1, 1, 0, 1, 3, 1], True, True, [5], out)
    case("no intercept", False, ones, True, False, [5], out)
