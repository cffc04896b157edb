"""Times two operations of `cargo xtask bench` with the Python peers, on the dataset it made.

    python benches/time_peers.py target/bench-data/visp-4x25x1000x2560-rice-rows-…

Needs the packages of peers/requirements.txt, and fitsio. Prints the median and the best of five runs in seconds.
"""

import sys
import time
import warnings

import dkist
import fitsio

warnings.filterwarnings("ignore")


def report(name, operation, runs=5):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        operation()
        times.append(time.perf_counter() - start)
    times.sort()
    print(f"{name}: median {times[runs // 2]:.3f}, best {times[0]:.3f}")


dataset = dkist.load_dataset(sys.argv[1])
files = [str(dataset.files.basepath / name) for name in dataset.files.filenames]
stokes_i = files[: dataset.data.shape[1]]


def frames(paths):
    for path in paths:
        with fitsio.FITS(path) as fits:
            yield fits[1].read()


report("sum, fitsio in a loop", lambda: sum(frame[0].sum(axis=1, dtype="f8") for frame in frames(stokes_i)))
report("mean, fitsio in a loop", lambda: sum(frame.sum(dtype="f8") for frame in frames(files)) / dataset.data.size)
report("sum, dkist and dask", lambda: dataset.data[0].sum(axis=(0, 2)).compute())
report("mean, dkist and dask", lambda: dataset.data.mean().compute())
