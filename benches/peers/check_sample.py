"""Checks samples of granule with DKIST's own package: see README.md beside this file."""

import argparse
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import dkist
import numpy as np
from astropy.io import fits
from astropy.wcs import WCS

# Name and options of `granule sample`.
SAMPLES = {
    "rice": ["--stokes", "4", "--raster", "6", "--wave", "50", "--slit", "70"],
    "tiles": ["--stokes", "4", "--raster", "3", "--wave", "300", "--slit", "400", "--tile", "256", "--seed", "7"],
    "raw": ["--stokes", "4", "--raster", "5", "--wave", "31", "--slit", "17", "--raw"],
    "intensity": ["--stokes", "1", "--raster", "4", "--wave", "40", "--slit", "30"],
}
# How far coordinates may differ, by physical type: in arcsec, nm, s and numbers of Stokes parameters.
TOLERANCES = {
    "custom:pos.helioprojective.lon": 1e-7,
    "custom:pos.helioprojective.lat": 1e-7,
    "em.wl": 1e-9,
    "time": 1e-6,
    "phys.polarization.stokes": 0.0,
}
TURN = 360 * 3600  # arcsec


class Failure(Exception):
    """A check that failed."""


def require(condition, message):
    if not condition:
        raise Failure(message)


def open_strictly(directory):
    """Opens a dataset; any warning is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # Of the packages' own making: it says nothing about the dataset.
        warnings.simplefilter("ignore", DeprecationWarning)
        return dkist.load_dataset(directory)


def check_fits(directory, dataset):
    paths = sorted(directory.glob("*.fits"))
    require(len(paths) == len(dataset.files.filenames), f"{len(paths)} files, {len(dataset.files.filenames)} named")
    for path in paths:
        with fits.open(path) as hdus:
            hdus.verify("exception")
            require(hdus[1].data.dtype.kind == "f", f"{path.name}: {hdus[1].data.dtype}")
    return f"{len(paths)} FITS files"


def check_values(granule, directory, dataset):
    with tempfile.TemporaryDirectory() as temporary:
        output = Path(temporary) / "values.npy"
        subprocess.run([granule, "compute", str(directory), "-o", str(output)], check=True, stdout=subprocess.DEVNULL)
        ours = np.load(output)
    theirs = dataset.data.compute()
    # Of an uncompressed image astropy keeps the byte order of the file.
    theirs = theirs.astype(theirs.dtype.newbyteorder("="))
    require(ours.shape == theirs.shape and ours.dtype == theirs.dtype, f"{ours.shape} {ours.dtype} for {theirs.shape} {theirs.dtype}")
    different = np.count_nonzero(ours.view(np.uint32) != theirs.view(np.uint32))
    require(different == 0, f"{different} of {ours.size} values differ")
    return f"{ours.shape} {ours.dtype}"


def pixels_of(shape):
    """Corners, the centre, and points between pixels: one array for each pixel axis, in FITS order."""
    random = np.random.default_rng(1)
    lengths = np.array(shape)
    corners = [[0] * len(shape), lengths - 1, (lengths - 1) / 2]
    whole = random.integers(0, lengths, size=(10, len(shape)))
    between = random.uniform(-0.4, lengths - 0.6, size=(10, len(shape)))
    # Outside of the raster there is no pointing.
    return np.vstack([corners, whole, np.clip(between, 0, lengths - 1)]).T


def difference(physical_type, ours, theirs):
    delta = ours - theirs
    if physical_type.endswith("lon"):
        delta = (delta + TURN / 2) % TURN - TURN / 2
    return delta


def check_world(granule, directory, dataset):
    wcs = dataset.wcs.low_level_wcs
    pixels = pixels_of(dataset.data.shape[::-1])
    options = [option for point in pixels.T for option in ("--pixel", ",".join(repr(float(x)) for x in point))]
    command = [granule, "world", str(directory), *options, "--json"]
    printed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours = np.array([[np.nan if x is None else x for x in point["world"]] for point in printed]).T
    theirs = wcs.pixel_to_world_values(*pixels)
    worst = []
    for name, unit, mine, reference in zip(wcs.world_axis_physical_types, wcs.world_axis_units, ours, theirs):
        require(np.array_equal(np.isnan(mine), np.isnan(reference)), f"{name}: NaN elsewhere")
        delta = np.nanmax(np.abs(difference(name, mine, reference)))
        require(delta <= TOLERANCES[name], f"{name} differs by {delta} {unit}")
        worst.append(f"{delta:.1e} {unit}".strip())
    require(printed[0]["units"] == list(wcs.world_axis_units), f"units {printed[0]['units']}")
    return f"{pixels.shape[1]} pixels, off by at most " + ", ".join(worst)


def check_headers(directory, dataset):
    table = dataset.headers
    rows = {name: row for row, name in enumerate(table["FILENAME"])}
    for path in sorted(directory.glob("*.fits")):
        header = fits.getheader(path, 1)
        row = table[rows[path.name]]
        different = [name for name in table.colnames if row[name] != header[name]]
        require(not different, f"{path.name}: {different}")
    return f"{len(table.colnames)} keywords of {len(table)} files"


def check_header_wcs(directory, dataset):
    """The FITS-WCS of each file, at opposite corners of its image."""
    wcs = dataset.wcs.low_level_wcs
    worst = 0.0
    for path in sorted(directory.glob("*.fits")):
        header = fits.getheader(path, 1)
        place = [header[f"DINDEX{axis}"] - 1 for axis in range(3, header["DNAXIS"] + 1)]
        with warnings.catch_warnings():
            # astropy tells which dates it takes from DATE-AVG and its like.
            warnings.simplefilter("ignore")
            image = WCS(header)
        for x, y in [(0, 0), (header["NAXIS1"] - 1, header["NAXIS2"] - 1)]:
            latitude, wavelength, longitude = image.wcs_pix2world([[x, y, 0]], 0)[0]
            expected = wcs.pixel_to_world_values(x, y, *place)
            found = [longitude * 3600, wavelength * 1e9, latitude * 3600]
            for name, mine, reference in zip(wcs.world_axis_physical_types, found, expected):
                delta = abs(difference(name, mine, reference))
                require(delta < 1e-6, f"{path.name}: {name} differs by {delta}")
                worst = max(worst, delta)
    return f"off by at most {worst:.1e}"


def check(granule, directory):
    """Runs all checks on a dataset; whether all passed."""
    print(directory)
    dataset = open_strictly(directory)
    checks = {
        "files": lambda: check_fits(directory, dataset),
        "values": lambda: check_values(granule, directory, dataset),
        "world": lambda: check_world(granule, directory, dataset),
        "headers": lambda: check_headers(directory, dataset),
        "header coordinates": lambda: check_header_wcs(directory, dataset),
    }
    passed = True
    for name, run in checks.items():
        try:
            print(f"  ok    {name}: {run()}")
        except Failure as failure:
            print(f"  FAIL  {name}: {failure}")
            passed = False
    return passed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("granule", type=Path, help="the program")
    parser.add_argument("datasets", type=Path, nargs="*", help="directories; samples are made if there are none")
    arguments = parser.parse_args()
    granule = str(arguments.granule.resolve())
    with tempfile.TemporaryDirectory() as temporary:
        directories = arguments.datasets
        if not directories:
            directories = [Path(temporary) / name for name in SAMPLES]
            for directory, options in zip(directories, SAMPLES.values()):
                subprocess.run([granule, "sample", str(directory), *options], check=True, stdout=subprocess.DEVNULL)
        passed = [check(granule, directory) for directory in directories]
    print(f"{sum(passed)} of {len(passed)} datasets agree")
    sys.exit(0 if all(passed) else 1)


if __name__ == "__main__":
    main()
