//! A file that is written before it has its name: content in, the file under its name once it is whole.
//!
//! Where the system has files without a name, a process that is ended on the way leaves nothing behind. Elsewhere the
//! draft has a name of its own, which such a process leaves.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use tempfile::NamedTempFile;

/// A file that is being written, in the folder where it will stay.
#[derive(Debug)]
pub(super) enum Draft {
    /// It has no name yet.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    /// It has a name for the time being.
    Named(NamedTempFile),
}

impl Draft {
    /// An empty draft, with the permissions of the file that it replaces, or those any new file has.
    pub(super) fn new(folder: &Path, old: Option<&Metadata>) -> io::Result<Self> {
        let mut draft = Self::empty(folder)?;
        if let Some(old) = old {
            draft.file().set_permissions(old.permissions())?;
        }
        Ok(draft)
    }

    #[cfg(target_os = "linux")]
    fn empty(folder: &Path) -> io::Result<Self> {
        unnamed::file_in(folder).map(Self::Unnamed).or_else(|_| named(folder).map(Self::Named))
    }

    #[cfg(not(target_os = "linux"))]
    fn empty(folder: &Path) -> io::Result<Self> {
        named(folder).map(Self::Named)
    }

    /// What it is written to.
    pub(super) fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file,
            Self::Named(file) => file.as_file_mut(),
        }
    }

    /// Syncs it and gives it its name, in its folder; a file that has the name already is replaced.
    pub(super) fn keep(mut self, folder: &Path, path: &Path) -> io::Result<()> {
        self.file().sync_all()?;
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => unnamed::keep(&file, folder, path)?,
            Self::Named(file) => drop(file.persist(path).map_err(|error| error.error)?),
        }
        // The rename is durable once its folder is synced; where a folder cannot be, the file still is whole.
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
        Ok(())
    }
}

/// Reading and writing for all, less what the process masks.
#[cfg(unix)]
const ANY_NEW_FILE: u32 = 0o666;

#[cfg(unix)]
fn named(folder: &Path) -> io::Result<NamedTempFile> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;
    tempfile::Builder::new().permissions(Permissions::from_mode(ANY_NEW_FILE)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn named(folder: &Path) -> io::Result<NamedTempFile> {
    NamedTempFile::new_in(folder)
}

/// Files without a name, on file systems that have them.
#[cfg(target_os = "linux")]
mod unnamed {
    use super::ANY_NEW_FILE;
    use rustix::fs::{AtFlags, CWD, OFlags, linkat};
    use std::fs::{File, OpenOptions};
    use std::io;
    use std::os::fd::AsRawFd as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    use std::path::{Path, PathBuf};

    /// An error where the file system has none, or where it could not be named later.
    pub(super) fn file_in(folder: &Path) -> io::Result<File> {
        let flags = OFlags::TMPFILE.bits().cast_signed();
        let file = OpenOptions::new().read(true).write(true).mode(ANY_NEW_FILE).custom_flags(flags).open(folder)?;
        place(&file).symlink_metadata()?;
        Ok(file)
    }

    /// Names it. No call replaces a file by one without a name, so it has another one for a moment.
    pub(super) fn keep(file: &File, folder: &Path, path: &Path) -> io::Result<()> {
        let link = |name: &Path| Ok(linkat(CWD, place(file), CWD, name, AtFlags::SYMLINK_FOLLOW)?);
        tempfile::Builder::new().make_in(folder, link)?.persist(path).map_err(|error| error.error)
    }

    /// What an open file is called whether or not it has a name.
    fn place(file: &File) -> PathBuf {
        PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
    }
}
