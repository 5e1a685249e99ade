//! TOML of Python projects, and lock files of uv, Poetry and Cargo.

use super::reading::Reading;
use super::requirement;
use crate::source::Span;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

type Value<'t> = Spanned<DeValue<'t>>;

/// The file as far as it can be read; what cannot is told.
fn document<'t>(reading: &mut Reading<'t>) -> DeTable<'t> {
    let (table, errors) = DeTable::parse_recoverable(reading.source.text());
    for error in errors.iter().take(1) {
        let what = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        let at = error.span().map_or(0, |span| span.start);
        reading.unreadable(reading.character(at), format!("it is not usable TOML: {what}"));
    }
    table.into_inner()
}

/// The table at a path of keys.
fn table<'a, 't>(of: &'a DeTable<'t>, keys: &[&str]) -> Option<&'a DeTable<'t>> {
    keys.iter().try_fold(of, |table, key| table.get(*key)?.get_ref().as_table())
}

fn array<'a, 't>(of: &'a DeTable<'t>, key: &str) -> &'a [Value<'t>] {
    of.get(key).and_then(|value| value.get_ref().as_array()).map_or(&[], |array| array)
}

fn text<'a>(of: &'a DeTable<'_>, key: &str) -> Option<&'a str> {
    of.get(key)?.get_ref().as_str()
}

pub(super) fn pyproject(reading: &mut Reading<'_>) {
    let file = document(reading);
    for (keys, key) in
        [(&["project"][..], "dependencies"), (&["build-system"], "requires"), (&["tool", "uv"], "dev-dependencies")]
    {
        let list = table(&file, keys).map(|table| array(table, key));
        requirements(reading, list.unwrap_or_default());
    }
    for keys in
        [&["project", "optional-dependencies"][..], &["dependency-groups"], &["tool", "pdm", "dev-dependencies"]]
    {
        let groups = table(&file, keys)
            .into_iter()
            .flat_map(|groups| groups.keys().map(move |key| array(groups, key.get_ref())));
        groups.for_each(|group| requirements(reading, group));
    }
    let Some(poetry) = table(&file, &["tool", "poetry"]) else { return };
    let groups = table(poetry, &["group"]).into_iter().flat_map(|groups| groups.values());
    let groups = groups.filter_map(|group| group.get_ref().as_table()?.get("dependencies"));
    let own = ["dependencies", "dev-dependencies"].into_iter().filter_map(|key| poetry.get(key));
    for packages in own.chain(groups).filter_map(|packages| packages.get_ref().as_table()) {
        packages.iter().for_each(|(name, demand)| of_poetry(reading, name.get_ref(), name.span().into(), demand));
    }
}

fn requirements(reading: &mut Reading<'_>, list: &[Value<'_>]) {
    for value in list {
        let span = value.span().into();
        match value.get_ref() {
            DeValue::String(text) => {
                if !requirement::take(reading, text, reading.within(span, text)) {
                    reading.malformed(span, "a requirement; write `\"name>=1.0\"`");
                }
            }
            // A group that includes another.
            DeValue::Table(_) => {}
            _ => reading.malformed(span, "a requirement; write `\"name>=1.0\"`"),
        }
    }
}

/// A package of Poetry: a version, a table with one, or several of these.
fn of_poetry(reading: &mut Reading<'_>, name: &str, span: Span, demand: &Value<'_>) {
    if name == "python" {
        return;
    }
    let demand = demand.get_ref();
    let demands = demand.as_array().and_then(|several| several.first()).map_or(demand, Spanned::get_ref);
    match demands {
        DeValue::String(version) => reading.package("pypi", name, Some(version), span),
        // It lies in the project itself.
        DeValue::Table(table) if table.contains_key("path") => {}
        DeValue::Table(table) => {
            let version = ["version", "tag", "rev", "branch"].iter().find_map(|key| text(table, key));
            reading.package_at("pypi", name, text(table, "git"), version, span);
        }
        _ => reading.malformed(span, "a package with a version"),
    }
}

/// The packages of a lock file: each with its table, its name and where that stands.
fn locked<'a>(file: &'a DeTable<'_>) -> impl Iterator<Item = (&'a DeTable<'a>, &'a str, Span)> {
    array(file, "package").iter().filter_map(|package| {
        let package = package.get_ref().as_table()?;
        let name = package.get("name")?;
        let text = name.get_ref().as_str()?;
        Some((package, text, name.span().into()))
    })
}

pub(super) fn uv_lock(reading: &mut Reading<'_>) {
    let file = document(reading);
    for (package, name, span) in locked(&file) {
        let span = reading.within(span, name);
        let source = table(package, &["source"]);
        let is_here = ["editable", "virtual", "directory"]
            .iter()
            .any(|key| source.is_some_and(|source| source.contains_key(*key)));
        if !is_here {
            let git = source.and_then(|source| text(source, "git"));
            reading.package_at("pypi", name, git, text(package, "version"), span);
        }
    }
}

pub(super) fn poetry_lock(reading: &mut Reading<'_>) {
    let file = document(reading);
    for (package, name, span) in locked(&file) {
        let span = reading.within(span, name);
        let source = table(package, &["source"]);
        if source.is_some_and(|source| text(source, "type") == Some("directory")) {
            continue;
        }
        let git = source.filter(|source| text(source, "type") == Some("git")).and_then(|source| text(source, "url"));
        reading.package_at("pypi", name, git, text(package, "version"), span);
    }
}

pub(super) fn cargo_lock(reading: &mut Reading<'_>) {
    let file = document(reading);
    for (package, name, span) in locked(&file) {
        let span = reading.within(span, name);
        // What lies in the project itself has no source.
        if let Some(source) = text(package, "source") {
            let git = Some(source).filter(|source| source.starts_with("git+"));
            reading.package_at("cargo", name, git, text(package, "version"), span);
        }
    }
}
