//! Frameworks the user gives: an ATLAS file, a STIX bundle or a pack of tables in, an edition like the embedded ones out.

use super::PipelineError;
use super::inputs::{Given, TextKind, extension};
use super::reading::{Reading, file_about, same_content};
use crate::catalog::Edition;
use crate::diagnostic::{Checked, Code, Diagnostic};
use crate::import::{self, StatedEdition};
use crate::rdf::{self, GraphLicence, SourceAbout};
use crate::source::{PackFile, PackFolder, SourceId, SourceText};
use crate::vocab::counted;
use std::path::{Path, PathBuf};

impl Reading {
    /// Every given framework, in one order whatever the order it was given in.
    pub(super) fn given_frameworks(&mut self, given: &[Given]) -> Result<(), PipelineError> {
        let mut given: Vec<&Given> = given.iter().collect();
        given.sort_by(|a, b| (&a.id, &a.path).cmp(&(&b.id, &b.path)));
        for framework in given {
            match (TextKind::of(&framework.path), extension(&framework.path).as_str()) {
                (Some(TextKind::Atlas), _) => {
                    self.claim_id(framework.id.as_str())?;
                    self.given_text(framework.text(self.max_input)?, TextKind::Atlas)?;
                }
                (_, "json") => self.given_stix(framework)?,
                _ => self.given_pack(framework)?,
            }
        }
        Ok(())
    }

    fn given_stix(&mut self, given: &Given) -> Result<(), PipelineError> {
        self.claim_id(given.id.as_str())?;
        let text = given.text(self.max_input)?;
        let title = self.given_edition(import::stix(&text)?, &text)?;
        self.about_given(text.id(), title, file_about(&text));
        self.keep(text)
    }

    /// An edition as one text states it; its title.
    pub(super) fn given_edition(
        &mut self,
        stated: Checked<StatedEdition>,
        text: &SourceText,
    ) -> Result<String, PipelineError> {
        let Checked { value: StatedEdition { mut edition, items }, diagnostics } = stated;
        let title = edition.title.clone();
        // What is published later replaces what was the newest, there as here.
        let editions = &self.imported.editions;
        let newest = editions.iter().position(|known| known.framework == edition.framework && known.is_default);
        let known = newest.and_then(|newest| editions.get(newest)).map(|newest| age(&newest.version));
        let given = age(&edition.version);
        let default = known.as_ref().map(|known| given > *known);
        let are_months = known.is_some_and(|(is_month, _)| is_month && given.0);
        if are_months && default == Some(false) {
            "superseded".clone_into(&mut edition.status);
        }
        self.take_edition(edition, default, text)?;
        let newest = newest.and_then(|newest| self.imported.editions.get_mut(newest));
        if let Some(newest) = newest.filter(|_| are_months && default == Some(true)) {
            "superseded".clone_into(&mut newest.status);
        }
        self.diagnostics.extend(diagnostics);
        self.imported.items.push(items);
        Ok(title)
    }

    /// The edition of a pack: its manifest, its tables and its mapping sets.
    pub(super) fn given_pack(&mut self, given: &Given) -> Result<(), PipelineError> {
        let folder = PackFolder::open(&given.path, self.max_input)?;
        let Some(text) = self.pack_text(&folder, PackFile::Manifest, given)? else { return Ok(()) };
        let manifest = import::framework_manifest(&text)?;
        let (edition, levels) = (manifest.edition, manifest.levels);
        for stranger in &folder.strangers {
            let files = PackFile::ALL.map(|file| format!("`{}`", file.name())).join(", ");
            let found = Diagnostic::new(Code::MalformedRow, format!("`{stranger}` beside this is no file of a pack"));
            let found = found.at(text.id().as_str(), edition.origin.span);
            self.diagnostics.push(found.help(format!("those are {files} and any `….sssom.tsv`; it is not read")));
        }
        if manifest.default == Some(true) && !self.given_defaults.insert(edition.framework.clone()) {
            return Err(PipelineError::TwoDefaults { framework: edition.framework });
        }
        self.take_edition(edition.clone(), manifest.default, &text)?;
        self.keep_of_pack(text, &edition)?;
        let items = self.pack_text(&folder, PackFile::Items, given)?;
        let relations = self.pack_text(&folder, PackFile::Relations, given)?;
        if let Some(items) = &items {
            let read = import::framework_csv(items, relations.as_ref(), &edition.id, &levels)?;
            if read.value.items.is_empty() {
                return Err(without_items(items, &edition, &read.diagnostics));
            }
            self.imported.items.push(read.take(&mut self.diagnostics));
        }
        for text in items.into_iter().chain(relations) {
            self.keep_of_pack(text, &edition)?;
        }
        if let Some(text) = self.pack_text(&folder, PackFile::Changes, given)? {
            let changes = import::framework_changes(&text, &edition.framework, &levels)?;
            self.imported.changes.extend(changes.take(&mut self.diagnostics));
            self.keep_of_pack(text, &edition)?;
        }
        if let Some(text) = self.pack_text(&folder, PackFile::OutOfScope, given)? {
            self.out_of_scope_of_pack(&text, &edition)?;
            self.keep_of_pack(text, &edition)?;
        }
        for name in &folder.mapping_sets {
            let id = self.pack_id(given, name)?;
            self.given_text(folder.mapping_set(name, id)?, TextKind::MappingSet)?;
        }
        Ok(())
    }

