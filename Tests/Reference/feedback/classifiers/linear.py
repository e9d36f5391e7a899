"""Golden values of linear classifiers on a small made set of documents.

Optima by liblinear through scikit-learn at a tight tolerance; complement naive Bayes and the
log-count ratios of NB-SVM written out in numpy. For FeedbackTests/LinearTextLearnerTests.
Run: python3 linear.py > linear.json
"""
import json

import numpy as np
from scipy.stats import beta
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

rng = np.random.default_rng(7)
n, terms, classes = 60, 12, 3
y = rng.choice(classes, size=n, p=[0.55, 0.3, 0.15])
X = rng.poisson(0.5, size=(n, terms)).astype(float)
for c in range(classes):
    X[y == c, 3 * c:3 * c + 3] += rng.poisson(0.8, size=((y == c).sum(), 3))
X = np.round(X * rng.choice([0.5, 1.0, 1.25], size=terms), 4)


def per_class(make, scale=None):
    weights, objectives = [], []
    for c in range(classes):
        t = y == c
        r = np.ones(terms) if scale is None else scale[c]
        model, kappa, cost, hinge = make(t)
        model.fit(X * r, t)
        w, b = model.coef_[0], model.intercept_[0]
        margin = np.where(t, 1, -1) * (X * r @ w + b)
        loss = np.maximum(0, 1 - margin) ** 2 if hinge else np.logaddexp(0, -margin)
        cost_i = cost * np.where(t, kappa[0], kappa[1])
        objectives.append(0.5 * (w @ w + b * b) + (cost_i * loss).sum())
        weights.append(list(r * w) + [b])
    return {"weights": weights, "objectives": objectives}


def sides(t, balance):
    return ((n / (2 * t.sum())) ** balance, (n / (2 * (~t).sum())) ** balance)


def svm(cost, balance):
    def make(t):
        k = sides(t, balance)
        return (LinearSVC(C=cost, class_weight={True: k[0], False: k[1]}, tol=1e-10,
                          max_iter=2000000), k, cost, True)
    return make


def logistic(cost, balance):
    def make(t):
        k = sides(t, balance)
        return (LogisticRegression(C=cost, class_weight={True: k[0], False: k[1]},
                                   solver="liblinear", tol=1e-10, max_iter=100000), k, cost, False)
    return make


ratios = []
for c in range(classes):
    p, q = X[y == c].sum(0) + 0.7, X[y != c].sum(0) + 0.7
    ratios.append(np.log((p / p.sum()) / (q / q.sum())))

complement = []
for c in range(classes):
    q = X[y != c].sum(0) + 0.3
    complement.append(-np.log(q / q.sum()))
complement = np.array(complement)
complement -= complement.mean(0)

print(json.dumps({
    "rows": X.tolist(), "labels": y.tolist(),
    "svm": per_class(svm(0.8, 0.0)), "balanced": per_class(svm(0.8, 0.5)),
    "logistic": per_class(logistic(2.0, 1.0)),
    "nbsvm": per_class(svm(0.5, 0.0), ratios),
    "complement": complement.tolist(),
    "clopperPearson": [
        {"wrong": k, "count": m, "risk": r, "bound": float(beta.ppf(1 - r, k + 1, m - k))}
        for k, m, r in [(0, 20, 0.05), (3, 50, 0.05), (40, 400, 0.0025), (7, 9, 0.1)]],
}, indent=1))
