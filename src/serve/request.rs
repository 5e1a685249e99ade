//! A request as it came over the connection, and whether it is one to answer at all.

use super::reply::Refusal;
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, HOST, HeaderName, ORIGIN};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Method, StatusCode, Uri};
use std::future::poll_fn;
use std::net::IpAddr;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::timeout;

/// Longest body, in bytes.
const MAX_BODY: usize = 1 << 20;
/// Longest that a body may take to come.
const BODY_TIME: Duration = Duration::from_secs(30);
/// Names by which a computer calls itself.
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];
/// Header in which browsers say whether a page of this server asks.
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Whom to answer.
#[derive(Debug, Clone, Default)]
pub(super) struct Callers {
    hosts: Vec<String>,
    origins: Vec<String>,
}

impl Callers {
    /// Those that call the server by a loopback name, the address it is bound to, or one of `hosts`; pages of `origins`
    /// may read answers.
    pub(super) fn new(bound: IpAddr, hosts: &[String], origins: &[String]) -> Self {
        let own = match bound {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => format!("[{address}]"),
        };
        let own = (!bound.is_unspecified()).then_some(own);
        let given = hosts.iter().map(|host| host.to_ascii_lowercase());
        let hosts = LOOPBACK.map(str::to_owned).into_iter().chain(own).chain(given).collect();
        Self { hosts, origins: origins.to_vec() }
    }

    /// The name and port by which the server is called, if that is one of its own: a page of another name that leads
    /// here by its DNS is refused.
    pub(super) fn host(&self, uri: &Uri, headers: &HeaderMap) -> Result<String, Refusal> {
        let mut given = headers.get_all(HOST).iter();
        let (Some(host), None) = (given.next(), given.next()) else {
            return Err(Refusal::bad("a request has one Host header"));
        };
        let host = host.to_str().map_err(|_| Refusal::bad("the Host header is no host"))?;
        // An absolute target counts more than the header (RFC 9112, section 3.2.2).
        let host = uri.authority().map_or(host, hyper::http::uri::Authority::as_str).to_ascii_lowercase();
        let name = match host.rfind(':') {
            Some(at) if !host.ends_with(']') => host.get(..at).unwrap_or_default(),
            _ => &host,
        };
        if self.hosts.iter().any(|known| known == name.trim_end_matches('.')) {
            return Ok(host);
        }
        let message = "this server does not go by that name; `--allow-host NAME` adds one";
        Err(Refusal::new(StatusCode::MISDIRECTED_REQUEST, message))
    }

    /// The origin of a page that may read answers.
    pub(super) fn allowed_origin<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let origin = headers.get(ORIGIN)?.to_str().ok()?;
        self.origins.iter().any(|known| known == "*" || known == origin).then_some(origin)
    }

    /// Refuses what a page of another site has a browser send.
    fn refuse_cross_site(&self, host: &str, parts: &Parts) -> Result<(), Refusal> {
        if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
            return Ok(());
        }
        if self.allowed_origin(&parts.headers).is_some() {
            return Ok(());
        }
        let is_own = |origin: &str| origin.split_once("://").is_some_and(|(_, own)| own.eq_ignore_ascii_case(host));
        let origin = parts.headers.get(ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
        let site = parts.headers.get(SEC_FETCH_SITE).map(|site| site.to_str().unwrap_or_default());
        let is_foreign = origin.is_some_and(|origin| !is_own(origin))
            || site.is_some_and(|site| !matches!(site, "same-origin" | "none"));
        if is_foreign {
            let message = "a page of another site asks; `--cors ORIGIN` lets it";
            return Err(Refusal::new(StatusCode::FORBIDDEN, message));
        }
        Ok(())
    }
}

/// A request that may be answered.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) method: Method,
    /// As it was sent, percent-encoded.
    pub(super) path: String,
    /// What follows `?`, as it was sent; `None` without one.
    pub(super) query: Option<String>,
    pub(super) headers: HeaderMap,
    /// Name and port by which the server was called.
    pub(super) host: String,
}

impl Ask {
    /// Reads a request but for its body.
    pub(super) fn read(parts: Parts, callers: &Callers) -> Result<Self, Refusal> {
        let host = callers.host(&parts.uri, &parts.headers)?;
        callers.refuse_cross_site(&host, &parts)?;
        let headers = &parts.headers;
        if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(Refusal::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "bodies are read as they are, not compressed",
            ));
        }
        let path = parts.uri.path();
        if path.to_ascii_lowercase().contains("%00") {
            return Err(Refusal::bad("no path has a NUL"));
        }
        Ok(Self {
            method: parts.method.clone(),
            path: path.to_owned(),
            query: parts.uri.query().map(str::to_owned),
            headers: parts.headers,
            host,
        })
    }

    /// The parameters of the address.
    pub(super) fn parameters(&self) -> Result<Vec<(String, String)>, Refusal> {
        parameters(self.query.as_deref().unwrap_or_default().as_bytes())
    }

    /// The address of a path of this server.
    pub(super) fn address(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }
}

/// Names and values of a form or a query string (URL Standard, section 5.1); refuses what is not UTF-8, where the
/// standard replaces it.
pub(super) fn parameters(text: &[u8]) -> Result<Vec<(String, String)>, Refusal> {
    let pairs = text.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
    let decoded = |bytes: &[u8]| {
        let mut text = Vec::with_capacity(bytes.len());
        for (index, word) in bytes.split(|&byte| byte == b'+').enumerate() {
            text.extend((index > 0).then_some(b' '));
            text.extend(percent_encoding::percent_decode(word));
        }
        String::from_utf8(text).map_err(|_| Refusal::bad("a parameter is not in UTF-8"))
    };
    pairs
        .map(|pair| {
            let at = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
            let (name, value) = pair.split_at(at);
            Ok((decoded(name)?, decoded(value.get(1..).unwrap_or_default())?))
        })
        .collect()
}

/// Reads a body, in bounded time and memory.
pub(super) async fn body(incoming: Incoming, headers: &HeaderMap) -> Result<Bytes, Refusal> {
    let too_long = || Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "a body has at most 1 MiB");
    let stated = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if stated.is_some_and(|length| length > MAX_BODY) {
        return Err(too_long());
    }
    let read = async {
        let mut incoming = incoming;
        let mut whole = Vec::new();
        while let Some(frame) = poll_fn(|context| Pin::new(&mut incoming).poll_frame(context)).await {
            let frame = frame.map_err(|_| Refusal::bad("the body broke off"))?;
            let Ok(bytes) = frame.into_data() else { continue };
            if whole.len() + bytes.len() > MAX_BODY {
                return Err(too_long());
            }
            whole.extend_from_slice(&bytes);
        }
        Ok(Bytes::from(whole))
    };
    let late = |_| Refusal::new(StatusCode::REQUEST_TIMEOUT, "the body did not come in time");
    timeout(BODY_TIME, read).await.map_err(late)?
}
