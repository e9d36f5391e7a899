"""Best partitions into levels and lines by plain dynamic programming over all starts:
sum of squares + penalty x parameters, 2 a stretch and 1 a slope. Series as in
partition-series.csv; written beside it.

    python level_or_line.py   (needs numpy)
"""
import csv
import numpy as np

series = {}
for row in csv.DictReader(open("partition-series.csv")):
    series.setdefault(row["kind"], []).append(float(row["y"]))


def stretch(y, penalty):
    t = np.arange(len(y))
    level = float(((y - y.mean()) ** 2).sum())
    A = np.column_stack([np.ones(len(y)), t])
    line = float(((y - A @ np.linalg.lstsq(A, y, rcond=None)[0]) ** 2).sum())
    return min(level + 2 * penalty, line + 3 * penalty)


with open("level-or-line.csv", "w") as f:
    f.write("kind,penalty,least,changes,value\n")
    for kind, values in series.items():
        y = np.array(values)
        for penalty in (0.5, 3.0, 12.0):
            for least in (2, 6):
                n = len(y)
                F, P = [0.0] + [np.inf] * n, [0] * (n + 1)
                for t in range(least, n + 1):
                    for s in [0] + list(range(least, t - least + 1)):
                        v = F[s] + stretch(y[s:t], penalty)
                        if v < F[t]:
                            F[t], P[t] = v, s
                c, t = [], n
                while P[t] > 0:
                    t = P[t]
                    c.append(t)
                f.write(f"{kind},{penalty},{least},{' '.join(map(str, c[::-1]))},{F[n]:.12g}\n")
