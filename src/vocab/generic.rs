//! Texts that say what stands behind a link, not what it is called.

/// Words of such texts, in lower case.
#[rustfmt::skip]
const GENERIC_WORDS: [&str; 66] = [
    "abs", "abstract", "app", "article", "arxiv", "blog", "checkpoint", "checkpoints", "clients", "code", "colab",
    "conda", "cran", "data", "dataset", "datasets", "demo", "doc", "docker", "dockerhub", "docs", "documentation",
    "download", "gitlab", "github", "here", "homepage", "hub", "huggingface", "implementation", "link", "links", "live",
    "maven", "model", "models", "news", "npm", "official", "page", "paper", "papers", "pdf", "post", "poster", "ppt",
    "preprint", "project", "pypi", "readthedocs", "repo", "repository", "site", "slides", "source", "talk", "url",
    "video", "web", "website", "weights", "wiki", "youtube", "代码", "论文", "链接",
];

/// Words such a text has at most.
const MAX_GENERIC_WORDS: usize = 3;

/// True for a text that only says what stands behind a link, such as `Source Code` or `GitHub`.
///
/// ```
/// use aisec_graph::vocab::is_generic;
/// assert!(is_generic("[Project Page]") && is_generic("PyPI"));
/// assert!(!is_generic("garak") && !is_generic("Paper on garak"));
/// ```
pub fn is_generic(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.clone().count() <= MAX_GENERIC_WORDS
        && words.all(|word| GENERIC_WORDS.contains(&word))
}
