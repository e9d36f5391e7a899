"""Reference values of structural models by statsmodels' UnobservedComponents.

Writes localtrend.csv beside this file: case,kind,index,value. Run with
    python3 localtrend.py
Made with statsmodels 0.15.
"""

import csv
import os
import warnings

import numpy as np
from statsmodels.tsa.statespace.structural import UnobservedComponents

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.RandomState(7)


def series(n, m):
    level = np.cumsum(0.4 * rng.normal(size=n)) + 0.05 * np.arange(n)
    t = np.arange(n)
    return np.round(30 + level + 3 * np.cos(2 * np.pi * t / m) + rng.normal(size=n), 4)


cases = [
    # name, trend, keywords, irregular, level, slope, season, missing, length
    ("level", "llevel", {}, 1.0, 0.3, None, [], [], 50),
    ("trend", "lltrend", {}, 1.0, 0.2, 0.01, [], [], 60),
    ("dummies", "lltrend", {"seasonal": 4}, 0.8, 0.2, 0.005, [0.05], [], 70),
    ("trigonometric", "lltrend", {"freq_seasonal": [{"period": 12, "harmonics": 3}]},
     0.8, 0.2, 0.005, [0.02], [], 80),
    ("two-seasons", "llevel",
     {"freq_seasonal": [{"period": 7, "harmonics": 2}, {"period": 24, "harmonics": 3}]},
     0.9, 0.1, None, [0.01, 0.02], [], 100),
    ("gaps", "lltrend", {"seasonal": 12}, 0.8, 0.2, 0.001, [0.05], [2, 17, 40, 41, 42, 88], 90),
]

with open(os.path.join(here, "localtrend.csv"), "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["case", "kind", "index", "value"])

    def put(name, kind, values):
        for i, value in enumerate(np.atleast_1d(values)):
            out.writerow([name, kind, i, "NA" if np.isnan(value) else repr(float(value))])

    for name, trend, keywords, irregular, level, slope, season, missing, n in cases:
        y = series(n, 12)
        y[missing] = np.nan
        model = UnobservedComponents(y, trend, use_exact_diffuse=True, **keywords)
        model.ssm.tolerance = 0
        parameters = [irregular, level] + ([] if slope is None else [slope]) + season
        result = model.smooth(parameters)
        put(name, "series", y)
        put(name, "irregular", irregular)
        put(name, "level", level)
        put(name, "slope", -1 if slope is None else slope)
        put(name, "season", season)
        # Without 2 pi for the values that settle the start, one a state.
        put(name, "likelihood", result.llf + 0.5 * model.k_states * np.log(2 * np.pi))
        ahead = result.get_forecast(14)
        put(name, "forecast", ahead.predicted_mean)
        put(name, "deviation", ahead.se_mean)
        put(name, "prediction", result.fittedvalues)
        put(name, "filtered-level", result.filtered_state[0])

    # Maximum likelihood, polished by a second optimizer, with and without regressors.
    n = 100
    y = series(n, 4)
    x = np.round(rng.normal(size=n + 5), 4)
    y = np.round(y + 2 * x[:n], 4)
    for name, exog in (("fit", None), ("fit-regressor", x[:n])):
        model = UnobservedComponents(y, "lltrend", seasonal=4, exog=exog, use_exact_diffuse=True)
        fit = model.fit(disp=0, maxiter=1000)
        fit = model.fit(fit.params, method="nm", disp=0, maxiter=8000, xtol=1e-10, ftol=1e-12)
        put(name, "series", y)
        put(name, "regressor", x)
        put(name, "likelihood", fit.llf + 0.5 * 5 * np.log(2 * np.pi))
        if exog is not None:
            put(name, "coefficient", fit.params[-1])
