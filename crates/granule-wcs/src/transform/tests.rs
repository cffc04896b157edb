//! Transforms against known values and their own inverses.

use proptest::prelude::*;

use super::*;

fn at(transform: &dyn Transform, inputs: &[f64]) -> Vec<f64> {
    let batch: Vec<&[f64]> = inputs.iter().map(std::slice::from_ref).collect();
    evaluate(transform, &batch).unwrap().iter().map(|values| values[0]).collect()
}

fn arc(transform: impl Transform + 'static) -> Arc<dyn Transform> {
    Arc::new(transform)
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) -> bool {
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(f, e)| (f - e).abs() <= tolerance || (f.is_nan() && e.is_nan()))
}

fn mapping(sources: &[usize], n_inputs: usize) -> Mapping {
    Mapping::new(sources.to_vec(), n_inputs).unwrap()
}

fn table(points: &[f64], values: &[f64], method: Interpolation, outside: Outside) -> Tabular {
    Tabular::new(vec![points.to_vec()], values.to_vec(), method, outside).unwrap()
}

/// Three pointings along a raster that drifts and turns a little.
fn pointings(n: usize) -> CelestialTables {
    let turn = |k: usize| {
        let (s, c) = (0.1 * k as f64).sin_cos();
        [[c, -s], [s, c]]
    };
    CelestialTables {
        shape: vec![n],
        crpix: vec![[4.5, 7.25]],
        pc: (0..n).map(turn).collect(),
        crval: (0..n).map(|k| [0.03 + 1e-4 * k as f64, -0.09]).collect(),
        cdelt: [3e-5, -4e-5],
        lon_pole: 180.0,
        projection: Projection::Gnomonic,
    }
}

#[test]
fn tables_are_read_between_their_points() {
    let nearest =
        table(&[0.0, 1.0, 2.0, 3.0], &[1.0, 2.0, 3.0, 4.0], Interpolation::Nearest, Outside::Fill(f64::NAN));
    let read = |x: f64| at(&nearest, &[x])[0];
    assert_eq!([read(0.5), read(0.51), read(1.5), read(3.0)], [1.0, 2.0, 2.0, 4.0]);
    assert!(read(-0.2).is_nan() && read(3.2).is_nan() && read(f64::NAN).is_nan());
    let linear = table(&[0.0, 2.0, 3.0], &[0.0, 4.0, 10.0], Interpolation::Linear, Outside::Fill(-1.0));
    let found = evaluate(&linear, &[&[0.0, 1.0, 2.5, 3.0, 3.1]]).unwrap();
    assert_eq!(found, [[0.0, 2.0, 7.0, 10.0, -1.0]]);
    let onward = table(&[0.0, 1.0, 2.0], &[0.0, 1.0, 3.0], Interpolation::Linear, Outside::Extrapolate);
    assert_eq!(evaluate(&onward, &[&[-1.0, 4.0]]).unwrap(), [[-1.0, 7.0]]);
}

#[test]
fn a_table_of_two_dimensions_is_bilinear() {
    let values = vec![0.0, 1.0, 2.0, 10.0, 11.0, 12.0];
    let points = vec![vec![0.0, 1.0], vec![0.0, 1.0, 2.0]];
    let build =
        |method| Tabular::new(points.clone(), values.clone(), method, Outside::Fill(f64::NAN)).unwrap();
    assert_eq!(at(&build(Interpolation::Linear), &[0.5, 1.5]), [6.5]);
    assert_eq!(at(&build(Interpolation::Nearest), &[0.6, 1.5]), [11.0]);
    assert!(at(&build(Interpolation::Linear), &[1.1, 0.0])[0].is_nan());
    assert!(build(Interpolation::Linear).inverse().is_none());
}

#[test]
fn tables_that_make_no_sense_are_refused() {
    let new = |points: Vec<Vec<f64>>, values: &[f64]| {
        Tabular::new(points, values.to_vec(), Interpolation::Linear, Outside::Extrapolate).is_some()
    };
    assert!(new(vec![vec![0.0, 1.0]], &[5.0, 6.0]));
    assert!(!new(vec![vec![0.0, 0.0]], &[5.0, 6.0]));
    assert!(!new(vec![vec![0.0, f64::NAN]], &[5.0, 6.0]));
    assert!(!new(vec![vec![0.0, 1.0]], &[5.0]));
    assert!(!new(vec![], &[5.0]));
    assert!(!new(vec![vec![0.0]; 9], &[5.0]));
}

