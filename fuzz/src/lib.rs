//! What the fuzz targets share: bytes as files, and files whose tiles are the fuzzer's bytes.
//!
//! A mutation of a whole file seldom gets past its header. [`TiledImage`] makes headers that hold together, so that the
//! fuzzer's bytes reach what lies behind: the table of descriptors, and each codec.

use std::io::Write as _;
use std::path::Path;

use granule_asdf::{AsdfFile, Kind, Node};
use granule_core::{Region, RunContext};
use granule_fits::{FitsFile, FitsImage, HduSelector, Io};

/// Most pixels an image may claim to be read whole: more is allowed to take its time and memory.
const PIXELS: usize = 1 << 20;

/// Nodes looked at: aliases can make a small file a large tree.
const NODES: usize = 10_000;

/// Reads a block of an ASDF file, and checks its checksum.
pub fn read_block(file: &AsdfFile, block: usize) {
    if let Ok(bytes) = file.block_data(block) {
        assert_eq!(bytes.len() as u64, file.blocks()[block].data_size);
    }
    let _ = file.checksum(block);
}

/// Asks for everything that the nodes of an ASDF file could be.
pub fn visit_nodes(file: &AsdfFile) {
    let mut nodes = vec![file.tree()];
    for _ in 0..NODES {
        let Some(node) = nodes.pop() else { return };
        visit(file, node);
        match node.kind() {
            Kind::Seq(items) => nodes.extend(items.iter().take(NODES)),
            Kind::Map(mapping) => nodes.extend(mapping.iter().map(|(_, item)| item).take(NODES)),
            _ => (),
        }
    }
}

fn visit(file: &AsdfFile, node: &Node) {
    if let (Ok(info), Ok(array)) = (file.array_info(node), file.array(node)) {
        assert_eq!(info.shape, array.shape);
        assert!(array.data.count().is_none_or(|count| count == array.len()));
    }
    let _ = (file.follow(node), file.integer(node), file.constant(node), file.external_array(node));
    let _ = (node.as_complex(), node.as_str().map(|path| file.find(path)));
}

/// Opens the bytes as a file.
pub fn with_file(bytes: &[u8], open: impl FnOnce(&Path)) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    file.write_all(bytes).expect("a temporary file can be written");
    open(file.path());
}

/// Reads every image of a file, whole and in part, in every mode.
pub fn read_images(path: &Path) {
    let Ok(file) = FitsFile::open(path) else { return };
    for hdu in file.hdus().iter().take(8) {
        let Ok(image) = FitsImage::open(path, &HduSelector::Number(hdu.number)) else { continue };
        let lengths = image.shape().to_vec();
        let part =
            Region::from_bounds(lengths.iter().map(|&length| (length / 3, (length / 3 + 2).min(length))));
        for io in [Io::Auto, Io::Map] {
            let image = image.clone().with_io(io);
            let read = |region: &Region| {
                if let Ok(block) = image.read(region, &RunContext::default()) {
                    assert_eq!(block.shape(), region.shape());
                }
            };
            read(&part);
            if lengths
                .iter()
                .try_fold(1, |all: usize, &length| all.checked_mul(length))
                .is_some_and(|n| n <= PIXELS)
            {
                read(&Region::full(image.shape()));
            }
        }
    }
}

/// A tile-compressed image of three tiles in an otherwise sound file.
pub struct TiledImage<'a> {
    /// `ZCMPTYPE`.
    pub codec: &'a str,
    /// `ZBITPIX`.
    pub bitpix: i64,
    /// Cards for the codec, and for quantisation.
    pub cards: &'a [(&'a str, &'a str)],
    /// Pixels of a tile along both axes.
    pub tile: [u8; 2],
}

impl TiledImage<'_> {
    /// The file whose tiles hold `data`, a third each.
    pub fn with_data(&self, data: &[u8]) -> Vec<u8> {
        let third = data.len() / 3;
        let mut rows = Vec::new();
        for tile in 0..3 {
            rows.extend((third as i32).to_be_bytes());
            rows.extend(((tile * third) as i32).to_be_bytes());
        }
        self.with_table(&rows, data)
    }

    /// The file with this table, of 8 bytes a row for 3 rows, and this heap.
    pub fn with_table(&self, table: &[u8], heap: &[u8]) -> Vec<u8> {
        let [height, width] = self.tile.map(|length| usize::from(length).max(1));
        let mut cards =
            vec![("XTENSION".to_owned(), "'BINTABLE'".to_owned()), ("BITPIX".to_owned(), "8".to_owned())];
        let mut card = |keyword: &str, value: String| cards.push((keyword.to_owned(), value));
        card("NAXIS", "2".into());
        card("NAXIS1", "8".into());
        card("NAXIS2", "3".into());
        card("PCOUNT", heap.len().to_string());
        card("GCOUNT", "1".into());
        card("TFIELDS", "1".into());
        card("TTYPE1", "'COMPRESSED_DATA'".into());
        card("TFORM1", if self.codec == "PLIO_1" { "'1PI'".into() } else { "'1PB'".into() });
        card("ZIMAGE", "T".into());
        card("ZCMPTYPE", format!("'{}'", self.codec));
        card("ZBITPIX", self.bitpix.to_string());
        card("ZNAXIS", "2".into());
        card("ZNAXIS1", width.to_string());
        card("ZNAXIS2", (3 * height).to_string());
        card("ZTILE1", width.to_string());
        card("ZTILE2", height.to_string());
        self.cards.iter().for_each(|(keyword, value)| card(keyword, (*value).to_owned()));
        let mut bytes = header(&[("SIMPLE", "T"), ("BITPIX", "8"), ("NAXIS", "0"), ("EXTEND", "T")]);
        let cards: Vec<(&str, &str)> = cards.iter().map(|(keyword, value)| (&**keyword, &**value)).collect();
        bytes.extend(header(&cards));
        let mut rows = table.to_vec();
        rows.resize(24, 0);
        bytes.extend(rows);
        bytes.extend(heap);
        bytes.resize(bytes.len().next_multiple_of(2880), 0);
        bytes
    }
}

fn header(cards: &[(&str, &str)]) -> Vec<u8> {
    let mut text: String = cards
        .iter()
        .map(|(keyword, value)| {
            // Texts begin at column 11, everything else ends at column 30.
            let value = if value.starts_with('\'') { format!("{value:<20}") } else { format!("{value:>20}") };
            format!("{:<80}", format!("{keyword:<8}= {value}"))
        })
        .collect();
    text.push_str(&format!("{:<80}", "END"));
    let mut bytes = text.into_bytes();
    bytes.resize(bytes.len().next_multiple_of(2880), b' ');
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that no target could get past the header of would fuzz nothing.
    #[test]
    fn the_files_are_sound_but_for_the_tiles() {
        let codecs = [("RICE_1", 32), ("GZIP_1", 16), ("GZIP_2", 16), ("HCOMPRESS_1", 32), ("PLIO_1", 16)];
        for (codec, bitpix) in codecs {
            let image = TiledImage { codec, bitpix, cards: &[], tile: [4, 5] };
            with_file(&image.with_data(&[0; 90]), |path| {
                let image = FitsImage::open(path, &HduSelector::Number(1)).expect(codec);
                assert_eq!(image.shape().to_vec(), [12, 5]);
            });
        }
    }
}
