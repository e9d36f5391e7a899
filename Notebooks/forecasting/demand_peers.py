"""Apportion beside statsforecast on demand series: the part of peers.py for folders
of public-service series.

A folder holds CSV files (gzip is fine), each read by its shape:
    ds, value                a series; unique_id too where there are several
    NAME_sparse              ds, words that name a group, count; what is not listed is 0
    NAME_wide                a row a series, columns named by dates; words sum up to levels

For each file the last horizon is forecast (of hourly series the last four, one after
the other), by everyone from the same past. Printed are MASE of the mean and of the
median, the scaled quantile loss (SQL: twice the quantile loss, mean over eleven levels,
in units of MASE), the share of outcomes inside the intervals, and CPU seconds.

Absolute errors are least for the median. Of demand with many zeros the median is often
0 while the mean, which planning needs, is not: MASE of means then ranks by how low they
are. SQL judges the whole distribution.
"""
import csv
import datetime
import gzip
import math
import os
import subprocess
import tempfile
from pathlib import Path

LEVELS = (20, 40, 60, 80, 95)
TAUS = (.025, .1, .2, .3, .4, .5, .6, .7, .8, .9, .975)
# Steps a season (ascending), horizon and origins by the time between rows.
RHYTHMS = {"hourly": ((24, 168), 168, 4), "daily": ((7,), 28, 1),
           "weekly": ((52,), 13, 4), "monthly": ((12,), 12, 1)}


def moment(text):
    """A date or time as people and apportion write it."""
    text = text.strip().replace("T", " ")
    if len(text) == 7:
        text += "-01"
    return datetime.datetime.fromisoformat(text[:19])


def rows_of(path):
    opened = gzip.open(path, "rt", newline="") if path.suffix == ".gz" else open(path, newline="")
    with opened as file:
        yield from csv.reader(file)


def number(text):
    try:
        return float(text)
    except ValueError:
        return math.nan


def filled(points, step):
    """Values at every step from the first to the last; nan where there is no row."""
    first, last = min(points), max(points)
    if step is None:
        times, time = [], first
        while time <= last:
            times.append(time)
            time = (time.replace(day=1) + datetime.timedelta(days=32)).replace(day=1)
    else:
        times = [first + k * step for k in range(int((last - first) / step) + 1)]
    return times, [points.get(time, math.nan) for time in times]


