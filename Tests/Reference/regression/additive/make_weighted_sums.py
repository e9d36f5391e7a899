"""Upper tails of weighted sums of chi-squared variables by 40-digit quadrature of Gil-Pelaez's
integral (mpmath). Run in this folder: python3 make_weighted_sums.py"""
import json

from mpmath import mp, mpf, quad, sqrt, inf, pi, exp

mp.dps = 40
cases = [
    ([1, 1, 1], 7.5, None), ([1, 1, 0.9, 0.35], 12.0, None), ([1, 0.2, 0.01], 0.05, None),
    ([1, 1, 1, 1, 0.8, 0.5], 60.0, None), ([3, 0.4, 0.3], 2.0, None),
    ([1, 1, 0.9, 0.35], 12.0, 40), ([1, 0.5], 3.0, 12), ([1, 1, 1], 90.0, 200),
]


def tail(weights, q, k):
    weights = [mpf(w) for w in weights]
    q = mpf(q)
    # Along Re s = c, between 0 and the first singularity, the inverse transform is smooth.
    c = mpf(1) / 4 / max(weights)

    def integrand(t):
        s = c + 1j * t
        value = mpf(1)
        for w in weights:
            value /= sqrt(1 - 2 * w * s)
        value *= exp(-q * s) if k is None else (1 + 2 * q / k * s) ** (-mpf(k) / 2)
        return (value / s).real

    # The oscillation of exp(-i q t) is handled piece by piece; the rest decays algebraically.
    if k is None:
        period = 2 * pi / q
        total, edge = mpf(0), mpf(0)
        pieces = []
        for m in range(200):
            total += quad(integrand, [edge, edge + period / 2])
            edge += period / 2
            pieces.append(total)
        value = levin(pieces)
    else:
        value = quad(integrand, [0, 1, 4, 16, 64, 256, 1024, 1e5, inf])
    return value / pi


def levin(pieces):
    transform = mp.levin(method="levin", variant="u")
    value, _ = transform.update_psum(pieces[20:])
    return value


json.dump(
    [{"weights": w, "q": q, "k": k, "tail": float(tail(w, q, k))} for w, q, k in cases],
    open("weighted_sums.json", "w"))
