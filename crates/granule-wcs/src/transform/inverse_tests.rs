//! Inverses: those given by formulas, and those sought.

use proptest::prelude::*;

use super::*;

fn at(transform: &dyn Transform, inputs: &[f64]) -> Vec<f64> {
    let batch: Vec<&[f64]> = inputs.iter().map(std::slice::from_ref).collect();
    evaluate(transform, &batch).unwrap().iter().map(|values| values[0]).collect()
}

/// A detector with distortion, and the sky behind it.
fn imager(curvature: f64, lon: f64, lat: f64) -> Arc<dyn Transform> {
    let distort = |tilt: f64, main: usize| -> Arc<dyn Transform> {
        let mut rows = vec![vec![0.0; 3]; 3];
        rows[1 - main][main] = 1.0;
        rows[main][1 - main] = tilt;
        rows[2][0] = curvature;
        rows[1][1] = -curvature;
        Arc::new(Polynomial2::new(Basis::Power, rows, [Span::UNCHANGED; 2]))
    };
    let repeat: Arc<dyn Transform> = Arc::new(Mapping::new(vec![0, 1, 0, 1], 2).unwrap());
    let both: Arc<dyn Transform> = Arc::new(Concatenate::new(distort(0.02, 0), distort(-0.03, 1)));
    let scale: Arc<dyn Transform> = Arc::new(Affine::new([[1e-5, 0.0], [0.0, 1e-5]], [0.0; 2]));
    let sky: Arc<dyn Transform> =
        Arc::new(CelestialTransform::plane_to_sky(Projection::Gnomonic, lon, lat, 180.0));
    Arc::new(Chain::new([repeat, both, scale, sky]).unwrap())
}

const PLAIN: Residual = Residual::Difference { turns: [None; 2] };
const SKY: Residual = Residual::Sky { longitude: 0, degrees: [1.0, 1.0] };

#[test]
fn places_that_no_pixel_sees_are_nan_and_spoil_no_other() {
    let inverse = NumericalInverse::new(imager(1e-6, 10.0, 20.0), [500.0, 500.0], SKY).unwrap();
    let found = evaluate(&inverse, &[&[190.0, 10.0, f64::NAN], &[-20.0, 20.0, 0.0]]).unwrap();
    assert!(found[0][0].is_nan() && found[1][0].is_nan() && found[0][2].is_nan(), "{found:?}");
    assert!(found[0][1].abs() < 1e-6 && found[1][1].abs() < 1e-6, "{found:?}");
    assert!(NumericalInverse::new(Arc::new(Linear::scale(2.0)), [0.0; 2], PLAIN).is_none());
}

#[test]
fn what_is_constant_cannot_be_sought() {
    let flat: Arc<dyn Transform> =
        Arc::new(Concatenate::new(Arc::new(Constant::new(1.0, 1)), Arc::new(Constant::new(2.0, 1))));
    let inverse = NumericalInverse::new(flat, [0.0; 2], PLAIN).unwrap();
    assert!(at(&inverse, &[5.0, 5.0])[0].is_nan());
}

#[test]
fn a_table_of_three_dimensions_interpolates_in_each() {
    let plane = |a: f64, b: f64, c: f64| 2.0 * a - b + 0.5 * c;
    let points = [vec![0.0, 1.0, 3.0], vec![0.0, 2.0], vec![-1.0, 0.0, 5.0, 6.0]];
    let mut values = Vec::new();
    for &a in &points[0] {
        for &b in &points[1] {
            values.extend(points[2].iter().map(|&c| plane(a, b, c)));
        }
    }
    let table = |method, outside| Tabular::new(points.to_vec(), values.clone(), method, outside).unwrap();
    let linear = table(Interpolation::Linear, Outside::Fill(-7.0));
    assert!((at(&linear, &[2.5, 0.3, 5.5])[0] - plane(2.5, 0.3, 5.5)).abs() < 1e-12);
    assert_eq!(at(&linear, &[3.1, 0.0, 0.0]), [-7.0]);
    assert!(at(&linear, &[f64::NAN, 0.0, 0.0])[0].is_nan());
    let onward = table(Interpolation::Linear, Outside::Extrapolate);
    assert!((at(&onward, &[4.0, -1.0, 9.0])[0] - plane(4.0, -1.0, 9.0)).abs() < 1e-12);
    let nearest = table(Interpolation::Nearest, Outside::Fill(f64::NAN));
    assert_eq!(at(&nearest, &[2.0, 1.0, 2.6]), [plane(1.0, 0.0, 5.0)]);
}

