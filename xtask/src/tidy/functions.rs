//! No function is too long to hold in one's head.

use super::{Finding, SourceFile};
use crate::lexer::code_only;

const RULE: &str = "function size";
/// Functions longer than this are split.
const HARD_CAP: usize = 100;

/// Functions that may be longer: path, name, lines allowed, reason.
const EXCEPTIONS: &[(&str, &str, usize, &str)] = &[];

/// A function found in the text: where it begins and how many lines it takes, from `fn` to its brace.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) line: usize,
    pub(super) length: usize,
}

/// The functions over the hard cap.
pub(super) fn check(files: &[SourceFile]) -> Vec<Finding> {
    let rust = files.iter().filter(|file| file.is_rust());
    rust.flat_map(|file| {
        functions(&file.text).into_iter().filter_map(|function| check_function(&file.path, &function))
    })
    .collect()
}

fn check_function(path: &str, function: &Function) -> Option<Finding> {
    let Function { name, line, length } = function;
    let exception = EXCEPTIONS.iter().find(|(file, known, _, _)| *file == path && known == name);
    let cap = exception.map_or(HARD_CAP, |(_, _, allowed, _)| *allowed);
    let message = format!("`{name}` takes {length} lines, {cap} at most");
    (*length > cap).then(|| Finding::at(RULE, path, *line, message))
}

/// Every function with a body, in order; one inside another counts on its own as well.
pub(super) fn functions(source: &str) -> Vec<Function> {
    let code = code_only(source);
    let bytes = code.as_bytes();
    let starts = code.match_indices("fn").filter(|(at, _)| is_word(bytes, *at, at + 2));
    starts.filter_map(|(at, _)| function_at(&code, at)).collect()
}

fn is_word(bytes: &[u8], start: usize, end: usize) -> bool {
    // `r#fn` would be a name; a `#` before the keyword settles it.
    let part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'#');
    !start.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(part)
        && !bytes.get(end).is_some_and(part)
}

/// The function whose keyword stands at `at`; none for a pointer type or a declaration without body.
fn function_at(code: &str, at: usize) -> Option<Function> {
    let after = code.get(at + 2..)?;
    let name: String = after
        .trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$' | '#'))
        .collect();
    if name.is_empty() {
        return None;
    }
    let length = 1 + code.get(at..at + 2 + end_of_body(after)?)?.matches('\n').count();
    let line = 1 + code.get(..at)?.matches('\n').count();
    Some(Function { name, line, length })
}

/// Where the body that follows a signature ends. The `;` of `[u8; 4]` ends nothing: only one outside
/// brackets does.
fn end_of_body(signature: &str) -> Option<usize> {
    let mut brackets = 0_usize;
    let mut braces = 0_usize;
    for (index, byte) in signature.bytes().enumerate() {
        match byte {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets = brackets.saturating_sub(1),
            b';' if braces == 0 && brackets == 0 => return None,
            b'{' => braces += 1,
            b'}' => {
                braces = braces.checked_sub(1)?;
                if braces == 0 && brackets == 0 {
                    return Some(index);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{file, lines};
    use super::*;

    fn sizes(source: &str) -> Vec<(String, usize, usize)> {
        functions(source).into_iter().map(|f| (f.name, f.line, f.length)).collect()
    }

    #[test]
    fn functions_are_measured_from_keyword_to_brace() {
        let source = "/// Docs { of it\nfn a() {\n    b('{');\n    \"}\";\n}\n\nfn c() {}\n";
        assert_eq!(sizes(source), [("a".into(), 2, 4), ("c".into(), 7, 1)]);
    }

    #[test]
    fn declarations_and_pointer_types_are_not_functions() {
        let source = "trait T {\n    fn a(x: [u8; 4]) -> [u8; 2];\n    fn b(f: fn(u8) -> u8) -> [u8; 2] {\n        f(0)\n    }\n}";
        assert_eq!(sizes(source), [("b".into(), 3, 3)]);
        assert_eq!(sizes("let fnord = r#fn; my_fn(); x.fn_();"), []);
    }

    #[test]
    fn nested_functions_count_on_their_own() {
        let source = "fn outer() {\n    fn inner() {\n    }\n    if x {\n    }\n}";
        assert_eq!(sizes(source), [("outer".into(), 1, 6), ("inner".into(), 2, 2)]);
    }

    #[test]
    fn the_cap_itself_is_allowed_and_one_more_is_not() {
        let long = |lines: usize| format!("fn f() {{\n{}}}\n", "    x();\n".repeat(lines - 2));
        assert_eq!(check(&[file("a.rs", &long(HARD_CAP))]), []);
        let two = format!("{}{}", long(HARD_CAP), long(HARD_CAP + 1));
        assert_eq!(lines(&check(&[file("a.rs", &two)])), [HARD_CAP + 1]);
    }
}
