"""Boosted trees of other implementations on small data, for comparison.

Writes peers.json: columns (null = missing), responses, predictions of lightgbm and of
scikit-learn's histogram trees under settings that both sides share, and a lightgbm
model with numeric, missing and categorical splits as plain trees beside its exact
contributions (lightgbm's own, and the shap package's interventional ones).
Versions: lightgbm 4.7.0, scikit-learn 1.9.1, shap 0.51.0, numpy.
Run: python3 make.py
"""

import json

import lightgbm as lgb
import numpy as np
import shap
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

rng = np.random.default_rng(20)
n = 240
X = np.round(rng.standard_normal((n, 4)), 3)
X[:, 2] = rng.integers(0, 6, n)
X[rng.random(n) < 0.2, 1] = np.nan
code = rng.integers(0, 7, n)
f = np.sin(2 * X[:, 0]) + np.where(np.isnan(X[:, 1]), 0.8, 0.5 * X[:, 1] * X[:, 3]) + 0.3 * X[:, 2]
y = np.round(f + 0.3 * rng.standard_normal(n), 3)
binary = (rng.random(n) < 1 / (1 + np.exp(-2 * (f - f.mean())))).astype(float)
count = rng.poisson(np.exp(0.5 * f)).astype(float)
weights = np.round(rng.uniform(0.5, 2, n), 2)
out = {
    "columns": [[None if np.isnan(v) else float(v) for v in X[:, j]] for j in range(4)],
    "codes": [int(v) for v in code],
    "y": y.tolist(), "binary": binary.tolist(), "count": count.tolist(),
    "weights": weights.tolist(),
}

common = dict(num_leaves=8, learning_rate=0.1, min_data_in_leaf=5, min_data_in_bin=1,
              max_bin=255, verbose=-1, num_threads=1, deterministic=True)


def boosted(objective, target, weight=None, **more):
    params = {**common, "objective": objective, **more}
    data = lgb.Dataset(X, target, weight=weight, params=params)
    return lgb.train(params, data, 20).predict(X, raw_score=True).tolist()


out["lightgbmSquared"] = boosted("regression", y)
out["lightgbmSquaredL2"] = boosted("regression", y, lambda_l2=1.5)
out["lightgbmSquaredL1"] = boosted("regression", y, lambda_l1=0.7, max_depth=3)
# lightgbm guesses the rows of a leaf from its Hessian: here the Hessian is the limit.
out["lightgbmLogistic"] = boosted(
    "binary", binary, min_data_in_leaf=1, min_sum_hessian_in_leaf=2.0)
alike = dict(max_iter=20, max_leaf_nodes=8, min_samples_leaf=5, learning_rate=0.1,
             early_stopping=False)
out["sklearnPoisson"] = np.log(
    HistGradientBoostingRegressor(loss="poisson", **alike).fit(X, count).predict(X)).tolist()
out["sklearnLogistic"] = \
    HistGradientBoostingClassifier(**alike).fit(X, binary).decision_function(X).tolist()
out["sklearnWeighted"] = HistGradientBoostingRegressor(
    l2_regularization=1.5, **alike).fit(X, y, sample_weight=weights).predict(X).tolist()

# A model to explain.
Z = np.column_stack([X, code])
target = f + 0.6 * (code % 3) + 0.2 * rng.standard_normal(n)
params = dict(common, objective="regression", min_data_per_group=5, cat_smooth=1, cat_l2=1,
              max_cat_to_onehot=1)
model = lgb.train(params, lgb.Dataset(Z, target, categorical_feature=[4], params=params), 6)


def plain(info):
    tree = {k: [] for k in ("column", "threshold", "categories", "missingLeft", "left", "right",
                            "gain", "cover", "leafValue", "leafCover")}

    def walk(node):
        if "split_index" not in node:
            tree["leafValue"].append(node["leaf_value"])
            tree["leafCover"].append(float(node["leaf_count"]))
            return ~(len(tree["leafValue"]) - 1)
        k = len(tree["column"])
        categorical = node["decision_type"] == "=="
        tree["column"].append(node["split_feature"])
        tree["threshold"].append(0.0 if categorical else node["threshold"])
        tree["categories"].append(
            sorted(int(v) for v in node["threshold"].split("||")) if categorical else [])
        left = node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0 \
            if not categorical else False
        tree["missingLeft"].append(bool(left))
        tree["gain"].append(node["split_gain"])
        tree["cover"].append(float(node["internal_count"]))
        tree["left"].append(None)
        tree["right"].append(None)
        tree["left"][k] = walk(node["left_child"])
        tree["right"][k] = walk(node["right_child"])
        return k

    walk(info["tree_structure"])
    return tree


out["model"] = [plain(t) for t in model.dump_model()["tree_info"]]
out["modelScores"] = model.predict(Z).tolist()
out["contributions"] = model.predict(Z[:30], pred_contrib=True).tolist()

# Interventional values need splits by number only.
params = dict(common, objective="regression", use_missing=False)
W = np.nan_to_num(X)
numeric = lgb.train(params, lgb.Dataset(W, target, params=params), 6)
out["numericModel"] = [plain(t) for t in numeric.dump_model()["tree_info"]]
explainer = shap.TreeExplainer(numeric, W[100:140], feature_perturbation="interventional")
out["interventional"] = explainer.shap_values(W[:30]).tolist()
out["interventionalBase"] = float(np.ravel(explainer.expected_value)[0])

json.dump(out, open("peers.json", "w"), indent=None, separators=(",", ":"))
