//! Damaged FITS headers.

use granule_wcs::{
    Alternate, FitsKeyword, KeywordValue, TableColumn, Tables, from_fits_keywords, has_fits_wcs,
};

use super::{Numbers, VALUES, ask, ask_views};

/// Headers of many kinds, a keyword and its value a line.
const HEADERS: [&str; 9] = [
    "NAXIS=2;CTYPE1=HPLN-TAN;CTYPE2=HPLT-TAN;CUNIT1=arcsec;CUNIT2=arcsec;CRPIX1=5;CRPIX2=6;CDELT1=2;CDELT2=3;PC1_1=0.9;PC1_2=-0.1;PC2_1=0.1;PC2_2=0.9;CRVAL1=10;CRVAL2=-20;LONPOLE=180;LATPOLE=0;DATE-OBS=2020-01-01T00:00:00;CRLN_OBS=10;CRLT_OBS=5;DSUN_OBS=1.5e11;RSUN_REF=696000",
    "NAXIS=2;CTYPE1=RA---TAN-SIP;CTYPE2=DEC--TAN-SIP;CRVAL1=1;CRVAL2=2;CD1_1=-1e-4;CD2_2=1e-4;A_ORDER=2;A_2_0=1e-5;B_ORDER=2;B_0_2=1e-5;AP_ORDER=1;AP_1_0=1e-5;BP_ORDER=1",
    "NAXIS=2;CTYPE1=RA---TPV;CTYPE2=DEC--TPV;CRVAL1=1;CRVAL2=2;CD1_1=-1e-4;CD2_2=1e-4;PV1_1=1;PV1_4=1e-3;PV1_7=1e-3;PV2_1=1;PV2_5=1e-3;PV2_12=1e-2",
    "NAXIS=4;CTYPE1=HPLN-AZP;CTYPE2=HPLT-AZP;CTYPE3=WAVE-F2W;CTYPE4=UTC;CUNIT1=deg;CUNIT2=deg;CUNIT3=nm;CUNIT4=s;CDELT1=.1;CDELT2=.1;CDELT3=.01;CDELT4=2;PV2_1=1.5;PV2_2=10;PV2_3=1;PV1_0=1;PV1_1=1;PV1_2=80;RESTFRQ=1e14;CRVAL3=630;MJDREF=50000;DATEREF=2020-01-01",
    "NAXIS=3;CTYPE1=CRLN-CEA;CTYPE2=CRLT-CEA;CTYPE3=STOKES;CDELT1=.1;CDELT2=.1;PV2_1=1;CROTA2=10;CRVAL1=300;WCSNAME=x;CTYPE1A=RA---ZPN;CTYPE2A=DEC--ZPN;PV2_1A=1;PV2_3A=.1;CTYPE3A=STOKES",
    "NAXIS=2;CTYPE1=GLON-COE;CTYPE2=GLAT-COE;CDELT1=.1;CDELT2=.1;PV2_1=-25;PV2_2=20;CRVAL1=90;CRVAL2=30;LONPOLE=10;LATPOLE=20",
    "NAXIS=2;CTYPE1=RA---HPX;CTYPE2=DEC--HPX;CDELT1=.1;CDELT2=.1;PV2_1=4;PV2_2=3",
    "NAXIS=3;CTYPE1=HPLN-TAB;CTYPE2=HPLT-TAB;CTYPE3=UTC--TAB;PS1_0=T;PS1_1=C;PS1_2=I;PV1_1=1;PV1_2=1;PV1_3=1;PS2_0=T;PS2_1=C;PV2_3=2;PS3_0=T;PS3_1=D;PS3_2=J;CRPIX1=1;CRVAL1=1",
    "NAXIS=2;CTYPE1=WAVE-LOG;CTYPE2=VELO-F2V;CUNIT1=nm;CUNIT2=km/s;CRVAL1=600;CDELT1=1;CRVAL2=1;CDELT2=5;RESTWAV=6e-7;SPECSYS=TOPOCENT",
];

