"""Cost and right-hand-side ranges of nondegenerate linear programs by HiGHS.

Run: python3 generate.py   (numpy, highspy >= 1.7; writes ranging.json beside it)
Programs: maximize c x, A x <= b, 0 <= x <= 20, random data, so that the optimal basis is unique.
"""

import json
import pathlib

import highspy
import numpy as np

rng = np.random.default_rng(5)
programs = []
for n, m in [(2, 2), (3, 2), (4, 5), (6, 4), (9, 7)]:
    a = np.round(rng.uniform(0.2, 3, (m, n)), 3)
    b = np.round(rng.uniform(5, 30, m), 3)
    c = np.round(rng.uniform(1, 9, n), 3)
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("presolve", "off")
    inf = highspy.kHighsInf
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, m
    lp.col_cost_ = -c
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.full(n, 20.0)
    lp.row_lower_, lp.row_upper_ = np.full(m, -inf), b
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.arange(n + 1) * m
    lp.a_matrix_.index_ = np.tile(np.arange(m), n)
    lp.a_matrix_.value_ = a.T.ravel()
    h.passModel(lp)
    h.run()
    r = h.getRanging()[1]
    s = h.getSolution()

    def finite(v):
        return [None if abs(x) > 1e29 else float(x) for x in v]

    programs.append({
        "a": a.tolist(), "b": b.tolist(), "c": c.tolist(),
        "x": list(s.col_value), "duals": list(s.row_dual), "activity": list(s.row_value),
        "costDown": finite(r.col_cost_dn.value_), "costUp": finite(r.col_cost_up.value_),
        "limitDown": finite(r.row_bound_dn.value_), "limitUp": finite(r.row_bound_up.value_),
    })
pathlib.Path(__file__).with_name("ranging.json").write_text(json.dumps(programs))
print(json.dumps(programs[2], indent=1))
