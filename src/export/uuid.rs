//! Identifiers that are the same whenever the same is exported.

use sha1::{Digest as _, Sha1};

/// The namespace of addresses on the web (RFC 9562, section 6.6).
const OF_URLS: [u8; 16] =
    [0x6b, 0xa7, 0xb8, 0x11, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8];

/// The UUID of an IRI: version 5, in the namespace of addresses.
pub(super) fn of_iri(iri: &str) -> String {
    let digest = Sha1::new().chain_update(OF_URLS).chain_update(iri).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(byte, hashed)| *byte = hashed);
    bytes[6] = bytes[6] & 0x0F | 0x50;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
