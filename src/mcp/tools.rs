//! What an agent can ask for: one table of tools, each with its parameters and the answer it gives.

use crate::coverage::{Wish, recommend};
use crate::export::recommendation_json;
use crate::serve::{
    Answered, Desk, EVIDENCE, FRAMEWORK, Given, Graph, ITEM, Need, Parameter, ROLE, Refusal, SOUGHT, THING, What,
    coverage, explained, questions, search, sound, text,
};
use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::sync::OwnedSemaphorePermit;

/// Forms that answers to queries are asked for in: rows as JSON, triples as Turtle.
const ACCEPT: &str = "application/sparql-results+json, text/turtle;q=0.9";

const STACK: Parameter = text(
    "stack",
    Need::Optional,
    "The tools in use by name, address or package URL, with commas between; none",
    "garak,ModelScan",
);
const MOST: Parameter = text("most", Need::Optional, "Add at most so many tools; any number", "3");
const QUESTION: Parameter = text("question", Need::Required, "The name of a question", "tools-for-risk");
const PARAMETERS: Parameter =
    text("parameters", Need::Optional, "What the question asks for, by name, as `questions` lists it", "{}");
const QUERY: Parameter = text(
    "query",
    Need::Required,
    "A SPARQL 1.1 query; the usual prefixes are declared. Rows are bounded: use LIMIT and aggregates",
    "ASK { ?tool a aisec:Tool }",
);

/// A tool.
pub(super) struct AgentTool {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    parameters: &'static [Parameter],
    answer: Answer,
}

/// How a tool finds its answer.
enum Answer {
    /// From the graph, at once.
    Of(fn(&Graph, &Given) -> Result<Value, Refusal>),
    /// By a named question.
    Question,
    /// By a query.
    Query,
}

/// The tools.
pub(super) const TOOLS: [AgentTool; 7] = [
    AgentTool {
        name: "find",
        title: "Is it listed?",
        about: "Says whether a resource is in the catalogs, by name, address or OWNER/NAME, with its IRI and the source \
                lines that list it.",
        parameters: &[SOUGHT],
        answer: Answer::Of(search),
    },
    AgentTool {
        name: "explain",
        title: "What is it, or does it address that?",
        about: "Says what the graph holds of a thing: a tool, risk, framework item, phase, claim or mapping. With `item`, \
                proves that the thing addresses it, down to source lines, or says what is missing for a proof.",
        parameters: &[THING, ITEM],
        answer: Answer::Of(explained),
    },
    AgentTool {
        name: "coverage",
        title: "Coverage of a framework",
        about: "Says item by item whether tools of the catalogs address an edition of a framework, in which role and how \
                far, with denominators.",
        parameters: &[FRAMEWORK, ROLE, EVIDENCE],
        answer: Answer::Of(coverage),
    },
    AgentTool {
        name: "recommend",
        title: "Which tools to add",
        about: "Gives the smallest set of tools that addresses what can be addressed, the risks or with `framework` its \
                items, on top of those in use, with its proof and what stays open and why.",
        parameters: &[STACK, FRAMEWORK, MOST, ROLE, EVIDENCE],
        answer: Answer::Of(recommended),
    },
    AgentTool {
        name: "questions",
        title: "The named questions",
        about: "Lists the questions that `ask` answers, with their parameters and their SPARQL.",
        parameters: &[],
        answer: Answer::Of(|_, _| Ok(questions())),
    },
    AgentTool {
        name: "ask",
        title: "Ask a named question",
        about: "Answers one of the named questions.",
        parameters: &[QUESTION, PARAMETERS],
        answer: Answer::Question,
    },
    AgentTool {
        name: "query",
        title: "Ask in SPARQL",
        about: "Answers a SPARQL 1.1 SELECT, ASK, CONSTRUCT or DESCRIBE under limits of time, memory and rows.",
        parameters: &[QUERY],
        answer: Answer::Query,
    },
];

/// The tool of that name.
pub(super) fn known(name: &str) -> Option<&'static AgentTool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

/// Why there is no answer, in words.
pub(super) fn in_words(refusal: &Refusal) -> String {
    let lead = if refusal.is_not_found() { "Not in the graph: " } else { "" };
    format!("{lead}{}", refusal.message)
}

