"""The turns that SUMO's netconvert makes of regular streets (pip install eclipse-sumo).

make_turns.py > turns.csv

A row a turn: how long it is, how fast it is driven, its letter in the signal's state and the
length of the lane it leaves. Streets as in RegularStreets.swift of the tests.
"""

import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

import sumo

NETCONVERT = os.path.join(sumo.SUMO_HOME, "bin", "netconvert")


def crossing():
    nodes = {"C": (0, 0, "traffic_light"), "E": (500, 0, ""), "W": (-500, 0, ""),
             "N": (0, 500, ""), "S": (0, -500, "")}
    edges = []
    for end in "EWNS":
        edges.append((f"{end}C", end, "C", 3 if end in "EW" else 2, 13.89, 5 if end in "EW" else 3))
        edges.append((f"C{end}", "C", end, 2, 13.89, 5 if end in "EW" else 3))
    return nodes, edges, []


def arterial():
    nodes = {"W": (-400, 0, ""), "J0": (0, 0, "traffic_light"), "J1": (260, 0, "traffic_light"),
             "E": (660, 0, "")}
    edges = []
    for k, x in enumerate((0, 260)):
        for name, y in (("N", 300), ("S", -300)):
            nodes[f"{name}{k}"] = (x, y, "")
            edges.append((f"{name}{k}_J{k}", f"{name}{k}", f"J{k}", 1, 11.11, 2))
            edges.append((f"J{k}_{name}{k}", f"J{k}", f"{name}{k}", 1, 11.11, 2))
    for a, b in (("W", "J0"), ("J0", "J1"), ("J1", "E")):
        edges += [(f"{a}_{b}", a, b, 2, 13.89, 5), (f"{b}_{a}", b, a, 2, 13.89, 5)]
    return nodes, edges, ["--no-left-connections", "true"]


def main():
    print("case,from,to,lane,to_lane,turn,link_index,length,speed,lane_length")
    for case, (nodes, edges, options) in (("crossing", crossing()), ("arterial", arterial())):
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("n.xml", "e.xml", "net.xml")]
            with open(paths[0], "w") as out:
                out.write("<nodes>")
                for name, (x, y, kind) in nodes.items():
                    kind = f' type="{kind}"' if kind else ""
                    out.write(f'<node id="{name}" x="{x}" y="{y}"{kind}/>')
                out.write("</nodes>")
            with open(paths[1], "w") as out:
                out.write("<edges>")
                for name, a, b, lanes, speed, priority in edges:
                    out.write(f'<edge id="{name}" from="{a}" to="{b}" numLanes="{lanes}"'
                              f' speed="{speed}" priority="{priority}"/>')
                out.write("</edges>")
            subprocess.run(
                [NETCONVERT, "-n", paths[0], "-e", paths[1], "-o", paths[2],
                 "--no-turnarounds", "true"] + options,
                check=True, stdout=subprocess.DEVNULL, stderr=sys.stderr)
            root = xml.parse(paths[2]).getroot()
        lanes = {lane.get("id"): lane for lane in root.iter("lane")}
        inner = {}
        for row in root.iter("connection"):
            if row.get("from").startswith(":") and row.get("via"):
                inner[f'{row.get("from")}_{row.get("fromLane")}'] = row.get("via")
        for row in root.iter("connection"):
            if row.get("from").startswith(":") or row.get("tl") is None:
                continue
            length, speed, via = 0.0, None, row.get("via")
            while via:
                length += float(lanes[via].get("length"))
                speed = float(lanes[via].get("speed"))
                via = inner.get(via)
            start = lanes[f'{row.get("from")}_{row.get("fromLane")}']
            print(",".join([
                case, row.get("from"), row.get("to"), row.get("fromLane"), row.get("toLane"),
                row.get("dir"), row.get("linkIndex"), f"{length:.2f}", f"{speed:.2f}",
                start.get("length")]))


if __name__ == "__main__":
    main()
