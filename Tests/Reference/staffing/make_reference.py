"""Least costs of small staffing problems, by an expansion of its own and HiGHS.

    python3 make_reference.py > covers.json        (needs scipy >= 1.11)

Every problem is a list of half-hours from Monday 2025-03-03 00:00 (a clock that
never changes), shift patterns as a recipe writes them, prices and limits. Every
shift is enumerated with every place of all its breaks; the costs written are
those of solutions proved optimal.
"""

import itertools
import json
import random

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

rng = random.Random(20250303)
SLOT = 30
DAY = 1440


def clock(text):
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def shifts_of(pattern, days):
    """(day, start, breaks, paid minutes, cost) of every shift, by the minute."""
    first, last = clock(pattern["earliestStart"]), clock(pattern["latestStart"])
    if last < first:
        last += DAY
    rules = pattern.get("breaks", [])
    unpaid = sum(r["minutes"] for r in rules if not r.get("paid", False))
    paid = pattern.get("paidMinutes", pattern["length"] - unpaid)
    night = pattern.get("nightPremium")
    for day in days:
        if day % 7 + 1 not in pattern.get("days", range(1, 8)):
            continue
        for start in range(day * DAY + first, day * DAY + last + 1, pattern["startEvery"]):
            places = [
                [(start + m, start + m + r["minutes"], r.get("paid", False))
                 for m in range(r["earliest"], r["latest"] + 1, r["every"])]
                for r in rules
            ]
            for breaks in itertools.product(*places):
                if any(a[0] < b[1] and b[0] < a[1] for a, b in itertools.combinations(breaks, 2)):
                    continue
                cost = pattern["costPerHour"] * paid / 60 + pattern.get("fixedCost", 0)
                if day % 7 >= 5:
                    cost += pattern.get("weekendPremium", 0)
                if night:
                    begins, ends = clock(night["from"]), clock(night["to"])
                    for minute in range(start, start + pattern["length"]):
                        time = minute % DAY
                        dark = (begins <= time < ends if begins < ends
                                else time >= begins or time < ends)
                        if dark and not any(b[0] <= minute < b[1] and not b[2] for b in breaks):
                            cost += night["perHour"] / 60
                yield day, start, breaks, paid, cost


