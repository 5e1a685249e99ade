//! Bills of materials in JSON: `CycloneDX`, SPDX 2 and 3.

use super::super::node::Node;
use super::reading::Reading;
use super::repository::repository;
use crate::catalog::DependencyName;
use crate::vocab::comparable_package;

pub(super) fn read(reading: &mut Reading<'_>) {
    let Some(bill) = reading.json() else { return };
    if bill.find("bomFormat").and_then(Node::text) == Some("CycloneDX") {
        cyclone_dx(reading, &bill);
    } else if bill.find("spdxVersion").is_some() {
        spdx_2(reading, &bill);
    } else if bill.find("@graph").is_some() {
        spdx_3(reading, &bill);
    } else {
        let what =
            "it is neither a CycloneDX nor an SPDX bill of materials: it has no `bomFormat`, `spdxVersion` or `@graph`";
        reading.unreadable(bill.span, what);
    }
}

/// Components, also those inside others; the one that the bill is of is the project itself.
fn cyclone_dx(reading: &mut Reading<'_>, bill: &Node) {
    let mut holders = vec![bill];
    holders.extend(bill.find("metadata").and_then(|metadata| metadata.find("component")));
    while let Some(holder) = holders.pop() {
        for component in holder.elements_of("components") {
            holders.push(component);
            let references = component.elements_of("externalReferences");
            let of_code = references.iter().filter(|one| one.find("type").and_then(Node::text) == Some("vcs"));
            let addresses: Vec<&Node> = of_code.filter_map(|one| one.find("url")).collect();
            take(reading, component, component.find("purl"), &addresses, component.find("version"));
        }
    }
}

fn spdx_2(reading: &mut Reading<'_>, bill: &Node) {
    for package in bill.elements_of("packages") {
        let references = package.elements_of("externalRefs");
        let purl = references.iter().find(|one| one.find("referenceType").and_then(Node::text) == Some("purl"));
        let purl = purl.and_then(|one| one.find("referenceLocator"));
        let addresses: Vec<&Node> = package.find("downloadLocation").into_iter().collect();
        take(reading, package, purl, &addresses, package.find("versionInfo"));
    }
}

fn spdx_3(reading: &mut Reading<'_>, bill: &Node) {
    for element in bill.elements_of("@graph") {
        if element.find("type").and_then(Node::text) != Some("software_Package") {
            continue;
        }
        let identifiers = element.elements_of("externalIdentifier");
        let is_purl = |one: &&Node| one.find("externalIdentifierType").and_then(Node::text) == Some("packageUrl");
        let identifier = identifiers.iter().find(is_purl).and_then(|one| one.find("identifier"));
        let addresses: Vec<&Node> = element.find("software_downloadLocation").into_iter().collect();
        let purl = element.find("software_packageUrl").or(identifier);
        take(reading, element, purl, &addresses, element.find("software_packageVersion"));
    }
}

fn take(reading: &mut Reading<'_>, thing: &Node, purl: Option<&Node>, addresses: &[&Node], version: Option<&Node>) {
    let mut names = Vec::new();
    if let Some(node) = purl {
        match node.text().filter(|text| text.starts_with("pkg:")) {
            Some(text) => names.push(DependencyName::Package(comparable_package(text))),
            None => reading.malformed(node.span, "a package URL; write `pkg:TYPE/NAME@VERSION`"),
        }
    }
    let found = addresses.iter().filter_map(|node| repository(node.text()?));
    names.extend(found.map(|found| DependencyName::Repository(found.address)));
    let place = purl.or(addresses.first().copied()).or_else(|| thing.find("name")).unwrap_or(thing);
    reading.dependency(names, version.and_then(Node::text), place.span);
}
