//! Package URLs, in the form two of them are compared in.

/// The package URL of a package by its type, such as `pypi`, and its name there, as [`comparable_package`] has it.
///
/// ```
/// use aisec_graph::vocab::package_url;
/// assert_eq!(package_url("pypi", "LLM_Guard"), "pkg:pypi/llm-guard");
/// assert_eq!(package_url("npm", "@promptfoo/sdk"), "pkg:npm/@promptfoo/sdk");
/// ```
pub fn package_url(kind: &str, name: &str) -> String {
    comparable_package(&format!("pkg:{kind}/{}", name.replace('@', "%40")))
}

/// A package URL in the form two are compared in: without version, qualifiers and subpath; names on `PyPI` and GitHub
/// in lower case, those on `PyPI` with one `-` for each run of `-`, `_` and `.` (purl specification, types; PEP 503).
///
/// ```
/// use aisec_graph::vocab::comparable_package;
/// assert_eq!(comparable_package("pkg:pypi/LLM__Guard@0.3.1?os=linux"), "pkg:pypi/llm-guard");
/// ```
pub fn comparable_package(package: &str) -> String {
    let end = package.find(['?', '#']).unwrap_or(package.len());
    let bare = package.get(..end).unwrap_or(package);
    // An `@` that leads a segment is a scope of npm.
    let version = bare.rfind('@').filter(|&at| !bare.get(..at).is_some_and(|before| before.ends_with('/')));
    let bare = version.and_then(|at| bare.get(..at)).unwrap_or(bare).trim_end_matches('/').replace("%40", "@");
    let lower = bare.to_lowercase();
    if let Some(name) = lower.strip_prefix("pkg:pypi/") {
        let parts: Vec<&str> = name.split(['-', '_', '.']).filter(|part| !part.is_empty()).collect();
        format!("pkg:pypi/{}", parts.join("-"))
    } else if lower.starts_with("pkg:github/") {
        lower
    } else {
        bare
    }
}
