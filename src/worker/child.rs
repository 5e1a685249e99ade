//! The side of the child: limits taken upon itself, and what it says.

use super::Limits;
use super::frame::{self, Kind};
use std::io::{self, Write};

/// The standard output of a child, as one that works for another process has it.
///
/// What is written to it is output; it is passed on at once.
#[derive(Debug)]
pub struct Child {
    limits: Limits,
}

impl Child {
    /// Limits the memory of this process, for good. `stack` is the memory reserved for stacks beside it.
    ///
    /// # Errors
    /// What the system says.
    pub fn limited(limits: Limits, stack: u64) -> io::Result<Self> {
        if let Some(memory) = limits.memory {
            limit_memory(memory.saturating_add(stack))?;
        }
        end_with_parent()?;
        Ok(Self { limits })
    }

    /// Says that the data are read, and limits the time of the processor from here on.
    ///
    /// # Errors
    /// What the system says; the other side may be gone.
    pub fn begin(&self) -> io::Result<()> {
        if let Some(timeout) = self.limits.timeout {
            limit_processor(timeout.as_secs())?;
        }
        frame::write(io::stdout().lock(), Kind::Begun, &[])
    }

    /// Says how it went: the last there is to say.
    ///
    /// # Errors
    /// The other side may be gone.
    pub fn end(&self, how: &[u8]) -> io::Result<()> {
        frame::write(io::stdout().lock(), Kind::Ended, how)
    }
}

impl Write for &Child {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        frame::write(io::stdout().lock(), Kind::Output, bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The system counts what is private and can be written, so that mapped files cost nothing.
#[cfg(unix)]
fn limit_memory(bytes: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Whoever runs out of it need not leave all he had on the disk.
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    let bytes = Some(allowed(Resource::Data, bytes));
    Ok(setrlimit(Resource::Data, Rlimit { current: bytes, maximum: bytes })?)
}

/// As much, or what this process may still have, if that is less: nobody may raise it again.
#[cfg(unix)]
fn allowed(resource: rustix::process::Resource, wanted: u64) -> u64 {
    rustix::process::getrlimit(resource).maximum.map_or(wanted, |most| most.min(wanted))
}

/// Ends the process when it has computed so long from now: by then the parent should have ended it.
#[cfg(unix)]
fn limit_processor(seconds: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    /// The parent comes first where it is there, and its clock may stand still while output waits.
    const LATER: u64 = 10;
    let spent = u64::try_from(clock_gettime(ClockId::ProcessCPUTime).tv_sec).unwrap_or(0);
    let until = spent.saturating_add(seconds).saturating_add(LATER);
    // At the first limit comes SIGXCPU, which tells why; at the second SIGKILL, which does not.
    let maximum = allowed(Resource::Cpu, until.saturating_add(1));
    Ok(setrlimit(Resource::Cpu, Rlimit { current: Some(until.min(maximum)), maximum: Some(maximum) })?)
}

#[cfg(target_os = "linux")]
fn end_with_parent() -> io::Result<()> {
    use rustix::process::{Signal, set_parent_process_death_signal};
    Ok(set_parent_process_death_signal(Some(Signal::KILL))?)
}

#[cfg(not(unix))]
fn limit_memory(_bytes: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn limit_processor(_seconds: u64) -> io::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn end_with_parent() -> io::Result<()> {
    Ok(())
}
