"""DOTM of statsforecast on made-up series.

Writes dotm.csv (case, t, value, mean; t < 0 are forecasts as in simple.csv) and
dotm-parameters.csv (case, level, alpha, theta). Run: python3 dotm.py
"""
import csv

import numpy as np
from statsforecast.theta import auto_theta, forecast_theta


def series(n, slope, jump):
    t = np.arange(n)
    noise = ((t * 7919) % 101) / 101 - 0.5
    return 40 + slope * t + 9 * noise + jump * (t > n // 2)


cases = {
    "rising": series(40, 0.7, 0),
    "falling": series(73, -0.3, 0),
    "jump": series(60, 0.05, 15),
    "short": series(9, 0.5, 0),
    "walk": np.cumsum(series(50, 0, 0) - 40) + 200,
}
with open("dotm.csv", "w", newline="") as a, open("dotm-parameters.csv", "w", newline="") as b:
    values, parameters = csv.writer(a), csv.writer(b)
    values.writerow(["case", "t", "value", "mean"])
    parameters.writerow(["case", "level", "alpha", "theta"])
    for name, y in cases.items():
        fit = auto_theta(y, m=1, model="DOTM")
        mean = forecast_theta(fit, 8)["mean"]
        for t, v in enumerate(y):
            values.writerow([name, t, repr(float(v)), "NA"])
        for k, v in enumerate(mean):
            values.writerow([name, -1 - k, "NA", repr(float(v))])
        p = fit["par"]
        parameters.writerow([name] + [repr(float(p[k])) for k in ("initial_smoothed", "alpha", "theta")])
