"""Checks datasets that granule saved with DKIST's own package: see README.md beside this file."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import dkist
import numpy as np

from check_sample import Failure, difference, require

# Options of `granule save` and of `granule compute`, by the name of the dataset: slices in array order.
SLICES = {
    "visp_small": ["", "0", "1, 2", "1:3, 1:9:2", ":, ::-1, 10:20", "2, 3, :, 5", "0, :, 7", ":, 2, ::3, 4::2", "..., 6"],
    "visp_small_raw": ["0, 2:8, ::-2, 3:"],
    "visp_simple": ["0", ":, 1, ::2", "0, :, :, 3"],
    "vbi_mosaic_red": ["", "0, 5:50:3", "1, :, 20", ":, ::-4, 10:30"],
    "cryo_sp_meas": ["", "0", "..., 3", ":, 1"],
    "vtf_simple": ["", "0", "1, 0", "..., ::2, 4"],
    "sample": ["", "0", "1:, ::2, 3:, ::-3", "0, 4", "..., 11"],
}
COMPUTED = {
    "visp_small": [
        ["--slice", "0, :, :, 4:", "--rebin", "2,5,3"],
        ["--slice", "1, 3"],
        ["--reduce", "mean", "--axes", "0,2"],
    ],
    "vbi_mosaic_red": [["--slice", "0, 1:", "--rebin", "8,41"], ["--slice", "1, ::-1, 1:"]],
    "cryo_sp_meas": [["--slice", "0", "--reduce", "mean", "--axes", "-1"]],
    "vtf_simple": [["--slice", "0, 1"]],
    "sample": [["--slice", "0", "--rebin", "2,5,6", "--op", "sum"], ["--slice", "1, ::2, 4", "--compress", "gzip"]],
}
# Tiled datasets, with the tile that is taken.
TILES = {"vbi_mosaic_red": ["--mosaic", "0,1"]}
# How far coordinates may differ: in arcsec, nm, s and numbers of Stokes parameters; and back, in pixels.
WORLD = 1e-6
PIXEL = 1e-6


def run(granule, *arguments):
    command = [str(granule), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True)
    require(done.returncode == 0, f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def pixels_of(shape):
    """Points within the array, at pixel centres and between: one row a point, in FITS order."""
    random = np.random.default_rng(1)
    lengths = np.array(shape[::-1])
    whole = random.integers(0, lengths, size=(20, len(lengths)))
    between = random.uniform(0, lengths - 1, size=(20, len(lengths)))
    return np.vstack([whole, between])


def world_of(granule, path, options, pixels):
    points = [option for point in pixels for option in ("--pixel", ",".join(repr(float(x)) for x in point))]
    printed = json.loads(run(granule, "world", path, *options, *points, "--json"))
    return np.array([[np.nan if x is None else x for x in point["world"]] for point in printed]).T


def check_world(granule, source, options, saved, dataset, required):
    """Coordinates of the saved file by gwcs, with those that granule gives of the original and of the saved file."""
    wcs = dataset.wcs.low_level_wcs
    pixels = pixels_of(dataset.data.shape)
    theirs = np.atleast_2d(wcs.pixel_to_world_values(*pixels.T))
    worst = 0.0
    for path, given in ((source, options), (saved, [])):
        ours = world_of(granule, path, given, pixels)
        require(ours.shape == theirs.shape, f"{ours.shape} world values for {theirs.shape}")
        for name, unit, mine, reference in zip(wcs.world_axis_physical_types, wcs.world_axis_units, ours, theirs):
            require(np.array_equal(np.isnan(mine), np.isnan(reference)), f"{name}: NaN elsewhere")
            delta = np.max(np.nan_to_num(np.abs(difference(name, mine, reference))))
            require(delta <= WORLD, f"{name} differs by {delta} {unit}")
            worst = max(worst, delta)
    matrix = json.loads(run(granule, "info", saved, "--json"))["correlation"]
    require(np.array_equal(matrix, wcs.axis_correlation_matrix), f"correlation {matrix}")
    return f"world off by at most {worst:.0e}, {check_back(wcs, pixels, theirs, required)}"


def way_back(wcs, pixels, world):
    """How far pixels are off that come back from their world values; the error where they do not come back."""
    # DKIST's models take no NaN back.
    valid = ~np.isnan(world).any(axis=0)
    try:
        back = np.atleast_2d(wcs.world_to_pixel_values(*world[:, valid]))
    except Exception as error:
        return None, f"{type(error).__name__} in gwcs"
    # Rounding to a row of a table, and to the nearest Stokes parameter, cannot be undone: pixel centres can.
    whole = (pixels[valid] == np.round(pixels[valid])).all(axis=1)
    return np.max(np.abs(back.T - pixels[valid])[whole], initial=0.0), None


def returns(path, tile):
    """Whether the original comes back to its pixels: some have no inverse, some one that swaps axes."""
    dataset = dkist.load_dataset(path)
    dataset = dataset[tile] if tile else dataset
    wcs = dataset.wcs.low_level_wcs
    pixels = pixels_of(dataset.data.shape)
    off, _ = way_back(wcs, pixels, np.atleast_2d(wcs.pixel_to_world_values(*pixels.T)))
    return off is not None and off <= PIXEL


def check_back(wcs, pixels, world, required):
    """From world values to pixels, as far as the original finds the way."""
    off, error = way_back(wcs, pixels, world)
    if not required:
        return f"the original has no true way back ({error or f'this one is off by {off:.0e}'})"
    require(error is None, f"no way back: {error}")
    require(off <= PIXEL, f"pixels come back off by {off}")
    return f"pixels by {off:.0e}"


def check_values(granule, source, options, dataset):
    with tempfile.TemporaryDirectory() as temporary:
        output = Path(temporary) / "values.npy"
        run(granule, "compute", source, *options, "-o", output)
        ours = np.load(output)
    theirs = dataset.data.compute()
    require(ours.shape == theirs.shape, f"values of shape {ours.shape} for {theirs.shape}")
    require(np.array_equal(ours, theirs, equal_nan=True), f"{np.count_nonzero(ours != theirs)} values differ")
    return f"{ours.shape} {ours.dtype}"


def check_use(dataset):
    """What users do first."""
    text = repr(dataset)
    require(str(dataset.data.shape[0]) in text, text)
    dataset.wcs.pixel_to_world(*[0] * dataset.wcs.low_level_wcs.pixel_n_dim)
    dataset.axis_world_coords()
    part = dataset[tuple([slice(0, 2)] * dataset.data.ndim)]
    require(part.data.ndim == dataset.data.ndim, f"a part of {part.data.ndim} axes")
    require(len(dataset.headers) == len(dataset.files.filenames), f"{len(dataset.headers)} rows of headers")
    return f"{len(dataset.headers)} files"


def check(granule, source, save, options, compare, saved, required):
    """Saves and checks; whether all went well. `options` make the data, `compare` the coordinates of the original."""
    name = f"{save} {' '.join(options) or 'whole'}"
    try:
        run(granule, save, source, *options, "-o", saved)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = dkist.load_dataset(saved)
            plain = strip(options)
            results = [
                check_values(granule, source, plain, dataset),
                check_world(granule, *compare, saved, dataset, required),
                check_use(dataset),
            ]
        print(f"  ok    {name}: {', '.join(results)}")
        return True
    except Exception as error:
        print(f"  FAIL  {name}: {type(error).__name__}: {error}")
        return False


def strip(options):
    """The options without those that say how a file is compressed."""
    return [option for option in options if option not in ("--compress", "gzip")]


def check_source(granule, source, directory):
    copy = directory / source.name
    if not copy.exists():
        shutil.copytree(source, copy)
    print(source.name)
    tile = tuple(map(int, TILES[source.name][1].split(","))) if source.name in TILES else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        required = returns(asdf_of(copy), tile)
    passed = []
    for number, text in enumerate(SLICES.get(source.name, [""])):
        options = TILES.get(source.name, []) + (["--slice", text] if text else [])
        saved = copy / f"saved_{number}.asdf"
        passed.append(check(granule, asdf_of(copy), "save", options, (asdf_of(copy), options), saved, required))
    for number, options in enumerate(COMPUTED.get(source.name, [])):
        options = TILES.get(source.name, []) + options
        saved = directory / f"{source.name}_computed_{number}.asdf"
        # `granule world` does not reduce: the file is compared with itself.
        plain = strip(options)
        compare = (saved, []) if "--reduce" in options else (asdf_of(copy), plain)
        passed.append(check(granule, asdf_of(copy), "compute", options, compare, saved, required))
    return passed


def asdf_of(directory):
    return next(path for path in sorted(directory.glob("*.asdf")) if not path.name.startswith("saved_"))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("granule", type=Path, help="the program")
    parser.add_argument("datasets", type=Path, nargs="*", help="directories of datasets, beside a sample")
    arguments = parser.parse_args()
    granule = arguments.granule.resolve()
    with tempfile.TemporaryDirectory() as temporary:
        directory = Path(temporary)
        sample = directory / "sample"
        run(granule, "sample", sample, "--stokes", "3", "--raster", "6", "--wave", "40", "--slit", "30")
        passed = [result for source in [*arguments.datasets, sample] for result in check_source(granule, source, directory)]
    print(f"{sum(passed)} of {len(passed)} saved datasets agree")
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
