//! Transform nodes that differ from region to region, and the labels of regions.

use std::sync::Arc;

use granule_asdf::Node;

use super::bad_value;
use super::quantity::values;
use super::transforms::{Builder, Built, Units, chain};
use crate::transform::{Choice, LabelImage, Mapping, Selector, Transform};
use crate::{Result, Unit};

/// Transforms and what they are chosen for.
type Choices = Vec<(Choice, Arc<dyn Transform>)>;

impl Builder<'_> {
    /// A transform whose output is the label of a region, a number.
    pub(super) fn label_mapper(
        &mut self,
        node: &Node,
        units: &[Option<Unit>],
        depth: usize,
    ) -> Result<Built> {
        let mapper = node.require("mapper")?;
        let no_label = node.get("no_label").and_then(Node::as_f64).unwrap_or(f64::NAN);
        let mapping = node.get("inputs_mapping").filter(|mapping| !mapping.is_null());
        let mapping = mapping.map(|mapping| self.build(mapping, units, depth + 1)).transpose()?;
        if entry(mapper, "labels").is_some() {
            let key = mapping.map_or_else(|| unchanged_key(node), Ok)?;
            return self.labels_by_key(node, mapper, key, units, depth);
        }
        let inner_units = mapping.as_ref().map_or(units, |mapping| &mapping.units).to_vec();
        let is_model = mapper.short_tag().is_some_and(|tag| tag != "ndarray");
        let labels = if is_model {
            self.build(mapper, &inner_units, depth + 1)?
        } else {
            Built::new(self.label_image(mapper, no_label)?, vec![None])
        };
        match mapping {
            None => Ok(labels),
            Some(mapping) => chain([mapping.transform, labels.transform], labels.units, node.line()),
        }
    }

    fn label_image(&self, mapper: &Node, no_label: f64) -> Result<LabelImage> {
        let labels = values(self.file, mapper)?;
        let found = format!("of shape {:?}", labels.shape);
        let image = match *labels.shape.as_slice() {
            [_, width] => LabelImage::new(width, labels.data, no_label),
            _ => None,
        };
        image.ok_or_else(|| bad_value(mapper, "mapper of label_mapper", found, "an image of numbers"))
    }

    fn labels_by_key(
        &mut self,
        node: &Node,
        mapper: &Node,
        key: Built,
        units: &[Option<Unit>],
        depth: usize,
    ) -> Result<Built> {
        let tolerance = node.get("atol").and_then(Node::as_f64).unwrap_or(1e-8);
        let choice = |label: &Node| match (label.as_f64(), label.as_seq()) {
            (Some(value), _) => Some(Choice::Near { value, tolerance }),
            (None, Some([low, high])) => Some(Choice::Between(low.as_f64()?, high.as_f64()?)),
            _ => None,
        };
        let no_label = node.get("no_label").and_then(Node::as_f64).unwrap_or(f64::NAN);
        let (choices, _) = self.choices(mapper, "models", choice, units, depth)?;
        selector(node, key.transform, choices, no_label, vec![None])
    }

    pub(super) fn regions_selector(
        &mut self,
        node: &Node,
        units: &[Option<Unit>],
        depth: usize,
    ) -> Result<Built> {
        let key = self.build(node.require("label_mapper")?, units, depth + 1)?;
        let undefined = node.get("undefined_transform_value").and_then(Node::as_f64).unwrap_or(f64::NAN);
        let choice = |label: &Node| label.as_f64().map(Choice::Label);
        let (choices, units) = self.choices(node.require("selector")?, "transforms", choice, units, depth)?;
        selector(node, key.transform, choices, undefined, units)
    }

    /// Transforms, each under a label, and the units of the outputs of the first.
    fn choices(
        &mut self,
        node: &Node,
        key: &str,
        choice: impl Fn(&Node) -> Option<Choice>,
        units: &[Option<Unit>],
        depth: usize,
    ) -> Result<(Choices, Units)> {
        let list = |key: &str| {
            let list = entry(node, key).map_or_else(|| node.require(key), Ok)?;
            Ok::<_, crate::WcsError>(list.as_seq().ok_or_else(|| list.wrong_kind(key, "a list"))?)
        };
        let (labels, nodes) = (list("labels")?, list(key)?);
        if labels.len() != nodes.len() {
            let found = format!("{} for {} labels", nodes.len(), labels.len());
            return Err(bad_value(node, key, found, "one for each label"));
        }
        let (mut choices, mut outputs) = (Choices::new(), Units::new());
        for (label, transform) in labels.iter().zip(nodes) {
            let choice = choice(label).ok_or_else(|| {
                bad_value(label, "a label", format!("{:?}", label.kind()), "a number, or a pair of them")
            })?;
            let mut built = self.build(transform, units, depth + 1)?;
            if choices.is_empty() {
                outputs.clone_from(&built.units);
            } else if built.units.len() == outputs.len() {
                built = built.converted(&outputs)?;
            }
            choices.push((choice, built.transform));
        }
        Ok((choices, outputs))
    }
}

fn selector(
    node: &Node,
    key: Arc<dyn Transform>,
    choices: Choices,
    undefined: f64,
    units: Units,
) -> Result<Built> {
    let found = format!("{} that do not fit {} inputs", choices.len(), key.n_inputs());
    let selector = Selector::new(key, choices, undefined).ok_or_else(|| {
        let expected = "transforms with as many inputs as the key, and all with the same outputs";
        bad_value(node, "the transforms of regions", found, expected)
    })?;
    Ok(Built::new(selector, units))
}

/// The value under a key of a mapping, which newer files write as a list of mappings of one key each.
fn entry<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    node.get(key).or_else(|| node.as_seq()?.iter().find_map(|item| item.get(key)))
}

/// Of a single input, the key is the input itself.
fn unchanged_key(node: &Node) -> Result<Built> {
    let n_inputs = node.get("inputs").and_then(Node::as_seq).map_or(1, <[Node]>::len);
    if n_inputs != 1 {
        let found = format!("absent for {n_inputs} inputs");
        return Err(bad_value(node, "inputs_mapping of label_mapper", found, "a mapping to one of them"));
    }
    Ok(Built::new(Mapping::identity(1), vec![None]))
}