const CODES: [&str; 38] = [
    "AZP", "SZP", "TAN", "STG", "SIN", "ARC", "ZPN", "ZEA", "AIR", "CYP", "CEA", "CAR", "MER", "SFL", "PAR",
    "MOL", "AIT", "COP", "COE", "COD", "COO", "BON", "PCO", "TSC", "CSC", "QSC", "HPX", "XPH", "NCP", "GLS",
    "TPV", "TAB", "LOG", "F2W", "V2A", "GRI", "ZZZ", "",
];

/// Tables whose shapes and values depend on what is asked for, and often do not fit.
struct Hostile(u64);

impl Tables for Hostile {
    fn column(&self, extension: &str, version: i64, level: i64, column: &str) -> Option<TableColumn> {
        let letters = extension.bytes().chain(column.bytes()).map(u64::from).sum::<u64>();
        let mut numbers = Numbers(self.0 ^ letters ^ (version ^ level) as u64);
        let shape: Vec<usize> = match numbers.below(6) {
            0 => return None,
            1 => vec![usize::MAX, 2],
            2 => vec![0],
            3 => vec![2, 3, 4],
            4 => vec![1, 3],
            _ => vec![4],
        };
        let length = if numbers.below(3) == 0 {
            5
        } else {
            shape.iter().fold(1_usize, |n, &m| n.saturating_mul(m)).min(24)
        };
        let value = |n: usize| match numbers.below(12) {
            0 => f64::NAN,
            1 => f64::INFINITY,
            2 => 1e308,
            _ => n as f64,
        };
        Some(TableColumn { shape, values: (0..length).map(value).collect() })
    }
}

fn parsed(header: &str) -> Vec<(String, String)> {
    let pairs = header.split(';').map(|line| line.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn keyword((name, value): &(String, String)) -> FitsKeyword {
    let text = value.trim_start_matches('.');
    let number = value.parse().ok().or(match text {
        "nan" => Some(f64::NAN),
        "inf" => Some(f64::INFINITY),
        _ => None,
    });
    let value = number.map_or_else(|| KeywordValue::from(value.as_str()), KeywordValue::Real);
    FitsKeyword::new(name.clone(), value, "")
}

fn damage(pairs: &mut Vec<(String, String)>, numbers: &mut Numbers) {
    let place = numbers.below(pairs.len());
    match numbers.below(8) {
        0 => {
            pairs.remove(place);
        }
        1 => pairs[place].0 = format!("PV{}_{}", numbers.below(3), numbers.below(42)),
        2 | 3 => {
            let code = numbers.pick(&CODES);
            for pair in pairs.iter_mut().filter(|pair| pair.0.starts_with("CTYPE")) {
                let stem: String = pair.1.chars().take(5).collect();
                pair.1 = format!("{stem}{code}");
            }
        }
        4 => {
            let other = numbers.below(pairs.len());
            let value = pairs[other].1.clone();
            pairs[place].1 = value;
        }
        5 => pairs.push(("WCSAXES".to_owned(), (*numbers.pick(&VALUES)).to_owned())),
        _ => pairs[place].1 = (*numbers.pick(&VALUES)).to_owned(),
    }
    if pairs.is_empty() {
        pairs.push(("CRVAL1".to_owned(), "1".to_owned()));
    }
}

#[test]
fn damaged_headers_give_values_or_errors() {
    let mut read = 0;
    for seed in 0..6000_u64 {
        let mut numbers = Numbers(seed);
        let mut pairs = parsed(HEADERS[(seed % HEADERS.len() as u64) as usize]);
        for _ in 0..=numbers.below(4) {
            damage(&mut pairs, &mut numbers);
        }
        let keywords: Vec<FitsKeyword> = pairs.iter().map(keyword).collect();
        let _ = has_fits_wcs(&keywords, Alternate::PRIMARY);
        for alternate in [Alternate::PRIMARY, "A".parse().unwrap()] {
            match from_fits_keywords(&keywords, &Hostile(seed), alternate) {
                Ok(wcs) => {
                    read += 1;
                    ask(&wcs);
                    if seed % 8 == 0 {
                        ask_views(&wcs);
                    }
                }
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
    assert!(read > 1000, "{read}");
}
