//! Which addresses are one and which are two: a row for every rule, and for what a rule must not do.

use aisec_graph::vocab::canonical_url::{key, parse};

fn key_of(address: &str) -> String {
    key(&parse(address).unwrap_or_else(|| panic!("{address} is an address")))
}

/// Rule, one address, another spelling of it.
const ONE: [(&str, &str, &str); 33] = [
    ("trailing slash", "https://example.org/a", "https://example.org/a/"),
    ("double slash", "https://example.org/a/b", "https://example.org//a//b"),
    ("protocol", "https://example.org/a", "http://example.org/a"),
    ("host case", "https://example.org/a", "https://Example.ORG/a"),
    ("www", "https://example.org/a", "https://www.example.org/a"),
    ("default port", "https://example.org/a", "https://example.org:443/a"),
    ("default port of http", "https://example.org/a", "http://example.org:80/a"),
    ("empty fragment and query", "https://example.org/a", "https://example.org/a?#"),
    ("tracking", "https://example.org/a", "https://example.org/a?utm_source=x&utm_medium=y&gclid=1&fbclid=2"),
    ("tracking among others", "https://example.org/a?id=1", "https://example.org/a?utm_campaign=x&id=1"),
    ("GitHub case", "https://github.com/nvidia/garak", "https://github.com/NVIDIA/Garak"),
    ("GitHub .git", "https://github.com/o/n", "https://github.com/o/n.git"),
    ("GitHub tree of the main branch", "https://github.com/o/n", "https://github.com/o/n/tree/main"),
    ("GitHub tree of the master branch", "https://github.com/o/n", "https://github.com/o/n/tree/master/"),
    ("GitHub readme", "https://github.com/o/n", "https://github.com/o/n/blob/main/README.md"),
    ("GitHub tab", "https://github.com/o/n", "https://github.com/o/n?tab=readme-ov-file"),
    ("GitHub #readme", "https://github.com/o/n", "https://github.com/o/n#readme"),
    ("GitHub tab and readme", "https://github.com/o/n", "https://github.com/o/n/?tab=readme-ov-file#readme-ov-file"),
    ("arXiv pdf", "https://arxiv.org/abs/2402.04249", "https://arxiv.org/pdf/2402.04249"),
    ("arXiv .pdf", "https://arxiv.org/abs/2402.04249", "https://arxiv.org/pdf/2402.04249v2.pdf"),
    ("arXiv html", "https://arxiv.org/abs/2402.04249", "https://arxiv.org/html/2402.04249v1"),
    ("arXiv version", "https://arxiv.org/abs/2402.04249", "https://arxiv.org/abs/2402.04249v12"),
    ("arXiv old identifier", "https://arxiv.org/abs/cs/0112017", "https://arxiv.org/pdf/cs/0112017v1.pdf"),
    ("arXiv export", "https://arxiv.org/abs/2402.04249", "https://export.arxiv.org/abs/2402.04249"),
    ("alphaXiv", "https://arxiv.org/abs/2402.04249", "https://www.alphaxiv.org/overview/2402.04249v1"),
    ("ACM", "https://doi.org/10.1145/3460120.3485365", "https://dl.acm.org/doi/10.1145/3460120.3485365"),
    ("ACM forms", "https://doi.org/10.1145/3460120.3485365", "https://dl.acm.org/doi/pdf/10.1145/3460120.3485365"),
    ("OpenReview pdf", "https://openreview.net/forum?id=Abc-1", "https://openreview.net/pdf?id=Abc-1"),
    (
        "OpenReview referrer",
        "https://openreview.net/forum?id=Abc",
        "https://openreview.net/forum?id=Abc&referrer=%5BX%5D",
    ),
    ("youtu.be", "https://www.youtube.com/watch?v=Ab_c", "https://youtu.be/Ab_c?si=x"),
    (
        "YouTube time and list",
        "https://www.youtube.com/watch?v=Ab_c",
        "https://m.youtube.com/watch?list=L&v=Ab_c&t=10s&pp=x",
    ),
    ("Hugging Face case", "https://huggingface.co/datasets/o/n", "https://huggingface.co/datasets/O/N"),
    ("Hugging Face tree", "https://huggingface.co/o/n", "https://huggingface.co/o/n/tree/main"),
];

