"""Rates of intermittent demand of statsforecast at given weights.

Writes values.csv (case, t, value), rates.csv (case, method, size, timing, t, fitted; t = n is
the forecast). ADIDA and IMAPA are put together from statsforecast's own block sums and
smoothing at fixed weights, in the way its _adida and _imapa do, with the weight of each
block length in blocks.csv (case, method, length, alpha, forecast). Run: python3 intermittent.py
"""
import csv

import numpy as np
from statsforecast import models as m

rng = np.random.default_rng(7)


def demand(n, chance, mean):
    return rng.binomial(1, chance, n) * (1 + rng.poisson(mean, n)).astype(float)


CASES = {
    "sparse": demand(60, 0.2, 1.0),
    "lumpy": demand(48, 0.35, 8.0),
    "often": demand(40, 0.8, 3.0),
    "late": np.concatenate([np.zeros(11), demand(37, 0.3, 2.0)]),
}
with open("values.csv", "w", newline="") as a, open("rates.csv", "w", newline="") as b, open(
    "blocks.csv", "w", newline=""
) as c:
    values, rates, blocks = csv.writer(a), csv.writer(b), csv.writer(c)
    values.writerow(["case", "t", "value"])
    rates.writerow(["case", "method", "size", "timing", "t", "fitted"])
    blocks.writerow(["case", "method", "length", "alpha", "forecast"])
    for name, y in CASES.items():
        for t, v in enumerate(y):
            values.writerow([name, t, repr(float(v))])
        fits = [
            ("croston", 0.1, 0.1, m._croston_classic(y, 1, True)),
            ("sba", 0.1, 0.1, m._croston_sba(y, 1, True)),
            ("tsb", 0.1, 0.1, m._tsb(y, 1, True, 0.1, 0.1)),
            ("tsb", 0.3, 0.05, m._tsb(y, 1, True, 0.3, 0.05)),
        ]
        for method, size, timing, fit in fits:
            path = np.append(fit["fitted"], fit["mean"][0])
            for t, v in enumerate(path):
                rates.writerow(
                    [name, method, size, timing, t, "NA" if np.isnan(v) else repr(float(v))])
        longest = round(m._intervals(y).mean().item())
        for method, lengths in (("adida", [longest]), ("imapa", range(1, longest + 1))):
            forecasts = []
            for length in lengths:
                alpha = 0.1 + 0.02 * length
                sums = m._chunk_sums(y[len(y) % length:], length)
                forecasts.append(m._ses_forecast(sums, alpha)[0] / length)
                blocks.writerow([name, method, length, repr(alpha), repr(float(forecasts[-1]))])
            blocks.writerow([name, method, 0, "NA", repr(float(np.mean(forecasts)))])