#[test]
fn a_spline_goes_on_beyond_its_knots() {
    // Of degree 1 it joins its coefficients by straight lines.
    let spline = Spline::new(vec![0.0, 0.0, 1.0, 3.0, 3.0], vec![1.0, 2.0, 6.0], 1).unwrap();
    let found = evaluate(&spline, &[&[0.0, 0.5, 1.0, 2.0, 3.0, 4.0, -1.0, f64::NAN]]).unwrap();
    assert_eq!(found[0][..7], [1.0, 1.5, 2.0, 4.0, 6.0, 8.0, 0.0]);
    assert!(found[0][7].is_nan());
    assert!(Spline::new(vec![0.0, 1.0], vec![1.0], 1).is_none());
    assert!(Spline::new(vec![1.0, 0.0, 2.0], vec![1.0, 2.0], 0).is_none());
    assert!(Spline::new(vec![0.0; 40], vec![1.0; 40], usize::MAX).is_none());
}

proptest! {
    #[test]
    fn distorted_images_are_inverted_to_the_stated_tolerance(
        x in 0.0_f64..1000.0, y in 0.0_f64..1000.0,
        curvature in -1e-5_f64..1e-5, lon in 0.0_f64..360.0, lat in -90.0_f64..90.0,
    ) {
        let imager = imager(curvature, lon, lat);
        let inverse = NumericalInverse::new(imager.clone(), [500.0, 500.0], SKY).unwrap();
        let back = at(&inverse, &at(imager.as_ref(), &[x, y]));
        // Near a pole and at longitudes around 360° the sky itself is known to less than 10⁻⁷ pixels.
        prop_assert!((back[0] - x).abs() < 1e-6 && (back[1] - y).abs() < 1e-6, "{:?}", back);
    }

    #[test]
    fn rotations_turn_back(
        angles in prop::collection::vec((prop::sample::select(vec!['x', 'y', 'z']), -360.0_f64..360.0), 1..6),
        lon in -180.0_f64..180.0, lat in -89.0_f64..89.0,
    ) {
        for form in [RotationForm::Cartesian, RotationForm::Spherical] {
            let rotation = Rotation::new(angles.clone(), form).unwrap();
            let start = if form == RotationForm::Spherical { vec![lon, lat] } else { vec![lon, lat, 5.0] };
            let back = at(rotation.inverse().unwrap().as_ref(), &at(&rotation, &start));
            for (back, start) in back.iter().zip(&start) {
                let difference = (back - start).rem_euclid(360.0);
                prop_assert!(difference.min(360.0 - difference) < 1e-9, "{} {}", back, start);
            }
        }
    }

    #[test]
    fn angles_and_vectors_lead_back(lon in 0.0_f64..360.0, lat in -89.9_f64..89.9) {
        let there = SphericalCartesian::ToCartesian(Wrap::At360);
        let vector = at(&there, &[lon, lat]);
        let back = at(there.inverse().unwrap().as_ref(), &vector);
        prop_assert!((back[0] - lon).abs() < 1e-9 && (back[1] - lat).abs() < 1e-9);
        let cosines = DirectionCosines::From;
        let scaled = at(&cosines, &[vector[0], vector[1], vector[2], 3.0]);
        prop_assert!((scaled[2] - 3.0 * vector[2]).abs() < 1e-12);
        if vector[2] > 0.01 {
            let (x, y) = (vector[0] / vector[2], vector[1] / vector[2]);
            let found = at(&DirectionCosines::To, &[x, y, 1.0]);
            prop_assert!((found[0] - vector[0]).abs() < 1e-12 && (found[3] * vector[2] - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn the_sky_comes_back_to_the_plane_fused(
        x in -80.0_f64..80.0, y in -80.0_f64..80.0, lon in -360.0_f64..720.0, lat in -90.0_f64..90.0, pole in 0.0_f64..360.0,
    ) {
        let sky: Arc<dyn Transform> = Arc::new(Chain::new([
            Arc::new(Projection::Gnomonic.plane_to_sky()) as Arc<dyn Transform>,
            Arc::new(SkyRotation::native_to_celestial(lon, lat, pole)),
        ]).unwrap());
        let (there, back) = (fused(&sky), fused(&sky.inverse().unwrap()));
        let found = at(there.as_ref(), &[x, y]);
        prop_assert!((0.0..=360.0).contains(&found[0]), "{:?}", found);
        let plain = at(sky.as_ref(), &[x, y]);
        let apart = angle_between(&found, &plain);
        prop_assert!(apart < 1e-12, "{:?} {:?}", found, plain);
        let plane = at(back.as_ref(), &found);
        let size = 1.0 + x.hypot(y);
        prop_assert!((plane[0] - x).abs() < 1e-11 * size && (plane[1] - y).abs() < 1e-11 * size, "{:?}", plane);
    }
}

/// The angle between two positions, in degrees.
fn angle_between(a: &[f64], b: &[f64]) -> f64 {
    let [p, q] = [a, b].map(|position| rotation::vector(position[0], position[1]));
    p.iter().zip(q).map(|(p, q)| (p - q) * (p - q)).sum::<f64>().sqrt().to_degrees()
}
