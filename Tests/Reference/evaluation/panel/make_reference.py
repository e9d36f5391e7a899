"""Group-time effects by csdid 0.4 (a port of R's did) and a two-way regression by
statsmodels, on a made panel of staggered treatment.

    python make_reference.py   (needs csdid, statsmodels, pandas)
"""
import csv
import numpy as np, pandas as pd, statsmodels.formula.api as smf
from csdid.att_gt import ATTgt

state = 12345
def uniform():
    global state
    state = (state * 16807) % 2147483647
    return state / 2147483647
def normal():
    return sum(uniform() for _ in range(12)) - 6

firsts = [0] * 10 + [4] * 8 + [6] * 7 + [7] * 5      # 1-based steps; 0 is never
rows = []
for i, g in enumerate(firsts):
    level = 2 * normal()
    for t in range(1, 10):
        y = level + 0.3 * t + 0.7 * normal() + (1 + 0.4 * (t - g) if g and t >= g else 0)
        rows.append((i, t, g, y))
d = pd.DataFrame(rows, columns=["unit", "step", "first", "y"])
d.to_csv("panel.csv", index=False, float_format="%.15g")

out = []
for control in ("nevertreated", "notyettreated"):
    m = ATTgt(yname="y", gname="first", idname="unit", tname="step", xformla="y~1", data=d,
              control_group=[control]).fit(est_method="reg", bstrap=False)
    r = m.results
    for g, t, a, s in zip(r["group"], r["year"], r["att"], r["se"]):
        out.append((control, "cell", int(g), int(t), a, s))
    for kind in ("simple", "dynamic", "group"):
        agg = m.aggte(typec=kind, bstrap=False, cband=False).atte
        out.append((control, kind, "", "", agg["overall_att"], np.ravel(agg["overall_se"])[0]))
        if kind != "simple":
            for e, a, s in zip(agg["egt"], agg["att_egt"], np.ravel(agg["se_egt"])):
                out.append((control, kind, int(e), "", a, s))

d["treated"] = ((d["first"] > 0) & (d["step"] >= d["first"])).astype(float)
fit = smf.ols("y ~ C(unit) + C(step) + treated", d).fit(
    cov_type="cluster", cov_kwds={"groups": d["unit"]})
out.append(("twoway", "coefficient", "", "", fit.params["treated"], fit.bse["treated"]))
one = d[d["first"].isin([0, 6])].copy()
names = []
for k in range(1, 10):
    if k == 5: continue
    names.append(f"e{k}"); one[f"e{k}"] = ((one["first"] == 6) & (one["step"] == k)).astype(float)
fit = smf.ols("y ~ C(unit) + C(step) + " + " + ".join(names), one).fit(
    cov_type="cluster", cov_kwds={"groups": one["unit"]}, use_t=True)
for k in names:
    out.append(("event", "distance", int(k[1:]) - 6, "", fit.params[k], fit.bse[k]))
f = fit.f_test(" = ".join(f"e{k}" for k in range(1, 5)) + " = 0")
out.append(("event", "pretrend", "", "", float(np.ravel(f.fvalue)[0]), float(f.pvalue)))
with open("effects.csv", "w", newline="") as f:
    w = csv.writer(f, lineterminator="\n")
    w.writerow(["run", "kind", "cohort", "step", "value", "error"])
    for row in out:
        w.writerow([*row[:4], f"{row[4]:.12g}", f"{row[5]:.12g}"])
