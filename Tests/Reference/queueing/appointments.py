"""Reference values for appointments: every combination of shows and service times, one by one.

appointments.csv: slots of 3 steps, service of 1, 2, 4 or 7 steps with the probabilities below.
"""
import csv
from fractions import Fraction as F
from itertools import product

SERVICE = [(1, F(3, 10)), (2, F(2, 5)), (4, F(1, 5)), (7, F(1, 10))]
SLOT = 3


def expected(schedule, show):
    booked = [k for k, n in enumerate(schedule) for _ in range(n)]
    outcomes = [(None, 1 - show)] + [(s, show * p) for s, p in SERVICE]
    wait = overtime = idle = late = F(0)
    end = SLOT * len(schedule)
    for combination in product(outcomes, repeat=len(booked)):
        p = F(1)
        free = busy_in_session = 0
        waits = 0
        for slot, (s, q) in zip(booked, combination):
            p *= q
            if s is None:
                continue
            start = max(free, slot * SLOT)
            waits += start - slot * SLOT
            free = start + s
            busy_in_session += max(0, min(free, end) - min(start, end))
        wait += p * waits
        overtime += p * max(0, free - end)
        idle += p * (end - busy_in_session)
        late += p * (free > end)
    return wait, idle, overtime, late


with open("appointments.csv", "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["schedule", "show", "wait", "idle", "overtime", "late"])
    for schedule in ([1, 1, 1], [2, 0, 1, 1], [3, 0, 0], [2, 1, 1, 0, 1], [0, 2, 2], [1, 0, 0, 3]):
        for show in (F(1), F(4, 5), F(11, 20)):
            row = expected(schedule, show)
            out.writerow(["-".join(map(str, schedule)), float(show)] + [f"{float(v):.16g}" for v in row])
