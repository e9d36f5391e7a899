"""Reference values of ARIMA likelihoods, predictions and forecasts by statsmodels.

Writes arima.csv beside this file: case,kind,index,value. Run with
    python3 arima.py
Made with statsmodels 0.15.
"""

import csv
import os
import warnings

import numpy as np
from statsmodels.tsa.statespace.sarimax import SARIMAX

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.RandomState(20)


def series(n, m):
    """A trend, a season and an ARMA disturbance, to four decimals."""
    noise = np.zeros(n)
    shocks = rng.normal(size=n)
    for t in range(1, n):
        noise[t] = 0.6 * noise[t - 1] + shocks[t] + 0.3 * shocks[t - 1]
    t = np.arange(n)
    return np.round(40 + 0.08 * t + 4 * np.sin(2 * np.pi * t / m) + noise, 4)


# name, order, seasonal order, ar, ma, sar, sma, mean, variance, missing, length
cases = [
    ("airline", (0, 1, 1), (0, 1, 1, 12), [], [-0.4], [], [-0.55], None, 1.3, [], 120),
    ("seasonal-ar", (2, 0, 1), (1, 0, 0, 12), [0.5, 0.3], [0.4], [0.9], [], 42.5, 2.1, [], 110),
    ("plain", (1, 1, 1), (0, 0, 0, 0), [0.35], [-0.7], [], [], None, 0.9, [], 60),
    ("quarterly", (3, 1, 2), (0, 0, 1, 4), [0.2, -0.3, 0.1], [0.5, 0.2], [], [0.4], None, 1.7, [], 70),
    ("two-differences", (0, 2, 2), (0, 0, 0, 0), [], [-1.1, 0.3], [], [], None, 1.1, [], 45),
    ("near-unit-root", (1, 0, 0), (0, 0, 0, 0), [0.999], [], [], [], 41.0, 1.0, [], 50),
    ("airline-gaps", (0, 1, 1), (0, 1, 1, 12), [], [-0.4], [], [-0.55], None, 1.3,
     [4, 30, 60, 61, 62, 119], 120),
    ("mean-gaps", (1, 0, 1), (0, 0, 0, 0), [0.7], [0.2], [], [], 42.0, 1.4, [3, 10, 11, 12, 40], 60),
    ("mixed-gaps", (1, 1, 1), (1, 0, 1, 4), [0.4], [-0.6], [0.5], [-0.2], None, 1.2, [2, 20, 21], 64),
]

with open(os.path.join(here, "arima.csv"), "w", newline="") as file:
    out = csv.writer(file, lineterminator="\n")
    out.writerow(["case", "kind", "index", "value"])

    def put(name, kind, values):
        for i, value in enumerate(np.atleast_1d(values)):
            out.writerow([name, kind, i, "NA" if np.isnan(value) else repr(float(value))])

    for name, order, seasonal, ar, ma, sar, sma, mean, variance, missing, n in cases:
        y = series(n, max(seasonal[3], 6))
        y[missing] = np.nan
        put(name, "order", list(order) + list(seasonal))
        for kind, part in (("ar", ar), ("ma", ma), ("sar", sar), ("sma", sma)):
            put(name, kind, part)
        put(name, "variance", variance)
        put(name, "series", y)
        parameters = ar + ma + sar + sma + [variance]
        trend = "n"
        if mean is not None:
            put(name, "mean", mean)
            trend = "c"
            intercept = mean * (1 - sum(ar)) * (1 - sum(sar))
            parameters = [intercept] + parameters
        used = order[1] + seasonal[1] * seasonal[3]
        # The exact diffuse filter; without 2 pi for the values that settle its start.
        exact = SARIMAX(
            y, order=order, seasonal_order=seasonal, trend=trend, use_exact_diffuse=used > 0)
        exact.ssm.tolerance = 0
        result = exact.smooth(parameters)
        likelihood = result.llf + 0.5 * used * np.log(2 * np.pi)
        if not missing:
            simple = SARIMAX(
                y, order=order, seasonal_order=seasonal, trend=trend, simple_differencing=True)
            simple.ssm.tolerance = 0
            assert abs(simple.loglike(parameters) - likelihood) < 1e-8
        put(name, "likelihood", likelihood)
        ahead = result.get_forecast(15)
        put(name, "forecast", ahead.predicted_mean)
        put(name, "deviation", ahead.se_mean)
        predictions = np.array(result.fittedvalues)
        put(name, "prediction", predictions)

    # Maximum likelihood with regressors: the best of two optimizers.
    n = 90
    y = series(n, 12)
    x = np.round(np.column_stack([rng.normal(size=n + 5), np.arange(n + 5) % 7 == 3]), 4)
    y = np.round(y + 1.5 * x[:n, 0] - 2 * x[:n, 1], 4)
    model = SARIMAX(y, exog=x[:n], order=(1, 1, 1), simple_differencing=True)
    fit = model.fit(disp=0, maxiter=500)
    fit = model.fit(fit.params, method="nm", disp=0, maxiter=5000, xtol=1e-10, ftol=1e-12)
    put("regressors", "series", y)
    put("regressors", "first", x[:, 0])
    put("regressors", "second", x[:, 1])
    put("regressors", "likelihood", fit.llf)
    put("regressors", "coefficients", fit.params[:2])
