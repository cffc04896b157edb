//! Headers read from text and written back.

use super::*;

fn header(lines: &[&str]) -> Result<Header, FitsError> {
    let bytes: Vec<u8> = lines.iter().flat_map(|line| format!("{line:80}").into_bytes()).collect();
    Header::parse(&bytes, Place::default().with_hdu(0))
}

#[test]
fn continued_strings_are_joined() {
    let header = header(&[
        "LONG    = 'first &'   / one",
        "CONTINUE  'second &'",
        "CONTINUE  'third'     / two",
        "NEXT    =                    7",
        "CONTINUE  'stray'",
        "END",
    ])
    .unwrap();
    assert_eq!(header.require::<String>("LONG").unwrap(), "first second third");
    assert_eq!(header.card("LONG").unwrap().comment.as_deref(), Some("one two"));
    assert_eq!(header.require::<i64>("NEXT").unwrap(), 7);
}

#[test]
fn an_ampersand_without_continuation_stays() {
    let header = header(&["A       = 'this & that &'", "B       = 1", "END"]).unwrap();
    assert_eq!(header.require::<String>("A").unwrap(), "this & that &");
}

#[test]
fn the_first_of_equal_keywords_counts_and_comments_are_no_values() {
    let header = header(&["A       = 1", "A       = 2", "HISTORY = 3", "COMMENT   text", "END"]).unwrap();
    assert_eq!(header.require::<i64>("A").unwrap(), 1);
    assert!(header.value("HISTORY").is_none());
    assert_eq!(header.cards().len(), 4);
}

#[test]
fn errors_name_the_keyword_and_its_place() {
    let header = header(&["NAXIS   = 'two'", "UNDEF   =", "END"]).unwrap();
    let text = header.require::<usize>("NAXIS").unwrap_err().to_string();
    assert_eq!(text, "HDU 0: keyword NAXIS is 'two'; expected an integer of at least 0");
    let text = header.require::<f64>("CRVAL1").unwrap_err().to_string();
    assert_eq!(text, "HDU 0: keyword CRVAL1 is missing");
    assert_eq!(header.value_as::<f64>("UNDEF").unwrap(), None);
    assert_eq!(header.value("UNDEF"), Some(&Value::Undefined));
}

#[test]
fn a_header_must_end() {
    assert!(matches!(header(&["A       = 1"]), Err(FitsError::NoEnd { bytes: 80, .. })));
}

#[test]
fn cards_written_are_the_cards_read() {
    let cards = vec![
        Card::new("EXTNAME", "observation", "name"),
        Card::new("FLAG", true, "a flag"),
        Card::new("COUNT", -12_345_i64, "an integer"),
        Card::new("SMALL", 8.305_555_555_555_6e-6, "a float"),
        Card::new("WHOLE", 16.0, "still a float"),
        Card::new("HUGE", 1.0e300, "big"),
        Card::bare("QUOTE", "it's ' quoted ''"),
        Card::bare("BLANKS", " "),
        Card::bare("EMPTY", ""),
        Card::bare("LONG", "0123456789 ".repeat(20).trim_end()),
        Card::bare("QUOTES", "'".repeat(150)),
        Card::bare("AMPER", "&".repeat(150)),
        Card::new("NOVALUE", Value::Undefined, "nothing"),
        Card::bare("ESO TEL ALT", 3_i64),
        Card::bare("COMPLEX", Value::Complex(1.5, -2.0)),
        Card { keyword: "COMMENT".into(), value: Value::Commentary("some text".into()), comment: None },
        Card { keyword: "HISTORY".into(), value: Value::Commentary("x".repeat(100)), comment: None },
    ];
    let mut writer = HeaderWriter::default();
    for card in &cards {
        writer.push(card).unwrap();
    }
    let bytes = writer.finish();
    assert_eq!(bytes.len() % BLOCK, 0);
    let read = Header::parse(&bytes, Place::default()).unwrap();
    for card in cards.iter().filter(|card| card.keyword != "HISTORY") {
        let found = read.cards().iter().find(|found| found.keyword == card.keyword).unwrap();
        assert_eq!(found, card);
    }
    assert_eq!(read.cards().iter().filter(|card| card.keyword == "HISTORY").count(), 2);
}

#[test]
fn cards_that_fits_cannot_hold_are_refused() {
    let refuse = |card: &Card| HeaderWriter::default().push(card).unwrap_err();
    assert!(matches!(refuse(&Card::bare("NAN", f64::NAN)), FitsError::BadCard { .. }));
    assert!(matches!(refuse(&Card::bare("ACCENT", "café")), FitsError::BadCard { .. }));
    assert!(matches!(refuse(&Card::bare("K".repeat(90), 1_i64)), FitsError::BadCard { .. }));
    assert!(matches!(refuse(&Card::bare("A\nB", 1_i64)), FitsError::BadCard { .. }));
}

#[test]
fn the_header_of_a_compressed_image_is_that_of_the_image() {
    let table = header(&[
        "XTENSION= 'BINTABLE'",
        "BITPIX  = 8",
        "NAXIS   = 2",
        "NAXIS1  = 32",
        "NAXIS2  = 50",
        "TFIELDS = 1",
        "TTYPE1  = 'COMPRESSED_DATA'",
        "ZIMAGE  = T",
        "ZTENSION= 'IMAGE'",
        "ZBITPIX = -32",
        "ZNAXIS  = 1",
        "ZNAXIS1 = 70",
        "ZTILE1  = 70",
        "ZVAL1   = 32",
        "CRPIX1  = 35.0",
        "TEXPOSUR= 2.0",
        "END",
    ])
    .unwrap();
    let image = table.to_image_header();
    let keywords: Vec<&str> = image.cards().iter().map(|card| card.keyword.as_str()).collect();
    assert_eq!(keywords, ["XTENSION", "BITPIX", "NAXIS", "NAXIS1", "CRPIX1", "TEXPOSUR"]);
    assert_eq!(image.require::<i64>("NAXIS1").unwrap(), 70);
    assert_eq!(image.to_image_header(), image);
}