#[test]
fn only_a_strictly_rising_or_falling_table_has_an_inverse() {
    let invert = |values: &[f64]| {
        table(&[0.0, 1.0, 2.0], values, Interpolation::Linear, Outside::Fill(f64::NAN)).inverse()
    };
    assert_eq!(at(invert(&[5.0, 7.0, 8.0]).unwrap().as_ref(), &[6.0]), [0.5]);
    assert_eq!(at(invert(&[8.0, 7.0, 5.0]).unwrap().as_ref(), &[6.0]), [1.5]);
    assert!(invert(&[5.0, 7.0, 7.0]).is_none());
}

#[test]
fn ravel_follows_the_fastest_axis_between_indices() {
    let ravel = Ravel::new(vec![3, 4], RavelOrder::F).unwrap();
    for (inputs, expected) in
        [([1.4, 2.0], 7.4), ([1.5, 2.5], 7.5), ([2.4, 3.4], 11.4), ([-0.4, 0.0], -0.4), ([0.0, 3.0], 9.0)]
    {
        assert!(close(&at(&ravel, &inputs), &[expected], 1e-12), "{inputs:?}");
    }
    assert!(at(&ravel, &[2.6, 0.0])[0].is_nan() && at(&ravel, &[0.0, -0.6])[0].is_nan());
    let back = ravel.inverse().unwrap();
    assert_eq!(at(back.as_ref(), &[7.5]), [1.5, 2.0]);
    assert!(at(back.as_ref(), &[12.0])[0].is_nan() && at(back.as_ref(), &[f64::NAN])[1].is_nan());
    let c_order = Ravel::new(vec![3, 4], RavelOrder::C).unwrap();
    assert!(close(&at(&c_order, &[1.0, 2.25]), &[6.25], 1e-12));
    assert!(Ravel::new(vec![], RavelOrder::C).is_none());
    assert!(Ravel::new(vec![usize::MAX, 2], RavelOrder::C).is_none());
}

#[test]
fn the_native_pole_lies_where_it_is_put() {
    let rotation = SkyRotation::native_to_celestial(10.0, 20.0, 180.0);
    assert!(close(&at(&rotation, &[0.0, 90.0]), &[10.0, 20.0], 1e-12));
    let home = at(&SkyRotation::native_to_celestial(0.0, 0.0, 180.0), &[0.0, 90.0]);
    assert!(close(&[home[0] % 360.0, home[1]], &[0.0, 0.0], 1e-12), "{home:?}");
}

#[test]
fn the_tangent_plane_sees_half_the_sphere() {
    assert_eq!(at(&Projection::Gnomonic.plane_to_sky(), &[0.0, 0.0])[1], 90.0);
    let sky = at(&Projection::Gnomonic.plane_to_sky(), &[0.0, -180.0 / std::f64::consts::PI]);
    assert!(close(&sky, &[0.0, 45.0], 1e-12), "{sky:?}");
    assert!(at(&Projection::Gnomonic.sky_to_plane(), &[30.0, 0.0])[0].is_nan());
    assert!(at(&Projection::Gnomonic.sky_to_plane(), &[30.0, -10.0])[1].is_nan());
}

#[test]
fn a_pointing_is_that_of_the_nearest_row() {
    let varying = VaryingCelestial::new(&pointings(4)).unwrap();
    let row = |z: f64| at(&varying, &[4.5, 7.25, z])[0];
    let expected = |k: f64| 0.03 + 1e-4 * k;
    for (z, k) in [(-0.5, 0.0), (0.5, 0.0), (1.5, 2.0), (2.5, 2.0), (3.4, 3.0)] {
        assert!((row(z) - expected(k)).abs() < 1e-12, "{z}: {}", row(z));
    }
    for z in [3.5, -0.6, f64::NAN, f64::INFINITY, 1e300] {
        assert!(row(z).is_nan(), "{z}");
    }
}

