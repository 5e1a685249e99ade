//! The catalogue of named questions: one file, one question.

use super::header::header;
use super::lookup::{LookupError, Sought, find};
use super::parameters::Binding;
use crate::catalog::{Evidence, Kind, RoleChoice};
use crate::snapshot::Snapshot;
use crate::source::{Collection, embedded};
use crate::vocab::named;
use crate::vocab::{ONTOLOGY, did_you_mean, expand, nearest};
use oxrdf::{Literal, NamedNode, Term};

named! {
    /// What a parameter may be. The name is the one headers use.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ParameterType {
        /// A risk of a list.
        Risk = "risk",
        /// A framework item.
        Item = "item",
        /// A resource.
        Resource = "resource",
        /// Several resources: the option repeats, or names stand with commas between.
        Resources = "resources",
        /// An edition, or a framework for its default edition.
        Edition = "edition",
        /// A list.
        List = "list",
        /// A lifecycle phase.
        Phase = "phase",
        /// A case study.
        Event = "case-study",
        /// `best`, `reviewed` or `listed`.
        Evidence = "evidence",
        /// `protected`, `exercised`, `governed`, `unstated` or `any`.
        Role = "role",
        /// A class of resources: `Tool`, `Paper` …
        Kind = "kind",
        /// A property, as `schema:url` or an IRI.
        Property = "property",
        /// Any text.
        Text = "text",
    }
}

impl ParameterType {
    fn sought(self) -> Option<Sought> {
        Some(match self {
            Self::Risk => Sought::Risk,
            Self::Item => Sought::Item,
            Self::Resource | Self::Resources => Sought::Resource,
            Self::Edition => Sought::Edition,
            Self::List => Sought::Scheme,
            Self::Phase => Sought::Phase,
            Self::Event => Sought::Event,
            _ => return None,
        })
    }
}

/// A parameter of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name: the variable of its `VALUES` block.
    pub name: String,
    /// What it may be.
    pub kind: ParameterType,
    /// Whether the question makes sense without it.
    pub required: bool,
    /// A value that works on the built-in graph.
    pub example: String,
    /// What it means, and what holds without it.
    pub meaning: String,
    /// The same in Chinese, where it is known.
    pub meaning_zh: Option<String>,
}

/// A named question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its name: the stem of its file.
    pub name: String,
    /// One line.
    pub title: String,
    /// The title in Chinese, where it is known.
    pub title_zh: Option<String>,
    /// What it answers, and what a row is.
    pub meaning: String,
    /// The meaning in Chinese, where it is known.
    pub meaning_zh: Option<String>,
    /// Its parameters, in file order.
    pub parameters: Vec<Parameter>,
    /// The file: header and SPARQL.
    pub text: String,
}

/// Why a question cannot be asked.
#[derive(Debug, thiserror::Error)]
pub enum QuestionError {
    /// There is none of that name.
    #[error("no question is called `{name}`{}; `aisec questions` lists them", did_you_mean(.near.as_deref()))]
    Unknown {
        /// What was typed.
        name: String,
        /// The nearest name.
        near: Option<String>,
    },
    /// It has no such parameter.
    #[error("`{question}` has no parameter `{name}`; it has {known}")]
    UnknownParameter {
        /// The question.
        question: String,
        /// What was typed.
        name: String,
        /// Names of its parameters.
        known: String,
    },
    /// It needs a parameter.
    #[error("`{question}` needs `-p {name}=…`, for example `-p {name}={example}`: {meaning}")]
    Missing {
        /// The question.
        question: String,
        /// The parameter.
        name: String,
        /// A value that works.
        example: String,
        /// What it means.
        meaning: String,
    },
    /// A parameter that takes one value was given several.
    #[error("`-p {name}=…` is given twice; it takes one value")]
    Repeated {
        /// The parameter.
        name: String,
    },
    /// A value is not of the parameter's type.
    #[error("`{value}` is no {kind} for `{name}`; use {allowed}")]
    Value {
        /// The parameter.
        name: String,
        /// What was typed.
        value: String,
        /// Its type.
        kind: &'static str,
        /// What may stand there.
        allowed: String,
    },
    /// A value names nothing, or several things.
    #[error("parameter `{name}`: {source}")]
    Lookup {
        /// The parameter.
        name: String,
        /// Why.
        source: LookupError,
    },
}

/// Every question, by name.
pub fn catalogue() -> Vec<Question> {
    embedded(Collection::Questions)
        .into_iter()
        .filter_map(|file| {
            let name = file.path.rsplit('/').next()?.strip_suffix(".rq")?;
            Some(Question::parse(name, std::str::from_utf8(file.bytes).ok()?))
        })
        .collect()
}

/// The question of that name.
///
/// # Errors
/// [`QuestionError::Unknown`], with the nearest name.
pub fn question(name: &str) -> Result<Question, QuestionError> {
    let mut questions = catalogue();
    if let Some(index) = questions.iter().position(|question| question.name == name) {
        return Ok(questions.swap_remove(index));
    }
    let near = nearest(name, questions.iter().map(|question| question.name.as_str())).map(str::to_owned);
    Err(QuestionError::Unknown { name: name.to_owned(), near })
}

