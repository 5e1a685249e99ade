//! The server that a command asks.

use super::failure::{Exit, Failure};
use super::limits::LimitArguments;
use super::terminal::Terminal;
use aisec_graph::remote::{self, AddressError, Credentials, Endpoint, ExchangeLimits, MirrorError, RemoteError};
use clap::Args;
use oxrdf::NamedNode;
use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs, io::Read as _};

/// Options that say which server is asked, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct EndpointArguments {
    /// Ask this SPARQL server: `query` sends it the query, other commands read a copy of the graph that `aisec push` put
    /// there; repeat for others that have the same graph, each asked where those before it fail
    #[arg(long, value_name = "URL")]
    endpoint: Vec<String>,
    /// The graph that a query sent to a server looks at, instead of the current version of ours
    #[arg(long, value_name = "IRI", requires = "endpoint", value_parser = graph)]
    graph: Option<NamedNode>,
    #[command(flatten)]
    credentials: CredentialsArguments,
}

/// Option that says who asks.
#[derive(Debug, Clone, Args)]
pub(crate) struct CredentialsArguments {
    /// Read USER:PASSWORD or `Bearer TOKEN` from this file instead of the variable `AISEC_CREDENTIALS`
    #[arg(long, value_name = "FILE")]
    credentials: Option<PathBuf>,
}

/// The variable that credentials are read from.
const VARIABLE: &str = "AISEC_CREDENTIALS";

fn graph(text: &str) -> Result<NamedNode, String> {
    NamedNode::new(text).map_err(|error| format!("`{text}` is not an absolute IRI: {error}"))
}

impl EndpointArguments {
    /// Whether a server is asked.
    pub(crate) fn is_given(&self) -> bool {
        !self.endpoint.is_empty()
    }

    /// The options as they would be typed again.
    pub(crate) fn words(&self) -> Vec<String> {
        let endpoint = self.endpoint.iter().flat_map(|url| ["--endpoint".to_owned(), url.clone()]);
        let graph = self.graph.iter().flat_map(|graph| ["--graph".to_owned(), graph.as_str().to_owned()]);
        let file = self.credentials.credentials.iter();
        let file = file.flat_map(|path| ["--credentials".to_owned(), path.to_string_lossy().into_owned()]);
        endpoint.chain(graph).chain(file).collect()
    }

    /// The server, whose answers take no longer than an evaluation may here.
    pub(crate) fn open(&self, limits: LimitArguments) -> Result<Endpoint, Failure> {
        self.open_within(exchange_limits(limits))
    }

    /// The server, each of whose answers takes no more than that.
    pub(crate) fn open_within(&self, limits: ExchangeLimits) -> Result<Endpoint, Failure> {
        let first = self.endpoint.first().map(String::as_str).unwrap_or_default();
        let endpoint = Endpoint::new(remote::address(first)?, self.credentials.read()?, limits)?;
        let mut others = self.endpoint.iter().skip(1);
        others.try_fold(endpoint, |endpoint, url| Ok(endpoint.or(remote::address(url)?)?))
    }

    /// The graph that queries are to look at, where one is named.
    pub(crate) fn graph(&self) -> Option<&NamedNode> {
        self.graph.as_ref()
    }
}

/// Says which servers were not asked, and why.
pub(crate) fn tell_given_up(endpoint: &Endpoint, terminal: &Terminal) {
    for why in endpoint.given_up() {
        terminal.say(&format!("note: {why}; another server was asked"));
    }
}

impl CredentialsArguments {
    /// The credentials, if there are any.
    pub(crate) fn read(&self) -> Result<Option<Credentials>, Failure> {
        /// More is no line that a person wrote.
        const MOST_BYTES: u64 = 16 << 10;
        let (text, place) = match &self.credentials {
            None => match env::var(VARIABLE) {
                Ok(text) => (text, VARIABLE.to_owned()),
                Err(env::VarError::NotPresent) => return Ok(None),
                Err(env::VarError::NotUnicode(_)) => return Err(Failure::usage(format!("{VARIABLE} is not UTF-8"))),
            },
            Some(path) => {
                let cannot =
                    |error| Failure::new(Exit::InputOutput, format!("cannot read {}: {error}", path.display()));
                let mut text = String::new();
                let file = fs::File::open(path).map_err(cannot)?;
                file.take(MOST_BYTES).read_to_string(&mut text).map_err(cannot)?;
                (text, path.display().to_string())
            }
        };
        let parsed = Credentials::parse(&text);
        parsed.map(Some).map_err(|error| Failure::new(Exit::BadInput, format!("{place}: {error}")))
    }
}

/// What an exchange may take where an evaluation here may take that.
pub(crate) fn exchange_limits(limits: LimitArguments) -> ExchangeLimits {
    /// Who wants no limit waits a day.
    const LONGEST: Duration = Duration::from_secs(86_400);
    let usual = ExchangeLimits::USUAL;
    let limits = limits.limits();
    ExchangeLimits {
        time: limits.timeout.unwrap_or(LONGEST),
        bytes: limits.memory.map_or(usual.bytes, |memory| usual.bytes.min(memory / 4)),
    }
}

impl From<AddressError> for Failure {
    fn from(error: AddressError) -> Self {
        let failure = Self::usage(error.to_string());
        match error {
            AddressError::NotUrl(..) | AddressError::Scheme(_) => {
                failure.help("write the whole address, such as http://localhost:7878/query")
            }
            AddressError::NoTls(_) => {
                failure.help("build it with `--features remote-tls`, or let a proxy on this machine speak TLS")
            }
            AddressError::HasCredentials => {
                failure.help(format!("put USER:PASSWORD in a file and name it with `--credentials`, or in {VARIABLE}"))
            }
            AddressError::InTheClear(_) => failure.help("use https, or a tunnel that begins on this machine"),
        }
    }
}

impl From<RemoteError> for Failure {
    fn from(error: RemoteError) -> Self {
        let exit = match error {
            RemoteError::TooLarge { .. } | RemoteError::TooManyTriples { .. } => Exit::Limit,
            _ => Exit::Remote,
        };
        let failure = Self::from_error(exit, &error);
        match error {
            RemoteError::TimedOut { .. } => failure.help("allow it more with `--timeout`, or ask for less"),
            RemoteError::Unauthorized { .. } => {
                failure.help(format!("name a file with USER:PASSWORD with `--credentials`, or set {VARIABLE}"))
            }
            RemoteError::Redirected { .. } => failure.help("if you trust that address, name it"),
            RemoteError::MediaType { .. } => failure.help("is this the address of its SPARQL endpoint?"),
            RemoteError::NoVersion { .. } => failure.help("`aisec push` puts one there"),
            _ => failure,
        }
    }
}

impl From<MirrorError> for Failure {
    fn from(error: MirrorError) -> Self {
        match error {
            MirrorError::Remote(error) => error.into(),
            MirrorError::Build(error) => error.into(),
        }
    }
}
