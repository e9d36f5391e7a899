"""Reference values for the LinearAlgebra tests, by mpmath at 50 digits.

    python3 make_reference.py > dense.json

Matrices are drawn on a grid of 1/1024, so that every input is exact in binary;
all results are computed from those exact inputs and rounded once at the end.
Matrices are stored by columns.
"""

import json
import math
import random

import mpmath as mp

mp.mp.dps = 50
rng = random.Random(20240607)


def draw(rows, columns, shift=0):
    """Entries in [-1, 1] on the grid, `shift` added to the diagonal."""
    a = mp.matrix(rows, columns)
    for i in range(rows):
        for j in range(columns):
            a[i, j] = mp.mpf(rng.randint(-1024, 1024)) / 1024
            if i == j:
                a[i, j] += shift
    return a


def symmetric(order, shift):
    a = draw(order, order, shift)
    for i in range(order):
        for j in range(i):
            a[j, i] = a[i, j]
    return a


def banded(order, lower, upper, shift):
    a = draw(order, order, shift)
    for i in range(order):
        for j in range(order):
            if i - j > lower or j - i > upper:
                a[i, j] = mp.mpf(0)
    return a


def flat(a):
    return [float(a[i, j]) for j in range(a.cols) for i in range(a.rows)]


def vector(values):
    return [float(v) for v in values]


def one_norm(a):
    return max(sum(abs(a[i, j]) for i in range(a.rows)) for j in range(a.cols))


def shape(a):
    return {"rows": a.rows, "columns": a.cols, "matrix": flat(a)}


def exact_inverse(a):
    return mp.inverse(a)


def square_case(order, shift):
    a = draw(order, order, shift)
    b = draw(order, 1)
    inverse = exact_inverse(a)
    return shape(a) | {
        "b": flat(b),
        "x": flat(inverse * b),
        "xTransposed": flat(inverse.T * b),
        "inverse": flat(inverse),
        "determinant": float(mp.det(a)),
        "logDeterminant": float(mp.log(abs(mp.det(a)))),
        "oneNorm": float(one_norm(a)),
        "infinityNorm": float(one_norm(a.T)),
        "frobeniusNorm": float(mp.sqrt(sum(v * v for v in a))),
        "reciprocalCondition": float(1 / (one_norm(a) * one_norm(inverse))),
    }


def definite_case(order):
    a = symmetric(order, 2 + order // 3)
    b = draw(order, 1)
    return shape(a) | {
        "b": flat(b),
        "x": flat(mp.lu_solve(a, b)),
        "lower": flat(mp.cholesky(a)),
        "inverse": flat(exact_inverse(a)),
        "logDeterminant": float(mp.log(mp.det(a))),
    }


def least_squares_case(rows, columns):
    a = draw(rows, columns)
    b = draw(rows, 1)
    x = mp.lu_solve(a.T * a, a.T * b) if rows >= columns else a.T * mp.lu_solve(a * a.T, b)
    residual = b - a * x
    # R is the Cholesky factor of AᵀA, up to the signs of its rows.
    r = mp.cholesky(a.T * a).T if rows >= columns else None
    gram = a.T * a if rows >= columns else a * a.T
    values = sorted((mp.sqrt(v) for v in mp.eigsy(gram, eigvals_only=True)), reverse=True)
    return shape(a) | {
        "b": flat(b),
        "x": flat(x),
        "upper": flat(r) if r else [],
        "singularValues": vector(values),
        "residualSumOfSquares": float(sum(v * v for v in residual)) if rows > columns else 0.0,
    }


def eigen_case(order):
    a = symmetric(order, 0)
    values, vectors = mp.eigsy(a)
    pairs = sorted(range(order), key=lambda k: values[k])
    columns = []
    for k in pairs:
        column = [vectors[i, k] for i in range(order)]
        lead = max(column, key=abs)
        columns += [float(v if lead > 0 else -v) for v in column]
    return shape(a) | {"values": vector(values[k] for k in pairs), "vectors": columns}


def banded_case(order, lower, upper, shift, definite):
    a = banded(order, lower, upper, shift)
    if definite:
        for i in range(order):
            for j in range(i):
                a[j, i] = a[i, j]
    b = draw(order, 1)
    inverse = exact_inverse(a)
    return shape(a) | {
        "lower": lower,
        "upper": upper,
        "b": flat(b),
        "x": flat(inverse * b),
        "xTransposed": flat(inverse.T * b),
        "reciprocalCondition": float(1 / (one_norm(a) * one_norm(inverse))),
    }


def hilbert_case(order):
    """The Hilbert matrix times the least common multiple of its denominators:
    whole numbers, hence exact, with the condition of the Hilbert matrix."""
    scale = 1
    for k in range(1, 2 * order):
        scale = math.lcm(scale, k)
    a = mp.matrix(order, order)
    for i in range(order):
        for j in range(order):
            a[i, j] = mp.mpf(scale) / (i + j + 1)
    upper = mp.matrix(order, order)
    for i in range(order):
        for j in range(i, order):
            upper[i, j] = a[i, j]
    condition = one_norm(a) * one_norm(exact_inverse(a))
    triangle = one_norm(upper) * one_norm(exact_inverse(upper))
    return shape(a) | {
        "reciprocalCondition": float(1 / condition),
        "triangleReciprocalCondition": float(1 / triangle),
    }


def product_case(rows, inner, columns):
    a, b = draw(rows, inner), draw(inner, columns)
    return shape(a) | {"b": flat(b), "product": flat(a * b), "gram": flat(a.T * a)}


print(
    json.dumps(
        {
            "square": [square_case(n, s) for n, s in [(1, 2), (2, 2), (5, 3), (16, 4), (17, 4), (40, 7)]],
            "definite": [definite_case(n) for n in [1, 3, 16, 17, 30]],
            "leastSquares": [least_squares_case(m, n) for m, n in [(6, 6), (12, 5), (40, 9), (5, 12)]],
            "eigen": [eigen_case(n) for n in [2, 7, 24]],
            "bandedGeneral": [banded_case(30, 2, 3, 3, False), banded_case(12, 1, 1, 0, False)],
            "bandedDefinite": [banded_case(30, 3, 3, 7, True), banded_case(8, 1, 1, 3, True)],
            "hilbert": [hilbert_case(n) for n in [3, 5, 8, 10]],
            "product": [product_case(4, 6, 3), product_case(13, 9, 11)],
        },
        indent=None,
    ).replace("}, ", "},\n")
)