impl AgentTool {
    /// The tool as the protocol describes it.
    pub(super) fn described(&self) -> Tool {
        let schema = |parameter: &Parameter| {
            let words = (parameter.words)();
            let mut schema =
                json!({ "type": "string", "description": parameter.about, "examples": [parameter.example] });
            if parameter.name == PARAMETERS.name {
                let of_text = json!({ "type": "string" });
                schema = json!({ "type": "object", "description": parameter.about, "additionalProperties": of_text });
            } else if !words.is_empty() {
                schema["enum"] = words.into();
            }
            (parameter.name.to_owned(), schema)
        };
        let properties: Map<String, Value> = self.parameters.iter().map(schema).collect();
        let required = self.parameters.iter().filter(|parameter| parameter.need == Need::Required);
        let required: Vec<&str> = required.map(|parameter| parameter.name).collect();
        let schema = [
            ("type", json!("object")),
            ("properties", properties.into()),
            ("required", json!(required)),
            ("additionalProperties", json!(false)),
        ];
        let schema: JsonObject = schema.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let only_reads = ToolAnnotations::new().read_only(true).idempotent(true).open_world(false);
        Tool::new(self.name, self.about, schema).with_title(self.title).with_annotations(only_reads)
    }

    /// The answer, with the graph it is from. The place is taken until the work is done, whoever still waits for it.
    pub(super) async fn call(
        &'static self,
        desk: &Arc<Desk>,
        mut arguments: JsonObject,
        place: OwnedSemaphorePermit,
    ) -> Result<Value, Refusal> {
        let of_question = match self.answer {
            Answer::Question => arguments.remove(PARAMETERS.name).unwrap_or_default(),
            Answer::Of(_) | Answer::Query => Value::Null,
        };
        let given = Given::of(texts(&arguments)?, self.parameters)?;
        let answer = match self.answer {
            Answer::Of(answer) => {
                let desk = Arc::clone(desk);
                let work = move || {
                    let _place = place;
                    let graph = desk.graph();
                    let answer = answer(&graph, &given)?;
                    sound(&graph.snapshot).map(|()| answer)
                };
                tokio::task::spawn_blocking(work).await.map_err(|error| Refusal::broken(error.to_string()))??
            }
            Answer::Question => {
                let parameters = match &of_question {
                    Value::Null => Vec::new(),
                    Value::Object(parameters) => texts(parameters)?,
                    _ => return Err(Refusal::bad("`parameters` is no object of names and texts")),
                };
                let name = given.text(QUESTION).unwrap_or_default().to_owned();
                rows(desk.ask(What::Question { name, parameters }, ACCEPT).await?)?
            }
            Answer::Query => {
                let text = given.text(QUERY).unwrap_or_default().to_owned();
                rows(desk.ask(What::Text { text, base: crate::vocab::ID.to_owned() }, ACCEPT).await?)?
            }
        };
        let graph = desk.graph();
        Ok(json!({
            "graph": { "digest": graph.digest, "statements": graph.snapshot.len(), "aisec": env!("CARGO_PKG_VERSION") },
            "answer": answer,
        }))
    }
}

/// Names with values, as they would be typed.
fn texts(arguments: &JsonObject) -> Result<Vec<(String, String)>, Refusal> {
    let text = |(name, value): (&String, &Value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            Value::Bool(is_so) => is_so.to_string(),
            Value::Null | Value::Array(_) | Value::Object(_) => {
                return Err(Refusal::bad(format!("`{name}` is no text")));
            }
        };
        Ok((name.clone(), text))
    };
    arguments.iter().map(text).collect()
}

/// An answer of rows as its JSON, one of triples as its text.
fn rows(answered: Answered) -> Result<Value, Refusal> {
    let Answered { media_type, bytes, notices } = answered;
    let broken = |error: &dyn std::error::Error| Refusal::broken(error.to_string());
    let result = if media_type.contains("json") {
        serde_json::from_slice(&bytes).map_err(|error| broken(&error))?
    } else {
        Value::String(String::from_utf8(bytes).map_err(|error| broken(&error))?)
    };
    Ok(json!({ "mediaType": media_type, "notices": notices, "result": result }))
}

/// Which tools to add, for a team that relies on them: in role `protected`, unless another is asked for.
fn recommended(graph: &Graph, given: &Given) -> Result<Value, Refusal> {
    let snapshot = &graph.snapshot;
    let stack = given.stack(STACK, snapshot)?.unwrap_or_default();
    let number = |text: &str| {
        text.trim().parse().map_err(|_| Refusal::bad(format!("`{text}` is no number of tools: write one such as 3")))
    };
    let wish =
        Wish { most: given.text(MOST).map(number).transpose()?, ..Wish::smallest(given.selection_relied_on("")?) };
    let mut answer = recommendation_json(&recommend(snapshot, &stack, &wish)?);
    answer["notices"] = json!(stack.notices);
    Ok(answer)
}
