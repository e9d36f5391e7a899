"""Reference values for patience from censored waits (statsmodels, scipy): patience.csv.

The waits are from a fixed linear congruential generator, whole seconds with ties; every third
to fifth customer gave up.
"""
import csv
from scipy.stats import chi2
from statsmodels.duration.survfunc import SurvfuncRight

x = 12345
waits, gone = [], []
for k in range(60):
    x = (1103515245 * x + 12345) % 2**31
    waits.append(1 + x // 65536 % 97)
    gone.append(1 if k % 5 in (0, 3) else 0)
fit = SurvfuncRight(waits, gone)
n, total = sum(gone), sum(waits)
with open("patience.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["time", "survival", "error"])
    for t, s, e in zip(fit.surv_times, fit.surv_prob, fit.surv_prob_se):
        out.writerow([f"{t:g}", f"{s:.15g}", f"{e:.15g}"])
    # The exponential mean and its exact interval: chi-square with 2n and 2n + 2 degrees.
    out.writerow(["mean", f"{total / n:.15g}", ""])
    out.writerow(["low", f"{2 * total / chi2.ppf(0.975, 2 * n + 2):.15g}", ""])
    out.writerow(["high", f"{2 * total / chi2.ppf(0.025, 2 * n):.15g}", ""])
