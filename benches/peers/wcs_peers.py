"""Evaluates world coordinates with the Python peers, for `cargo xtask bench wcs`, which starts this and times it.

Reads one command a line, words parted by tabs, and answers each with one line of JSON: an object, with `error` in it when
the command failed. A batch is a file of columns of float64, one after another, in pixel or world order.

    dataset NAME PATH                   the gwcs of a dataset, by dkist
    header NAME PATH                    the WCS of a header, one card a line, by astropy
    batch NAME SYSTEM WAY COLUMNS FILE  WAY is forward, backward, or wcslib: forward, without astropy around it
    values NAME FILE                    evaluates a batch and writes the columns of the result
    run NAME                            evaluates a batch
    open PATH                           dkist.load_dataset
"""

import json
import sys
import warnings

import astropy
import dkist
import gwcs
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

warnings.filterwarnings("ignore")

systems = {}
batches = {}


def dataset(name, path):
    systems[name] = dkist.load_dataset(path).wcs


def header(name, path):
    systems[name] = WCS(fits.Header.fromtextfile(path))


def batch(name, system, way, columns, file):
    values = np.fromfile(file).reshape(int(columns), -1)
    if way == "wcslib":
        values = np.ascontiguousarray(values.T)
        batches[name] = lambda: systems[system].wcs.p2s(values, 0)["world"].T
    else:
        method = {"forward": "pixel_to_world_values", "backward": "world_to_pixel_values"}[way]
        batches[name] = lambda: getattr(systems[system], method)(*values)


def values(name, file):
    np.array(batches[name](), dtype=float).tofile(file)


def run(name):
    batches[name]()


def load(path):
    dkist.load_dataset(path)


COMMANDS = {"dataset": dataset, "header": header, "batch": batch, "values": values, "run": run, "open": load}

# What libraries print is not an answer.
answers, sys.stdout = sys.stdout, sys.stderr


def answer(value):
    print(json.dumps(value), file=answers, flush=True)


answer({module.__name__: module.__version__ for module in (dkist, gwcs, astropy, np)})
for line in sys.stdin:
    command, *words = line.rstrip("\n").split("\t")
    try:
        COMMANDS[command](*words)
        answer({})
    except Exception as error:  # whatever it is, the other side reports it
        answer({"error": f"{type(error).__name__}: {error}"})
