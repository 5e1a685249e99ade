//! Workflows and actions of GitHub: actions, images and shell lines.

use super::super::node::{Node, Value};
use super::dockerfile::take_image;
use super::reading::Reading;
use super::shell;
use crate::catalog::DependencyName;
use crate::vocab::package_url;

pub(super) fn read(reading: &mut Reading<'_>) {
    let Some(file) = reading.yaml() else { return };
    for (_, job) in file.entries_of("jobs") {
        uses(reading, job);
        image(reading, job.find("container"));
        for (_, service) in job.entries_of("services") {
            image(reading, Some(service));
        }
        steps(reading, job);
    }
    if let Some(runs) = file.find("runs") {
        steps(reading, runs);
        image(reading, runs.find("image").filter(|image| image.text().is_some_and(|text| text.contains("://"))));
    }
}

fn steps(reading: &mut Reading<'_>, of: &Node) {
    for step in of.elements_of("steps") {
        uses(reading, step);
        if let Some(run) = step.find("run").filter(|run| matches!(run.value, Value::Text(_))) {
            shell::scalar(reading, run.span);
        }
    }
}

/// `OWNER/NAME/PATH@REF`, `./PATH` or `docker://IMAGE`.
fn uses(reading: &mut Reading<'_>, of: &Node) {
    let Some((node, text)) = of.find("uses").and_then(|node| Some((node, node.text()?))) else { return };
    let span = reading.within(node.span, text);
    if let Some(image) = text.strip_prefix("docker://") {
        return take_image(reading, image, span);
    }
    let (path, version) = text.split_once('@').map_or((text, None), |(path, version)| (path, Some(version)));
    let mut parts = path.split('/');
    match (parts.next(), parts.next()) {
        // It lies in the project itself.
        (Some("." | ".."), _) => {}
        (Some(owner), Some(name)) if !owner.is_empty() && !name.is_empty() => {
            // An action may be a package of a tool that has another repository.
            let package = DependencyName::Package(package_url("github", &format!("{owner}/{name}")));
            let repository = DependencyName::Repository(format!("https://github.com/{owner}/{name}"));
            reading.dependency(vec![repository, package], version, span);
        }
        _ => reading.malformed(span, "an action; write `owner/name@version`"),
    }
}

/// An image by its name, or in a map under `image`.
fn image(reading: &mut Reading<'_>, node: Option<&Node>) {
    let node = node.map(|node| node.find("image").unwrap_or(node));
    if let Some((node, text)) = node.and_then(|node| Some((node, node.text()?))) {
        let span = reading.within(node.span, text);
        take_image(reading, text.strip_prefix("docker://").unwrap_or(text), span);
    }
}
