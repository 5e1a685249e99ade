//! Pages about things, graphs, `VoID`, health and metrics.

use super::{Server, get, request};
use crate::command::Workspace;
use oxrdf::Graph;
use oxrdfio::{RdfFormat, RdfParser};

const GARAK: &str = "/resource/github.com/nvidia/garak";

fn graph(body: &[u8], format: RdfFormat) -> Graph {
    RdfParser::from_format(format).for_slice(body).map(|quad| oxrdf::Triple::from(quad.expect("it is RDF"))).collect()
}

#[test]
fn a_thing_leads_to_the_page_about_it() {
    let server = Server::built_in(&[]);
    let answer = get(&server, &format!("/id{GARAK}"), &[]);
    let page = format!("/doc{GARAK}");
    assert_eq!((answer.status, answer.header("location")), (303, Some(page.as_str())));
    let html = get(&server, &page, &[("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")]);
    assert_eq!((html.status, html.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let text = html.text();
    assert!(text.contains("<h1>garak</h1>") && !text.contains("<script"), "{text}");
    assert!(html.header("content-security-policy").is_some_and(|policy| policy.starts_with("default-src 'none'")));
    let turtle = graph(&get(&server, &page, &[("Accept", "text/turtle")]).body, RdfFormat::Turtle);
    let triples = graph(&get(&server, &page, &[("Accept", "application/n-triples")]).body, RdfFormat::NTriples);
    assert!(turtle.len() > 5 && turtle == triples);
    let jsonld = get(&server, &page, &[("Accept", "application/ld+json")]);
    assert_eq!(jsonld.status, 200);
    assert!(jsonld.text().contains("garak"));
    assert_eq!(get(&server, "/id/resource/nothing", &[]).status, 404);
    assert_eq!(get(&server, "/doc/resource/nothing", &[]).status, 404);
}

#[test]
fn an_address_that_is_written_otherwise_or_has_moved_leads_to_the_thing() {
    let server = Server::built_in(&[]);
    let page = format!("/doc{GARAK}");
    for path in ["/resource/github.com/NVIDIA/garak", "/resource/GitHub.com/NVIDIA/Garak/"] {
        let answer = get(&server, &format!("/id{path}"), &[]);
        assert_eq!((answer.status, answer.header("location")), (303, Some(page.as_str())), "{path}");
        let answer = get(&server, &format!("/doc{path}"), &[]);
        assert_eq!((answer.status, answer.header("location")), (308, Some(page.as_str())), "{path}");
    }
    for nothing in
        ["/resource/github.com/NVIDIA/no-such", "/resource/", "/resource/%00", "/Resource/github.com/nvidia/garak"]
    {
        assert!(matches!(get(&server, &format!("/id{nothing}"), &[]).status, 400 | 404), "{nothing}");
    }
}

#[test]
fn a_page_shows_so_many_lines_and_leads_to_all() {
    let workspace = Workspace::new();
    let mut data =
        "@prefix : <https://w3id.org/aisec-graph/id/> . @prefix aisec: <https://w3id.org/aisec-graph/ontology#> .\n"
            .to_owned();
    for number in 0..450 {
        data.push_str(&format!(
            ":hub :said {number} . :p{number} :points :hub . \
             :c{number} a aisec:Coverage ; aisec:by :t{number} ; aisec:of :hub ; aisec:grade aisec:Covers ; \
             aisec:roleGroup aisec:Protected ; aisec:evidence aisec:Reviewed .\n"
        ));
    }
    workspace.write("hub.ttl", data);
    let server = Server::start(&workspace, &["--data", "hub.ttl"]);
    let text = get(&server, "/doc/hub", &[("Accept", "text/html")]).text();
    assert_eq!(text.matches("href=\"/id/p").count() - text.matches("href=\"/id/points\"").count(), 200);
    let rests: Vec<&str> = text.split("<p>and ").skip(1).filter_map(|rest| rest.split("</p>").next()).collect();
    assert_eq!(rests.len(), 3, "{rests:?}");
    for rest in rests {
        assert!(rest.starts_with("250 more lines: <a href=\"/sparql?query="), "{rest}");
        let address = rest.split('"').nth(1).expect("an address").replace("&amp;", "&");
        let all = get(&server, &address, &[("Accept", "text/csv")]);
        assert_eq!(all.status, 200);
        assert!(all.text().lines().count() > 450, "{}", all.text().lines().count());
    }
}

#[test]
fn all_of_a_page_is_told_too_where_it_stands_in_named_graphs() {
    let workspace = Workspace::new();
    let mut data = "@prefix : <https://w3id.org/aisec-graph/id/> . \
        @prefix aisec: <https://w3id.org/aisec-graph/ontology#> .\n"
        .to_owned();
    for number in 0..250 {
        let graph = number % 2;
        data.push_str(&format!(
            ":g{graph} {{ :hub :said {number} . :p{number} :points :hub . :c{number} a aisec:Coverage ; \
             aisec:by :t{number} ; aisec:of :hub ; aisec:grade aisec:Covers ; aisec:roleGroup aisec:Protected ; \
             aisec:evidence aisec:Reviewed . }}\n"
        ));
    }
    workspace.write("hub.trig", data);
    let server = Server::start(&workspace, &["--data", "hub.trig"]);
    let text = get(&server, "/doc/hub", &[("Accept", "text/html")]).text();
    let rests: Vec<&str> = text.split("<p>and ").skip(1).filter_map(|rest| rest.split("</p>").next()).collect();
    assert_eq!(rests.len(), 3, "{rests:?}");
    for rest in rests {
        let address = rest.split('"').nth(1).expect("an address").replace("&amp;", "&");
        let all = get(&server, &address, &[("Accept", "text/csv")]);
        assert_eq!((all.status, all.text().lines().count()), (200, 251), "{address}");
    }
}

/// Every link of a page leads to something.
#[test]
fn links_of_pages_lead_somewhere() {
    let server = Server::built_in(&[]);
    for page in [format!("/doc{GARAK}"), "/".to_owned(), "/ontology".to_owned(), "/graphs".to_owned()] {
        let text = get(&server, &page, &[("Accept", "text/html")]).text();
        let links: std::collections::BTreeSet<&str> =
            text.split("href=\"/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!links.is_empty());
        for link in links {
            let target = format!("/{}", link.replace("&amp;", "&"));
            let status = get(&server, &target, &[]).status;
            assert!(matches!(status, 200 | 303), "{page} leads to {target}: {status}");
        }
    }
}

#[test]
fn texts_of_sources_are_only_text_in_pages() {
    let workspace = Workspace::new();
    let hostile = "<script>alert(1)</script>\\\"'><img src=x onerror=alert(1)>";
    let data = format!(
        "<https://w3id.org/aisec-graph/id/x> <https://schema.org/name> \"{hostile}\" ; \
         <https://schema.org/url> <javascript:alert(1)> ."
    );
    workspace.write("graph.ttl", data);
    let server = Server::start(&workspace, &["--data", "graph.ttl"]);
    let text = get(&server, "/doc/x", &[("Accept", "text/html")]).text();
    assert!(text.contains("&lt;script&gt;"), "{text}");
    for bad in ["<script", "<img", "href=\"javascript"] {
        assert!(!text.contains(bad), "{bad} in {text}");
    }
}

#[test]
fn graphs_are_read_one_at_a_time() {
    let server = Server::built_in(&[]);
    let name = "https%3A%2F%2Fw3id.org%2Faisec-graph%2Fgraph%2Fontology";
    let answer = get(&server, &format!("/graphs?graph={name}"), &[("Accept", "application/n-triples")]);
    assert_eq!(answer.status, 200);
    let ontology = graph(&answer.body, RdfFormat::NTriples);
    assert!(ontology.len() > 100);
    let same = get(&server, "/graph/ontology", &[("Accept", "text/turtle")]);
    assert_eq!(graph(&same.body, RdfFormat::Turtle), ontology);
    let head = request(&server, "HEAD", &format!("/graphs?graph={name}"), &[], &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert!(get(&server, "/graphs?default", &[("Accept", "application/n-triples")]).body.len() > answer.body.len());
    assert_eq!(get(&server, "/graphs?graph=http%3A%2F%2Fex%2Fnone", &[]).status, 404);
    assert_eq!(get(&server, "/graphs?graph=none", &[]).status, 400);
    assert_eq!(get(&server, "/graphs?graph=a&default", &[]).status, 400);
}

#[test]
fn without_a_name_the_graphs_are_listed() {
    let server = Server::built_in(&[]);
    let page = get(&server, "/graphs", &[("Accept", "text/html")]);
    let text = page.text();
    assert!(text.contains("href=\"/graph/claims\"") && text.contains("href=\"/graphs?default\""), "{text}");
    let told = graph(&get(&server, "/graphs", &[("Accept", "text/turtle")]).body, RdfFormat::Turtle);
    assert_eq!(told, graph(&get(&server, "/.well-known/void", &[]).body, RdfFormat::Turtle));
}

/// What it addresses is told by name, once each, what reviews replaced last; derived nodes have no rows of their own.
#[test]
fn a_page_says_what_a_tool_addresses() {
    let server = Server::built_in(&[]);
    let text = get(&server, &format!("/doc{GARAK}"), &[("Accept", "text/html")]).text();
    let [addresses, said] = ["<h2>What it addresses</h2>", "<h2>What is said of it</h2>"]
        .map(|head| text.find(head).unwrap_or_else(|| panic!("{head} is not in {text}")));
    let table = &text[addresses..said];
    let item = "<td><a href=\"/id/owasp-llm-2025/LLM01\">Prompt Injection (owasp-llm-2025:LLM01)</a></td>\
                <td>partly covers</td><td>exercised</td><td>reviewed</td>";
    assert_eq!(table.matches(item).count(), 1, "{table}");
    let replaced = table.rfind("rowgroup").expect("a group");
    assert!(table[replaced..].starts_with("rowgroup\" colspan=\"4\">labels that a review replaces"), "{table}");
    assert!(!text.contains("coverage:"), "{text}");
    let item = get(&server, "/doc/owasp-llm-2025/LLM01", &[("Accept", "text/html")]).text();
    assert!(item.contains("<h2>What addresses it</h2>") && item.contains(&format!("href=\"/id{GARAK}\"")), "{item}");
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::built_in(&[]);
    let first = get(&server, "/ontology", &[("Accept", "text/turtle")]);
    let tag = first.header("etag").expect("a mark").to_owned();
    let again = get(&server, "/ontology", &[("Accept", "text/turtle"), ("If-None-Match", &tag)]);
    assert_eq!((again.status, again.body.len(), again.header("etag")), (304, 0, Some(tag.as_str())));
    let other = get(&server, "/ontology", &[("Accept", "application/ld+json"), ("If-None-Match", &tag)]);
    assert_eq!(other.status, 200, "another form is another thing");
}

#[test]
fn the_dataset_describes_itself() {
    let server = Server::built_in(&[]);
    let answer = get(&server, "/.well-known/void", &[("Accept", "text/turtle")]);
    assert_eq!(answer.status, 200);
    let text = answer.text();
    assert!(text.contains("void:sparqlEndpoint") && text.contains("void:classPartition"), "{text}");
}

#[test]
fn health_and_metrics_say_how_it_is() {
    let server = Server::built_in(&[]);
    let health = get(&server, "/health", &[]);
    let health: serde_json::Value = serde_json::from_slice(&health.body).expect("it is JSON");
    assert_eq!(health["status"], "ok");
    let digest = health["graph"].as_str().expect("our graph has a digest").to_owned();
    let wanted = |digest: &str| get(&server, &format!("/health?graph={digest}"), &[]);
    assert_eq!((wanted(&digest).status, wanted(&digest[..12]).status), (200, 200));
    let other = wanted(&digest.chars().rev().collect::<String>());
    assert!(other.status == 503 && other.text().contains("\"another graph\""), "{}", other.text());
    assert_eq!(wanted("").status, 503);
    assert_eq!(get(&server, "/nothing/at/all", &[]).status, 404);
    let metrics = get(&server, "/metrics", &[]).text();
    for line in [
        "aisec_requests_total{route=\"/health\",status=\"200\"} 3",
        "aisec_requests_total{route=\"none\",status=\"404\"} 1",
        "aisec_request_duration_seconds_count{route=\"/health\"} 5",
        &format!("aisec_graph_info{{digest=\"{digest}\",version=\"{}\"}} 1", env!("CARGO_PKG_VERSION")),
    ] {
        assert!(metrics.lines().any(|known| known == line), "{line} is not in\n{metrics}");
    }
}

/// A picture has its style sheet within it, which the policy of pages would not let count.
#[test]
fn a_picture_by_itself_may_use_its_own_style() {
    let server = Server::built_in(&[]);
    let picture = get(&server, "/pictures/lifecycle.svg", &[]);
    let policy = picture.header("content-security-policy").expect("a policy");
    assert!(picture.text().contains("<style>") && policy.contains("style-src 'unsafe-inline'"), "{policy}");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
}
