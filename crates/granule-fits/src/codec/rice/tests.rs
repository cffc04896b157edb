//! Streams by hand, streams damaged, and streams that our encoder makes.

use fearless_simd::Fallback;

use super::*;
use proptest::prelude::*;

fn decoded(data: &[u8], bytes: usize, block: usize, pixels: usize) -> Result<Vec<i32>, TileFault> {
    let mut out = vec![0; pixels];
    let [stream] =
        decode(Fallback::new(), [RiceStream::new(data, bytes, block, pixels).into_pixels(&mut out)]);
    stream.check().map(|()| out)
}

/// Bytes from zeros and ones; blanks only group.
fn packed(bits: &str) -> Vec<u8> {
    let bits: Vec<u8> = bits.bytes().filter(|b| *b != b' ').map(|b| b - b'0').collect();
    bits.chunks(8).map(|byte| byte.iter().enumerate().fold(0, |all, (i, bit)| all | bit << (7 - i))).collect()
}

#[test]
fn a_stream_by_hand_decodes() {
    // First pixel 7, and a block of code 0: constant.
    assert_eq!(decoded(&packed("00000111 000"), 1, 32, 4).unwrap(), [7; 4]);
    // Code 1: no low bits; differences 0, +1 (mapped 2: 001), -1 (mapped 1: 01).
    assert_eq!(decoded(&packed("00000111 001 1 001 01"), 1, 32, 3).unwrap(), [7, 8, 7]);
    // Blocks of one pixel: constant, +1, constant.
    assert_eq!(decoded(&packed("00000111 000 001 001 000"), 1, 1, 3).unwrap(), [7, 8, 8]);
}

#[test]
fn signs_follow_the_width() {
    assert_eq!(decoded(&[0xff, 0], 1, 32, 1).unwrap(), [255]);
    assert_eq!(decoded(&[0xff, 0xff, 0], 2, 32, 1).unwrap(), [-1]);
    assert_eq!(decoded(&[0xff, 0xff, 0xff, 0xfe, 0], 4, 32, 1).unwrap(), [-2]);
}

#[test]
fn streams_that_end_early_are_errors() {
    let values: Vec<i32> = (0..500).map(|i| i * i * 77).collect();
    let data = encode(&values, 4, 32);
    for cut in 0..data.len() - 1 {
        let fault = decoded(&data[..cut], 4, 32, values.len()).unwrap_err();
        assert_eq!(fault, TileFault::Short { bytes: cut, pixels: 500 });
    }
}

#[test]
fn a_prefix_can_be_decoded_alone() {
    let values: Vec<i32> = (0..100).map(|i| (i * 7919) % 1000).collect();
    assert_eq!(decoded(&encode(&values, 4, 32), 4, 32, 41).unwrap(), values[..41]);
}

#[test]
fn a_damaged_stream_does_not_spoil_its_neighbour() {
    let values: Vec<i32> = (0..300).map(|i| (i * 7919) % 1000).collect();
    let good = encode(&values, 4, 32);
    for bad in [&good[..5], &good[..good.len() / 2], &[0, 0, 0, 0, 0xff, 0xff][..]] {
        let (mut a, mut b) = (vec![0; 300], vec![0; 300]);
        let [first, second] = decode(
            Fallback::new(),
            [(bad, &mut a), (&good, &mut b)]
                .map(|(data, out)| RiceStream::new(data, 4, 32, 300).into_pixels(out)),
        );
        assert!(first.check().is_err() && second.check().is_ok());
        assert_eq!(b, values);
    }
}

/// Pixels from smooth to wild, so that every code occurs, and runs longer than the window.
fn pixels() -> impl Strategy<Value = Vec<i32>> {
    let piece = (0_u32..32, prop::collection::vec(any::<i32>(), 1..70));
    prop::collection::vec(piece, 1..6).prop_map(|pieces| {
        pieces.into_iter().flat_map(|(shift, values)| values.into_iter().map(move |v| v >> shift)).collect()
    })
}

proptest! {
    #[test]
    fn decoding_undoes_encoding(values in pixels(), size in 0_usize..3, block in prop::sample::select(vec![1, 16, 32])) {
        let bytes = [1, 2, 4][size];
        let values: Vec<i32> = values
            .into_iter()
            .map(|v| match bytes { 1 => i32::from(v as u8), 2 => i32::from(v as i16), _ => v })
            .collect();
        let data = encode(&values, bytes, block);
        prop_assert_eq!(&decoded(&data, bytes, block, values.len()).unwrap(), &values);
    }

    #[test]
    fn streams_abreast_decode_as_each_alone(
        tiles in prop::array::uniform4(pixels()),
        block in prop::sample::select(vec![1, 7, 16, 32]),
    ) {
        let data = tiles.each_ref().map(|tile| encode(tile, 4, block));
        let mut found = tiles.each_ref().map(|tile| vec![0; tile.len()]);
        let [a, b, c, d] = found.each_mut();
        let streams = [(0, a), (1, b), (2, c), (3, d)]
            .map(|(i, out)| RiceStream::new(&data[i], 4, block, out.len()).into_pixels(out));
        prop_assert!(decode(Fallback::new(), streams).iter().all(|stream| stream.check().is_ok()));
        prop_assert_eq!(found, tiles);
    }

    #[test]
    fn a_stream_decodes_piece_by_piece(
        values in pixels(),
        block in prop::sample::select(vec![1, 7, 32]),
        blocks in 1_usize..4,
    ) {
        let data = encode(&values, 4, block);
        let mut found = vec![0; values.len()];
        let mut stream = RiceStream::new(&data, 4, block, values.len());
        for piece in found.chunks_mut(block * blocks) {
            [stream] = decode(Fallback::new(), [stream.into_pixels(piece)]);
        }
        prop_assert_eq!(stream.check(), Ok(()));
        prop_assert_eq!(found, values);
    }

    #[test]
    fn damage_to_some_streams_abreast_is_told_for_each(
        tiles in prop::array::uniform4(pixels()),
        cuts in prop::array::uniform4(prop::option::of(0_usize..400)),
    ) {
        let mut data = tiles.each_ref().map(|tile| encode(tile, 4, 32));
        data.iter_mut().zip(cuts).for_each(|(data, cut)| data.truncate(cut.unwrap_or(usize::MAX)));
        let alone: Vec<_> = data.iter().zip(&tiles).map(|(data, tile)| decoded(data, 4, 32, tile.len())).collect();
        let mut found = tiles.each_ref().map(|tile| vec![0; tile.len()]);
        let [a, b, c, d] = found.each_mut();
        let streams = [(0, a), (1, b), (2, c), (3, d)]
            .map(|(i, out)| RiceStream::new(&data[i], 4, 32, out.len()).into_pixels(out));
        for ((stream, alone), found) in decode(Fallback::new(), streams).iter().zip(alone).zip(found) {
            prop_assert_eq!(stream.check().map(|()| found), alone);
        }
    }

    #[test]
    fn any_bytes_decode_or_fail(data in prop::collection::vec(any::<u8>(), 0..300), size in 0_usize..3, block in 1_usize..40) {
        let _ = decoded(&data, [1, 2, 4][size], block, 1000);
    }
}

#[test]
fn a_run_longer_than_the_window_decodes() {
    // First pixel 0, code 1 (no low bits), then 200 zeros and a one: mapped 200, difference 100.
    let data = packed(&("0".repeat(32) + "00001" + &"0".repeat(200) + "1"));
    assert_eq!(decoded(&data, 4, 32, 1).unwrap(), [100]);
}
