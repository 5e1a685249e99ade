//! The explorer as files: what its page is without a script, what its parts are sent with, and that nothing leads away.
//! What its script does is driven in a browser by `.ci/explorer.mjs`.

use super::{Answer, Server, get, request};
use std::collections::BTreeSet;

const HTML: (&str, &str) = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");

/// Parts that the page and its modules name, from the page on.
fn parts(server: &Server) -> Vec<(String, Answer)> {
    let page = get(server, "/", &[HTML]);
    let mut names: BTreeSet<String> = quoted(&page.text(), "/explorer/");
    let mut parts = vec![("/".to_owned(), page)];
    let mut seen = BTreeSet::new();
    while let Some(name) = names.pop_first() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let part = get(server, &format!("/explorer/{name}"), &[]);
        assert_eq!(part.status, 200, "{name}");
        names.extend(quoted(&part.text(), "./"));
        parts.push((name, part));
    }
    parts
}

fn extension(name: &str) -> Option<&str> {
    name.rsplit_once('.').map(|(_, extension)| extension)
}

/// What follows a prefix within quotation marks, where it is a name of a file.
fn quoted(text: &str, prefix: &str) -> BTreeSet<String> {
    let begin = format!("\"{prefix}");
    let after = text.split(&begin).skip(1).filter_map(|rest| rest.split('"').next());
    after.filter(|name| matches!(extension(name), Some("js" | "css" | "svg"))).map(str::to_owned).collect()
}

#[test]
fn the_page_has_the_addresses_without_a_script() {
    let server = Server::built_in(&[]);
    let page = get(&server, "/", &[HTML]);
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let text = page.text();
    for address in
        ["href=\"/sparql\"", "href=\"/api/questions\"", "href=\"/ontology\"", "/api/find", "<h1", "role=\"search\""]
    {
        assert!(text.contains(address), "{address} is not in {text}");
    }
    assert!(text.contains("<details id=\"addresses\" open>") && !text.contains("<!-- addresses -->"));
    let tag = page.header("etag").expect("a mark").to_owned();
    let again = get(&server, "/", &[HTML, ("If-None-Match", &tag)]);
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[test]
fn parts_are_what_they_are_called_and_kept() {
    let server = Server::built_in(&[]);
    let parts = parts(&server);
    let page = parts[0].1.text();
    let scripts: Vec<&String> =
        parts.iter().map(|(name, _)| name).filter(|name| extension(name) == Some("js")).collect();
    assert!(scripts.len() > 10, "{scripts:?}");
    for script in scripts {
        assert!(page.contains(&format!("\"/explorer/{script}\"")), "the page does not load {script} at once");
    }
    for (name, part) in &parts[1..] {
        let media_type = match extension(name) {
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            _ => "image/svg+xml",
        };
        assert_eq!(part.header("content-type"), Some(media_type), "{name}");
        assert_eq!(part.header("x-content-type-options"), Some("nosniff"));
        let tag = part.header("etag").unwrap_or_else(|| panic!("{name} has no mark"));
        let again = get(&server, &format!("/explorer/{name}"), &[("If-None-Match", tag)]);
        assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag)), "{name}");
    }
    assert_eq!(get(&server, "/explorer/nothing.js", &[]).status, 404);
    assert_eq!(get(&server, "/explorer/../sparql", &[]).status, 404);
    assert_eq!(request(&server, "POST", "/explorer/explorer.js", &[], b"x").status, 405);
}

#[test]
fn prefixes_are_those_that_queries_may_use() {
    let server = Server::built_in(&[]);
    let module = get(&server, "/explorer/prefixes.js", &[]).text();
    let json = module.strip_prefix("export const PREFIXES = ").and_then(|rest| rest.strip_suffix(";\n"));
    let prefixes: std::collections::BTreeMap<String, String> =
        serde_json::from_str(json.expect("one constant")).expect("it is JSON");
    assert!(prefixes.len() > 10);
    for (prefix, namespace) in prefixes {
        let query = format!("ASK {{ FILTER ({prefix}:x = <{namespace}x>) }}");
        let answer = super::client::query(&server, &query, &[("Accept", "application/json")]);
        assert!(answer.status == 200 && answer.text().contains("true"), "{prefix}: {}", answer.text());
    }
}

/// The policy lets no page reach another host, and no part names one but where namespaces are.
#[test]
fn nothing_leads_to_another_host() {
    let server = Server::built_in(&[]);
    for (name, part) in parts(&server) {
        let policy = part.header("content-security-policy").unwrap_or_else(|| panic!("{name} has no policy"));
        let mut sources = policy.split(';').flat_map(|directive| directive.split_whitespace().skip(1));
        assert!(
            policy.starts_with("default-src 'none'") && sources.all(|source| matches!(source, "'none'" | "'self'")),
            "{policy}"
        );
        assert!(policy.contains("script-src 'self'") && policy.contains("connect-src 'self'"));
        if name == "prefixes.js" {
            continue;
        }
        for rest in part.text().split("://").skip(1) {
            let host: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
            let namespaces = ["", "www.w3.org"];
            assert!(namespaces.contains(&host.as_str()), "{name} names {host}");
        }
        let text = part.text();
        for bad in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "<style",
            " style=",
        ] {
            assert!(!text.contains(bad), "{name} has {bad}");
        }
    }
}
