//! SPARQL servers that people run: queries out and answers in, a graph of ours up as a version, and back as a snapshot.
//!
//! Servers differ, and some leave out what they do not say. What comes from here is whole and as it was stored, or an
//! error. It derives nothing and knows no framework.
//!
//! # Limits
//! Plain HTTP; HTTPS with the feature `remote-tls`. No redirect is followed. An answer is held in memory whole.

mod answer;
mod client;
mod credentials;
mod endpoint;
mod error;
mod mirror;
mod probe;
mod push;
mod read;
mod replicas;
mod text;
mod version;

pub use answer::RemoteAnswer;
pub use client::ExchangeLimits;
pub use credentials::{Credentials, CredentialsError};
pub use endpoint::{AddressError, Endpoint, address};
pub use error::RemoteError;
pub use mirror::{MirrorError, mirror, mirror_named_graphs};
pub use probe::{Finding, Verdict, probe};
pub use push::{Done, Door, HasBlankNodes, Upload, Writer};
pub use version::{Part, Version, current};
