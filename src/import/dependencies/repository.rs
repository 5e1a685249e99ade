//! Addresses of repositories, as package managers write them.

use crate::vocab::canonical_url;

/// A repository that an address names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Repository {
    /// `https://HOST/OWNER/NAME`.
    pub(super) address: String,
    /// The branch, tag or commit.
    pub(super) version: Option<String>,
}

/// The repository that an address lies in: `git+https://…@v1#egg=name`, `git+ssh://git@…`, `git@HOST:OWNER/NAME.git`,
/// `github:OWNER/NAME`; `None` on hosts that are no known forge.
pub(super) fn repository(written: &str) -> Option<Repository> {
    let written = written.trim();
    let bare = ["git+", "registry+", "scm:git:"].iter().find_map(|lead| written.strip_prefix(lead)).unwrap_or(written);
    let address = if let Some(rest) = bare.strip_prefix("github:") {
        format!("https://github.com/{rest}")
    } else if let Some((_, rest)) = bare.split_once("://") {
        let (user, rest) = rest.split_once('@').unwrap_or(("", rest));
        // An `@` after the host leads a version.
        if user.contains('/') { format!("https://{user}@{rest}") } else { format!("https://{rest}") }
    } else {
        let (host, path) = bare.strip_prefix("git@")?.split_once(':')?;
        format!("https://{host}/{path}")
    };
    let (address, fragment) = address.split_once('#').unwrap_or((&address, ""));
    let after_host = address.find("://").map_or(0, |at| at + 3);
    let at = address.get(after_host..)?.find('@').map(|at| after_host + at);
    let (address, after) = at.map_or((address, ""), |at| (&address[..at], &address[at + 1..]));
    let named = address.split_once('?').map_or("", |(_, query)| query);
    let of_query = ["rev", "tag", "branch"].iter().find_map(|key| value(named, key));
    let of_fragment = Some(fragment).filter(|text| !text.is_empty() && !text.contains('='));
    let version = [Some(after), of_query, of_fragment].into_iter().flatten().find(|text| !text.is_empty());
    Some(Repository {
        address: canonical_url::repository_around(&canonical_url::parse(address)?)?,
        version: version.map(str::to_owned),
    })
}

/// The value of a key in the query of an address, as written.
fn value<'t>(query: &'t str, key: &str) -> Option<&'t str> {
    query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='))
}
