//! What the data centre says of a dataset.

use granule_asdf::{Mapping, Node};

/// The inventory record of a dataset: instrument, times, wavelengths, proposals…
#[derive(Clone, Debug)]
pub struct Inventory(Node);

impl Inventory {
    pub(super) fn new(node: Node) -> Self {
        Self(node)
    }

    /// The record as it stands in the file.
    pub(crate) fn node(&self) -> &Node {
        &self.0
    }

    /// An entry, such as `startTime`, as a typed node.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&Node> {
        self.0.get(key)
    }

    /// The entries in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.0.as_map().into_iter().flat_map(Mapping::iter)
    }

    /// The instrument: `VISP`.
    #[must_use]
    pub fn instrument(&self) -> Option<&str> {
        self.text("instrumentName")
    }

    /// The dataset's identifier: `BEOGN`.
    #[must_use]
    pub fn dataset_id(&self) -> Option<&str> {
        self.text("datasetId")
    }

    /// The identifier of the product, of which the dataset is a version.
    #[must_use]
    pub fn product_id(&self) -> Option<&str> {
        self.text("productId")
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.0.get(key).and_then(Node::as_str)
    }
}
