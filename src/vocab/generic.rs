//! Texts that say what stands behind a link, not what it is called.

/// Words of such texts, in lower case, sorted by their bytes.
#[rustfmt::skip]
const GENERIC_WORDS: [&str; 66] = [
    "abs", "abstract", "app", "article", "arxiv", "blog", "checkpoint", "checkpoints", "clients", "code", "colab",
    "conda", "cran", "data", "dataset", "datasets", "demo", "doc", "docker", "dockerhub", "docs", "documentation",
    "download", "github", "gitlab", "here", "homepage", "hub", "huggingface", "implementation", "link", "links", "live",
    "maven", "model", "models", "news", "npm", "official", "page", "paper", "papers", "pdf", "post", "poster", "ppt",
    "preprint", "project", "pypi", "readthedocs", "repo", "repository", "site", "slides", "source", "talk", "url",
    "video", "web", "website", "weights", "wiki", "youtube", "代码", "论文", "链接",
];

/// Length of the longest of them.
const MAX_GENERIC_BYTES: usize = "implementation".len();

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
    let mut count = 0;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        count += 1;
        if count > MAX_GENERIC_WORDS || !is_generic_word(word) {
            return false;
        }
    }
    count > 0
}

fn is_generic_word(word: &str) -> bool {
    if word.len() > MAX_GENERIC_BYTES {
        return false;
    }
    let against = |other: &str| other.bytes().cmp(word.bytes().map(|byte| byte.to_ascii_lowercase()));
    GENERIC_WORDS.binary_search_by(|generic| against(generic)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{GENERIC_WORDS, MAX_GENERIC_BYTES, is_generic};

    #[test]
    fn every_generic_word_is_found() {
        assert!(GENERIC_WORDS.is_sorted());
        assert_eq!(GENERIC_WORDS.iter().map(|word| word.len()).max(), Some(MAX_GENERIC_BYTES));
        assert!(GENERIC_WORDS.iter().all(|word| is_generic(word) && is_generic(&word.to_uppercase())));
    }
}