def solve(problem):
    required, rules = problem["required"], problem["rules"]
    period = rules.get("repeatEveryDays", 0) * DAY
    slots = len(required)
    horizon = range(slots * SLOT // DAY)
    days = horizon if period else range(-2, len(horizon))
    columns, costs, groups, paid_hours = [], [], [], []
    for index, pattern in enumerate(problem["shifts"]):
        for day, start, breaks, paid, cost in shifts_of(pattern, days):
            end = start + pattern["length"]
            present = np.zeros(slots)
            for slot in range(slots):
                for shift in ([-period, 0, period] if period else [0]):
                    low, high = slot * SLOT + shift, (slot + 1) * SLOT + shift
                    if start <= low and high <= end and all(
                            b[1] <= low or high <= b[0] for b in breaks):
                        present[slot] = 1
            if present.any():
                columns.append(present)
                costs.append(cost)
                groups.append((index, day))
                paid_hours.append(paid / 60)
    count = len(columns)
    presence = np.array(columns).T
    price = rules.get("underCoverPrice")
    over = rules.get("overCoverPrice", 0) * SLOT / 60
    # Variables: shifts, persons missing, persons over.
    upper = np.full(count + 2 * slots, np.inf)
    if price is None:
        upper[count:count + slots] = 0
    objective = np.concatenate(
        [costs, np.full(slots, (price or 0) * SLOT / 60), np.full(slots, over)])
    rows = [LinearConstraint(
        np.hstack([presence, np.eye(slots), -np.eye(slots)]), required, required)]

    def limit(members, low, high):
        row = np.zeros(count + 2 * slots)
        row[[k for k in range(count) if members(groups[k])]] = 1
        rows.append(LinearConstraint(row, -np.inf if low is None else low,
                                     np.inf if high is None else high))

    for index, pattern in enumerate(problem["shifts"]):
        for scope, days_ in (("Total", [None]), ("PerDay", horizon)):
            low, high = pattern.get("minimum" + scope), pattern.get("maximum" + scope)
            for day in days_ if (low, high) != (None, None) else []:
                if day is None or day % 7 + 1 in pattern.get("days", range(1, 8)):
                    limit(lambda g: g[0] == index and day in (None, g[1]), low, high)
    if "maximumPaidHours" in rules:
        row = np.concatenate([paid_hours, np.zeros(2 * slots)])
        rows.append(LinearConstraint(row, -np.inf, rules["maximumPaidHours"]))
    integrality = np.concatenate([np.ones(count), np.zeros(2 * slots)])
    result = milp(objective, constraints=rows, bounds=Bounds(0, upper),
                  integrality=integrality, options={"mip_rel_gap": 0})
    assert result.status == 0, (problem["name"], result.message)
    return result.fun


def demand(slots, peak, shape):
    hours = [s * SLOT / 60 % 24 for s in range(slots)]
    return [max(0, round(peak * shape(h) + rng.uniform(-1, 1))) if shape(h) > 0 else 0
            for h in hours]


def office(hour):
    return max(0.0, 1 - abs(hour - 13) / 5.5)


def always(hour):
    return 0.35 + 0.65 * office(hour)


def pattern(name, earliest, latest, every, length, cost, **rest):
    return {"name": name, "earliestStart": earliest, "latestStart": latest,
            "startEvery": every, "length": length, "costPerHour": cost, **rest}


LUNCH = {"minutes": 30, "earliest": 180, "latest": 300, "every": 30}
TEA = {"minutes": 15, "earliest": 60, "latest": 120, "every": 15, "paid": True}
LATE_TEA = {"minutes": 15, "earliest": 360, "latest": 420, "every": 30, "paid": True}
NIGHT = {"from": "22:00", "to": "06:00", "perHour": 3}

problems = [
    {"name": "one office day", "required": demand(48, 9, office), "rules": {},
     "shifts": [pattern("full", "07:00", "11:00", 30, 480, 20, breaks=[LUNCH]),
                pattern("half", "07:00", "15:00", 30, 240, 22, fixedCost=6)]},
    {"name": "two breaks, prices", "required": demand(48, 8, office),
     "rules": {"underCoverPrice": 55, "overCoverPrice": 2},
     "shifts": [pattern("full", "07:00", "10:00", 60, 480, 20, breaks=[TEA, LUNCH]),
                pattern("half", "08:00", "14:00", 60, 240, 24)]},
    {"name": "three breaks", "required": demand(48, 6, office), "rules": {},
     "shifts": [pattern("full", "07:00", "10:30", 30, 480, 20, breaks=[TEA, LUNCH, LATE_TEA]),
                pattern("half", "07:00", "15:00", 30, 240, 25, fixedCost=1)]},
    {"name": "nights, two days", "required": demand(96, 6, always), "rules": {},
     "shifts": [pattern("day", "06:00", "14:00", 60, 480, 20, nightPremium=NIGHT),
                pattern("late", "21:00", "01:00", 60, 540, 20, nightPremium=NIGHT,
                        breaks=[{"minutes": 60, "earliest": 180, "latest": 300, "every": 60}])]},
    {"name": "a repeating week", "required": demand(336, 5, always),
     "rules": {"repeatEveryDays": 7},
     "shifts": [pattern("eight", "00:00", "23:00", 60, 480, 20, nightPremium=NIGHT,
                        weekendPremium=15),
                pattern("six", "00:00", "22:00", 120, 360, 21, nightPremium=NIGHT,
                        days=[1, 2, 3, 4, 5])]},
    {"name": "limits and a budget", "required": demand(48, 7, office),
     "rules": {"underCoverPrice": 80, "maximumPaidHours": 44},
     "shifts": [pattern("full", "07:00", "10:00", 30, 480, 20, breaks=[LUNCH], maximumPerDay=3,
                        minimumTotal=2),
                pattern("half", "08:00", "14:00", 30, 240, 18, maximumTotal=4)]},
]
for entry in problems:
    entry["cost"] = solve(entry)
print("[\n" + ",\n".join(json.dumps(p) for p in problems) + "\n]")
