"""Writes times.csv: moments in several notations and their seconds since 1970.

The seconds are those of Python's datetime; `wall` counts from 1970-01-01 00:00 on
the same clock, `instant` from the epoch. Run: python3 times.py > times.csv
"""
import random
from datetime import datetime, timedelta, timezone

random.seed(7)
epoch = datetime(1970, 1, 1)
print("wall,instant,iso,iso_t_fraction,slash,us,german,offset,compact_offset,day,month_name")
for _ in range(500):
    t = epoch + timedelta(seconds=random.randint(-60_000_000_000, 250_000_000_000))
    minutes = random.choice([0, 60, -300, 330, -210, 765, 840, -720])
    zone = timezone(timedelta(minutes=minutes))
    wall = int((t - epoch).total_seconds())
    instant = wall - minutes * 60
    z = t.replace(tzinfo=zone)
    sign = "-" if minutes < 0 else "+"
    compact = f"{sign}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    hour = (t.hour + 11) % 12 + 1
    half = "PM" if t.hour >= 12 else "AM"
    print(",".join([
        str(wall), str(instant), f"{t.year:04d}-{t:%m-%d %H:%M:%S}",
        f"{t.year:04d}-{t:%m-%dT%H:%M:%S}.{random.randint(0, 999999):06d}",
        f"{t.year:04d}/{t.month}/{t.day} {t.hour}:{t:%M:%S}",
        f"{t:%m/%d}/{t.year:04d} {hour:02d}:{t:%M:%S} {half}",
        f"{t.day}.{t.month}.{t.year:04d} {t.hour}:{t:%M:%S}",
        f"{t.year:04d}-{t:%m-%dT%H:%M:%S}{z.isoformat()[-6:]}",
        f"{t.year:04d}-{t:%m-%d %H:%M:%S}{compact}",
        f"{t.year:04d}-{t:%m-%d}", f"{t.day:02d}-{t:%b}-{t.year:04d} {hour}:{t:%M:%S} {half}",
    ]))
