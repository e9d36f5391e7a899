"""Reference delays, made without the closed forms under test where there is another way.

Uniform delay is the area under a queue polygon stepped through in exact fractions; d2, d3, the
permitted left turn and Webster's delay are evaluated with 50 digits. Writes delay.csv.
"""

import csv
from fractions import Fraction as F

from mpmath import mp, mpf, exp, sqrt, cbrt

mp.dps = 50


def polygon(cycle, green, x, share):
    """Mean wait of one cycle: red first, arrivals at one rate in red and another in green."""
    red = cycle - green
    saturation = F(1)
    flow = min(x, F(1)) * saturation * green / cycle
    in_green = flow * cycle * share / green
    in_red = flow * cycle * (1 - share) / red
    queue = in_red * red
    area = queue * red / 2
    if queue > 0:
        clear = queue / (saturation - in_green)
        assert clear <= green
        area += queue * clear / 2
    return area / (flow * cycle)


rows = []
for cycle, green in ((60, 30), (90, 36), (120, 20), (102, F(561, 10))):
    for x in (F(1, 5), F(7, 10), F(19, 20), F(1)):
        for ratio in (F(1), F(1, 2), F(3, 2)):
            share = ratio * F(green) / cycle
            if share >= 1:
                continue
            value = polygon(F(cycle), F(green), x, share)
            rows.append(("uniform", cycle, float(green), float(x), float(share), float(value)))
for x in ("0.3", "0.85", "1.0", "1.4"):
    for c in (200, 775, 1500):
        for period in ("0.25", "1"):
            x_, c_, t = mpf(x), mpf(c), mpf(period)
            d2 = 900 * t * ((x_ - 1) + sqrt((x_ - 1) ** 2 + 8 * mpf("0.5") * x_ / (c_ * t)))
            rows.append(("incremental", float(x), c, float(period), "", float(d2)))
for queue, flow, capacity, period in ((20, 600, 700, "0.25"), (5, 400, 900, "0.25"), (30, 900, 800, "0.25"), (60, 500, 600, "0.5")):
    # Extra vehicle-hours from the initial queue, by stepping the two queues of the fluid model
    # through the period and then emptying them at capacity.
    q, v, c, t = mpf(queue), mpf(flow), mpf(capacity), mpf(period)

    def area(start):
        end = start + t * (v - c)
        inside = (start + end) / 2 * t if end >= 0 else start * start / (c - v) / 2
        return inside + max(end, 0) ** 2 / (2 * c)

    # Vehicles that waited before the period are counted from when they would have left anyway.
    d3 = 3600 / (v * t) * (area(q) - area(mpf(0)) - q * q / (2 * c))
    rows.append(("initial", queue, flow, capacity, float(period), float(d3)))
for flow in (0, 100, 600, 1200):
    for follow in ("2.5", "4.5"):
        f = mpf(follow)
        if flow == 0:
            s = 3600 / f
        else:
            # Sum over gaps of n follow-ups: flow * sum P(gap > critical + n follow-up).
            v = mpf(flow) / 3600
            s = flow * sum(exp(-v * (mpf("4.5") + n * f)) for n in range(20000))
        rows.append(("permitted", flow, float(follow), "", "", float(s)))
for cycle, green, flow, saturation in ((60, 30, 600, 1800), (90, 40, 700, 1900), (120, 30, 200, 1700)):
    share = mpf(green) / cycle
    x = flow / (share * saturation)
    q = mpf(flow) / 3600
    d = cycle * (1 - share) ** 2 / (2 * (1 - share * x)) + x**2 / (2 * q * (1 - x))
    d -= mpf("0.65") * cbrt(cycle / q**2) * x ** (2 + 5 * share)
    rows.append(("webster", cycle, green, flow, saturation, float(d)))
with open("delay.csv", "w", newline="") as handle:
    writer = csv.writer(handle, lineterminator="\n")
    writer.writerow(["what", "a", "b", "c", "d", "value"])
    writer.writerows(rows)
