//! Keywords of the data centre: processing, documents, identifiers.

use granule_fits::Card;

use super::super::observation::{CADENCE, LINE};
use super::super::random::hash;
use super::{Frame, float, integer, logical, text};

/// What made the data.
const WORKFLOW: &str = "granule-sample";
/// The version of what made them.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The state of processing. The size on disk is put in when it is known.
pub(super) fn processing(frame: &Frame) -> Vec<Card> {
    let Frame { observation, stokes, raster, .. } = *frame;
    vec![
        text("EXTNAME", "OBSERVATION", "Name of HDU"),
        text("DSETID", &observation.id, "Dataset ID"),
        text("POINT_ID", &observation.id, "Pointing ID. Value matches DSETID"),
        float("FRAMEVOL", 0.0, "[Mbyte] Size of frame on disk"),
        text("PROCTYPE", "L1", "Degree of processing"),
        integer("RRUNID", 1, "DKIST Data Center Recipe Run ID"),
        integer("RECIPEID", 1, "DKIST Data Center Recipe ID"),
        integer("RINSTID", 1, "DKIST Data Center Recipe Instance ID"),
        float("SOLARNET", 1.0, "SOLARNET compliance. 1.0=Fully compliant"),
        integer("OBS_HDU", 1, "HDU contains observational data"),
        text("FILENAME", &observation.file_name(stokes, raster), ""),
        float("CADENCE", CADENCE, "[s] Average actual cadence"),
        float("CADMIN", CADENCE, "[s] Minimum frame-to-frame spacing"),
        float("CADMAX", CADENCE, "[s] Maximum frame-to-frame spacing"),
        float("CADVAR", 0.0, "[s] Variance of frame-to-frame spacing"),
        integer("LEVEL", 1, "The level of the current data"),
    ]
}

/// Where the data come from and where they are documented.
pub(super) fn provenance(frame: &Frame) -> Vec<Card> {
    vec![
        text("HEADVERS", "4.30.0", "SPEC0214 version"),
        text("HEAD_URL", "https://docs.dkist.nso.edu/projects/data-products/en/v4.30.0", ""),
        text("INFO_URL", "https://docs.dkist.nso.edu", "Frame documentation link"),
        text("CALVERS", VERSION, "Calibration code version"),
        text("CAL_URL", "https://docs.dkist.nso.edu/projects/visp", "Calibration documentation link"),
        integer("IDSPARID", 1, "Input dataset parameters part ID"),
        integer("IDSOBSID", 2, "Input dataset observe part ID"),
        integer("IDSCALID", 3, "Input dataset calibration part ID"),
        text("WKFLNAME", WORKFLOW, "Workflow name"),
        text("WKFLVERS", VERSION, "Workflow version"),
        integer("NSPECLNS", 1, "Number of reference spectral lines"),
        text("SPECLN01", LINE, "Reference spectral line"),
        logical("MANPROCD", false, "Manual processing flag"),
        text("PRODUCT", &format!("L1-SIM-{}", frame.observation.id), "Unique ID of the observation"),
    ]
}

/// Who and what the observation belongs to.
pub(super) fn identifiers(frame: &Frame) -> Vec<Card> {
    let Frame { observation, stokes, raster, .. } = *frame;
    let place = hash([observation.seed, stokes as u64, raster as u64]);
    let file_id = format!("{place:016x}{:016x}", hash([place]));
    vec![
        text("FILE_ID", &file_id, "FileID"),
        text("DKISTVER", "Data Model (SPEC-0122) Revision F", "DKISTFITSHeaderVersion"),
        text("OBSPR_ID", "eid_0_1_opSample_R001.1.1", "OP execution ID"),
        text("EXPER_ID", "eid_0_1", "ExperimentID"),
        text("PROP_ID", "pid_0_1", "ProposalID"),
        text("DSP_ID", "eid_0_1_opSample_R001_ipSample_dspSample", "DataSetParametersID"),
        text("IP_ID", "id.1.1", "IP execution ID"),
        text("HLSVERS", "Alakai_8-0", "DKISTSoftwareVersion"),
        integer("NPROPOS", 1, "Number of contributing proposals"),
        text("PROPID01", "pid_0_1", "ID of contributing proposal"),
        integer("NEXPERS", 1, "Number of contributing experiments"),
        text("EXPRID01", "eid_0_1", "ID of contributing experiment"),
    ]
}