#[test]
fn a_point_has_the_same_bits_in_whatever_company() {
    let mut tables = pointings(5);
    // Small angles and large ones, and pixels far from where the plane touches.
    tables.crval = [0.03, 0.04, 359.99, 120.0, 200.0].map(|lon| [lon, -0.3 * lon / 2.0]).to_vec();
    let varying: Arc<dyn Transform> = Arc::new(VaryingCelestial::new(&tables).unwrap());
    let numbers = |step: usize, below: usize| move |n: usize| (n * step % below) as f64;
    let count = 1501;
    let column = |number: &dyn Fn(usize) -> f64| (0..count).map(number).collect::<Vec<f64>>();
    let (x, y) = (column(&numbers(7919, 4001)), column(&numbers(104_729, 90_001)));
    // One place for a while, as along a slit, then another for each point; the last is nowhere.
    let rows = column(&|n| if n < 700 { (n / 200) as f64 } else { (n * 31 % 6) as f64 });
    let bits = |values: Vec<Vec<f64>>| values.concat().iter().map(|v| v.to_bits()).collect::<Vec<u64>>();
    for transform in [varying.clone(), varying.inverse().unwrap()] {
        let all = evaluate(transform.as_ref(), &[&x, &y, &rows]).unwrap();
        let fused = evaluate(fused(&transform).as_ref(), &[&x, &y, &rows]).unwrap();
        assert_eq!(bits(all.clone()), bits(fused));
        for size in [1, 3, 64, 200, 1024] {
            let mut parts = vec![Vec::new(); 2];
            for start in (0..count).step_by(size) {
                let part = start..(start + size).min(count);
                let found =
                    evaluate(transform.as_ref(), &[&x[part.clone()], &y[part.clone()], &rows[part]]).unwrap();
                parts.iter_mut().zip(found).for_each(|(all, found)| all.extend(found));
            }
            assert_eq!(bits(all.clone()), bits(parts), "batches of {size}");
        }
    }
}

#[test]
fn three_dimensional_pointing_tables_are_read_point_by_point() {
    let mut tables = pointings(12);
    tables.shape = vec![2, 3, 2];
    let varying = VaryingCelestial::new(&tables).unwrap();
    let (x, y) = ([4.5; 3], [7.25; 3]);
    let found = evaluate(&varying, &[&x, &y, &[0.0, 1.0, 1.0], &[1.0, 2.0, 9.0], &[1.0, 1.0, 0.0]]).unwrap();
    assert!(close(&found[0], &[0.03 + 3e-4, 0.03 + 11e-4, f64::NAN], 1e-12), "{found:?}");
}

#[test]
fn an_index_outside_a_table_spoils_only_its_own_point_on_the_way_back() {
    let varying = VaryingCelestial::new(&pointings(3)).unwrap();
    let inverse = varying.inverse().unwrap();
    let found = evaluate(inverse.as_ref(), &[&[0.03, 0.03], &[-0.09, -0.09], &[7.0, 0.0]]).unwrap();
    assert!(found[0][0].is_nan() && close(&[found[0][1], found[1][1]], &[4.5, 7.25], 1e-6), "{found:?}");
}

#[test]
fn a_pointing_table_takes_any_projection() {
    for code in ["TAN", "ARC", "CAR", "AIT", "QSC"] {
        let mut tables = pointings(2);
        tables.projection = Projection::from_fits(code, &[]).unwrap();
        let varying = VaryingCelestial::new(&tables).unwrap();
        let [sx, sy] = tables.cdelt;
        let [[a, b], [c, d]] = tables.pc[0];
        let [x0, y0] = tables.crpix[0];
        let (u, v) = (40.0 - x0, 30.0 - y0);
        let plane = [(a * u + b * v) * sx, (c * u + d * v) * sy];
        let native = at(&tables.projection.clone().plane_to_sky(), &plane);
        let [lon, lat] = tables.crval[0];
        let expected = at(&SkyRotation::native_to_celestial(lon, lat, tables.lon_pole), &native);
        let found = at(&varying, &[40.0, 30.0, 0.0]);
        assert!(close(&found, &expected, 1e-11), "{code}: {found:?} {expected:?}");
        let back = at(varying.inverse().unwrap().as_ref(), &[found[0], found[1], 0.0]);
        assert!(close(&back, &[40.0, 30.0], 1e-6), "{code}: {back:?}");
    }
}

