//! The same answers for agents: the Model Context Protocol over standard input and output.
//!
//! Requests come in as lines of JSON, answers go out as such until the input ends. Each answer says which graph it is
//! from and names things by their IRIs; what the graph does not hold is refused with those words, never guessed.
//! Nothing can be changed.

mod tools;

use crate::query::catalogue;
use crate::serve::{Desk, Tell, WorkerLimits, runtime};
use crate::snapshot::Snapshot;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::{RequestContext, RoleServer, ServerInitializeError};
use rmcp::transport::stdio_pipes;
use rmcp::{ErrorData, ServerHandler, ServiceExt as _};
use std::future::ready;
use std::io;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tools::TOOLS;

/// How to answer.
pub struct Settings {
    /// Most rows or triples of an answer.
    pub max_rows: Option<usize>,
    /// Whether the graph is the built-in one, whose named questions are known to be over soon.
    pub is_built_in: bool,
    /// Processes for queries that may run away.
    pub workers: WorkerLimits,
    /// Is told what does not work.
    pub tell: Tell,
}

/// Why an agent can no longer be answered.
#[derive(Debug, thiserror::Error)]
pub enum SpeakError {
    /// The system refuses what is needed.
    #[error("cannot answer agents")]
    Io(#[from] io::Error),
    /// What came in is not this protocol.
    #[error("the input does not begin as the Model Context Protocol does")]
    NotSpoken(#[source] Box<ServerInitializeError>),
    /// Something here broke.
    #[error("the answering of agents broke off")]
    Broken(#[from] tokio::task::JoinError),
}

/// Answers an agent on standard input and output until its input ends. `stack` is the memory reserved for the stack of
/// each thread, in bytes.
///
/// # Errors
/// [`SpeakError`]; input that ends before it began is none.
pub fn speak(snapshot: Snapshot, settings: Settings, stack: usize) -> Result<(), SpeakError> {
    let runtime = runtime(stack)?;
    let result = runtime.block_on(answered(snapshot, settings));
    // What still runs works for nobody.
    runtime.shutdown_background();
    result
}

async fn answered(snapshot: Snapshot, settings: Settings) -> Result<(), SpeakError> {
    let Settings { max_rows, is_built_in, workers, tell } = settings;
    let desk = Arc::new(Desk::new(snapshot, is_built_in, max_rows, workers, tell)?);
    let agents = Agents { desk, places: Arc::new(Semaphore::new(MOST_AT_ONCE)) };
    match agents.serve(stdio_pipes()).await {
        Ok(running) => running.waiting().await.map(drop).map_err(SpeakError::from),
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(SpeakError::NotSpoken(Box::new(error))),
    }
}

/// Most calls that are answered at once: what waits is held in memory.
const MOST_AT_ONCE: usize = 64;

/// Whoever asks.
struct Agents {
    desk: Arc<Desk>,
    places: Arc<Semaphore>,
}

impl ServerHandler for Agents {
    fn get_info(&self) -> ServerConfig {
        let graph = self.desk.graph();
        let digest = graph.digest.as_deref().unwrap_or("not known");
        let instructions = format!(
            "A knowledge graph of AI security: tools, risks, lifecycle phases and framework editions (MITRE ATLAS, OWASP, \
             NIST and others), with reviewed claims and mappings. {} statements, digest {digest}. Every tool only reads. \
             Begin with `find` or `explain` for one thing, `coverage` for a framework, `questions` and `ask` for one of \
             {} named questions, `query` for SPARQL. Answers name things by IRI and edition, proofs by source line: pass \
             those on. Where an answer is `Not in the graph`, say so instead of filling the gap.",
            graph.snapshot.len(),
            catalogue().len(),
        );
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("aisec", env!("CARGO_PKG_VERSION")).with_title("aisec"))
            .with_instructions(instructions)
    }

    fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> impl Future<Output = Result<ListToolsResult, ErrorData>> + Send + '_ {
        ready(Ok(ListToolsResult::with_all_items(TOOLS.iter().map(tools::AgentTool::described).collect())))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::known(name).map(tools::AgentTool::described)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let tool = tools::known(&request.name)
            .ok_or_else(|| ErrorData::invalid_params(format!("there is no tool `{}`", request.name), None))?;
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            let message = format!("{MOST_AT_ONCE} calls are being answered already: wait for one of them");
            return Err(ErrorData::internal_error(message, None));
        };
        let answer = tokio::select! {
            answer = tool.call(&self.desk, request.arguments.unwrap_or_default(), place) => answer,
            // A query ends with it; anything else goes on, and keeps its place until it is done.
            () = context.ct.cancelled() => return Err(ErrorData::internal_error("the call was cancelled", None)),
        };
        let result = match answer {
            Ok(answer) => CallToolResult::structured(answer),
            Err(refusal) => CallToolResult::error(vec![ContentBlock::text(tools::in_words(&refusal))]),
        };
        Ok(result.into())
    }
}
