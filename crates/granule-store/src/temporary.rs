//! Files that appear whole or not at all.

use std::io;
use std::path::Path;

use tempfile::NamedTempFile;

/// A temporary file beside `path`, to be given that name when it is complete; it is removed if it never is.
///
/// It has the permissions of any new file, unlike other temporary files, which only their owner may read.
///
/// # Errors
/// What the system reports: no such directory, no permission, no room.
pub fn temporary_beside(path: &Path) -> io::Result<NamedTempFile> {
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".granule-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What the user's mask leaves of this.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(directory)
}