    /// A pack says what is out of scope of its own edition; what others count is not its business.
    fn out_of_scope_of_pack(&mut self, text: &SourceText, edition: &Edition) -> Result<(), PipelineError> {
        for row in import::out_of_scope(text)?.take(&mut self.diagnostics) {
            if row.edition == edition.id {
                self.imported.out_of_scope.push(row);
                continue;
            }
            let message = format!("a pack of `{}` cannot put items of another edition out of scope", edition.id);
            let found = Diagnostic::new(Code::MalformedRow, message).at(text.id().as_str(), row.origin.span);
            self.diagnostics.push(found.help(format!("write `{}`, or delete the row", edition.id)));
        }
        Ok(())
    }

    fn pack_text(
        &mut self,
        folder: &PackFolder,
        file: PackFile,
        given: &Given,
    ) -> Result<Option<SourceText>, PipelineError> {
        let id = SourceId::from_path(Path::new(&format!("{}.{}", given.id, file.name())));
        let text = folder.text(file, id)?;
        if let Some(text) = &text {
            self.claim_id(text.id().as_str())?;
        }
        Ok(text)
    }

    /// The id of a mapping set of a pack: that of the pack and its name.
    fn pack_id(&mut self, given: &Given, name: &str) -> Result<SourceId, PipelineError> {
        let id = SourceId::from_path(Path::new(&format!("{}.{name}", given.id)));
        self.claim_id(id.as_str())?;
        Ok(id)
    }

    fn keep_of_pack(&mut self, text: SourceText, edition: &Edition) -> Result<(), PipelineError> {
        let Edition { title, version, licence, rights_holder, homepage, .. } = edition.clone();
        self.about.sources.push(SourceAbout {
            id: text.id().to_string(),
            title,
            version,
            licence: licence.clone(),
            rights_holder: rights_holder.clone(),
            homepage: Some(homepage),
            retrieved: None,
            file: file_about(&text),
        });
        self.keep(text)
    }

    /// Takes an edition in, if nothing else goes by its id, and makes it the default of its framework if it is to be,
    /// or if there is no other.
    fn take_edition(
        &mut self,
        mut edition: Edition,
        default: Option<bool>,
        text: &SourceText,
    ) -> Result<(), PipelineError> {
        let known = &mut self.imported.editions;
        let (ours, others): (Vec<&mut Edition>, Vec<&mut Edition>) =
            known.iter_mut().partition(|known| known.framework == edition.framework);
        let is_same = |known: &Edition| known.id == edition.id || known.keeps_ids() && known.version == edition.version;
        if ours.iter().any(|known| is_same(known)) || others.iter().any(|known| known.id == edition.id) {
            return Err(same_content(text, "edition", edition.id));
        }
        let crosses = |known: &Edition| known.framework == edition.id || known.id == edition.framework;
        let is_taken = others.iter().any(|known| crosses(known)) || self.sources.find(&edition.id).is_some();
        if is_taken || rdf::iri::is_reserved(&edition.id) {
            return Err(PipelineError::ReservedId(edition.id));
        }
        edition.is_default = default.unwrap_or(ours.is_empty());
        if edition.is_default {
            for known in ours {
                known.is_default = false;
            }
        }
        let (licence, rights_holder) = (edition.licence.clone(), edition.rights_holder.clone());
        self.about.licences.push(GraphLicence { graph: format!("source/{}", edition.id), licence, rights_holder });
        self.imported.editions.push(edition);
        Ok(())
    }
}

/// That no row of a table of items can be used, and what is wrong with the first.
fn without_items(items: &SourceText, edition: &Edition, found: &[Diagnostic]) -> PipelineError {
    let of_items = found.iter().filter_map(|found| Some((found, found.place.as_ref()?)));
    let mut of_items = of_items.filter(|(_, place)| place.source == items.id().as_str()).peekable();
    let first = of_items.peek().map(|(first, place)| (items.line(place.bytes.start), first.message.clone()));
    let rows: usize = of_items.map(|(found, _)| found.count()).sum();
    let why = match first {
        Some((line, message)) => {
            format!("of {} none can be used; line {line}: {message}", counted(rows, "row"))
        }
        None => "it has no rows".to_owned(),
    };
    PipelineError::WithoutItems { path: PathBuf::from(items.path()), edition: edition.id.clone(), why }
}

/// A version as what compares: whether it is named after its month (`2026.09`, `2026.09.1`), which all are that came
/// after the ones that are not (`5.6.1`), and its numbers.
fn age(version: &str) -> (bool, Vec<u32>) {
    let numbers: Option<Vec<u32>> = version.split('.').map(|part| part.parse().ok()).collect();
    let is_month = |numbers: &Vec<u32>| numbers.len() > 1 && numbers.first().is_some_and(|year| *year > 2000);
    // One that is no release, such as the day a bundle was made on, has numbers too.
    let parts =
        || version.split(|letter: char| !letter.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    (numbers.as_ref().is_some_and(is_month), numbers.unwrap_or_else(parts))
}
