//! One HTTP request at a time: with time and size limits, credentials, and no step aside to another address.

use super::credentials::Credentials;
use super::error::RemoteError;
use crate::vocab::cut;
use http_auth::{PasswordClient, PasswordParams};
use std::io::Read as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use ureq::http::{HeaderMap, Method, Response, header};
use ureq::{Agent, Body};
use url::Url;

/// What an exchange may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExchangeLimits {
    /// From the start of a request to the end of its answer.
    pub time: Duration,
    /// Bytes of an answer's body.
    pub bytes: u64,
}

impl ExchangeLimits {
    /// A minute, and 256 MiB.
    pub const USUAL: Self = Self { time: Duration::from_secs(60), bytes: 256 << 20 };
}

/// Time to find a server and to be let in.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Bytes of a request's body from which on it does not fit into what lies between two programs.
const LONG_BODY: usize = 16 << 10;
/// Most bytes of an answer's header.
const HEADER_BYTES: usize = 64 << 10;
/// How much of an error page is read.
const ERROR_BYTES: u64 = 4 << 10;

/// Sends requests.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    credentials: Option<Credentials>,
    /// How the server wants a password to be shown, once it has said so.
    challenge: Mutex<Option<PasswordClient>>,
    limits: ExchangeLimits,
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'r> {
    pub(super) method: &'r Method,
    pub(super) url: &'r Url,
    pub(super) accept: &'static str,
    /// Media type and bytes.
    pub(super) body: Option<(&'static str, &'r [u8])>,
}

/// An answer with a status of success.
#[derive(Debug)]
pub(super) struct Reply {
    /// Without parameters, in lower case; empty where none is given.
    pub(super) media_type: String,
    /// The most rows that the server says it gives (Virtuoso's `X-SPARQL-MaxRows`).
    pub(super) most_rows: Option<usize>,
    pub(super) body: Vec<u8>,
}

