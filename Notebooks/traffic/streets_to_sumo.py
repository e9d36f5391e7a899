"""Streets and vehicles in our tables as a SUMO case (pip install eclipse-sumo).

streets_to_sumo.py FOLDER PLAN.csv VEHICLES.csv OUT

FOLDER has nodes.csv, links.csv and movements.csv (as `apportion simulate city` writes them),
PLAN.csv one plan (`tls_id, offset_s, phase_index, duration_s, state`), VEHICLES.csv a row a
vehicle (`vehicle, departure_s, kind, route`). Writes OUT/net.net.xml and OUT/rou.rou.xml, which
judge_signals.py takes.
"""

import csv
import os
import subprocess
import sys
from xml.sax.saxutils import quoteattr

import sumo


def rows(path):
    with open(path, newline="") as handle:
        return list(csv.DictReader(handle))


def element(name, **attributes):
    text = " ".join(f"{key.rstrip('_')}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<{name} {text}/>\n"


def write(path, tag, parts):
    with open(path, "w") as out:
        out.write(f"<{tag}>\n{''.join(parts)}</{tag}>\n")


def main():
    folder, plan, vehicles, out = sys.argv[1:5]
    os.makedirs(out, exist_ok=True)
    links = {row["link"]: row for row in rows(os.path.join(folder, "links.csv"))}
    controls = {"signal": "traffic_light", "": "priority", "none": "priority",
                "priority": "priority", "stop": "priority_stop"}
    write(os.path.join(out, "nod.xml"), "nodes", [
        element("node", id=row["node"], x=row["x"], y=row["y"],
                type=controls[row.get("control") or ""])
        for row in rows(os.path.join(folder, "nodes.csv"))])
    write(os.path.join(out, "edg.xml"), "edges", [
        element("edge", id=name, from_=row["from"], to=row["to"], numLanes=row["lanes"],
                speed=float(row["free_speed"]) / 3.6,
                priority=round(float(row["lanes"]) * float(row["free_speed"])))
        for name, row in links.items()])
    moves, letters = [], []
    for row in rows(os.path.join(folder, "movements.csv")):
        ends = {"from_": row["from"], "to": row["to"], "fromLane": int(row["lanes"]) - 1,
                "toLane": int(row["to_lanes"]) - 1}
        moves.append(element("connection", **ends))
        if row["link_index"]:
            letters.append(element(
                "connection", **ends, tl=row["node"], linkIndex=row["link_index"]))
    write(os.path.join(out, "con.xml"), "connections", moves)
    programs = {}
    for row in rows(plan):
        programs.setdefault(row["tls_id"], []).append(row)
    parts = []
    for signal, phases in programs.items():
        phases.sort(key=lambda row: int(row["phase_index"]))
        parts.append(f'<tlLogic id={quoteattr(signal)} type="static" programID="0" '
                     f'offset="{phases[0]["offset_s"]}">\n')
        parts += [element("phase", duration=row["duration_s"], state=row["state"])
                  for row in phases]
        parts.append("</tlLogic>\n")
    write(os.path.join(out, "tll.xml"), "tlLogics", parts + letters)
    subprocess.run(
        [os.path.join(sumo.SUMO_HOME, "bin", "netconvert"), "-n", os.path.join(out, "nod.xml"),
         "-e", os.path.join(out, "edg.xml"), "-x", os.path.join(out, "con.xml"),
         "-i", os.path.join(out, "tll.xml"), "-o", os.path.join(out, "net.net.xml"),
         "--no-turnarounds", "true"], check=True, stdout=subprocess.DEVNULL)
    write(os.path.join(out, "rou.rou.xml"), "routes", [
        f'<vehicle id={quoteattr(row["vehicle"])} depart="{row["departure_s"]}" '
        f'departLane="best" departSpeed="max"><route edges={quoteattr(row["route"])}/></vehicle>\n'
        for row in rows(vehicles)])


if __name__ == "__main__":
    main()
