"""Positions converted by sunpy and astropy: writes positions.json beside this file.

Run with sunpy 7.0.5 and astropy 8.0.2: `python make_positions.py`. A frame is [name, attributes]; a position is
[longitude, latitude, distance] in degrees and metres, with null for a distance that there is not, and NaN written as null.
"""

import json
import math
import warnings
from contextlib import nullcontext
from pathlib import Path

import astropy
import astropy.units as u
import sunpy
from astropy.coordinates import FK5, ICRS, Galactic, SkyCoord, UnitSphericalRepresentation
from astropy.time import Time
from sunpy.coordinates import PlanarScreen, SphericalScreen, frames

warnings.simplefilter("ignore")

NAMED = {
    "helioprojective": frames.Helioprojective,
    "helioprojectiveradial": frames.HelioprojectiveRadial,
    "heliocentric": frames.Heliocentric,
    "heliographic_stonyhurst": frames.HeliographicStonyhurst,
    "heliographic_carrington": frames.HeliographicCarrington,
    "heliocentricinertial": frames.HeliocentricInertial,
    "icrs": ICRS,
    "fk5": FK5,
    "galactic": Galactic,
}
T1, T2, T3 = "2022-10-24T19:47:33.818", "1996-05-01T00:00:00", "2031-02-28T12:34:56"
SHIP = [34.5, -6.25, 4.2e10]  # Stonyhurst longitude and latitude in degrees, metres
EARTH = "earth"


def observer(place, time):
    if not isinstance(place, list):
        return place
    lon, lat, radius = place
    return frames.HeliographicStonyhurst(lon * u.deg, lat * u.deg, radius * u.m, obstime=time)


def frame(name, time=None, place=None, equinox=None):
    keywords = {}
    if time is not None and time.endswith("_TT"):
        time = Time(time.removesuffix("_TT"), scale="tt")
    if time is not None:
        keywords["obstime"] = time
    if place is not None:
        keywords["observer"] = observer(place, time)
    if equinox is not None:
        keywords["equinox"] = Time(equinox, scale="tt")
    return NAMED[name](**keywords)


def written(number):
    return None if number is None or math.isnan(number) else float(number)


def convert(start, position, end, screen=None):
    source, target = frame(*start), frame(*end)
    lon, lat, distance = position
    parts = [lon * u.deg, lat * u.deg] + ([] if distance is None else [distance * u.m])
    coordinate = SkyCoord(*parts, frame=source, representation_type="spherical" if distance else "unitspherical")
    screens = {"spherical": SphericalScreen, "planar": PlanarScreen}
    context = screens[screen](source.observer, only_off_disk=True) if screen else nullcontext()
    with context:
        found = coordinate.frame.transform_to(target)
    flat = found.data.represent_as(UnitSphericalRepresentation)
    distance = found.spherical.distance
    radius = None if distance.unit.is_equivalent(u.one) else distance.to_value(u.m)
    return {
        "from": start,
        "position": position,
        "to": end,
        "screen": screen,
        "found": [written(flat.lon.deg), written(flat.lat.deg), written(radius)],
    }


def cases():
    for time in (T1, T2, T3):
        for place in (EARTH, SHIP):
            hpc = ["helioprojective", time, place]
            for position in ([0.05, 0.1, None], [-0.2, -0.15, None], [0.1, -0.02, 1.4e11], [0.0, 0.0, None]):
                for end in (
                    ["heliocentric", time, place],
                    ["heliographic_stonyhurst", time],
                    ["heliographic_carrington", time, place],
                    ["helioprojectiveradial", time, place],
                    ["heliocentricinertial", time],
                    ["helioprojective", time, SHIP if place == EARTH else EARTH],
                    ["icrs"],
                ):
                    yield convert(hpc, position, end)
            yield convert(hpc, [0.6, 0.4, None], ["heliographic_stonyhurst", time])
            yield convert(hpc, [0.6, 3.4, None], ["heliographic_stonyhurst", time], "spherical")
            yield convert(hpc, [0.6, 3.4, None], ["heliographic_carrington", time, place], "planar")
            hgs = ["heliographic_stonyhurst", time]
            for position in ([20.0, -40.0, None], [-75.0, 10.0, 8e8]):
                for end in (
                    hpc,
                    ["heliocentric", time, place],
                    ["heliographic_carrington", time, place],
                    ["heliographic_carrington", time, "self"],
                ):
                    if end[-1] == "self" and position[2] is None:
                        continue  # sunpy raises AttributeError
                    yield convert(hgs, position, end)
            yield convert(["heliographic_carrington", time, place], [250.0, 30.0, None], hpc)
            yield convert(["heliocentricinertial", time], [250.0, 30.0, 9e10], hpc)
            yield convert(["helioprojectiveradial", time, place], [250.0, -89.9, None], hpc)
    for year in range(1900, 2100, 9):
        # TT: granule knows UTC from 1972 on.
        time = f"{year}-03-01T00:00:00_TT" if year % 2 else f"{year}-11-05T12:00:00_TT"
        hgs = ["heliographic_stonyhurst", time]
        yield convert(hgs, [0.0, 0.0, 1.5e11], ["heliographic_carrington", time, EARTH])
        yield convert(hgs, [0.0, 0.0, 1.5e11], ["icrs"])
        yield convert(["helioprojective", time, EARTH], [0.0, 0.0, 1e9], hgs)
    yield convert(["heliographic_stonyhurst", T1], [20.0, 10.0, 6.957e8], ["heliographic_stonyhurst", "2022-10-29T00:00:00"])
    yield convert(["helioprojective", T1, EARTH], [0.1, 0.1, None], ["heliographic_stonyhurst", "2022-10-25T00:00:00"])
    yield convert(["icrs"], [200.0, -10.0, 3e11], ["helioprojective", T1, EARTH])
    yield convert(["fk5", None, None, "1975-01-01T00:00:00"], [200.0, -10.0, 3e11], ["heliographic_stonyhurst", T2])
    for position in ([10.0, 20.0, None], [266.4, -28.9, None], [123.0, 89.5, 5e17], [0.0, -45.0, None]):
        for start in (["icrs"], ["fk5"], ["galactic"], ["fk5", None, None, "1950-01-01T00:00:00"]):
            for end in (["icrs"], ["fk5"], ["galactic"], ["fk5", None, None, "2050-06-01T00:00:00"]):
                if start != end:
                    yield convert(start, position, end)


def main():
    rows = ",\n".join(json.dumps(case) for case in cases())
    head = f'"sunpy": "{sunpy.__version__}", "astropy": "{astropy.__version__}"'
    Path(__file__).with_name("positions.json").write_text(f'{{{head}, "cases": [\n{rows}\n]}}\n')


main()
