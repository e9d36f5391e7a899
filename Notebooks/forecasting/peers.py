#!/usr/bin/env python3
"""Apportion beside other forecasting libraries, on the same series.

    APPORTION=path/to/apportion python3 peers.py [DATA] [--series N] [--slow]

DATA is a folder with two files a frequency, Yearly-train.csv and Yearly-test.csv
(or yearly_train.csv and yearly_test.csv) and so on for Quarterly, Monthly, Weekly,
Daily and Hourly; gzip is fine; each with the columns unique_id, t, value. Without it,
monthly and quarterly series are made up. A folder of demand series (--demand, may be
given beside DATA) is read as demand_peers.py says.

The peers are installed from the package index into an environment of their own
(folder .peers beside this script), and every forecast is made with one thread.
Printed are, for each frequency: OWA relative to Naive2 (Makridakis et al., 2020),
coverage of the 80 and 95 % intervals, MSIS at 95 % relative to AutoETS, the share of
series with an error above three times that of Naive2, and CPU seconds per 1,000
series. --slow adds AutoARIMA and AutoCES.
"""
import argparse
import csv
import gzip
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("PEERS_HOME", HERE / ".peers"))
ONE_THREAD = {name: "1" for name in (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")}
# Season and horizon of each frequency, as in the M4 competition.
FREQUENCIES = {"Yearly": (1, 6), "Quarterly": (4, 8), "Monthly": (12, 18),
               "Weekly": (1, 13), "Daily": (1, 14), "Hourly": (24, 48)}


def into_own_environment():
    """Starts again inside an environment that has the peers."""
    python = HOME / "bin" / "python"
    # An installation that was cut short is taken up again.
    ready = HOME / "ready"
    if not ready.exists():
        print(f"Installing the peers into {HOME} (once).", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "statsforecast"],
                       check=True)
        ready.touch()
    if Path(sys.prefix).resolve() != HOME.resolve():
        os.environ.update(ONE_THREAD)
        os.execv(str(python), [str(python), str(Path(__file__).resolve()), *sys.argv[1:]])


def read(path):
    """Series by id, in order of t."""
    rows = {}
    opened = gzip.open(path, "rt") if path.suffix == ".gz" else open(path)
    with opened as file:
        for row in csv.DictReader(file):
            rows.setdefault(row["unique_id"], []).append((int(row["t"]), float(row["value"])))
    return {key: [value for _, value in sorted(values)] for key, values in rows.items()}


def find(folder, name, part):
    for ending in (".csv", ".csv.gz"):
        for spelling in (f"{name}-{part}", f"{name.lower()}_{part}"):
            if (folder / (spelling + ending)).exists():
                return folder / (spelling + ending)
    return None


def made_up(count, season, horizon):
    """Level that wanders, season, noise; positive."""
    train, test = {}, {}
    for number in range(count):
        draw = random.Random(f"{season} {number}")
        level, shape = math.exp(draw.gauss(5, 1)), [math.exp(draw.gauss(0, 0.15))
                                                    for _ in range(season)]
        values = []
        for step in range(8 * season + horizon):
            level *= math.exp(draw.gauss(0.001, 0.03))
            values.append(level * shape[step % season] * math.exp(draw.gauss(0, 0.05)))
        name = f"S{number:04d}"
        train[name], test[name] = values[:-horizon], values[-horizon:]
    return train, test


def naive2(values, season, horizon):
    """The last value after seasonal adjustment where the season is significant."""
    index = [1.0] * season
    n = len(values)
    if season > 1 and n >= 3 * season:
        mean = sum(values) / n
        spread = sum((v - mean) ** 2 for v in values)
        correlation = [sum((values[t] - mean) * (values[t - k] - mean) for t in range(k, n))
                       / spread if spread > 0 else 0 for k in range(1, season + 1)]
        limit = 1.645 * math.sqrt((1 + 2 * sum(r * r for r in correlation[:-1])) / n)
        if abs(correlation[-1]) > limit and min(values) > 0:
            half = season // 2
            ratios = [[] for _ in range(season)]
            for t in range(half, n - half):
                window = values[t - half:t + half + 1]
                if season % 2 == 0:
                    centre = (sum(window) - (window[0] + window[-1]) / 2) / season
                else:
                    centre = sum(window) / season
                ratios[t % season].append(values[t] / centre)
            index = [sum(part) / len(part) for part in ratios]
            scale = sum(index) / season
            index = [value / scale for value in index]
    last = values[-1] / index[(n - 1) % season]
    return [last * index[(n + k) % season] for k in range(horizon)]


def cpu():
    """Seconds of this process and of its children."""
    return sum(sum(resource.getrusage(who)[:2])
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def with_apportion(train, season, horizon):
    program = os.environ.get("APPORTION", "apportion")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.csv"
        with open(data, "w") as file:
            file.write("unique_id,t,value\n")
            for key, values in train.items():
                file.writelines(f"{key},{t},{value!r}\n" for t, value in enumerate(values, 1))
        seasons = ["--season", "24,168"] if season == 24 else ["--season", str(season)]
        before = cpu()
        subprocess.run([program, "forecast", str(data), "--time", "t", "--value", "value",
                        "--horizon", str(horizon), *seasons, "--threads", "1", "--quiet",
                        "--out", f"{folder}/out"], check=True)
        spent = cpu() - before
        answers = {}
        with open(f"{folder}/out/forecast.csv") as file:
            for row in csv.DictReader(file):
                answers.setdefault(row["unique_id"], []).append(
                    tuple(float(row[name]) for name in
                          ("mean", "lo-80", "hi-80", "lo-95", "hi-95")))
    return {"apportion": (answers, spent)}


def with_statsforecast(train, season, horizon, slow):
    import numpy as np
    from statsforecast import models as known
    chosen = [known.AutoETS(season_length=season), known.DynamicOptimizedTheta(
        season_length=season), known.SeasonalNaive(season_length=season)]
    if season >= 24:
        chosen.append(known.MSTL(season_length=[24, 168]))
    if slow:
        chosen += [known.AutoARIMA(season_length=season), known.AutoCES(season_length=season)]
    results = {}
    warm = np.array(next(iter(train.values())))
    for model in chosen:
        name = type(model).__name__
        # Compilation is not counted.
        model.forecast(y=warm, h=horizon, level=[80, 95])
        answers, before = {}, cpu()
        for key, values in train.items():
            try:
                made = model.forecast(y=np.array(values), h=horizon, level=[80, 95])
                columns = [made[part] for part in ("mean", "lo-80", "hi-80", "lo-95", "hi-95")]
            except Exception:  # A series a peer cannot do is given its naive forecast.
                columns = [naive2(values, season, horizon)] * 5
            answers[key] = list(zip(*columns))
        results[name] = (answers, cpu() - before)
    return results


def scores(answers, train, test, season):
    """Means over series of sMAPE, MASE, MSIS, coverage; and the MASE of each."""
    smape, mase, msis, inside80, inside95, steps = 0, {}, 0, 0, 0, 0
    for key, actual in test.items():
        past, ahead = train[key], answers[key]
        lags = [abs(a - b) for a, b in zip(past[season:], past)] or [1]
        scale = sum(lags) / len(lags) or 1
        n = len(actual)
        smape += sum(200 * abs(y - f[0]) / ((abs(y) + abs(f[0])) or 1)
                     for y, f in zip(actual, ahead)) / n
        mase[key] = sum(abs(y - f[0]) for y, f in zip(actual, ahead)) / n / scale
        for y, (_, low80, high80, low, high) in zip(actual, ahead):
            inside80 += low80 <= y <= high80
            inside95 += low <= y <= high
            missed = max(low - y, 0) + max(y - high, 0)
            msis += ((high - low) + 40 * missed) / scale / n
            steps += 1
    count = len(test)
    return {"smape": smape / count, "mase": sum(mase.values()) / count, "each": mase,
            "msis": msis / count, "in80": inside80 / steps, "in95": inside95 / steps}


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("data", nargs="?", type=Path)
    words.add_argument("--series", type=int, default=100, help="of each frequency, at most")
    words.add_argument("--frequency", choices=list(FREQUENCIES), action="append")
    words.add_argument("--slow", action="store_true", help="AutoARIMA and AutoCES too")
    words.add_argument("--demand", type=Path, help="folder of demand series")
    asked = words.parse_args()
    into_own_environment()
    if asked.demand:
        import demand_peers
        demand_peers.run(asked.demand, asked.series, cpu, asked.slow)
        if not asked.data:
            return
    for name in asked.frequency or FREQUENCIES:
        season, horizon = FREQUENCIES[name]
        if asked.data:
            files = [find(asked.data, name, part) for part in ("train", "test")]
            if None in files:
                continue
            train, test = (read(file) for file in files)
            test = {key: test[key][:horizon] for key in list(test)[:asked.series] if key in train}
            train = {key: train[key] for key in test}
        elif name in ("Quarterly", "Monthly"):
            train, test = made_up(asked.series, season, horizon)
        else:
            continue
        made = with_apportion(train, season, horizon)
        made.update(with_statsforecast(train, season, horizon, asked.slow))
        simple = {key: [(value,) * 5 for value in naive2(train[key], season, horizon)]
                  for key in test}
        base = scores(simple, train, test, season)
        found = {key: scores(answers, train, test, season) for key, (answers, _) in made.items()}
        print(f"\n{name}: {len(test)} series, {horizon} steps ahead")
        print(f"{'':24}{'OWA':>8}{'in 80 %':>9}{'in 95 %':>9}{'MSIS':>8}{'> 3x':>8}{'CPU s':>9}")
        for key in sorted(found, key=lambda k: found[k]["smape"] / base["smape"]
                          + found[k]["mase"] / base["mase"]):
            own = found[key]
            owa = (own["smape"] / base["smape"] + own["mase"] / base["mase"]) / 2
            bad = sum(own["each"][k] > 3 * base["each"][k] for k in test) / len(test)
            print(f"{key:24}{owa:8.3f}{own['in80']:9.3f}{own['in95']:9.3f}"
                  f"{own['msis'] / found['AutoETS']['msis']:8.2f}{bad:8.1%}"
                  f"{1000 * made[key][1] / len(test):9.1f}", flush=True)
    print("\nMSIS is relative to AutoETS; CPU seconds are per 1,000 series, one thread.")


if __name__ == "__main__":
    main()
