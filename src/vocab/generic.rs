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
    let mut lower = [0; MAX_GENERIC_BYTES];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    let has_length = lower.first().is_some_and(|&first| LENGTHS[usize::from(first)] & (1 << lower.len()) != 0);
    has_length && GENERIC_WORDS.binary_search_by(|generic| generic.as_bytes().cmp(lower)).is_ok()
}

/// The lengths of the generic words that start with a byte, a bit each: tells most other words without a search.
static LENGTHS: [u16; 256] = lengths();

const fn lengths() -> [u16; 256] {
    let mut lengths = [0; 256];
    let mut at = 0;
    while at < GENERIC_WORDS.len() {
        let word = GENERIC_WORDS[at].as_bytes();
        lengths[word[0] as usize] |= 1 << word.len();
        at += 1;
    }
    lengths
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
