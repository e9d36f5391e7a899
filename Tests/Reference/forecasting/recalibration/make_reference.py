"""Reference values for recalibration: exact binomial intervals, and mean run lengths of a
two-sided cumulative sum with k = 1/2 by a Markov chain (Brook & Evans 1972).

    python make_reference.py   (needs numpy, scipy)
"""
import numpy as np
from scipy.stats import beta, norm

with open("coverage.csv", "w") as f:
    f.write("held,count,lower,upper\n")
    for k, n in ((0, 5), (5, 5), (7, 10), (80, 100), (855, 900), (1, 400)):
        lo = 0.0 if k == 0 else beta.ppf(0.025, k, n - k + 1)
        hi = 1.0 if k == n else beta.ppf(0.975, k + 1, n - k)
        f.write(f"{k},{n},{lo:.12g},{hi:.12g}\n")

with open("run-lengths.csv", "w") as f:
    f.write("bound,length\n")
    for h in (3.0, 4.0, 5.0, 7.0):
        m = 1000
        w = 2 * h / (2 * m - 1)
        grid = np.arange(m) * w
        jump = lambda x: norm.cdf(x + 0.5)
        up = jump(grid[None, :] + w / 2 - grid[:, None])
        down = jump(grid[None, :] - w / 2 - grid[:, None])
        P = up - down
        P[:, 0] = up[:, 0]
        one = np.linalg.solve(np.eye(m) - P, np.ones(m))[0]
        f.write(f"{h},{one / 2:.8g}\n")