impl Client {
    pub(super) fn new(credentials: Option<Credentials>, limits: ExchangeLimits) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(HEADER_BYTES)
            .timeout_connect(Some(CONNECT_TIME.min(limits.time)))
            .timeout_global(Some(limits.time))
            .user_agent(concat!("aisec/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.new_agent(), credentials, challenge: Mutex::new(None), limits }
    }

    pub(super) fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    /// Sends a request and reads the answer whole.
    ///
    /// # Errors
    /// For any answer without a status of success, and one beyond the limits.
    pub(super) fn exchange(&self, request: Request<'_>) -> Result<Reply, RemoteError> {
        self.knock(request)?;
        let response = self.send(request, self.authorization(request)?)?;
        if !self.is_challenged(&response) {
            return self.reply(request, response);
        }
        let response = self.send(request, self.authorization(request)?)?;
        self.reply(request, response)
    }

    /// Before a long text is sent for the first time, asks for nothing but how the server wants to know who asks: one that
    /// wants a password closes the connection before it has read the text, which is an error on the way, not an answer.
    fn knock(&self, request: Request<'_>) -> Result<(), RemoteError> {
        let is_long = request.body.is_some_and(|(_, bytes)| bytes.len() > LONG_BODY);
        let is_known = self.challenge.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        if !is_long || is_known || !matches!(self.credentials, Some(Credentials::Password { .. })) {
            return Ok(());
        }
        let response = self.send(Request { method: &Method::GET, body: None, ..request }, None)?;
        self.is_challenged(&response);
        Ok(())
    }

    fn send(&self, request: Request<'_>, authorization: Option<String>) -> Result<Response<Body>, RemoteError> {
        let mut head = ureq::http::Request::builder()
            .method(request.method)
            .uri(request.url.as_str())
            .header(header::ACCEPT, request.accept);
        if let Some(authorization) = authorization {
            head = head.header(header::AUTHORIZATION, authorization);
        }
        if let Some((media_type, _)) = request.body {
            head = head.header(header::CONTENT_TYPE, media_type);
        }
        let sent = match request.body {
            Some((_, bytes)) => head.body(bytes).map_err(ureq::Error::from).and_then(|head| self.agent.run(head)),
            None => head.body(()).map_err(ureq::Error::from).and_then(|head| self.agent.run(head)),
        };
        sent.map_err(|error| self.failed(request.url, &error))
    }

    fn failed(&self, url: &Url, error: &ureq::Error) -> RemoteError {
        let address = shown(url);
        match error {
            ureq::Error::Timeout(_) => RemoteError::TimedOut { address, waited: self.limits.time },
            ureq::Error::BodyExceedsLimit(limit) => RemoteError::TooLarge { address, limit: *limit },
            error => RemoteError::Unreachable { address, cause: error.to_string() },
        }
    }

    /// The header that shows who asks, where it is known what the server wants.
    fn authorization(&self, request: Request<'_>) -> Result<Option<String>, RemoteError> {
        match &self.credentials {
            None => Ok(None),
            Some(Credentials::Bearer(token)) => Ok(Some(format!("Bearer {token}"))),
            Some(Credentials::Password { user, password }) => {
                let mut challenge = self.challenge.lock().unwrap_or_else(PoisonError::into_inner);
                let Some(client) = challenge.as_mut() else { return Ok(None) };
                let uri = match request.url.query() {
                    Some(query) => format!("{}?{query}", request.url.path()),
                    None => request.url.path().to_owned(),
                };
                let parameters = PasswordParams {
                    username: user,
                    password,
                    uri: &uri,
                    method: request.method.as_str(),
                    body: Some(request.body.map_or(&[], |(_, bytes)| bytes)),
                };
                let header = client.respond(&parameters).map_err(|cause| RemoteError::Malformed {
                    address: shown(request.url),
                    cause: format!("it asks for a password in a way that is not known: {cause}"),
                });
                header.map(Some)
            }
        }
    }

    /// Whether a server asks for the password that there is, and takes down how to answer it; anew, as what it gave to
    /// answer with may have run out.
    fn is_challenged(&self, response: &Response<Body>) -> bool {
        let is_asked = response.status().as_u16() == 401;
        if !is_asked || !matches!(self.credentials, Some(Credentials::Password { .. })) {
            return false;
        }
        let mut builder = PasswordClient::builder();
        for challenge in header_texts(response.headers(), &header::WWW_AUTHENTICATE) {
            builder = builder.challenges(challenge);
        }
        let Ok(client) = builder.build() else { return false };
        *self.challenge.lock().unwrap_or_else(PoisonError::into_inner) = Some(client);
        true
    }

    fn reply(&self, request: Request<'_>, response: Response<Body>) -> Result<Reply, RemoteError> {
        let status = response.status();
        let (parts, body) = response.into_parts();
        let first = |name| header_texts(&parts.headers, &name).next().unwrap_or_default().to_owned();
        if status.is_success() {
            let media_type = first(header::CONTENT_TYPE);
            let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            let most_rows =
                parts.headers.get("x-sparql-maxrows").and_then(|rows| rows.to_str().ok()?.trim().parse().ok());
            let read = body.into_with_config().limit(self.limits.bytes).read_to_vec();
            let body = read.map_err(|error| self.failed(request.url, &error))?;
            return Ok(Reply { media_type, most_rows, body });
        }
        let address = shown(request.url);
        if status.is_redirection() {
            return Err(RemoteError::Redirected { address, to: brief(&first(header::LOCATION)) });
        }
        let mut page = Vec::new();
        // What cannot be read of an error page adds nothing.
        let _ = body.into_with_config().reader().take(ERROR_BYTES).read_to_end(&mut page);
        let said = said(&first(header::CONTENT_TYPE), &page);
        let status = status.as_u16();
        if matches!(status, 401 | 403) {
            let offered = header_texts(&parts.headers, &header::WWW_AUTHENTICATE)
                .filter_map(|challenge| challenge.split_whitespace().next())
                .collect::<Vec<_>>()
                .join(", ");
            return Err(RemoteError::Unauthorized { address, status, offered: brief(&offered), said });
        }
        Err(RemoteError::Refused { address, status, said })
    }
}

fn header_texts<'h>(headers: &'h HeaderMap, name: &header::HeaderName) -> impl Iterator<Item = &'h str> + use<'h> {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok())
}

/// An address as messages show it: without what stands after `?`, which may be long.
pub(super) fn shown(url: &Url) -> String {
    let text = url.as_str();
    text.split(['?', '#']).next().unwrap_or(text).to_owned()
}

/// What a page says, in one short line: nothing of a page in HTML.
pub(super) fn said(media_type: &str, page: &[u8]) -> String {
    let text = String::from_utf8_lossy(page);
    let is_html = media_type.to_ascii_lowercase().contains("html") || text.trim_start().starts_with('<');
    if is_html { String::new() } else { brief(text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()) }
}

/// The beginning of a text.
fn brief(text: &str) -> String {
    cut(text.trim(), 200).into_owned()
}
