//! Why a server did not do what was asked of it.

use std::io;
use std::time::Duration;

/// What a server, or the way to it, did wrong.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// It is not there, or cut the connection.
    #[error("cannot reach {address}: {cause}")]
    Unreachable {
        /// What was asked for.
        address: String,
        /// What the system says.
        cause: String,
    },
    /// It took too long.
    #[error("{address} did not answer within {} seconds", waited.as_secs())]
    TimedOut {
        /// What was asked for.
        address: String,
        /// How long it had.
        waited: Duration,
    },
    /// None of several servers answered.
    #[error("no server can be asked: {}", said.join("; "))]
    NoReplica {
        /// What each of them did.
        said: Vec<String>,
    },
    /// It refused.
    #[error("{address} answered with status {status}{}", said_after(said))]
    Refused {
        /// What was asked for.
        address: String,
        /// HTTP status.
        status: u16,
        /// The first line of what it said, made short.
        said: String,
    },
    /// It wants to know who asks, or does not like who does.
    #[error("{address} wants credentials (status {status}{}){}", offered_in(offered), said_after(said))]
    Unauthorized {
        /// What was asked for.
        address: String,
        /// HTTP status: 401 or 403.
        status: u16,
        /// The schemes it takes, as it lists them.
        offered: String,
        /// The first line of what it said, made short.
        said: String,
    },
    /// It sends elsewhere.
    #[error("{address} sends to `{to}`; no redirect is followed")]
    Redirected {
        /// What was asked for.
        address: String,
        /// Where to.
        to: String,
    },
    /// The answer is of a kind that was not asked for.
    #[error("{address} answered with `{media_type}`, which is no {wanted}{}", said_after(said))]
    MediaType {
        /// What was asked for.
        address: String,
        /// What came.
        media_type: String,
        /// What should have come.
        wanted: &'static str,
        /// Its first line, made short.
        said: String,
    },
    /// The answer is larger than it may be.
    #[error("the answer of {address} is larger than {limit} bytes")]
    TooLarge {
        /// What was asked for.
        address: String,
        /// The limit.
        limit: u64,
    },
    /// The answer is not what its media type says.
    #[error("the answer of {address} cannot be read: {cause}")]
    Malformed {
        /// What was asked for.
        address: String,
        /// What is wrong.
        cause: String,
    },
    /// The answer is not whole, and no way to the rest was found.
    #[error("{address} cuts answers at {rows} rows: this one is not whole{}", said_after(why))]
    Cut {
        /// What was asked for.
        address: String,
        /// After how many rows.
        rows: usize,
        /// Why the rest cannot be had, or nothing.
        why: String,
    },
    /// What is there is not what was put there.
    #[error("{graph} at {address} {what}")]
    Differs {
        /// What was asked for.
        address: String,
        /// The graph.
        graph: String,
        /// What differs.
        what: String,
    },
    /// The server has no graph of ours.
    #[error("{address} has no graph of aisec: nothing there says which version is current")]
    NoVersion {
        /// What was asked for.
        address: String,
    },
    /// The graph there is too large to be mirrored.
    #[error("the graph at {address} has {triples} triples; no more than {limit} are mirrored")]
    TooManyTriples {
        /// What was asked for.
        address: String,
        /// How many there are.
        triples: u64,
        /// How many may be.
        limit: u64,
    },
    /// What is read or kept here failed.
    #[error("cannot keep what was read")]
    Keep(#[from] io::Error),
}

impl RemoteError {
    /// Whether the server, or the way to it, fails as a whole: another may answer the same request.
    pub(super) fn is_of_server(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::TimedOut { .. } | Self::Refused { status: 502..=504, .. })
    }
}

/// ": said", or nothing.
fn said_after(said: &str) -> String {
    if said.is_empty() { String::new() } else { format!(": {said}") }
}

/// ", which takes Digest", or nothing.
fn offered_in(offered: &str) -> String {
    if offered.is_empty() { String::new() } else { format!(", which takes {offered}") }
}