def read_set(path):
    """Name of the rhythm and {id: (times, values)}."""
    rows = rows_of(path)
    head = next(rows)
    stem = path.name.split(".")[0]
    series = {}
    if stem.endswith("_wide"):
        words = [k for k, name in enumerate(head) if name[:2] not in ("19", "20")]
        times = [moment(name) for k, name in enumerate(head) if k not in words]
        for row in rows:
            values = [number(row[k]) for k in range(len(head)) if k not in words]
            keys = ["all"] + [f"{head[k]} {row[k]}" for k in words]
            for key in keys + ["/".join(row[k] for k in words)]:
                known = series.setdefault(key, (times, [0.0] * len(times)))
                known[1][:] = [a + b for a, b in zip(known[1], values)]
        return "daily", series
    body = list(rows)
    named = [k for k, name in enumerate(head) if name not in ("ds", "unique_id")]
    value = next(k for k in named if any(not math.isnan(number(row[k])) for row in body[:50]))
    clock = head.index("ds")
    if stem.endswith("_sparse"):
        group = [k for k in named if k != value]
        for row in body:
            own = series.setdefault("/".join(row[k] for k in group), {})
            own[moment(row[clock])] = own.get(moment(row[clock]), 0) + number(row[value])
        end = max(max(own) for own in series.values())
        day = datetime.timedelta(days=1)
        series = {key: own for key, own in series.items() if len(own) >= 30}
        for key, own in series.items():
            times = [min(own) + k * day for k in range((end - min(own)).days + 1)]
            series[key] = (times, [own.get(time, 0.0) for time in times])
        return "daily", series
    label = head.index("unique_id") if "unique_id" in head else None
    for row in body:
        series.setdefault(row[label] if label is not None else stem, {})[moment(row[clock])] = \
            number(row[value])
    some = sorted(next(iter(series.values())))
    gap = sorted(b - a for a, b in zip(some, some[1:]))[len(some) // 2]
    if gap == datetime.timedelta(hours=1):
        rhythm, step = "hourly", gap
    elif gap == datetime.timedelta(days=1):
        rhythm, step = "daily", gap
    elif gap == datetime.timedelta(days=7):
        rhythm, step = "weekly", gap
    elif gap >= datetime.timedelta(days=28):
        rhythm, step = "monthly", None
    else:
        return None, {}  # Opening hours are for Benchmarks.
    return rhythm, {key: filled(own, step) for key, own in series.items()}


def pinball(tau, y, q):
    return 2 * max(tau * (y - q), (tau - 1) * (y - q))


def scale_of(past, season):
    lags = [abs(a - b) for a, b in zip(past[season:], past)
            if not (math.isnan(a) or math.isnan(b))]
    return sum(lags) / len(lags) if lags else 0


def by_apportion(tasks, horizon, cpu, calendar):
    """{task: rows of mean and quantiles}; tasks of one origin are one file."""
    program = os.environ.get("APPORTION", "apportion")
    answers, spent = {}, 0
    for origin in sorted({origin for _, origin in tasks}):
        with tempfile.TemporaryDirectory() as folder:
            with open(f"{folder}/data.csv", "w", newline="") as file:
                out = csv.writer(file)
                out.writerow(("unique_id", "ds", "y"))
                for (key, place), task in tasks.items():
                    if place == origin:
                        out.writerows((key, time.isoformat(sep=" "),
                                       "" if math.isnan(value) else f"{value:.15g}")
                                      for time, value in zip(task["times"], task["past"]))
            before = cpu()
            subprocess.run(
                [program, "forecast", f"{folder}/data.csv", "--horizon", str(horizon), "--level",
                 ",".join(map(str, LEVELS)), "--type", "unique_id=text", "--threads", "1",
                 "--quiet", "--out", f"{folder}/out"] + calendar, check=True)
            spent += cpu() - before
            found = {}
            with open(f"{folder}/out/forecast.csv", newline="") as file:
                for row in csv.DictReader(file):
                    lows = [float(row[f"lo-{level}"]) for level in LEVELS[::-1]]
                    highs = [float(row[f"hi-{level}"]) for level in LEVELS]
                    found.setdefault(row.get("unique_id", ""), {})[moment(row["ds"])] = [
                        float(row["mean"]), *lows, float(row["median"]), *highs]
            for (key, place), task in tasks.items():
                if place == origin:
                    own = found[key if key in found else ""]
                    # A series that ends in missing values is forecast from its last one on.
                    answers[key, place] = [own.get(time) for time in task["ahead"]]
    return answers, spent


def by_statsforecast(tasks, seasons, horizon, sparse, cpu, slow):
    import numpy as np
    from statsforecast import models as known
    from statsforecast.utils import ConformalIntervals
    long, short = max(seasons), min(seasons)
    fine = long > 52
    weeks = 8 * long if fine else None
    chosen = [(known.SeasonalNaive(long), None),
              (known.AutoETS(short if fine else long if long <= 24 else 1), weeks),
              (known.DynamicOptimizedTheta(short if fine else long), weeks)]
    if sparse:
        windows = ConformalIntervals(2, horizon)
        chosen += [(known.CrostonSBA(prediction_intervals=windows), None),
                   (known.TSB(.1, .1, prediction_intervals=windows), None),
                   (known.ADIDA(prediction_intervals=windows), None),
                   (known.IMAPA(prediction_intervals=windows), None)]
    else:
        chosen += [(known.MSTL(list(seasons)), 52 * long if fine else None)]
    if slow:
        chosen += [(known.AutoTheta(short if fine else long), weeks),
                   (known.AutoCES(short if fine else long), weeks)]
    ready = {}
    for name, task in tasks.items():
        values = np.array(task["past"])
        values = values[np.argmax(~np.isnan(values)):]
        gap = np.isnan(values)
        if sparse:
            values = np.nan_to_num(values)
        elif gap.any():
            values[gap] = np.interp(np.flatnonzero(gap), np.flatnonzero(~gap), values[~gap])
        ready[name] = values
    naive = known.SeasonalNaive(1)
    results = {}
    for model, most in chosen:
        answers, before = {}, cpu()
        for name, values in ready.items():
            used = values[-most:] if most else values
            try:
                made = model.forecast(y=used, h=horizon, level=list(LEVELS))
                if not np.isfinite(made["mean"]).all():
                    raise ValueError("not finite")
            except Exception:  # A series a peer cannot do is given its last value.
                made = naive.forecast(y=used, h=horizon, level=list(LEVELS))
            table = np.column_stack([made["mean"]] + [made[f"lo-{v}"] for v in LEVELS[::-1]]
                                    + [made["mean"]] + [made[f"hi-{v}"] for v in LEVELS])
            if values.min() >= 0:
                table = np.maximum(table, 0)
            answers[name] = table.tolist()
        results[type(model).__name__] = (answers, cpu() - before)
    return results


def table_of(path, most, cpu, slow, calendar):
    rhythm, series = read_set(path)
    if rhythm is None:
        return
    seasons, horizon, origins = RHYTHMS[rhythm]
    season = max(seasons)
    keys = sorted(series)
    keys = [keys[k * len(keys) // most] for k in range(most)] if len(keys) > most else keys
    if len(keys) > 5:
        origins = 1
    tasks = {}
    for key in keys:
        times, values = series[key]
        for origin in range(1, origins + 1):
            end = len(values) - origin * horizon
            past = values[:end]
            if end < 2 * season + 1 or not scale_of(past, season) > 0 or \
                    math.isnan(past[-1]) or all(map(math.isnan, values[end:end + horizon])):
                continue
            tasks[key, origin] = {"times": times[:end], "past": past,
                                  "ahead": times[end:end + horizon],
                                  "actual": values[end:end + horizon]}
    if not tasks:
        return
    seen = [value for task in tasks.values() for value in task["past"] if not math.isnan(value)]
    sparse = sum(value == 0 for value in seen) >= .3 * len(seen)
    made = {"apportion": by_apportion(tasks, horizon, cpu, calendar)}
    made.update(by_statsforecast(tasks, seasons, horizon, sparse, cpu, slow))
    print(f"\n{path.name.split('.')[0]}: {len(tasks)} forecasts of {len(keys)} series, "
          f"{horizon} steps ahead")
    print(f"{'':24}{'MASE':>8}{'median':>8}{'SQL':>8}{'in 80 %':>9}{'in 95 %':>9}{'CPU s':>9}")
    found = {}
    for name, (answers, spent) in made.items():
        mase = median = loss = 0
        inside80 = inside95 = steps = 0
        for key, task in tasks.items():
            scale = scale_of(task["past"], season)
            pairs = [(y, row) for y, row in zip(task["actual"], answers[key])
                     if row is not None and not math.isnan(y)]
            n = len(pairs) or 1
            mase += sum(abs(y - row[0]) for y, row in pairs) / n / scale
            median += sum(abs(y - row[6]) for y, row in pairs) / n / scale
            loss += sum(pinball(tau, y, q) for y, row in pairs
                        for tau, q in zip(TAUS, row[1:])) / n / scale / len(TAUS)
            inside80 += sum(row[2] <= y <= row[10] for y, row in pairs)
            inside95 += sum(row[1] <= y <= row[11] for y, row in pairs)
            steps += len(pairs)
        count = len(tasks)
        found[name] = (mase / count, median / count, loss / count, inside80 / steps,
                       inside95 / steps, spent)
    for name in sorted(found, key=lambda name: found[name][2]):
        a, b, c, d, e, f = found[name]
        print(f"{name:24}{a:8.3f}{b:8.3f}{c:8.3f}{d:9.3f}{e:9.3f}{f:9.2f}", flush=True)


def run(folder, most, cpu, slow):
    calendar = Path(__file__).resolve().parents[2] / "Models/calendars/us-federal-extended.json"
    files = [path for path in sorted(folder.iterdir())
             if path.name.endswith((".csv", ".csv.gz"))]
    for path in files:
        hourly = path.name.split(".")[0].endswith("_hourly") and calendar.exists()
        table_of(path, most, cpu, slow, ["--calendar", str(calendar)] if hourly else [])
    print("\nSorted by SQL. A peer's intervals have one middle: its median is its mean. Peers are "
          "shown the last\neight weeks of hourly series (MSTL: the last year), and missing values "
          "filled in.")