/// What a rule must not do, one address, another thing's.
const TWO: [(&str, &str, &str); 27] = [
    ("path case elsewhere", "https://example.org/A", "https://example.org/a"),
    ("another host", "https://docs.example.org/a", "https://example.org/a"),
    ("another port", "https://example.org:8080/a", "https://example.org/a"),
    ("another port of a known host", "https://github.com:8443/o/n", "https://github.com/o/n"),
    ("unknown query key", "https://example.org/a?id=1", "https://example.org/a"),
    ("a key that begins like tracking", "https://example.org/a?utm=1", "https://example.org/a"),
    ("value of a query key", "https://example.org/a?id=1", "https://example.org/a?id=2"),
    ("fragment", "https://example.org/a#one", "https://example.org/a#two"),
    ("route in a fragment", "https://example.org/#/one", "https://example.org/#/two"),
    ("readme fragment elsewhere", "https://example.org/a#readme", "https://example.org/a"),
    (
        "deeper tree",
        "https://github.com/meta-llama/PurpleLlama/tree/main/Llama-Guard4",
        "https://github.com/meta-llama/PurpleLlama",
    ),
    ("another branch", "https://github.com/o/n/tree/dev", "https://github.com/o/n"),
    ("a readme further down", "https://github.com/o/n/blob/main/docs/README.md", "https://github.com/o/n"),
    ("case of a deeper path", "https://github.com/o/n/tree/main/Docs", "https://github.com/o/n/tree/main/docs"),
    ("a section of the readme", "https://github.com/o/n#usage", "https://github.com/o/n"),
    ("a query of the repository", "https://github.com/o/n?q=x", "https://github.com/o/n"),
    ("what is searched for", "https://github.com/search?q=one", "https://github.com/search?q=two"),
    ("issue and repository", "https://github.com/o/n/issues/1", "https://github.com/o/n"),
    ("site and repository", "https://o.github.io/n", "https://github.com/o/n"),
    ("paper and listing of papers", "https://arxiv.org/list/cs.CR/new", "https://arxiv.org/abs/cs.CR/new"),
    ("two papers", "https://arxiv.org/abs/2402.04249", "https://arxiv.org/abs/2402.04240"),
    ("comment on a submission", "https://openreview.net/forum?id=Abc&noteId=D", "https://openreview.net/forum?id=Abc"),
    ("submission and group", "https://openreview.net/group?id=Abc", "https://openreview.net/forum?id=Abc"),
    ("video and playlist", "https://www.youtube.com/playlist?list=L", "https://www.youtube.com/watch?v=L"),
    ("case of a video", "https://youtu.be/Abc", "https://youtu.be/abc"),
    ("data set and model", "https://huggingface.co/datasets/o/n", "https://huggingface.co/o/n"),
    ("space and data set", "https://huggingface.co/spaces/o/n", "https://huggingface.co/datasets/o/n"),
];

#[test]
fn spellings_of_one_address_have_one_key() {
    for (rule, one, other) in ONE {
        assert_eq!(key_of(one), key_of(other), "{rule}: {one} and {other}");
    }
}

#[test]
fn addresses_that_only_look_alike_have_two() {
    for (limit, one, other) in TWO {
        assert_ne!(key_of(one), key_of(other), "{limit}: {one} and {other}");
    }
}

#[test]
fn case_of_a_file_counts_where_the_case_of_its_owner_does_not() {
    let file = |owner: &str, file: &str| key_of(&format!("https://huggingface.co/{owner}/n/blob/main/{file}"));
    assert_eq!(file("Owner", "A.md"), file("owner", "A.md"));
    assert_ne!(file("owner", "A.md"), file("owner", "a.md"));
}
