"""Certified values of NIST's Statistical Reference Datasets for linear regression
and one-way analysis of variance (https://www.itl.nist.gov/div898/strd/, public domain).

The data lie beside this script as NIST prints them. The values are computed again
here in exact rational arithmetic from the printed decimals, must agree with the
digits NIST certifies (quoted below), and are written with 17 digits.

    python3 make_reference.py [FOLDER]     # Python 3.11, mpmath 1.3

FOLDER, if given, holds NIST's SmLs01.dat ... SmLs09.dat, of which only the pattern
(the first value of each treatment, then alternating 0.1 below and above) is used in
tests: the script checks that the pattern is the file.
"""
import csv, json, os, sys
from fractions import Fraction as F
import mpmath as mp

mp.mp.dps = 60
here = os.path.dirname(os.path.abspath(__file__))
POLY = {"pontius": 2, "filip": 10, "wampler1": 5, "wampler2": 5, "wampler3": 5,
        "wampler4": 5, "wampler5": 5}
WAMPLER_SE = ["215232.624678170", "236355.173469681", "77934.3524331583",
              "10147.5507550350", "564.566512170752", "11.2324854679312"]
CERTIFIED = {  # estimates, standard deviations, residual standard deviation
    "norris": (["-0.262323073774029", "1.00211681802045"],
               ["0.232818234301152", "0.429796848199937E-03"], "0.884796396144373"),
    "pontius": (["0.673565789473684E-03", "0.732059160401003E-06", "-0.316081871345029E-14"],
                ["0.107938612033077E-03", "0.157817399981659E-09", "0.486652849992036E-16"],
                "0.205177424076185E-03"),
    "noint1": (["2.07438016528926"], ["0.165289256198347E-01"], "3.56753034006338"),
    "noint2": (["0.727272727272727"], ["0.420827318078432E-01"], "0.369274472937998"),
    "filip": (["-1467.48961422980", "-2772.17959193342", "-2316.37108160893",
               "-1127.97394098372", "-354.478233703349", "-75.1242017393757",
               "-10.8753180355343", "-1.06221498588947", "-0.670191154593408E-01",
               "-0.246781078275479E-02", "-0.402962525080404E-04"],
              ["298.084530995537", "559.779865474950", "466.477572127796",
               "227.204274477751", "71.6478660875927", "15.2897178747400",
               "2.23691159816033", "0.221624321934227", "0.142363763154724E-01",
               "0.535617408889821E-03", "0.896632837373868E-05"], "0.334801051324544E-02"),
    "longley": (["-3482258.63459582", "15.0618722713733", "-0.358191792925910E-01",
                 "-2.02022980381683", "-1.03322686717359", "-0.511041056535807E-01",
                 "1829.15146461355"],
                ["890420.383607373", "84.9149257747669", "0.334910077722432E-01",
                 "0.488399681651699", "0.214274163161675", "0.226073200069370",
                 "455.478499142212"], "304.854073561965"),
    "wampler1": (["1"] * 6, ["0"] * 6, "0"),
    "wampler2": (["1", "0.1", "0.01", "0.001", "0.0001", "0.00001"], ["0"] * 6, "0"),
    "wampler3": (["1"] * 6, ["2152.32624678170", "2363.55173469681", "779.343524331583",
                             "101.475507550350", "5.64566512170752", "0.112324854679312"],
                 "2360.14502379268"),
    "wampler4": (["1"] * 6, WAMPLER_SE, "236014.502379268"),
    "wampler5": (["1"] * 6, [None] * 6, None),
}
NO_INTERCEPT = {"noint1", "noint2"}


def solve(a, b):
    """Exact Gauss-Jordan of A X = B over fractions."""
    n = len(a)
    rows = [list(r) + list(s) for r, s in zip(a, b)]
    for k in range(n):
        p = next(i for i in range(k, n) if rows[i][k] != 0)
        rows[k], rows[p] = rows[p], rows[k]
        pivot = rows[k][k]
        rows[k] = [v / pivot for v in rows[k]]
        for i in range(n):
            if i != k and rows[i][k] != 0:
                f = rows[i][k]
                rows[i] = [v - f * w for v, w in zip(rows[i], rows[k])]
    return [r[n:] for r in rows]


def real(v):
    return mp.mpf(v.numerator) / v.denominator


def text(v):
    return mp.nstr(v, 17) if v != 0 else "0"


def agree(name, value, quoted):
    if quoted is None:
        return
    quoted = mp.mpf(quoted)
    error = abs(value - quoted) / (abs(quoted) if quoted else 1)
    assert error < mp.mpf("2e-14"), (name, value, quoted)


