#!/usr/bin/env python3
"""Optima of random set covers and knapsacks by HiGHS (pip install highspy numpy), for
SetCoverTests and MultidimensionalKnapsackTests. Writes kernels.json beside itself.
"""
import json
from pathlib import Path

import highspy
import numpy as np


def optimum(cost, rows, lower, upper):
    """Least cost of binaries with lower <= rows x <= upper, proved without a gap."""
    h = highspy.Highs()
    h.setOptionValue("output_flag", False)
    h.setOptionValue("mip_rel_gap", 0.0)
    h.setOptionValue("mip_abs_gap", 1e-9)
    for c in cost:
        h.addVar(0, 1)
    for j, c in enumerate(cost):
        h.changeColCost(j, float(c))
        h.changeColIntegrality(j, highspy.HighsVarType.kInteger)
    for row, low, high in zip(rows, lower, upper):
        index = np.flatnonzero(row)
        h.addRow(float(low), float(high), len(index), index, row[index].astype(float))
    h.run()
    assert h.modelStatusToString(h.getModelStatus()) == "Optimal"
    return h.getInfo().objective_function_value


def cover(rows, columns, density, kind, seed):
    random = np.random.default_rng(seed)
    matrix = random.random((rows, columns)) < density
    for i in range(rows):
        matrix[i, random.integers(columns, size=2)] = True
    cost = {
        "ones": np.ones(columns),
        "small": random.integers(1, 100, columns).astype(float),
        "cents": np.round(random.uniform(0.5, 20, columns), 2),
        "large": np.round(random.uniform(1e5, 2e6, columns), 1),
        "any": random.uniform(1, 3, columns),
    }[kind]
    inf = np.inf
    value = optimum(cost, matrix.astype(float), [1] * rows, [inf] * rows)
    return {"name": f"{kind} {rows}x{columns}", "rows": rows, "costs": cost.tolist(),
            "columns": [np.flatnonzero(matrix[:, j]).tolist() for j in range(columns)],
            "optimum": value}


def knapsack(budgets, items, share, kind, seed):
    random = np.random.default_rng(seed)
    needs = random.integers(1, 1000, (budgets, items)).astype(float)
    if kind == "decimals":
        needs = np.round(needs / 37, 2)
    profits = needs.mean(axis=0) + random.uniform(0, 500, items)
    if kind == "whole":
        profits = np.round(profits)
    elif kind == "alike":
        profits = needs[0] + 100
    capacities = np.floor(share * needs.sum(axis=1))
    value = -optimum(-profits, needs, [-np.inf] * budgets, capacities)
    return {"name": f"{kind} {budgets}x{items}", "profits": profits.tolist(),
            "needs": needs.tolist(), "capacities": capacities.tolist(), "optimum": value}


def main():
    covers = [cover(60, 140, 0.06, "small", 1), cover(60, 120, 0.12, "ones", 2),
              cover(80, 160, 0.05, "cents", 3), cover(70, 150, 0.08, "large", 4),
              cover(50, 200, 0.1, "any", 5), cover(120, 90, 0.05, "ones", 6),
              cover(100, 300, 0.04, "small", 7)]
    knapsacks = [knapsack(1, 60, 0.5, "whole", 11), knapsack(3, 40, 0.5, "whole", 12),
                 knapsack(5, 50, 0.25, "whole", 13), knapsack(8, 30, 0.5, "any", 14),
                 knapsack(4, 40, 0.3, "decimals", 15), knapsack(1, 30, 0.5, "alike", 16)]
    path = Path(__file__).with_name("kernels.json")
    path.write_text(json.dumps({"covers": covers, "knapsacks": knapsacks}) + "\n")


if __name__ == "__main__":
    main()
