"""Least loss of safe patterns, by trying them all.

For small tables every set of cells that could be hidden is tried in ascending order of loss,
and both readers' intervals are found with scipy's HiGHS (whole numbers). Writes least_loss.json
beside this script: dimensions, inner counts, loss. Needs numpy and scipy.
"""
import itertools, json, math, pathlib
import numpy as np
from scipy.optimize import milp, LinearConstraint, Bounds

K = 11
REACH = 1_100


def build(sizes, inner):
    """Cells of a cross with all margins; position == size means total."""
    inner = np.array(inner).reshape(sizes)
    cells, index = [], {}
    for pos in itertools.product(*[range(s + 1) for s in sizes]):
        sl = tuple(slice(None) if p == s else p for p, s in zip(pos, sizes))
        index[pos] = len(cells)
        cells.append(int(inner[sl].sum()))
    rows = []
    for pos in index:
        for d, s in enumerate(sizes):
            if pos[d] == s:
                row = np.zeros(len(cells))
                row[index[pos]] = -1
                for p in range(s):
                    row[index[pos[:d] + (p,) + pos[d + 1:]]] = 1
                rows.append(row)
    losses = [math.log2(2 + c) * 4 ** sum(p == s for p, s in zip(pos, sizes))
              for pos, c in zip(index, cells)]
    return cells, np.array(rows), losses


def width(cells, rows, hidden, p, informed):
    lo, hi = np.array(cells, float), np.array(cells, float)
    for i in hidden:
        small = 1 <= cells[i] < K
        lo[i] = 1 if not informed or small else K
        hi[i] = K - 1 if informed and small else cells[i] + REACH
    c = np.zeros(len(cells))
    ends = []
    for sign in (1, -1):
        c[p] = sign
        r = milp(c, constraints=LinearConstraint(rows, 0, 0), bounds=Bounds(lo, hi),
                 integrality=np.ones(len(cells)))
        assert r.status == 0, r.message
        ends.append(round(r.x[p]))
    return ends[1] - ends[0]


def safe(cells, rows, hidden, small):
    return all(width(cells, rows, hidden, p, False) >= K for p in small) and \
        all(width(cells, rows, hidden, p, True) >= 1 for p in small)


rng = np.random.default_rng(20)
out = []
for sizes in [(3,), (5,), (6,), (2, 2), (2, 3), (2, 3), (3, 3), (3, 3), (2, 4), (2, 2, 2), (2, 2, 2)] * 2:
    while True:
        scale = rng.choice([8, 15, 30])
        inner = (rng.exponential(scale, math.prod(sizes)) * (rng.random(math.prod(sizes)) > 0.15)).astype(int)
        cells, rows, losses = build(sizes, inner)
        small = [i for i, c in enumerate(cells) if 1 <= c < K]
        free = [i for i, c in enumerate(cells) if c >= K]
        if 1 <= len(small) <= 5 and 2 <= len(free) <= 13:
            break
    subsets = sorted((sum(losses[i] for i in s), s) for n in range(len(free) + 1)
                     for s in itertools.combinations(free, n))
    for loss, extra in subsets:
        if safe(cells, rows, set(small) | set(extra), small):
            out.append({"sizes": list(sizes), "inner": [int(v) for v in inner], "loss": loss})
            break
pathlib.Path(__file__).with_suffix(".json").write_text(
    "[\n" + ",\n".join(json.dumps(o) for o in out) + "\n]\n")
print(len(out))