def regression(name):
    rows = [[F(v) for v in r] for r in list(csv.reader(open(f"{here}/{name}.csv")))[1:]]
    y = [r[0] for r in rows]
    if name in POLY:
        x = [[r[1] ** k for k in range(POLY[name] + 1)] for r in rows]
    elif name in NO_INTERCEPT:
        x = [r[1:] for r in rows]
    else:
        x = [[F(1)] + r[1:] for r in rows]
    n, k = len(x), len(x[0])
    gram = [[sum(r[i] * r[j] for r in x) for j in range(k)] for i in range(k)]
    cross = [sum(r[i] * v for r, v in zip(x, y)) for i in range(k)]
    unit = [[F(int(i == j)) for j in range(k)] for i in range(k)]
    answer = solve(gram, [[c] + u for c, u in zip(cross, unit)])
    b = [r[0] for r in answer]
    rss = sum((v - sum(p * q for p, q in zip(r, b))) ** 2 for r, v in zip(x, y))
    mean = F(0) if name in NO_INTERCEPT else sum(y) / n
    tss = sum((v - mean) ** 2 for v in y)
    variance = rss / (n - k)
    errors = [mp.sqrt(real(variance * answer[i][1 + i])) for i in range(k)]
    estimates = [real(v) for v in b]
    quoted = CERTIFIED[name]
    for i in range(k):
        agree((name, i), estimates[i], quoted[0][i])
        agree((name, "error", i), errors[i], quoted[1][i])
    agree((name, "sigma"), mp.sqrt(real(variance)), quoted[2])
    slopes = k - (0 if name in NO_INTERCEPT else 1)
    return {
        "name": name, "degree": POLY.get(name, 1), "intercept": name not in NO_INTERCEPT,
        "estimates": [text(v) for v in estimates], "errors": [text(v) for v in errors],
        "sigma": text(mp.sqrt(real(variance))), "rSquared": text(real(1 - rss / tss)),
        "residual": text(real(rss)), "explained": text(real(tss - rss)),
        "f": text(real((tss - rss) / slopes / variance)) if rss else "inf",
    }


def anova(name, groups, quoted=None):
    n = sum(len(g) for g in groups)
    grand = sum(sum(g) for g in groups) / n
    between = sum(len(g) * (sum(g) / len(g) - grand) ** 2 for g in groups)
    within = sum(sum((v - sum(g) / len(g)) ** 2 for v in g) for g in groups)
    f = (between / (len(groups) - 1)) / (within / (n - len(groups)))
    return {"name": name, "between": text(real(between)), "within": text(real(within)),
            "f": text(real(f)), "rSquared": text(real(between / (between + within)))}


def small(name):
    rows = [[F(v) for v in r] for r in list(csv.reader(open(f"{here}/{name}.csv")))[1:]]
    return [[r[1] for r in rows if r[0] == t] for t in sorted({r[0] for r in rows})]


# Simon and Lesage (1989): nine treatments; constant leading digits make it hard.
PATTERN = {  # observations a treatment, the leading constant
    "smls01": (21, 1), "smls02": (201, 1), "smls03": (2001, 1),
    "smls04": (21, 10**6), "smls05": (201, 10**6), "smls06": (2001, 10**6),
    "smls07": (21, 10**12), "smls08": (201, 10**12), "smls09": (2001, 10**12),
}
FIRST = [F(v, 10) for v in (4, 3, 5, 3, 5, 3, 5, 3, 5)]


def simon_lesage(name):
    count, constant = PATTERN[name]
    return [[constant + f] + [constant + f + F(-1 if i % 2 == 0 else 1, 10)
                              for i in range(count - 1)] for f in FIRST]


def check_pattern(folder):
    for name in PATTERN:
        path = f"{folder}/SmLs{name[4:]}.dat"
        lines = open(path).read().rsplit("Data:", 1)[1].splitlines()[1:]
        rows = [line.split() for line in lines if line.strip()]
        groups = [[F(r[1]) for r in rows if r[0] == str(t)] for t in range(1, 10)]
        assert groups == simon_lesage(name), (name, [g[:3] for g in groups])


if len(sys.argv) > 1:
    check_pattern(sys.argv[1])
result = {
    "regression": [regression(name) for name in CERTIFIED],
    "anova": [anova(n, small(n)) for n in ("sirstv", "atmwtag")]
    + [anova(n, simon_lesage(n)) for n in PATTERN],
}
with open(f"{here}/certified.json", "w") as out:
    json.dump(result, out, indent=1)
    out.write("\n")
