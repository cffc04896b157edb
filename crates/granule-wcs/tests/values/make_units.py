"""Sizes of units as astropy has them: writes units.json beside this file.

Run with astropy 8.0.2: `python make_units.py`. Each row is [text, size in base units, base units].
"""

import json
import warnings
from pathlib import Path

import astropy
from astropy import units as u

warnings.simplefilter("ignore")

TEXTS = """\
W m-2 sr-1 nm-1|arcsec.pixel**-1|10**-7 J|10^-7 J|ct/s|erg / (s cm2)|nm.pixel**-1|m(1/2)|sqrt(m)|Angstrom|\
0.1nm|0.1 nm|deg|mas|uas|rad|sr|DN|adu|photon|electron|Jy|R_sun|solRad|AU|d|h|min|Hz|eV|G|T|K|%||m|km|dam|das|\
daJ|nm|um|pm|fm|am|Mm|Gm|kg|mg|ug|s|ms|us|ns|ks|yr|a|Myr|kpc|Mpc|pc|lyr|arcmin|arcsec|marcsec|uarcsec|\
hourangle|mrad|urad|kHz|MHz|GHz|THz|keV|MeV|meV|J|kJ|mJ|erg|W|mW|kW|MW|N|mN|Pa|hPa|kPa|bar|mbar|V|mV|kV|C|A|mA|\
F|pF|Ohm|kOhm|S|Wb|H|lm|lx|mol|mmol|cd|mT|uT|nT|kG|mG|uG|mK|MK|kK|mJy|uJy|MJy|kJy|MJy/sr|Jy/beam|Jy / sr|\
W / m2|W/m2/sr|W m-2|W m**-2|W m^-2|W.m**-2|W*m**-2|erg s-1 cm-2|erg s-1 cm-2 sr-1|erg s-1 cm-2 Angstrom-1|\
erg cm-2 s-1 Hz-1|erg/cm2/s/sr|erg/(cm2 s sr nm)|erg / (Angstrom s cm2)|10**-17 erg / (Angstrom s cm2)|\
10**-3 ct|10**3 erg|10**(3) m|10^3 m|1e-7 J|1e3 m|1.5 m|100 km|2.54 cm|(m/s)**2|(m s-1)2|m2 s-2|km2|km**2|km^2|\
cm-3|cm**-3|cm^-3|1/cm3|1 / cm3|1/s|1 / s|s-1|s**-1|s^-1|Hz-1|Hz**-0.5|nT Hz-0.5|nT / Hz(1/2)|nT/sqrt(Hz)|V/m|\
mV/m|kg m s-2|kg m2 s-3|kg / m3|g cm-3|g/cm3|km/s|km s-1|km.s**-1|m/s|m s-1|m/s2|m s-2|cm/s|cm s-2|deg/s|\
deg s-1|deg/pix|deg.pixel**-1|arcsec/pix|arcsec / pix|arcsec/s|arcsec2|arcsec**2|arcsec-2|arcmin2|deg2|deg-2|\
sr-1|ph|ph/s|ph cm-2 s-1|photon / (cm2 s)|photon/cm2/s/sr|ph s-1 cm-2 keV-1|electron/s|electron / DN|\
electron/adu|DN/s|DN / s|DN s-1|DN/pix/s|DN / (pix s)|ct|count|ct / pix|ct.pixel**-1|count/s|counts|adu/s|pix|\
pixel|pix2|pixel**2|voxel|bit|byte|kbit|Mbyte|bin|chan|beam|mag|mmag|Ry|u|D|barn|mbarn|solMass|M_sun|\
solLum|L_sun|R_earth|M_earth|R_jup|M_jup|earthRad|jupiterMass|M_e|M_p|dyn|dyn/cm2|dyn / cm2|R|Bq|Ci|cycle|wk|\
fortnight|t|l|L|ml|kK km s-1|K km/s|K / W|eV/K|J/K|J / (kg K)|J kg-1 K-1|J K-1 mol-1|W / (m2 K4)|W/m2/Hz|\
W m-2 Hz-1|W m-2 um-1|W / (m2 um)|W / (m2 sr nm)|W.m**-2.sr**-1.nm**-1|mW / (m2 sr nm)|mW.m**-2.sr**-1.nm**-1|\
W m-2 sr-1 Hz-1|kW / (m2 nm)|uW cm-2|kW.h|kW h|m s|m.s|m*s|m  s|m / s / kg|m/s/kg|m / (s kg)|1e10 cm-2|1e-3 W|\
nm2|nm-1|um-1|1/nm|1 / nm|cm-1|kg|min-1|h-1|d-1|deg/d|deg / d|rad/s|urad / s|murad|AU/yr|AU / d|pc / Myr|Gyr|\
Angstrom / pix|Angstrom/pixel|Angstrom.pixel**-1|AA|angstrom|micron|mAU|kAU|GeV|TeV|PeV|EeV|GN|kN|T m|T.m**2|\
G cm2|Mx|G2|T2/m2|A/m2|mA m-2|A / m2|uA.m**-2|Wb / m2|V s|N / C|N m|N.m|C / kg|S/m|Ohm m|Ohm.m|F/m|H/m|lm/W|\
lx s|cd/m2|mol/m3|kat|Torr|Pa s|P|St|statA|abC|Gal|k|deg_C|lsec|hr|hour|day|week|year|second|meter|metre|\
gram|kilogram|kelvin|ampere|volt|watt|joule|tesla|gauss|Gauss|hertz|radian|degree|arcminute|arcsecond|\
steradian|jansky|parsec|joule / second|second-1|newton|pascal|coulomb|farad|ohm|siemens|weber|henry|lumen|lux|\
candela|mole|minute|electronvolt|Ohm / pix|1000 m|3.6e6 J|5.0 arcsec|0.01 Jy|m**(1/2)|m**(3/2)|m(3/2) s-1|\
kg(1/3)|m^(1/2)|s(-1)|s**(-1)|m(2)|m**2.5|m**-1.5|erg(1/2) cm(-3/2)|(erg/s)(1/2)|sqrt(erg s-1)|sqrt(kg m / s)|\
m/(s2 Hz(1/2))|((m))|(m)|(m / s)|m / (s)|kg.m/s|kg m / s2|DN2|sr2|arcsec / km|km / arcsec|arcsec.m|km/s/Mpc|\
km s-1 Mpc-1|solRad / d|R_sun / s|R_sun2|1 / R_sun|AU2|W AU2 m-2|erg / (cm2 ct)|erg.s**-1.cm**-2.sr**-1|\
g.cm**-3|K.km.s**-1|mK.km|Jy.km.s**-1|Jy km s-1|Jy beam-1|mJy beam-1|nJy|MJy sr-1|uJy arcsec-2|ergs|cts\
""".split("|")

BASES = [u.m, u.s, u.kg, u.K, u.A, u.mol, u.cd, u.rad, u.pix, u.ct, u.adu, u.DN, u.electron, u.ph, u.bit, u.mag]
BASES += [u.beam, u.bin, u.chan, u.vox]


def read(text):
    for syntax in (None, "generic", "fits", "vounit", "ogip", "cds"):
        try:
            return u.Unit(text, format=syntax)
        except ValueError:
            continue
    return None


def row(text):
    unit = read(text)
    if unit is None:
        return None
    try:
        base = unit.decompose(bases=BASES)
    except u.UnitConversionError:
        return None
    names = [f"{b.to_string()}({p})" if p != 1 else b.to_string() for b, p in zip(base.bases, base.powers)]
    return [text, float(base.scale), " ".join(names)]


rows = [found for found in map(row, TEXTS) if found is not None]
lines = ",\n".join(json.dumps(found) for found in rows)
text = f'{{"astropy": "{astropy.__version__}", "units": [\n{lines}\n]}}\n'
Path(__file__).with_name("units.json").write_text(text)
