"""AequilibraE's bi-conjugate Frank-Wolfe on a network in TNTP files, one core.

    python3 assignment_peers.py NET TRIPS [--gap 1e-4] [--toll 0] [--length 0] [--factor 1] [--seconds 300]

Prints one JSON object: CPU seconds of the assignment alone (reading and graph building
left out), iterations, the relative gap reached and its Beckmann objective.
Free-flow times of 0 become 1e-6, which AequilibraE needs; b = 0 gets the power 1.
"""

import argparse
import gzip
import json
import logging
import os
import re
import time

import numpy as np
import pandas as pd


def lines(path):
    with (gzip.open(path, "rt") if path.endswith(".gz") else open(path)) as file:
        yield from file


def read_network(path):
    meta, rows = {}, []
    for line in lines(path):
        found = re.match(r"<(.*?)>\s*(\S*)", line)
        if found:
            meta[found[1]] = found[2]
            continue
        text = line.strip()
        if text and text[0] != "~":
            rows.append([float(x) for x in text.replace(";", " ").split()[:9]])
    return meta, np.array([r + [0.0] * (9 - len(r)) for r in rows])


def read_trips(path, zones):
    trips, origin = np.zeros((zones, zones)), None
    for line in lines(path):
        if line.strip().lower().startswith("origin"):
            origin = int(line.split()[1]) - 1
        elif origin is not None:
            for item in line.split(";"):
                if ":" in item:
                    zone, value = item.split(":")
                    trips[origin, int(zone) - 1] += float(value)
    np.fill_diagonal(trips, 0)
    return trips


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("net")
    parser.add_argument("trips")
    for name, value in [("gap", 1e-4), ("toll", 0), ("length", 0), ("factor", 1), ("seconds", 300)]:
        parser.add_argument("--" + name, type=float, default=value)
    a = parser.parse_args()
    logging.disable(logging.CRITICAL)
    # Its progress bar takes more time than small networks do.
    os.environ["AEQ_SHOW_PROGRESS"] = "FALSE"
    from aequilibrae.matrix import AequilibraeMatrix
    from aequilibrae.paths import Graph, TrafficAssignment, TrafficClass

    meta, links = read_network(a.net)
    zones, through = int(meta["NUMBER OF ZONES"]), int(meta.get("FIRST THRU NODE", 1))
    trips = a.factor * read_trips(a.trips, zones)
    capacity, length, time0, b, power, toll = (links[:, k] for k in (2, 3, 4, 5, 6, 8))
    fixed = a.toll * toll + a.length * length
    network = pd.DataFrame(
        {
            "link_id": np.arange(1, len(links) + 1),
            "a_node": links[:, 0].astype(np.int64),
            "b_node": links[:, 1].astype(np.int64),
            "direction": np.ones(len(links), dtype=np.int8),
            "free_flow_time": np.maximum(time0, 1e-6),
            "capacity": np.maximum(capacity, 1e-6),
            "b": b,
            "power": np.where(b == 0, 1.0, power),
            "fixed": fixed,
            "modes": "c",
        }
    )
    graph = Graph()
    graph.network = network
    graph.mode = "c"
    graph.prepare_graph(np.arange(1, zones + 1))
    graph.set_graph("free_flow_time")
    graph.set_blocked_centroid_flows(through > 1)
    matrix = AequilibraeMatrix()
    matrix.create_empty(zones=zones, matrix_names=["cars"], memory_only=True)
    matrix.index[:] = np.arange(1, zones + 1)
    matrix.matrices[:, :, 0] = trips
    matrix.computational_view(["cars"])
    cars = TrafficClass("cars", graph, matrix)
    if fixed.any():
        cars.set_fixed_cost("fixed")
    job = TrafficAssignment()
    job.set_classes([cars])
    job.set_vdf("BPR")
    job.set_vdf_parameters({"alpha": "b", "beta": "power"})
    job.set_capacity_field("capacity")
    job.set_time_field("free_flow_time")
    job.set_cores(1)
    job.set_algorithm("bfw")
    job.set_cores(1)
    job.max_iter = 100000
    job.rgap_target = a.gap

    import signal

    class Late(Exception):
        pass

    def stop(*_):
        raise Late

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, a.seconds)
    start = time.process_time()
    finished = 1
    try:
        job.execute()
    except Late:
        finished = 0
    used = time.process_time() - start
    signal.setitimer(signal.ITIMER_PROF, 0)
    result = {"seconds": used, "finished": finished}
    try:
        report = job.report()
        result["iterations"] = float(report["iteration"].iloc[-1])
        result["gap"] = float(report["rgap"].iloc[-1])
        flow = cars.results.get_load_results()["cars_ab"].to_numpy()
        ratio = np.where(b > 0, (flow / np.maximum(capacity, 1e-300)) ** power, 0)
        result["objective"] = float((time0 * flow * (1 + b * ratio / (power + 1)) + fixed * flow).sum())
    except Exception:
        pass
    print(json.dumps(result))


if __name__ == "__main__":
    main()