#[test]
fn tables_that_do_not_fit_their_shape_are_refused() {
    let mut tables = pointings(3);
    tables.crpix = vec![[0.0; 2]; 2];
    assert!(VaryingCelestial::new(&tables).is_none());
    let mut untabled = pointings(1);
    untabled.shape = vec![1 << 40];
    assert!(VaryingCelestial::new(&untabled).is_none());
    untabled.shape = vec![usize::MAX, 3];
    assert!(VaryingCelestial::new(&untabled).is_none());
}

#[test]
fn mappings_invert_by_the_first_copy() {
    let repeat = mapping(&[0, 1, 2, 2, 3], 4);
    assert_eq!(at(repeat.inverse().unwrap().as_ref(), &[1.0, 2.0, 3.0, 9.0, 4.0]), [1.0, 2.0, 3.0, 4.0]);
    assert!(mapping(&[0], 2).inverse().is_none());
    assert!(Mapping::new(vec![2], 2).is_none());
    assert_eq!(repeat.separability().to_string().lines().nth(3), Some(". . x ."));
}

#[test]
fn a_given_inverse_wins_also_within_a_chain() {
    let given = Overridden::new(arc(Linear::scale(2.0)), arc(Linear::shift(100.0)));
    let chain = Chain::new([arc(Linear::shift(1.0)), arc(given)]).unwrap();
    assert_eq!(at(&chain, &[3.0]), [8.0]);
    assert_eq!(at(chain.inverse().unwrap().as_ref(), &[8.0]), [107.0]);
}

#[test]
fn chains_that_do_not_fit_are_refused_and_wrong_batches_are_errors() {
    assert!(Chain::new([arc(Linear::shift(1.0)), arc(Projection::Gnomonic.plane_to_sky())]).is_none());
    assert!(Chain::new([]).is_none());
    assert!(evaluate(&Projection::Gnomonic.plane_to_sky(), &[&[1.0]]).is_err());
    assert!(evaluate(&Projection::Gnomonic.plane_to_sky(), &[&[1.0], &[1.0, 2.0]]).is_err());
    let mut untouched = [vec![7.0]];
    Projection::Gnomonic.plane_to_sky().evaluate(&[&[1.0]], &mut untouched);
    assert_eq!(untouched, [[7.0]]);
}

#[test]
fn what_has_no_inverse_says_so() {
    assert!(Linear::scale(0.0).inverse().is_none());
    assert!(Affine::new([[1.0, 2.0], [2.0, 4.0]], [0.0; 2]).inverse().is_none());
    let constant = Constant::new(5.0, 2);
    assert_eq!(evaluate(&constant, &[&[1.0, 2.0], &[3.0, 4.0]]).unwrap(), [[5.0, 5.0]]);
    assert!(constant.inverse().is_none());
    assert!(Concatenate::new(arc(constant), arc(Linear::scale(1.0))).inverse().is_none());
}

/// A ViSP-like transform: slit, wavelength, raster → position, wavelength, time.
fn visp(n_raster: usize) -> Chain {
    let slit = AsymmetricMapping::new(mapping(&[0, 1, 1], 2), mapping(&[0], 2));
    let varying = VaryingCelestial::new(&pointings(n_raster)).unwrap();
    let sky = Chain::new([arc(slit), arc(varying)]).unwrap();
    let times: Vec<f64> = (0..n_raster).map(|k| 2.5 * k as f64).collect();
    let points: Vec<f64> = (0..n_raster).map(|k| k as f64).collect();
    let time = table(&points, &times, Interpolation::Linear, Outside::Fill(f64::NAN));
    let coupled = CoupledCompound::new(arc(sky), arc(time), 1).unwrap();
    let parts = Concatenate::new(arc(Linear::new(0.01, 630.0)), arc(coupled));
    Chain::new([arc(mapping(&[1, 0, 2], 3)), arc(parts), arc(mapping(&[1, 0, 2, 3], 4))]).unwrap()
}

#[test]
fn a_coupled_compound_depends_on_what_its_parts_do() {
    assert_eq!(visp(3).separability().to_string(), "x . x\n. x .\nx . x\n. . x");
    assert!(CoupledCompound::new(arc(Linear::scale(1.0)), arc(Linear::scale(1.0)), 2).is_none());
}

