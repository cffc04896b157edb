"""Writes values.json: transforms as asdf-astropy and gwcs write them, and what they yield.

Run it with astropy, asdf-astropy and gwcs; their versions are in the file.
"""

import io
import json
import pathlib

import asdf
import asdf_astropy
import astropy
import astropy.units as u
import gwcs
import numpy as np
from astropy.modeling import math_functions
from astropy.modeling import models as m
from astropy.modeling.bounding_box import CompoundBoundingBox
from gwcs import geometry, selector, spectroscopy

rng = np.random.default_rng(20241024)


def polynomial2d(degree, **kwargs):
    names = m.Polynomial2D(degree).param_names
    return m.Polynomial2D(degree, **dict(zip(names, rng.normal(size=len(names)))), **kwargs)


def ortho(kind, *degrees, **kwargs):
    model = kind(*degrees, **kwargs)
    model.parameters = rng.normal(size=len(model.parameters))
    return model


knots = [0, 0, 0, 0, 1.0, 2.5, 4, 4, 4, 4]
spherical = geometry.SphericalToCartesian(wrap_lon_at=180)
tan = m.Pix2Sky_TAN()
regions = np.array([[0, 1, 1, 2], [3, 1, 2, 2], [3, 3, 0, 2]])
by_region = {1: m.Shift(1) & m.Scale(2), 2: m.Shift(-1) & m.Scale(3), 3: m.Scale(0.5) & m.Shift(4)}
second = m.Mapping((1,), n_inputs=2)
CASES = {
    "polynomial": (m.Polynomial1D(3, c0=1, c1=-2, c2=0.5, c3=0.1), [(-3, 3)]),
    "polynomial_domain": (m.Polynomial1D(2, c0=1, c1=2, c2=3, domain=[0, 10], window=[-1, 2]), [(0, 10)]),
    "polynomial_2d": (polynomial2d(4), [(-2, 2)] * 2),
    "polynomial_2d_domain": (
        polynomial2d(2, x_domain=[0, 4], y_domain=[1, 9], x_window=[-1, 1], y_window=[0, 2]),
        [(0, 4), (1, 9)],
    ),
    "legendre": (ortho(m.Legendre1D, 5), [(-1, 1)]),
    "legendre_2d": (ortho(m.Legendre2D, 2, 3), [(-1, 1)] * 2),
    "chebyshev": (ortho(m.Chebyshev1D, 4, domain=[0, 20]), [(0, 20)]),
    "chebyshev_2d": (ortho(m.Chebyshev2D, 3, 1), [(-1, 1)] * 2),
    "hermite": (ortho(m.Hermite1D, 4), [(-2, 2)]),
    # Of a degree above 1 in y astropy 8.0 counts wrongly; numpy's hermval2d does not.
    "hermite_2d": (ortho(m.Hermite2D, 3, 1), [(-2, 2)] * 2),
    "spline": (m.Spline1D(knots=knots, coeffs=list(rng.normal(size=6)) + [0] * 4, degree=3), [(-1, 5)]),
    "rotation_2d": (m.Rotation2D(33.0), [(-5, 5)] * 2),
    "euler": (m.EulerAngleRotation(11, 23, 37, "zxz"), [(0, 360), (-80, 80)]),
    "rotation_sequence": (m.RotationSequence3D([10, -20, 30, 5], "zyxz"), [(-1, 1)] * 3),
    "spherical_sequence": (m.SphericalRotationSequence([10, -20, 30], "zyx"), [(0, 360), (-80, 80)]),
    "native2celestial": (m.RotateNative2Celestial(5.63, -72.05, 180), [(0, 360), (-80, 80)]),
    "celestial2native": (m.RotateCelestial2Native(5.63, -72.05, 170), [(0, 360), (-80, 80)]),
    "spherical_to_cartesian": (spherical, [(0, 360), (-90, 90)]),
    "cartesian_to_spherical": (geometry.CartesianToSpherical(wrap_lon_at=360), [(-1, 1)] * 3),
    "to_direction_cosines": (geometry.ToDirectionCosines(), [(-1, 1)] * 3),
    "from_direction_cosines": (geometry.FromDirectionCosines(), [(-1, 1)] * 4),
    "affine": (m.AffineTransformation2D([[1, 2], [3, 4.5]], [5, -6]), [(-5, 5)] * 2),
    "tabular_linear": (
        m.Tabular1D([0, 1, 3, 4.5], lookup_table=[1, 4, 2, 7], bounds_error=False, fill_value=-9),
        [(-1, 6)],
    ),
    "tabular_extrapolated": (
        m.Tabular1D([0, 1, 3, 4.5], lookup_table=[1, 4, 2, 7], bounds_error=False, fill_value=None),
        [(-1, 6)],
    ),
    "tabular_nearest": (
        m.Tabular1D(np.arange(5), lookup_table=[1, 4, 2, 7, 9], method="nearest", bounds_error=False, fill_value=np.nan),
        [(-1, 6)],
    ),
    "tabular_2d": (
        m.Tabular2D(
            (np.arange(3), [0, 2, 3, 7]), lookup_table=rng.normal(size=(3, 4)), bounds_error=False, fill_value=np.nan
        ),
        [(-0.2, 2.2), (-0.5, 7.5)],
    ),
    "tabular_2d_extrapolated": (
        m.Tabular2D((np.arange(3), [0, 2, 3, 7]), lookup_table=rng.normal(size=(3, 4)), bounds_error=False, fill_value=None),
        [(-1, 3), (-1, 8)],
    ),
    "add": (m.Shift(1) + m.Scale(2), [(-3, 3)]),
    "subtract": (polynomial2d(1) - polynomial2d(2), [(-3, 3)] * 2),
    "multiply": (m.Shift(1) * m.Scale(2), [(-3, 3)]),
    "divide": (m.Shift(1) / m.Scale(2), [(1, 3)]),
    "power": (m.Shift(1) ** m.Const1D(2.5), [(0, 3)]),
    "fix_inputs": (m.fix_inputs(polynomial2d(2), {"y": 3.0}), [(-3, 3)]),
    "constant": (m.Const2D(5.0), [(-3, 3)] * 2),
    "math_unary": (math_functions.ArctanUfunc(), [(-3, 3)]),
    "grating_wavelength": (
        spectroscopy.WavelengthFromGratingEquation(groove_density=20000, spectral_order=-1),
        [(-0.1, 0.1)] * 2,
    ),
    "grating_angle": (
        spectroscopy.AnglesFromGratingEquation3D(groove_density=20000, spectral_order=-1),
        [(1e-6, 2e-6), (-0.1, 0.1), (-0.1, 0.1)],
    ),
    "snell": (spectroscopy.Snell3D(), [(1.2, 1.5), (-0.5, 0.5), (-0.5, 0.5), (0, 1)]),
    "sellmeier_glass": (
        spectroscopy.SellmeierGlass([0.58339748, 0.46085267, 3.8915394], [0.00252643, 0.010078333, 1200.556]),
        [(1, 5)],
    ),
    "sellmeier_zemax": (
        spectroscopy.SellmeierZemax(
            65.0,
            293.15,
            1.0,
            0.0,
            [0.58339748, 0.46085267, 3.8915394],
            [0.00252643, 0.010078333, 1200.556],
            [-2.66e-05, 0.0, 0.0],
            [0.0, 0.0, 0.2],
        ),
        [(1, 5)],
    ),
    "regions_of_an_image": (
        selector.RegionsSelector(
            ("x", "y"), ("a", "b"), by_region, selector.LabelMapperArray(regions), undefined_transform_value=np.nan
        ),
        [(-0.4, 3.4), (-0.4, 2.4)],
    ),
    "labels_near_keys": (
        selector.LabelMapperDict(
            ("x", "y"),
            {1.0: second | m.Scale(3), 2.0: second | m.Shift(5)},
            inputs_mapping=m.Mapping((0,), n_inputs=2),
            atol=0.3,
        ),
        [(0.5, 2.5), (0, 9)],
    ),
    "labels_of_ranges": (
        selector.LabelMapperRange(
            ("x", "y"),
            {(0.0, 1.0): second | m.Scale(3), (1.5, 2.5): second | m.Shift(5)},
            inputs_mapping=m.Mapping((0,), n_inputs=2),
        ),
        [(-0.5, 3), (0, 9)],
    ),
    "compound": (
        m.Shift(-10.5) & m.Shift(-20.25)
        | m.AffineTransformation2D([[1e-4, 2e-5], [-2e-5, 1e-4]])
        | tan
        | m.RotateNative2Celestial(5.63, -72.05, 180),
        [(0, 100)] * 2,
    ),
    "fitswcs_imaging": (
        gwcs.FITSImagingWCSTransform(
            tan, crpix=[10, 20], crval=[5.63, -72.05], cdelt=[-1e-4, 1e-4], pc=[[0.9, 0.1], [-0.1, 0.9]]
        ),
        [(0, 100)] * 2,
    ),
}


def text(model):
    buffer = io.BytesIO()
    asdf.AsdfFile({"transform": model}).write_to(buffer, all_array_storage="inline")
    lines = buffer.getvalue().decode()
    return lines[lines.index("transform:") :].rsplit("\n...", 1)[0]


def case(model, ranges):
    inputs = [rng.uniform(low, high, 12) for low, high in ranges]
    node = text(model)
    outputs = model(*inputs)
    outputs = [outputs] if model.n_outputs == 1 else list(outputs)
    outputs = [np.broadcast_to(np.asarray(o, float), 12) for o in outputs]
    clean = lambda values: [None if not np.isfinite(v) else float(v) for v in values]
    return {"asdf": node, "inputs": [clean(i) for i in inputs], "outputs": [clean(o) for o in outputs]}


result = {
    "versions": {module.__name__: module.__version__ for module in (astropy, asdf, asdf_astropy, gwcs, np)},
    "cases": {name: case(*pair) for name, pair in CASES.items()},
}
path = pathlib.Path(__file__).with_name("values.json")
path.write_text(json.dumps(result, indent=0) + "\n")
