"""Write projections.json: what wcslib, by way of astropy, makes of points all over and at the edges of projections.

Run with Python 3.11, astropy 8.0.2 (its own wcslib) and numpy 2.4.6; bounds are checked as by default. A value that is
undefined is null. In each case `sky` is projected to `plane`, and `points` of the plane back to `native`.
"""

import json

import numpy as np
from astropy.wcs import Prjprm

CONICS = [(45, 25), (-45, 25), (30, 0), (75, 5), (-60, 10), (-10, 40)]
CASES = [
    ("AZP", {}), ("AZP", {1: 1.35, 2: 25}), ("AZP", {1: 2, 2: 30}), ("AZP", {1: 0.5, 2: 20}), ("AZP", {1: 10, 2: -60}),
    ("SZP", {}), ("SZP", {1: 2, 2: 180, 3: 60}), ("SZP", {1: 0.7, 2: 30, 3: 40}), ("SZP", {1: 3, 2: 100, 3: 60}),
    ("TAN", {}), ("STG", {}), ("SIN", {}), ("SIN", {1: 0.2, 2: -0.1}), ("SIN", {1: -1.5, 2: 0.7}), ("ARC", {}),
    ("ZPN", {1: 1}), ("ZPN", {0: 0.05, 1: 0.95, 2: -0.025, 3: -0.16}), ("ZPN", {1: 0.01, 2: 0.1, 3: 0.3, 4: 0.2}),
    ("ZPN", {1: 1, 3: -0.05, 4: 0.001}), ("ZEA", {}), ("AIR", {}), ("AIR", {1: 45}), ("AIR", {1: 0}),
    ("CYP", {}), ("CYP", {1: 0, 2: 1}), ("CYP", {1: 3, 2: 0.5}), ("CEA", {1: 0.1}), ("MER", {}), ("SFL", {}),
    ("PAR", {}), ("MOL", {}), ("AIT", {}),
    *[(code, {1: sigma, 2: delta}) for code in ("COP", "COE", "COD", "COO") for sigma, delta in CONICS],
    ("BON", {1: 45}), ("BON", {1: -30}), ("BON", {1: 80}), ("PCO", {}), ("TSC", {}), ("QSC", {}), ("CSC", {}),
    *[("HPX", {1: h, 2: k}) for h, k in [(4, 3), (4, 1), (6, 3), (3, 2), (4, 4), (5, 2)]], ("XPH", {}),
]
SKY = [(0, 89.9999), (12, -89.9), (-179.99, 10), (179.99, -10), (90, 0.001), (-44.99, 44.99), (135.01, -35.2),
       (100, 41.81), (-60, -62), (3, 5)]
PLANE = [(0, 0), (1e-6, -1e-6), (12, -20), (-57, 57), (120, 44), (-179.9, 1), (44, 134), (150, -80), (-315.1, 2),
         (1000, 1000)]


def points(columns):
    return [None if not np.isfinite(pair).all() else [float(f"{value:.13g}") for value in pair] for pair in np.array(columns).T]


def case(code, parameters):
    projection = Prjprm()
    projection.code = code
    for m, value in parameters.items():
        projection.set_pvi(m, value)
    projection.set()
    plane = projection.prjs2x(*np.array(SKY, float).T)
    native = projection.prjx2s(*np.array(PLANE, float).T)
    pv = [parameters.get(m) for m in range(max(parameters, default=-1) + 1)]
    return {"code": code, "pv": pv, "plane": points(plane), "native": points(native)}


lines = ",\n".join(json.dumps(case(*arguments)) for arguments in CASES)
with open("projections.json", "w") as file:
    file.write(f'{{"sky": {json.dumps(SKY)},\n"points": {json.dumps(PLANE)},\n"cases": [\n{lines}\n]}}\n')