impl Question {
    /// Reads a question from its file. In its [`header`](super::header()) a parameter is `# param: name | type | required or
    /// optional | example | meaning | meaning in Chinese`, the last where it is known.
    pub fn parse(name: &str, text: &str) -> Self {
        let mut question = Self {
            name: name.to_owned(),
            title: String::new(),
            title_zh: None,
            meaning: String::new(),
            meaning_zh: None,
            parameters: Vec::new(),
            text: text.to_owned(),
        };
        for (key, value) in header(text) {
            match key {
                "title" => value.clone_into(&mut question.title),
                "title-zh" => question.title_zh = Some(value.to_owned()),
                "meaning" => value.clone_into(&mut question.meaning),
                "meaning-zh" => question.meaning_zh = Some(value.to_owned()),
                "param" => question.parameters.extend(Parameter::parse(value)),
                _ => {}
            }
        }
        question
    }
}

impl Parameter {
    fn parse(header: &str) -> Option<Self> {
        let mut parts = header.split('|').map(str::trim);
        let (name, kind) = (parts.next()?, parts.next()?);
        let (need, example, meaning) = (parts.next()?, parts.next()?, parts.next()?);
        let meaning_zh = parts.next().map(str::to_owned);
        let kind = ParameterType::from_name(kind)?;
        let own = str::to_owned;
        let (name, example, meaning) = (own(name), own(example), own(meaning));
        Some(Self { name, kind, required: need == "required", example, meaning, meaning_zh })
    }

    /// Whether its value is a framework edition.
    pub fn is_edition(&self) -> bool {
        self.kind.sought() == Some(Sought::Edition)
    }

    /// The terms a typed value stands for, and notices about it; none for any value.
    fn terms(&self, snapshot: &Snapshot, value: &str, notices: &mut Vec<String>) -> Result<Vec<Term>, QuestionError> {
        if let Some(sought) = self.kind.sought() {
            let names = if self.kind == ParameterType::Resources { value.split(',').collect() } else { vec![value] };
            let mut terms = Vec::new();
            for name in names {
                let lookup = |source| QuestionError::Lookup { name: self.name.clone(), source };
                let thing = find(snapshot, name, sought).map_err(lookup)?;
                notices.extend(thing.notice);
                terms.push(thing.iri.into());
            }
            return Ok(terms);
        }
        match self.kind {
            ParameterType::Evidence => self.choice(value, &Evidence::ALL.map(|(_, word)| word)).map(|term| vec![term]),
            ParameterType::Role if value.eq_ignore_ascii_case(RoleChoice::Any.name()) => Ok(Vec::new()),
            ParameterType::Role => self.choice(value, &RoleChoice::ALL.map(RoleChoice::name)).map(|term| vec![term]),
            ParameterType::Kind => self.choice(value, &Kind::ALL.map(|(_, name)| name)).map(|term| vec![term]),
            ParameterType::Property => {
                let iri = expand(value).unwrap_or_else(|| value.to_owned());
                let node = NamedNode::new(iri)
                    .map_err(|_| self.wrong(value, "a prefixed name such as `schema:url`, or an IRI"))?;
                Ok(vec![node.into()])
            }
            _ => Ok(vec![Literal::new_simple_literal(value).into()]),
        }
    }

    /// One word of a closed list, as the value of the ontology that is spelled like it.
    fn choice(&self, value: &str, words: &[&str]) -> Result<Term, QuestionError> {
        let word = words.iter().find(|word| word.eq_ignore_ascii_case(value)).ok_or_else(|| {
            self.wrong(value, &words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", "))
        })?;
        let (first, rest) = word.split_at(1);
        Ok(NamedNode::new_unchecked(format!("{ONTOLOGY}#{}{rest}", first.to_uppercase())).into())
    }

    fn wrong(&self, value: &str, allowed: &str) -> QuestionError {
        QuestionError::Value {
            name: self.name.clone(),
            value: value.to_owned(),
            kind: self.kind.name(),
            allowed: allowed.to_owned(),
        }
    }
}

/// Values typed for a question, as bindings and notices for the user.
///
/// # Errors
/// [`QuestionError`] for an unknown or missing parameter, or a value that is not of its type.
pub fn resolve_parameters(
    snapshot: &Snapshot,
    question: &Question,
    typed: &[(String, String)],
) -> Result<(Vec<Binding>, Vec<String>), QuestionError> {
    let (mut bindings, mut notices): (Vec<Binding>, _) = (Vec::new(), Vec::new());
    for (name, value) in typed {
        let Some(parameter) = question.parameters.iter().find(|parameter| parameter.name == *name) else {
            let known: Vec<String> =
                question.parameters.iter().map(|parameter| format!("`{}`", parameter.name)).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(QuestionError::UnknownParameter { question: question.name.clone(), name: name.clone(), known });
        };
        let terms = parameter.terms(snapshot, value, &mut notices)?;
        let given = bindings.iter().any(|binding| binding.name == *name);
        if given && parameter.kind != ParameterType::Resources {
            return Err(QuestionError::Repeated { name: name.clone() });
        }
        match bindings.iter_mut().find(|binding| binding.name == *name) {
            Some(binding) => binding.values.extend(terms),
            None => bindings.push(Binding { name: name.clone(), values: terms }),
        }
    }
    let given = |name: &str| bindings.iter().any(|binding| binding.name == name);
    if let Some(missing) = question.parameters.iter().find(|parameter| parameter.required && !given(&parameter.name)) {
        return Err(QuestionError::Missing {
            question: question.name.clone(),
            name: missing.name.clone(),
            example: missing.example.clone(),
            meaning: missing.meaning.clone(),
        });
    }
    Ok((bindings, notices))
}