fn any_pair() -> impl Strategy<Value = (f64, f64)> {
    (-50.0_f64..50.0, -50.0_f64..50.0)
}

proptest! {
    #[test]
    fn straight_lines_invert((slope, intercept) in any_pair(), x in -1e3_f64..1e3) {
        prop_assume!(slope.abs() > 1e-3);
        let line = Linear::new(slope, intercept);
        let back = at(line.inverse().unwrap().as_ref(), &at(&line, &[x]));
        prop_assert!(close(&back, &[x], 1e-8));
    }

    #[test]
    fn affine_maps_invert(a in any_pair(), b in any_pair(), t in any_pair(), (x, y) in any_pair()) {
        prop_assume!((a.0 * b.1 - a.1 * b.0).abs() > 1.0);
        let affine = Affine::new([[a.0, a.1], [b.0, b.1]], [t.0, t.1]);
        let back = at(affine.inverse().unwrap().as_ref(), &at(&affine, &[x, y]));
        prop_assert!(close(&back, &[x, y], 1e-6));
    }

    #[test]
    fn projection_and_rotation_invert((x, y) in any_pair(), lon in 0.0_f64..360.0, lat in -90.0_f64..90.0, pole in 0.0_f64..360.0) {
        let chain = Chain::new([
            arc(Projection::Gnomonic.plane_to_sky()),
            arc(SkyRotation::native_to_celestial(lon, lat, pole)),
        ]).unwrap();
        let sky = at(&chain, &[x, y]);
        prop_assert!((0.0..=360.0).contains(&sky[0]) && (-90.0..=90.0).contains(&sky[1]));
        let back = at(chain.inverse().unwrap().as_ref(), &sky);
        prop_assert!(close(&back, &[x, y], 1e-9 * (1.0 + x.hypot(y))), "{back:?}");
    }

    #[test]
    fn a_ravel_inverts(shape in prop::collection::vec(1_usize..6, 1..4), c_order: bool, seed in 0.0_f64..1.0) {
        let order = if c_order { RavelOrder::C } else { RavelOrder::F };
        let ravel = Ravel::new(shape.clone(), order).unwrap();
        let index: Vec<f64> = shape.iter().map(|&n| (seed * n as f64).floor()).collect();
        let back = at(ravel.inverse().unwrap().as_ref(), &at(&ravel, &index));
        prop_assert_eq!(back, index);
    }

    #[test]
    fn a_visp_cube_inverts(slit in 0.0_f64..60.0, wave in 0.0_f64..100.0, raster in 0_usize..9) {
        let visp = visp(9);
        let pixel = [slit, wave, raster as f64];
        let back = at(visp.inverse().unwrap().as_ref(), &at(&visp, &pixel));
        prop_assert!(close(&back, &pixel, 1e-6), "{back:?}");
    }

    #[test]
    fn the_separability_matrix_has_no_false_zero(
        pixel in prop::array::uniform3(0.0_f64..8.0), axis in 0_usize..3, moved in 0.0_f64..8.0,
    ) {
        let visp = visp(9);
        let mut other = pixel;
        other[axis] = moved;
        let (before, after) = (at(&visp, &pixel), at(&visp, &other));
        for (world, (b, a)) in before.iter().zip(&after).enumerate() {
            let depends = visp.separability().depends(granule_core::WorldAxis(world), granule_core::PixelAxis(axis));
            prop_assert!(depends || a.to_bits() == b.to_bits(), "world {} pixel {}", world, axis);
        }
    }

    #[test]
    fn tables_never_leave_their_values(x in -5.0_f64..15.0, values in prop::collection::vec(-10.0_f64..10.0, 1..8)) {
        let points: Vec<f64> = (0..values.len()).map(|k| k as f64 * 1.5).collect();
        let linear = table(&points, &values, Interpolation::Linear, Outside::Fill(f64::NAN));
        let found = at(&linear, &[x])[0];
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let inside = x >= 0.0 && x <= *points.last().unwrap();
        prop_assert_eq!(inside, !found.is_nan());
        prop_assert!(!inside || (low - 1e-9..=high + 1e-9).contains(&found));
    }
}
