//! Texts that say what stands behind a link, not what it is called.

/// Words of such texts, in lower case, sorted by their bytes.
#[rustfmt::skip]
const GENERIC_WORDS: [&str; 76] = [
    "abs", "abstract", "address", "app", "article", "arxiv", "blog", "checkpoint", "checkpoints", "clients", "code",
    "colab", "conda", "cran", "data", "dataset", "datasets", "demo", "doc", "docker", "dockerhub", "docs", "documentation",
    "download", "github", "gitlab", "here", "homepage", "hub", "huggingface", "implementation", "link", "links", "live",
    "maven", "model", "models", "news", "npm", "official", "page", "paper", "papers", "pdf", "post", "poster", "ppt",
    "preprint", "project", "pypi", "readthedocs", "recording", "repo", "repository", "site", "slides", "source",
    "talk", "url", "video", "web", "website", "weights", "wiki", "youtube", "下载", "主页", "仓库", "代码",
    "地址", "官网", "网址", "网站", "论文", "链接", "项目",
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
    let Some(first) = word.as_bytes().first() else { return false };
    let Start { lengths, words: (from, to) } = STARTS[usize::from(first.to_ascii_lowercase())];
    let may_be = u32::try_from(word.len()).ok().and_then(|length| lengths.checked_shr(length));
    let words = GENERIC_WORDS.get(from..to).filter(|_| may_be.is_some_and(|rest| rest & 1 == 1));
    words.is_some_and(|words| words.iter().any(|generic| generic.eq_ignore_ascii_case(word)))
}

/// The generic words that start with a byte.
#[derive(Clone, Copy)]
struct Start {
    /// Their lengths, a bit each: tells most other words without a look at them.
    lengths: u16,
    /// The first of them, and the first behind them.
    words: (usize, usize),
}

static STARTS: [Start; 256] = starts();

const fn starts() -> [Start; 256] {
    let mut starts = [Start { lengths: 0, words: (0, 0) }; 256];
    let mut at = 0;
    while at < GENERIC_WORDS.len() {
        let word = GENERIC_WORDS[at].as_bytes();
        let start = &mut starts[word[0] as usize];
        if start.lengths == 0 {
            start.words.0 = at;
        }
        start.words.1 = at + 1;
        start.lengths |= 1 << word.len();
        at += 1;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::{GENERIC_WORDS, is_generic};

    #[test]
    fn every_generic_word_is_found() {
        assert!(GENERIC_WORDS.is_sorted());
        assert!(GENERIC_WORDS.iter().all(|word| is_generic(word) && is_generic(&word.to_uppercase())));
    }
}
