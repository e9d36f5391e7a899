"""Generalised least squares on a road 1 - 2 - 3 without choice of path, by scipy's bounded
least squares: trips 1-2, 1-3, 2-3 from counts on links 1-2 and 2-3."""

import numpy as np
from scipy.optimize import lsq_linear

shares = np.array([[1.0, 1, 0], [0, 1, 1]])
print("count1,count2,spread,trips12,trips13,trips23")
for counts, spread in [((180, 100), 0.3), ((40, 20), 0.5), ((150, 10), 2.0)]:
    prior, errors = np.array([100.0, 50, 80]), np.array([5.0, 4])
    a = np.vstack([np.diag(1 / (spread * prior)), shares / errors[:, None]])
    b = np.concatenate([np.full(3, 1 / spread), np.array(counts) / errors])
    x = lsq_linear(a, b, bounds=(0, np.inf), tol=1e-14).x
    print(f"{counts[0]},{counts[1]},{spread}," + ",".join(f"{v:.10g}" for v in x))
