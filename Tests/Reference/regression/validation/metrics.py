"""Metrics, calibration and splits by scikit-learn 1.9 and statsmodels 0.15.

    python3 metrics.py > metrics.json
"""

import json

import numpy as np
import statsmodels.api as sm
from sklearn import metrics as m
from sklearn.calibration import calibration_curve
from sklearn.model_selection import TimeSeriesSplit

rng = np.random.default_rng(20)
n = 120
y = rng.gamma(2.0, 1.5, n)
mu = y * np.exp(rng.normal(0, 0.4, n))
w = rng.integers(0, 4, n).astype(float)
counts = rng.poisson(mu).astype(float)
score = rng.normal(0, 1, n).round(1)
outcome = (rng.uniform(size=n) < 1 / (1 + np.exp(-0.3 - 1.2 * score))).astype(float)
prob = 1 / (1 + np.exp(-(0.2 + 1.7 * score)))
prob[0] = 0.0
prob[1] = 1.0

out = {
    "y": y, "mu": mu, "w": w, "counts": counts, "score": score, "outcome": outcome, "prob": prob,
    "values": {},
}
values = out["values"]
for suffix, weights in (("", None), (" weighted", w)):
    k = {"sample_weight": weights}
    values["rmse" + suffix] = m.root_mean_squared_error(y, mu, **k)
    values["mae" + suffix] = m.mean_absolute_error(y, mu, **k)
    values["r2" + suffix] = m.r2_score(y, mu, **k)
    values["poisson" + suffix] = m.mean_poisson_deviance(counts, mu, **k)
    values["gamma" + suffix] = m.mean_gamma_deviance(y, mu, **k)
    for power in (0, 1.5, 1.9, 3):
        values[f"tweedie {power}" + suffix] = m.mean_tweedie_deviance(y, mu, power=power, **k)
    values["tweedie counts 1.3" + suffix] = m.mean_tweedie_deviance(counts, mu, power=1.3, **k)
    for level in (0.1, 0.5, 0.9):
        values[f"pinball {level}" + suffix] = m.mean_pinball_loss(y, mu, alpha=level, **k)
    values["log loss" + suffix] = m.log_loss(outcome, prob, **k)
    values["brier" + suffix] = m.brier_score_loss(outcome, prob, **k)
    values["roc auc" + suffix] = m.roc_auc_score(outcome, score, **k)
    values["average precision" + suffix] = m.average_precision_score(outcome, score, **k)

three = rng.dirichlet([2, 1, 1], n)
classes = np.array([rng.choice(3, p=p) for p in three])
out["three"] = three.T
out["classes"] = classes
values["log loss of three"] = m.log_loss(classes, three)

observed, predicted = calibration_curve(outcome, prob, n_bins=7, strategy="quantile")
out["observed"] = observed
out["predicted"] = predicted
inner = slice(2, n)
logit = np.log(prob[inner]) - np.log1p(-prob[inner])
tight = {"tol": 1e-14, "maxiter": 200}
fit = sm.GLM(outcome[inner], sm.add_constant(logit), family=sm.families.Binomial()).fit(**tight)
large = sm.GLM(
    outcome[inner], np.ones(n - 2), family=sm.families.Binomial(), offset=logit
).fit(**tight)
values["calibration intercept"], values["calibration slope"] = fit.params
values["calibration in the large"] = large.params[0]

out["forward"] = [
    {"train": train, "test": test} for train, test in TimeSeriesSplit(4, gap=3).split(np.zeros(47))
]
out["rolling"] = [
    {"train": train, "test": test}
    for train, test in TimeSeriesSplit(3, gap=2, test_size=5, max_train_size=10).split(np.zeros(40))
]


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return value.tolist()
    return float(value) if isinstance(value, np.floating) else value


print(json.dumps(plain(out)))
