//! Manifest and lock file of npm.

use super::super::node::{Node, Value};
use super::reading::Reading;
use super::repository::repository;
use crate::catalog::DependencyName;
use crate::source::Span;
use crate::vocab::package_url;

/// Keys of a manifest under which packages stand.
const KEYS: [&str; 4] = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

pub(super) fn package_json(reading: &mut Reading<'_>) {
    let Some(manifest) = reading.json() else { return };
    for key in KEYS {
        let packages = manifest.find(key);
        for (name, demand) in packages.map(Node::entries).unwrap_or_default() {
            let span = reading.key(name, demand);
            match demand.text() {
                Some(demand) => specified(reading, name, demand, span),
                None if demand.value == Value::Text(String::new()) => specified(reading, name, "", span),
                None => reading.malformed(demand.span, "a version of a package"),
            }
        }
    }
}

/// What leads to folders and archives of the project itself.
const LOCAL: [&str; 4] = ["file:", "link:", "portal:", "workspace:"];

/// A package with what is demanded of it: a version, `npm:other@1`, or where it comes from. Passes over what lies in the
/// project itself.
pub(super) fn specified(reading: &mut Reading<'_>, name: &str, demand: &str, span: Span) {
    if LOCAL.iter().any(|lead| demand.starts_with(lead)) {
        return;
    }
    if let Some(alias) = demand.strip_prefix("npm:") {
        let (name, version) = name_and_version(alias);
        return reading.package("npm", name, version, span);
    }
    let address = if is_shorthand(demand) { format!("github:{demand}") } else { demand.to_owned() };
    let Some(found) = repository(&address) else { return reading.package("npm", name, Some(demand), span) };
    let names = vec![DependencyName::Package(package_url("npm", name)), DependencyName::Repository(found.address)];
    reading.dependency(names, found.version.as_deref(), span);
}

/// `OWNER/NAME`, which npm takes for a repository on GitHub.
pub(super) fn is_shorthand(text: &str) -> bool {
    text.split('/').count() == 2 && !text.starts_with(['.', '/', '~', '@']) && !text.contains(':')
}

/// `name@version` and `@scope/name@version` in their parts.
pub(super) fn name_and_version(text: &str) -> (&str, Option<&str>) {
    match text.rfind('@').filter(|&at| at > 0) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

pub(super) fn package_lock(reading: &mut Reading<'_>) {
    let Some(lock) = reading.json() else { return };
    for (path, package) in lock.entries_of("packages") {
        // Others lie in the project itself.
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        let name = package.find("name").and_then(Node::text).unwrap_or(name).to_owned();
        let span = reading.key(path, package);
        locked(reading, &name, package, span);
    }
    if lock.find("packages").is_none() {
        of_first_version(reading, &lock);
    }
}

/// Locks of the first version nest what a package needs in it.
fn of_first_version(reading: &mut Reading<'_>, lock: &Node) {
    let mut nodes = vec![lock];
    while let Some(node) = nodes.pop() {
        for (name, package) in node.entries_of("dependencies") {
            let span = reading.key(name, package);
            locked(reading, name, package, span);
            nodes.push(package);
        }
    }
}

fn locked(reading: &mut Reading<'_>, name: &str, package: &Node, span: Span) {
    let text = |key: &str| package.find(key).and_then(Node::text);
    let is_link = text("link") == Some("true");
    if !is_link {
        // Where a registry serves a package from is no repository.
        let address = text("resolved").or_else(|| text("version")).filter(|address| address.starts_with("git"));
        reading.package_at("npm", name, address, text("version"), span);
    }
}
