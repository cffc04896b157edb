//! Text to standard output and standard error.

use std::io::{self, Write};

/// Writes a line to standard output; a closed pipe is an error, not a panic.
pub(crate) fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{line}")
}

/// Writes a line to standard error, as well as it can.
pub(crate) fn complain(line: &str) {
    // When standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "{line}");
}
