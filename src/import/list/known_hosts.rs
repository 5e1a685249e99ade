//! Hosts whose pages are of one kind: an address goes in, what stands behind it comes out.
//!
//! One table for the role of a link and for the kind of an entry, so that the two agree. What no host tells
//! (a word in a link's text, a title) is not looked at here.

use super::web_address;
use crate::catalog::{Kind, LinkRole};

/// What is known of the pages of a host.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// The host, with all below it.
    host: &'static str,
    /// What their paths start with.
    path: &'static str,
    /// What a link there leads to.
    pub(super) role: LinkRole,
    /// What a thing there is; `None` where things of several kinds have their home.
    pub(super) kind: Option<Kind>,
}

const fn known(host: &'static str, path: &'static str, role: LinkRole, kind: Option<Kind>) -> Known {
    Known { host, path, role, kind }
}

const fn all(host: &'static str, role: LinkRole, kind: Kind) -> Known {
    known(host, "", role, Some(kind))
}

/// The first that fits tells.
const KNOWN: [Known; 46] = [
    all("arxiv.org", LinkRole::Paper, Kind::Paper),
    all("doi.org", LinkRole::Paper, Kind::Paper),
    all("openreview.net", LinkRole::Paper, Kind::Paper),
    all("dl.acm.org", LinkRole::Paper, Kind::Paper),
    all("ieeexplore.ieee.org", LinkRole::Paper, Kind::Paper),
    all("aclanthology.org", LinkRole::Paper, Kind::Paper),
    all("link.springer.com", LinkRole::Paper, Kind::Paper),
    all("sciencedirect.com", LinkRole::Paper, Kind::Paper),
    all("proceedings.mlr.press", LinkRole::Paper, Kind::Paper),
    all("papers.nips.cc", LinkRole::Paper, Kind::Paper),
    all("proceedings.neurips.cc", LinkRole::Paper, Kind::Paper),
    all("ndss-symposium.org", LinkRole::Paper, Kind::Paper),
    all("openaccess.thecvf.com", LinkRole::Paper, Kind::Paper),
    known("huggingface.co", "datasets/", LinkRole::Dataset, Some(Kind::Dataset)),
    known("kaggle.com", "datasets/", LinkRole::Dataset, Some(Kind::Dataset)),
    all("zenodo.org", LinkRole::Dataset, Kind::Dataset),
    known("huggingface.co", "spaces/", LinkRole::Demo, None),
    known("colab.research.google.com", "", LinkRole::Demo, None),
    known("huggingface.co", "", LinkRole::Model, None),
    known("github.com", "", LinkRole::Code, None),
    known("gitlab.com", "", LinkRole::Code, None),
    known("codeberg.org", "", LinkRole::Code, None),
    known("bitbucket.org", "", LinkRole::Code, None),
    all("pypi.org", LinkRole::Code, Kind::Tool),
    all("npmjs.com", LinkRole::Code, Kind::Tool),
    all("crates.io", LinkRole::Code, Kind::Tool),
    all("anaconda.org", LinkRole::Code, Kind::Tool),
    all("hub.docker.com", LinkRole::Code, Kind::Tool),
    all("youtube.com", LinkRole::Video, Kind::Course),
    all("youtu.be", LinkRole::Video, Kind::Course),
    all("vimeo.com", LinkRole::Video, Kind::Course),
    all("bilibili.com", LinkRole::Video, Kind::Course),
    known("slideshare.net", "", LinkRole::Slides, None),
    known("speakerdeck.com", "", LinkRole::Slides, None),
    known("readthedocs.io", "", LinkRole::Documentation, None),
    known("readthedocs.org", "", LinkRole::Documentation, None),
    all("coursera.org", LinkRole::Other, Kind::Course),
    all("udemy.com", LinkRole::Other, Kind::Course),
    all("edx.org", LinkRole::Other, Kind::Course),
    all("medium.com", LinkRole::Other, Kind::Article),
    all("substack.com", LinkRole::Other, Kind::Article),
    all("owasp.org", LinkRole::Other, Kind::Guidance),
    all("nist.gov", LinkRole::Other, Kind::Guidance),
    all("atlas.mitre.org", LinkRole::Other, Kind::Guidance),
    all("enisa.europa.eu", LinkRole::Other, Kind::Guidance),
    all("iso.org", LinkRole::Other, Kind::Guidance),
];

/// The lengths of the known hosts that start with a byte, a bit each.
static LENGTHS: [u32; 256] = lengths();

const fn lengths() -> [u32; 256] {
    let mut lengths = [0; 256];
    let mut at = 0;
    while at < KNOWN.len() {
        let host = KNOWN[at].host.as_bytes();
        lengths[host[0] as usize] |= 1 << host.len();
        at += 1;
    }
    lengths
}

/// False for most hosts that are not known: none of what they are below has the start and the length of one that is.
fn may_be_known(host: &[u8]) -> bool {
    let mut before = b'.';
    host.iter().enumerate().any(|(at, byte)| {
        let lengths = if std::mem::replace(&mut before, *byte) == b'.' {
            LENGTHS[usize::from(byte.to_ascii_lowercase())]
        } else {
            0
        };
        lengths >> (host.len() - at).min(31) & 1 == 1
    })
}

/// What is known of an address, by its host and path. O(hosts).
pub(super) fn at(host: &str, path: &str) -> Option<Known> {
    if !may_be_known(host.as_bytes()) {
        return None;
    }
    let starts = |start: &str| path.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
    KNOWN.iter().find(|known| web_address::is_under(host, known.host) && starts(known.path)).copied()
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, at};
    use crate::catalog::{Kind, LinkRole};

    #[test]
    fn the_first_that_fits_tells() {
        let told = |host, path| at(host, path).map(|known| (known.role, known.kind));
        assert_eq!(told("huggingface.co", "Datasets/a"), Some((LinkRole::Dataset, Some(Kind::Dataset))));
        assert_eq!(told("www.huggingface.co", "a/b"), Some((LinkRole::Model, None)));
        assert_eq!(told("a.medium.com", ""), Some((LinkRole::Other, Some(Kind::Article))));
        assert_eq!(told("notarxiv.org", ""), None);
    }

    #[test]
    fn every_known_host_is_found() {
        for known in &KNOWN {
            for host in [known.host.to_uppercase(), format!("a.{}", known.host), format!("www.a.{}", known.host)] {
                assert!(at(&host, known.path).is_some(), "{host}");
            }
        }
    }
}
