//! What stands behind a link, told by its text and its host.
//!
//! A link's text and target go in, a role comes out. It does not know entries.

use super::known_hosts;
use super::web_address;
use crate::catalog::LinkRole;

/// Hosts whose images are badges.
#[rustfmt::skip]
const BADGE_HOSTS: [&str; 16] = [
    "img.shields.io", "shields.io", "badge.fury.io", "badgen.net", "badges.gitter.im", "codecov.io", "coveralls.io",
    "travis-ci.org", "travis-ci.com", "circleci.com", "app.codacy.com", "api.codacy.com", "awesome.re",
    "pepy.tech", "static.pepy.tech", "hits.seeyoufarm.com",
];

/// True when an image of that address is a badge.
pub(super) fn is_badge(target: &str) -> bool {
    let (host, path) = web_address::host_and_path(target);
    let host = host.strip_prefix("www.").unwrap_or(host);
    BADGE_HOSTS.iter().any(|badges| host.eq_ignore_ascii_case(badges))
        || path
            .split(['/', '.', '?', '-', '_'])
            .any(|part| part.eq_ignore_ascii_case("badge") || part.eq_ignore_ascii_case("badges"))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Words of link texts, in the order they are tried; matched as whole words in lower case.
#[rustfmt::skip]
const IN_TEXTS: [(LinkRole, &[&str]); 8] = [
    (LinkRole::Paper, &["paper", "pdf", "arxiv", "preprint", "abs", "论文"]),
    (LinkRole::Code, &["code", "github", "repo", "repository", "source", "implementation", "代码", "仓库"]),
    (LinkRole::Dataset, &["dataset", "datasets", "data", "benchmark", "数据集", "数据"]),
    (LinkRole::Demo, &["demo", "playground", "colab", "演示"]),
    (LinkRole::Slides, &["slides", "slide", "ppt", "幻灯片"]),
    (LinkRole::Video, &["video", "talk", "recording", "youtube", "视频"]),
    (LinkRole::Model, &["model", "models", "weights", "checkpoint", "checkpoints", "模型"]),
    (LinkRole::Documentation, &["doc", "docs", "documentation", "manual", "readthedocs", "文档"]),
];

/// The role of a link: by a word of its text, else by its host.
pub(super) fn role(text: &str, target: &str) -> LinkRole {
    let is_ascii = text.is_ascii();
    let has_word = |word: &&str| {
        if word.is_ascii() {
            words(text).any(|other| other.eq_ignore_ascii_case(word))
        } else {
            !is_ascii && text.contains(*word)
        }
    };
    let told = IN_TEXTS.iter().find(|(_, words)| words.iter().any(has_word));
    told.map_or_else(|| by_host(target), |&(role, _)| role)
}

fn by_host(target: &str) -> LinkRole {
    let (host, path) = web_address::host_and_path(target);
    known_hosts::at(host, path).map_or(LinkRole::Other, |known| known.role)
}
