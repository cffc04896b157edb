"""Fits trigonometric series to the positions of the Earth and the Sun: writes src/frame/ephemeris/terms.rs.

The positions are those of pyerfa's `epv00` (VSOP2000, within 14 km of DE405), which astropy and sunpy use by default, from
1900 to 2100. Frequencies are small combinations of the mean motions of the planets and the arguments of the Moon, picked
one by one where the residual is largest; amplitudes are those of least squares.

Run with numpy 2.4 and pyerfa 2.0: `python fit_ephemeris.py`. It prints the residuals.
"""

from pathlib import Path

import erfa
import numpy as np

OBLIQUITY = np.deg2rad(84381.448 / 3600)
KM = 1.495978707e8
ARCSEC = np.rad2deg(1) * 3600
# Radians a Julian century: Venus, Earth, Mars, Jupiter, Saturn, Uranus, Neptune; elongation, node, anomaly of the Moon.
V, E, M, J, S, U, N = 1021.328554621, 628.307584999, 334.061242670, 52.969096264, 21.329910496, 7.478159856, 3.813303564
D, F, A = 7771.377146812, 8433.466158131, 8328.691425719

t = np.linspace(-1.0, 1.0, 30001)


def span(n):
    return range(-n, n + 1)


def for_the_earth():
    found = [v * V + k * E for v in span(12) for k in span(16)]
    found += [m * M + k * E for m in span(12) for k in span(10)]
    found += [j * J + k * E for j in span(6) for k in span(5)]
    found += [j * J + k * E + s * S for j in span(6) for k in span(2) for s in span(6)]
    found += [d * D + f * F + a * A + k * E for d in span(3) for f in span(2) for a in span(2) for k in span(2)]
    found += [v * V + m * M + k * E for v in span(8) for m in span(6) for k in span(6)]
    return sorted({round(abs(x), 6) for x in found if 1e-3 < abs(x) < 17000})


def for_the_sun():
    found = [
        j * J + s * S + u * U + n * N
        for j in span(4)
        for s in span(6)
        for u in span(3)
        for n in span(2)
        if abs(j) + abs(s) + abs(u) + abs(n) <= 7
    ]
    found += [V, E, M, 2 * V, 2 * E, 2 * M, E - J, V - J]
    return sorted({round(abs(x), 6) for x in found if abs(x) > 1.5})


def fit(y, frequencies, n_powers, n_terms, n_rising):
    """Coefficients of powers of t, of cos and sin of each frequency, and of t cos and t sin of the first ones."""
    w = np.array(frequencies)
    every = slice(None, None, 2)
    waves, window = np.exp(1j * np.outer(w, t[every])), np.hanning(len(t))[every]
    columns, chosen, left = [t**k for k in range(n_powers)], [], None
    for n in range(n_terms + 1):
        if n < 12 or n % 4 == 0 or n == n_terms:
            matrix = np.stack(columns, 1)
            found = np.linalg.lstsq(matrix, y, rcond=None)[0]
            left = y - matrix @ found
        if n == n_terms:
            return found, w[chosen], left
        power = np.abs(waves @ (left[every] * window))
        power[chosen] = 0
        chosen.append(int(power.argmax()))
        columns += [np.cos(w[chosen[-1]] * t), np.sin(w[chosen[-1]] * t)]
        if n < n_rising:
            columns += [t * columns[-2], t * columns[-1]]


def rust(name, doc, y, frequencies, n_powers, n_terms, n_rising, unit):
    found, w, left = fit(y, frequencies, n_powers, n_terms, n_rising)
    print(f"{name}: {n_terms} terms, rms {left.std() * unit:.3f}, most {np.abs(left).max() * unit:.3f}")
    powers, rest = found[:n_powers], list(found[n_powers:])
    terms, rising = [], []
    for n, frequency in enumerate(w):
        terms.append((frequency, rest.pop(0), rest.pop(0)))
        if n < n_rising:
            rising.append((frequency, rest.pop(0), rest.pop(0)))

    def rows(found):
        return "".join(f"        [{f:.6f}, {a:.10f}, {b:.10f}],\n" for f, a, b in found)

    head = ", ".join(f"{x:.10f}" for x in powers)
    return (
        f"/// {doc}\npub(super) const {name}: Series = Series {{\n    powers: &[{head}],\n"
        f"    terms: &[\n{rows(terms)}    ],\n    rising: &[\n{rows(rising)}    ],\n}};\n"
    )


def main():
    earth, barycentric = erfa.epv00(2451545.0, t * 36525)
    earth, barycentric = earth["p"].T, barycentric["p"].T
    sun = barycentric - earth
    c, s = np.cos(OBLIQUITY), np.sin(OBLIQUITY)
    x, y, z = earth[0], c * earth[1] + s * earth[2], c * earth[2] - s * earth[1]
    radius = np.sqrt(x**2 + y**2 + z**2)
    longitude, latitude = np.unwrap(np.arctan2(y, x)), np.arcsin(z / radius)
    e, o = for_the_earth(), for_the_sun()
    parts = [
        rust("LONGITUDE", "Ecliptic longitude of the Earth, in radians.", longitude, e, 3, 110, 8, ARCSEC),
        rust("LATITUDE", "Ecliptic latitude of the Earth, in radians.", latitude, e, 3, 30, 8, ARCSEC),
        rust("RADIUS", "Distance of the Earth from the Sun, in au.", radius, e, 3, 70, 4, KM),
        rust("SUN_X", "The Sun from the barycentre along x, in au.", sun[0], o, 4, 50, 2, KM),
        rust("SUN_Y", "The Sun from the barycentre along y, in au.", sun[1], o, 4, 50, 2, KM),
        rust("SUN_Z", "The Sun from the barycentre along z, in au.", sun[2], o, 4, 36, 2, KM),
    ]
    head = (
        "//! The terms of the series: made by `tests/values/fit_ephemeris.py`, not by hand.\n\n"
        "use super::Series;\n\n"
    )
    path = Path(__file__).parents[2] / "src/frame/ephemeris/terms.rs"
    path.write_text(head + "\n".join(parts))


main()
