#!/usr/bin/env python3
"""Made monthly series (series.csv) and their unobserved components fits with a step, a
regressor, a random walk for the level and a dummy season (fits.csv), by statsmodels.
Run in this directory; needs numpy, pandas and statsmodels."""
import numpy as np
import pandas as pd
import statsmodels.api as sm

N, START = 84, 60
rows, fits = [], []
for name, seed, wander, season in [("a", 1, 0.3, True), ("b", 2, 0.8, False), ("c", 3, 0.15, True)]:
    rng = np.random.default_rng(seed)
    t = np.arange(N)
    x = np.round(rng.normal(size=N) + np.sin(t / 7), 4)
    y = 20 + np.cumsum(wander * rng.normal(size=N)) + 0.7 * x + rng.normal(size=N) + 3.0 * (t >= START)
    if season:
        y += 2 * np.cos(2 * np.pi * t / 12) + np.sin(2 * np.pi * t / 6)
    y = np.round(y, 4)
    if name == "c":
        y[[20, 41]] = np.nan
    for k in range(N):
        rows.append([name, k, y[k], x[k]])
    exog = np.column_stack([x, (t >= START).astype(float)])
    model = sm.tsa.UnobservedComponents(
        y, "llevel", seasonal=12 if season else None, stochastic_seasonal=False, exog=exog,
        use_exact_diffuse=True)
    best = max((model.fit(start, disp=0, maxiter=2000, method="lbfgs", pgtol=1e-9)
                for start in [None, [1.0, 0.1, 0.5, 2.0]]), key=lambda fit: fit.llf)
    own = best.filter_results
    # Without the steps that settle the starting states, whose terms depend on the form.
    burn = own.nobs_diffuse
    fits.append([name, int(season), best.params[0], best.params[1], best.params[2], best.params[3],
                 float(np.sum(own.llf_obs[burn:]))])
pd.DataFrame(rows, columns=["case", "t", "y", "x"]).to_csv("series.csv", index=False)
pd.DataFrame(fits, columns=["case", "season", "irregular", "level", "x", "step", "likelihood"]).to_csv(
    "fits.csv", index=False, float_format="%.8f")
