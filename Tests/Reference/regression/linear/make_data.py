"""The data that the reference values of this folder belong to: 120 rows of a
weighted, heteroscedastic, autocorrelated regression in 11 uneven groups.

    python3 make_data.py     # numpy 1.26 or later; writes sample.csv
"""
import numpy as np

rng = np.random.default_rng(20260301)
n = 120
group = np.sort(rng.integers(0, 11, n))
other = rng.integers(0, 7, n)
x = rng.normal(size=n).cumsum() / 4
z = 5 + rng.normal(size=n) + 0.4 * x
level = rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2])
half = rng.choice(["p", "q"], n)
shock = rng.normal(size=11)
e = np.zeros(n)
for t in range(n):
    e[t] = (0.5 * e[t - 1] if t else 0) + rng.normal() * (0.5 + 0.4 * abs(x[t]))
y = 2 + 1.5 * x - 0.7 * z + (level == "b") * 0.8 + 0.5 * x * (half == "q") + e + shock[group]
w = rng.uniform(0.3, 3, n)
with open("sample.csv", "w") as out:
    out.write("y,x,z,level,half,group,other,w\n")
    for row in zip(y.round(6), x.round(6), z.round(6), level, half, group, other, w.round(4)):
        out.write(",".join(str(v) for v in row) + "\n")
