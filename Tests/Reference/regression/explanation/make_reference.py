"""Golden values of explanations: shap 0.51's exact enumeration, scikit-learn's partial dependence,
and accumulated local effects straight from their definition (Apley & Zhu 2020, eq. 15-16).
Run in this folder: python3 make_reference.py"""
import json

import numpy as np
import shap
import statsmodels.formula.api as smf
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence

rng = np.random.default_rng(20240501)
n = 60
x = np.round(rng.normal(size=(n, 4)), 3)
x[:, 1] = np.round(0.8 * x[:, 0] + 0.3 * x[:, 1], 3)


def f(x):
    return 2 * x[:, 0] + x[:, 1] * x[:, 2] + np.sin(x[:, 3]) + x[:, 0] * x[:, 3]


out = {"x": x.T.tolist(), "f": f(x).tolist()}
background, rows = x[:20], x[40:46]
exact = shap.explainers.Exact(f, shap.maskers.Independent(background, max_samples=1000))(rows)
out["shapley"] = exact.values.T.tolist()
out["base"] = float(np.ravel(exact.base_values)[0])


class Model(RegressorMixin, BaseEstimator):
    def fit(self, x, y):
        self.fitted_ = True
        return self

    def predict(self, x):
        return f(np.asarray(x))


model = Model().fit(x, f(x))
grid = np.unique(np.quantile(x[:, 1], np.linspace(0, 1, 5)))
out["dependence_grid"] = grid.tolist()
out["dependence"] = partial_dependence(
    model, x, [1], custom_values={1: grid}, kind="average")["average"][0].tolist()


def accumulated(j, k):
    z = np.unique(np.quantile(x[:, j], np.linspace(0, 1, k + 1)))
    bins = np.clip(np.searchsorted(z, x[:, j], side="left") - 1, 0, len(z) - 2)
    low, high = x.copy(), x.copy()
    low[:, j], high[:, j] = z[bins], z[bins + 1]
    d = f(high) - f(low)
    means = np.array([d[bins == b].mean() for b in range(len(z) - 1)])
    g = np.concatenate([[0], np.cumsum(means)])
    counts = np.bincount(bins, minlength=len(z) - 1)
    centre = np.sum(counts * (g[:-1] + g[1:]) / 2) / n
    return z.tolist(), (g - centre).tolist()


out["accumulated_edges"], out["accumulated"] = accumulated(1, 6)

# A least-squares fit with an interaction, a factor and a square, explained by its inputs.
data = pd.DataFrame({"a": x[:, 0], "b": x[:, 2], "area": rng.choice(["hill", "port", "town"], n)})
data["y"] = np.round(
    1 + data.a - data.b + 0.5 * data.a * data.b + 0.3 * data.a**2
    + data.area.map({"hill": 0.0, "port": 1.0, "town": -1.0}) + rng.normal(size=n) * 0.1, 3)
fit = smf.ols("y ~ a * b + I(a**2) + area", data).fit()
codes = data.assign(area=data.area.astype("category").cat.codes)[["a", "b", "area"]].to_numpy(float)


def predict(values):
    frame = pd.DataFrame(values, columns=["a", "b", "area"])
    frame["area"] = frame.area.astype(int).map({0: "hill", 1: "port", 2: "town"})
    return fit.predict(frame).to_numpy()


linear = shap.explainers.Exact(predict, shap.maskers.Independent(codes[:15], max_samples=1000))(
    codes[50:55])
out["linear"] = {
    "a": data.a.tolist(), "b": data.b.tolist(), "area": data.area.tolist(), "y": data.y.tolist(),
    "shapley": linear.values.T.tolist(), "base": float(np.ravel(linear.base_values)[0])}
json.dump(out, open("cases.json", "w"))
