//! Files as memory, and what happens when one is cut short while it is.
//!
//! The one place where memory is not ours alone: whoever writes into a file while it is mapped changes it under us. Every
//! byte is looked at as bytes, checked before use, and files are replaced by renaming, so that what is mapped stays as it
//! was.
#![expect(unsafe_code, reason = "no file is mapped without it, and no fault of reading one caught")]

use super::Snapshot;
use memmap2::Mmap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A file as memory. It stays open, so that it can be opened again whatever has its name by now.
pub(super) struct Mapped {
    map: Mmap,
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux names open files"))]
    file: File,
}

impl Mapped {
    pub(super) fn as_slice(&self) -> &[u8] {
        &self.map
    }
}

pub(super) fn map(file: File) -> io::Result<Mapped> {
    // SAFETY: the map is read only, and only as bytes, for which every value is valid.
    let map = unsafe { Mmap::map(&file) }?;
    Ok(Mapped { map, file })
}

impl Snapshot {
    /// Where other processes of the user find the very bytes of this snapshot, as long as it is open here; `None` for
    /// one in memory.
    ///
    /// On Linux the file itself, whatever has its name by now; elsewhere its name.
    pub fn place(&self) -> Option<PathBuf> {
        let (mapped, path) = self.image.mapped()?;
        Some(place(mapped, path))
    }
}

#[cfg(target_os = "linux")]
fn place(mapped: &Mapped, _: &Path) -> PathBuf {
    use std::os::fd::AsRawFd as _;
    let process = rustix::process::getpid().as_raw_nonzero();
    PathBuf::from(format!("/proc/{process}/fd/{}", mapped.file.as_raw_fd()))
}

#[cfg(not(target_os = "linux"))]
fn place(_: &Mapped, path: &Path) -> PathBuf {
    path.to_owned()
}

/// From now on, a mapped file that cannot be read any more, being cut short or on a disk that fails, ends the process
/// with a message on standard error and a status, where it would be killed by SIGBUS. To be called once.
///
/// Nothing is cleaned up on the way: a file being written stays under its temporary name.
///
/// # Errors
/// Where the system has no descriptor or handler to give.
#[cfg(unix)]
pub fn exit_when_cut_short(message: &'static str, status: i32) -> io::Result<()> {
    use std::io::Write;
    use std::os::fd::AsFd;

    // A descriptor of its own: the lock of the usual one may be held by whoever is interrupted.
    let stderr = File::from(io::stderr().as_fd().try_clone_to_owned()?);
    let action = move || {
        // Nobody is left to be told that the message could not be written.
        let _ = (&stderr).write_all(message.as_bytes());
        signal_hook::low_level::exit(status)
    };
    // SAFETY: the action calls write(2) and _exit(2), and neither allocates nor locks.
    unsafe { signal_hook::low_level::register(signal_hook::consts::SIGBUS, action) }.map(drop)
}

/// Elsewhere a file that is mapped cannot be cut short.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn exit_when_cut_short(_message: &'static str, _status: i32) -> io::Result<()> {
    Ok(())
}
