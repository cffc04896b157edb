//! The inventory record: what an archive's catalogue says of the dataset. It follows from headers and coordinates.

use granule_asdf::{Mapping, Node};
use granule_fits::{Card, Value};

use super::keywords::number;
use super::observation::{CADENCE, Observation, STEP};
use super::statistics::percentile;
use crate::nodes::{size, strings};

/// Keys that are a keyword of the first header.
const COPIED: [(&str, &str); 25] = [
    ("calibrationDocumentationUrl", "CAL_URL"),
    ("datasetId", "DSETID"),
    ("exposureTime", "XPOSURE"),
    ("headerDataUnitCreationDate", "DATE"),
    ("headerDocumentationUrl", "HEAD_URL"),
    ("headerVersion", "HEADVERS"),
    ("highLevelSoftwareVersion", "HLSVERS"),
    ("infoUrl", "INFO_URL"),
    ("inputDatasetCalibrationFramesPartId", "IDSCALID"),
    ("inputDatasetObserveFramesPartId", "IDSOBSID"),
    ("inputDatasetParametersPartId", "IDSPARID"),
    ("instrumentName", "INSTRUME"),
    ("instrumentProgramExecutionId", "IP_ID"),
    ("isManuallyProcessed", "MANPROCD"),
    ("observingProgramExecutionId", "OBSPR_ID"),
    ("primaryExperimentId", "EXPER_ID"),
    ("primaryProposalId", "PROP_ID"),
    ("productId", "PRODUCT"),
    ("recipeId", "RECIPEID"),
    ("recipeInstanceId", "RINSTID"),
    ("recipeRunId", "RRUNID"),
    ("wavelengthMin", "WAVEMIN"),
    ("wavelengthMax", "WAVEMAX"),
    ("workflowName", "WKFLNAME"),
    ("workflowVersion", "WKFLVERS"),
];

/// Keys that list a keyword of the first header.
const LISTED: [(&str, &str); 4] = [
    ("contributingExperimentIds", "EXPRID01"),
    ("contributingProposalIds", "PROPID01"),
    ("spectralLines", "SPECLN01"),
    ("targetTypes", "OBJECT"),
];

/// Keys that count how often a keyword has its value, which is the same in all headers.
const COUNTED: [(&str, &str); 2] = [("gosStatus", "GOS_STAT"), ("health", "DSHEALTH")];

/// The inventory record.
pub(super) fn record(observation: &Observation, rows: &[Vec<Card>]) -> Node {
    let first = |keyword: &str| rows.first().and_then(|row| row.iter().find(|card| card.keyword == keyword));
    let value = |keyword: &str| first(keyword).map_or_else(Node::null, |card| node(&card.value));
    let mut record = Mapping::new();
    for (key, keyword) in COPIED {
        record.insert(key, value(keyword));
    }
    for (key, keyword) in LISTED {
        record.insert(key, Node::seq([value(keyword)]));
    }
    for (key, keyword) in COUNTED {
        let text = value(keyword).as_str().unwrap_or_default().to_owned();
        record.insert(key, Node::map(Mapping::new().with(text, size(rows.len()))));
    }
    let entries = samplings(observation).into_iter().chain(quality(rows)).chain(names(observation));
    for (key, node) in entries {
        record.insert(key, node);
    }
    Node::map(sorted(&record))
}

/// Keys in the order of the alphabet, as other writers have them.
fn sorted(record: &Mapping) -> Mapping {
    let mut entries: Vec<(&str, &Node)> = record.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries.into_iter().map(|(key, node)| (key, node.clone())).collect()
}

fn node(value: &Value) -> Node {
    match value {
        Value::Logical(value) => Node::bool(*value),
        Value::Integer(value) => Node::int(*value),
        Value::Float(value) => Node::float(*value),
        value => Node::str(if let Value::String(text) = value { text.clone() } else { value.to_string() }),
    }
}

/// What follows from the coordinates.
fn samplings(observation: &Observation) -> Vec<(&'static str, Node)> {
    let last = observation.size.raster.saturating_sub(1);
    let (start, end) = (observation.average(0).to_string(), observation.average(last).to_string());
    let spatial = f64::midpoint(STEP, observation.slit_scale());
    vec![
        ("averageDatasetSpatialSampling", Node::float(spatial)),
        ("averageDatasetSpectralSampling", Node::float(observation.dispersion())),
        ("averageDatasetTemporalSampling", Node::float(CADENCE)),
        ("boundingBox", bounding_box(observation)),
        ("startTime", Node::str(start)),
        ("endTime", Node::str(end)),
        ("hasAllStokes", Node::bool(observation.has_stokes_axis())),
        ("hasSpectralAxis", Node::bool(true)),
        ("hasTemporalAxis", Node::bool(true)),
        ("stokesParameters", strings(observation.stokes().iter().copied())),
    ]
}

/// Lower left and upper right of the field, arcsec: the slit is straight, so that its ends will do.
fn bounding_box(observation: &Observation) -> Node {
    let ends = [0.0, observation.size.slit as f64 - 1.0];
    let corners: Vec<[f64; 2]> = (0..observation.size.raster)
        .flat_map(|raster| ends.map(|slit| observation.position(raster, slit)))
        .collect();
    let extreme = |choose: fn(f64, f64) -> f64, start: f64| {
        [0, 1].map(|axis| {
            let value = corners.iter().fold(start, |value, corner| choose(value, corner[axis]));
            Node::float((value * 100.0).round() / 100.0)
        })
    };
    Node::seq([Node::seq(extreme(f64::min, f64::INFINITY)), Node::seq(extreme(f64::max, f64::NEG_INFINITY))])
}

/// What follows from the values of all headers.
fn quality(rows: &[Vec<Card>]) -> Vec<(&'static str, Node)> {
    let column = |keyword: &str| -> Vec<f64> {
        rows.iter().filter_map(|row| row.iter().find(|card| card.keyword == keyword)).map(number).collect()
    };
    let fried = column("ATMOS_R0");
    let mean = fried.iter().sum::<f64>() / fried.len().max(1) as f64;
    let mebibytes: f64 = column("FRAMEVOL").iter().sum();
    vec![
        ("aoLocked", size(rows.len())),
        ("dataset_size", Node::float(mebibytes / 1024.0)),
        ("friedParameter", distribution(fried)),
        ("lightLevel", distribution(column("LIGHTLVL"))),
        ("polarimetricAccuracy", Node::null()),
        ("qualityAverageFriedParameter", Node::float(mean)),
        ("qualityAveragePolarimetricAccuracy", Node::null()),
        ("tileCount", Node::int(1)),
    ]
}

fn distribution(mut values: Vec<f64>) -> Node {
    values.sort_unstable_by(f64::total_cmp);
    let shares = [("max", 1.0), ("med", 0.5), ("min", 0.0), ("p25", 0.25), ("p75", 0.75)];
    Node::map(shares.iter().map(|&(key, share)| (key, Node::float(percentile(&values, share)))).collect())
}

/// Where the archive would keep the dataset.
fn names(observation: &Observation) -> Vec<(&'static str, Node)> {
    let id = &observation.id;
    let (asdf, report) = (observation.asdf_name(), format!("{id}_quality_report.pdf"));
    [("asdfObjectKey", asdf), ("qualityReportObjectKey", report)]
        .map(|(key, name)| (key, Node::str(format!("pid_0_1/{id}/{name}"))))
        .into()
}
