#!/usr/bin/env python3
"""Writes rosters.json: small roster problems and their least penalties by HiGHS (highspy)
from a straight integer program with one variable a person, day and shift. Each problem has
the hard rules of Curtois & Qu (2014); requests and cover have prices.

    python3 make_rosters.py > rosters.json
"""
import json
import random
import highspy


def draw(seed, days, staff, shifts):
    rnd = random.Random(seed)
    names = ["E", "L", "N"][:shifts]
    people = []
    for _ in range(staff):
        least = rnd.choice([3, 4])
        people.append(dict(
            minMinutes=480 * least * days // 7 - 480, maxMinutes=480 * (least + 1) * days // 7,
            maxRun=5, minRun=2, minOff=2, maxWeekends=1 if days == 14 else 1,
            maxShifts=[days if rnd.random() < 0.8 else days // 3 for _ in names],
            leave=[rnd.randrange(days)]))
    wishes = [dict(person=rnd.randrange(staff), day=rnd.randrange(days), shift=rnd.randrange(shifts),
                   wanted=rnd.random() < 0.6, weight=rnd.choice([1, 2, 3]))
              for _ in range(staff * days // 5)]
    cover = [[max(0, round(staff * 0.55 / shifts) + rnd.choice([-1, 0, 0, 1])) for _ in names]
             for _ in range(days)]
    return dict(days=days, shifts=names, people=people, wishes=wishes, cover=cover,
                under=100, over=1)


def solve(q):
    D, S, P = q["days"], len(q["shifts"]), len(q["people"])
    h = highspy.Highs()
    h.silent()
    x = {(p, d, s): h.addBinary() for p in range(P) for d in range(D) for s in range(S)}
    objective = 0
    for p, who in enumerate(q["people"]):
        work = [h.addBinary() for _ in range(D)]
        for d in range(D):
            h.addConstr(sum(x[p, d, s] for s in range(S)) == work[d])
        for d in who["leave"]:
            h.addConstr(work[d] == 0)
        for s in range(S):
            h.addConstr(sum(x[p, d, s] for d in range(D)) <= who["maxShifts"][s])
        total = sum(480 * work[d] for d in range(D))
        h.addConstr(total >= who["minMinutes"])
        h.addConstr(total <= who["maxMinutes"])
        for d in range(D - 1):  # a later shift is not followed by an earlier one
            for s in range(S):
                for t in range(s):
                    h.addConstr(x[p, d, s] + x[p, d + 1, t] <= 1)
        for d in range(D - who["maxRun"]):
            h.addConstr(sum(work[d + i] for i in range(who["maxRun"] + 1)) <= who["maxRun"])
        for length in range(1, who["minRun"]):  # no run of just so many days inside
            for d in range(1, D - length):
                h.addConstr(work[d - 1] + work[d + length] >= sum(work[d + i] for i in range(length)) - length + 1)
        for length in range(1, who["minOff"]):
            for d in range(1, D - length):
                h.addConstr(work[d - 1] + work[d + length]
                            <= sum(work[d + i] for i in range(length)) + 1)
        weekends = []
        for d in range(5, D, 7):
            w = h.addBinary()
            weekends.append(w)
            for e in (d, d + 1):
                if e < D:
                    h.addConstr(work[e] <= w)
        if weekends:
            h.addConstr(sum(weekends) <= who["maxWeekends"])
    for w in q["wishes"]:
        v = x[w["person"], w["day"], w["shift"]]
        objective = objective + (w["weight"] * (1 - v) if w["wanted"] else w["weight"] * v)
    for d in range(D):
        for s in range(S):
            under = h.addVariable(0, P)
            over = h.addVariable(0, P)
            h.addConstr(sum(x[p, d, s] for p in range(P)) + under - over == q["cover"][d][s])
            objective = objective + q["under"] * under + q["over"] * over
    h.setOptionValue("mip_rel_gap", 0.0)
    h.setOptionValue("mip_abs_gap", 0.5)
    h.setOptionValue("time_limit", 120.0)
    h.minimize(objective)
    if h.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return round(h.getInfo().objective_function_value)


problems = []
for seed, days, staff, shifts in [(1, 7, 4, 1), (2, 7, 6, 2), (3, 14, 5, 1), (4, 14, 6, 2),
                                  (5, 14, 8, 2), (6, 10, 7, 3)]:
    q = draw(seed, days, staff, shifts)
    q["penalty"] = solve(q)
    if q["penalty"] is not None:
        problems.append(q)
print(json.dumps(problems, indent=1))
