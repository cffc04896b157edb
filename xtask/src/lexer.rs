//! Rust source with everything that is not code blanked out.
//!
//! Counting braces or looking for a keyword in raw source trips over strings and comments; parsing it
//! properly would make this crate slow to compile. Between the two lies a small scanner that knows
//! comments (nested), strings (raw, byte, C), characters and lifetimes, and nothing else.

/// `source` with comments, strings and character literals replaced by spaces. Line breaks stay where
/// they are, so line numbers hold.
pub(crate) fn code_only(source: &str) -> String {
    let mut scanner = Scanner { chars: source.chars().collect(), at: 0, out: String::new() };
    scanner.out.reserve(source.len());
    while let Some(c) = scanner.peek(0) {
        match c {
            '/' if scanner.peek(1) == Some('/') => scanner.blank_line_comment(),
            '/' if scanner.peek(1) == Some('*') => scanner.blank_block_comment(),
            '"' => scanner.blank_string(),
            '\'' => scanner.character_or_lifetime(),
            _ if c.is_alphabetic() || c == '_' => scanner.word(),
            _ => scanner.keep(),
        }
    }
    scanner.out
}

/// The words (identifiers and keywords) of `code`, each with the 1-based line it stands on.
pub(crate) fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().flat_map(|(index, line)| {
        line.split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .map(move |word| (index + 1, word))
    })
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    out: String,
}

impl Scanner {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn keep(&mut self) {
        self.out.extend(self.peek(0));
        self.at += 1;
    }

    fn blank(&mut self) {
        if let Some(c) = self.peek(0) {
            self.out.push(if c == '\n' { '\n' } else { ' ' });
        }
        self.at += 1;
    }

    fn blank_line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.blank();
        }
    }

    fn blank_block_comment(&mut self) {
        let mut depth = 0_usize;
        loop {
            match (self.peek(0), self.peek(1)) {
                (None, _) => return,
                (Some('/'), Some('*')) => {
                    depth += 1;
                    self.blank();
                }
                (Some('*'), Some('/')) => {
                    depth -= 1;
                    self.blank();
                }
                _ => {}
            }
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    /// From the opening quote past the closing one; a backslash takes the next character with it.
    fn blank_string(&mut self) {
        self.blank();
        while let Some(c) = self.peek(0) {
            self.blank();
            match c {
                '\\' => self.blank(),
                '"' => return,
                _ => {}
            }
        }
    }

    /// From the first `#` or quote past the closing quote and its hashes; nothing escapes.
    fn blank_raw_string(&mut self) {
        let hashes = self.hashes(0);
        (0..=hashes).for_each(|_| self.blank());
        while let Some(c) = self.peek(0) {
            self.blank();
            if c == '"' && self.hashes(0) >= hashes {
                (0..hashes).for_each(|_| self.blank());
                return;
            }
        }
    }

    /// How many `#` stand in a row, starting `ahead` of here.
    fn hashes(&self, ahead: usize) -> usize {
        (ahead..).take_while(|index| self.peek(*index) == Some('#')).count()
    }

    /// `'a'` and `'\n'` are literals; `'a` is a lifetime or a label and stays.
    fn character_or_lifetime(&mut self) {
        let escaped = self.peek(1) == Some('\\');
        if !escaped && self.peek(2) != Some('\'') {
            self.keep();
            return;
        }
        // The quote, then the character or the backslash with what it escapes.
        (0..if escaped { 3 } else { 2 }).for_each(|_| self.blank());
        while self.peek(0).is_some_and(|c| c != '\'') {
            self.blank();
        }
        self.blank();
    }

    /// A word; if it is the prefix of a string, the string goes too.
    fn word(&mut self) {
        let start = self.at;
        while self.peek(0).is_some_and(|c| c.is_alphanumeric() || c == '_') {
            self.keep();
        }
        let word: String = self.chars[start..self.at].iter().collect();
        let quote_after_hashes = self.peek(self.hashes(0)) == Some('"');
        match word.as_str() {
            "r" | "br" | "cr" if quote_after_hashes => self.blank_raw_string(),
            "b" if self.peek(0) == Some('\'') => self.character_or_lifetime(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left, with runs of spaces squeezed.
    fn left(source: &str) -> String {
        code_only(source).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_are_blanked_and_nest() {
        assert_eq!(left("a // { b\nc /* { /* } */ { */ d"), "a c d");
        assert_eq!(left("a / b * c"), "a / b * c");
    }

    #[test]
    fn strings_of_every_kind_are_blanked() {
        assert_eq!(left(r#"f("{ \" {", x)"#), "f( , x)");
        assert_eq!(left(r###"f(r#"{ " {"#, x)"###), "f(r , x)");
        assert_eq!(left(r#"f(br"{\", b"}", c"{")"#), "f(br , b , c )");
    }

    #[test]
    fn characters_are_told_from_lifetimes() {
        assert_eq!(
            left("fn f<'a>(x: &'a str) { m('{', '\\'', '\"', b'}', '\\u{7b}') }"),
            "fn f<'a>(x: &'a str) { m( , , , b , ) }"
        );
        assert_eq!(left("'outer: loop { break 'outer; }"), "'outer: loop { break 'outer; }");
    }

    #[test]
    fn raw_identifiers_stay() {
        assert_eq!(left("let r#type = r#fn;"), "let r#type = r#fn;");
    }

    #[test]
    fn line_numbers_hold_and_unfinished_literals_end_with_the_file() {
        let source = "a\n/* b\n c */\n\"d\n e\"\nf";
        assert_eq!(code_only(source).lines().count(), source.lines().count());
        for unfinished in ["\"abc", "r#\"abc\"", "/* abc", "'\\", "b'", "\"abc\\"] {
            code_only(unfinished);
        }
    }

    #[test]
    fn words_carry_their_line() {
        let found: Vec<_> = words("unsafe {\n  unsafe_code }").collect();
        assert_eq!(found, [(1, "unsafe"), (2, "unsafe_code")]);
    }
}
