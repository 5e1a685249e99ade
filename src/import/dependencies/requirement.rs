//! Requirements of Python packages (PEP 508), as pip takes them.

use super::reading::Reading;
use super::repository::repository;
use crate::catalog::DependencyName;
use crate::source::Span;
use crate::vocab::package_url;

/// What a requirement names. Everything is as written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Requirement<'t> {
    pub(super) name: &'t str,
    /// What is demanded of the version: `>=1.0,<2`.
    pub(super) version: Option<&'t str>,
    /// Where it comes from instead of a registry.
    pub(super) address: Option<&'t str>,
}

/// Reads `name [extras] (version) ; marker` or `name @ address`; `None` where that is not what stands there.
pub(super) fn requirement(text: &str) -> Option<Requirement<'_>> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "._-".contains(c))).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && !name.ends_with(['.', '_', '-']);
    let rest = rest.trim_start();
    let rest = match rest.strip_prefix('[') {
        Some(extras) => extras.split_once(']')?.1.trim_start(),
        None => rest,
    };
    if let Some(address) = rest.strip_prefix('@') {
        let address = address.split(" ;").next().unwrap_or(address).trim();
        let is_address = is_name && address.contains("://");
        return is_address.then_some(Requirement { name, version: None, address: Some(address) });
    }
    let demand = rest.split(';').next().unwrap_or(rest).trim();
    let demand = demand.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(demand).trim();
    let is_demand = demand.is_empty() || demand.starts_with(['<', '>', '=', '!', '~']);
    let version = Some(demand).filter(|demand| !demand.is_empty());
    (is_name && is_demand).then_some(Requirement { name, version, address: None })
}

/// Takes a requirement, or an address of a repository. False where neither stands there.
pub(super) fn take(reading: &mut Reading<'_>, text: &str, span: Span) -> bool {
    if let Some(found) = requirement(text) {
        let of_address = found.address.and_then(repository).and_then(|found| found.version);
        let version = found.version.or(of_address.as_deref());
        reading.package_at("pypi", found.name, found.address, version, span);
        return true;
    }
    let Some(found) = repository(text) else { return false };
    let mut names = vec![DependencyName::Repository(found.address)];
    let egg = text.split_once("#egg=").and_then(|(_, egg)| requirement(egg.split('&').next().unwrap_or(egg)));
    names.extend(egg.map(|egg| DependencyName::Package(package_url("pypi", egg.name))));
    reading.dependency(names, found.version.as_deref(), span);
    true
}
