"""Golden values for TimeZoneRules, from Python's zoneinfo and the C library.

Writes zones/<name>.tzif (the IANA files, public domain, from the Python package
"tzdata"), offsets.csv (every change of offset, flag or abbreviation: the values
hold from that second on), and walls.csv (when a clock shows a wall time).

    pip install tzdata && python3 zones.py
"""
import csv, datetime as dt, importlib.resources as resources, os, random, time, zoneinfo

ZONES = """Africa/Casablanca Africa/Monrovia America/Chicago America/New_York America/Sao_Paulo
America/St_Johns Antarctica/Troll Asia/Kolkata Asia/Tehran Australia/Lord_Howe Europe/Dublin
Europe/London Pacific/Apia Pacific/Chatham""".split()
EPOCH = dt.datetime(1970, 1, 1)
UTC_EPOCH = EPOCH.replace(tzinfo=dt.timezone.utc)
HERE = os.path.dirname(os.path.abspath(__file__))


def seconds(year):
    return int((dt.datetime(year, 1, 1) - EPOCH).total_seconds())


def main():
    offsets = csv.writer(open(f"{HERE}/offsets.csv", "w"), lineterminator="\n")
    offsets.writerow(["zone", "utc", "offset", "daylight", "abbreviation"])
    walls = csv.writer(open(f"{HERE}/walls.csv", "w"), lineterminator="\n")
    walls.writerow(["zone", "wall", "kind", "first", "second"])
    draw = random.Random(6103)
    for name in ZONES:
        data = (resources.files("tzdata.zoneinfo").joinpath(name)).read_bytes()
        path = f"{HERE}/zones/{name.replace('/', '-')}.tzif"
        open(path, "wb").write(data)
        zone = zoneinfo.ZoneInfo.from_file(open(path, "rb"))
        # The flag comes from the C library: datetime has only a guess at it.
        os.environ["TZ"] = ":" + path
        time.tzset()

        def state(t):
            local = (UTC_EPOCH + dt.timedelta(seconds=t)).astimezone(zone)
            c = time.localtime(t)
            offset = int(local.utcoffset().total_seconds())
            assert offset == c.tm_gmtoff, (name, t, offset, c.tm_gmtoff)
            return (offset, c.tm_isdst, local.tzname())

        changes = []
        for first, last in [(1900, 2042), (2086, 2101)]:
            t = seconds(first)
            now = state(t)
            offsets.writerow([name, t, *now])
            while t < seconds(last):
                step = t + 6 * 86400
                if state(step) != now:
                    low, high = t, step
                    while high - low > 1:
                        middle = (low + high) // 2
                        low, high = (middle, high) if state(middle) == now else (low, middle)
                    before, now = now, state(high)
                    offsets.writerow([name, high, *now])
                    if before[0] != now[0]:
                        changes.append((high, before[0], now[0]))
                    t = high
                else:
                    t = step
        cases = [draw.randrange(seconds(1900), seconds(2100)) for _ in range(12)]
        for change, before, after in draw.sample(changes, min(14, len(changes))):
            low, high = sorted((change + before, change + after))
            cases += [low - 1, low, (low + high) // 2, high - 1, high]
        for wall in sorted(cases):
            local = EPOCH + dt.timedelta(seconds=wall)
            found = []
            for fold in (0, 1):
                aware = local.replace(tzinfo=zone, fold=fold)
                t = int((aware.astimezone(dt.timezone.utc) - UTC_EPOCH).total_seconds())
                back = (UTC_EPOCH + dt.timedelta(seconds=t)).astimezone(zone)
                if back.replace(tzinfo=None) == local and t not in found:
                    found.append(t)
            if not found:
                # fold=0 in a gap reads the offset before it.
                aware = local.replace(tzinfo=zone, fold=0)
                t = int((aware.astimezone(dt.timezone.utc) - UTC_EPOCH).total_seconds())
                walls.writerow([name, wall, "gap", t, ""])
            elif len(found) == 1:
                walls.writerow([name, wall, "unique", found[0], ""])
            else:
                walls.writerow([name, wall, "fold", min(found), max(found)])


main()
