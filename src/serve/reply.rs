//! What goes back: a status, headers and a body that is there or comes as it is found.

use super::outlet::{Head, Piece};
use hyper::body::{Bytes, Frame, SizeHint};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::sync::mpsc::Receiver;

/// A response of ours.
pub(super) type Reply = Response<Body>;

/// Seconds after which to ask again when there is no place now.
const RETRY_SECONDS: u16 = 2;

/// Header that says how a question was understood, such as that a name has moved.
const NOTICE: HeaderName = HeaderName::from_static("aisec-notice");

/// Why there is no answer, and the status that says so.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// The request is not as it should be.
    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    /// There is no such thing here.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, message)
    }

    #[cfg(feature = "mcp")]
    pub(crate) fn is_not_found(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// A limit of this server is reached.
    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, message)
    }

    /// Something here is broken.
    pub(crate) fn broken(message: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, message)
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let text = format!("{}\n", refusal.message.trim_end());
        let mut reply = whole(refusal.status, "text/plain; charset=utf-8", text);
        reply.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if refusal.status == StatusCode::SERVICE_UNAVAILABLE {
            reply.headers_mut().insert(RETRY_AFTER, RETRY_SECONDS.into());
        }
        reply
    }
}

/// A response that is there.
pub(super) fn whole(status: StatusCode, media_type: &'static str, body: impl Into<Bytes>) -> Reply {
    with_body(status, media_type, Body::whole(body))
}

/// The response of an answer that comes in pieces; its status is known with the first.
pub(super) async fn of_pieces(mut pieces: Receiver<Piece>) -> Result<Reply, Refusal> {
    let (head, body) = match pieces.recv().await {
        Some(Piece::Refused(refusal)) => return Err(refusal),
        Some(Piece::Whole(head, bytes)) => return Ok(of_answer(&head, bytes)),
        Some(Piece::Begun(head, first)) => {
            (head, Body { content: Content::Stream { first: Some(first), rest: pieces }, ended: None })
        }
        // Whoever was at it is no more.
        Some(Piece::Part(_) | Piece::End) | None => return Err(Refusal::broken("the answer broke off")),
    };
    Ok(with_head(&head, body))
}

/// The response of an answer that is there.
pub(super) fn of_answer(head: &Head, answer: impl Into<Bytes>) -> Reply {
    with_head(head, Body::whole(answer))
}

fn with_head(head: &Head, body: Body) -> Reply {
    let reply = with_body(StatusCode::OK, head.media_type, body);
    head.notices.iter().fold(reply, |reply, notice| with_header(reply, NOTICE, notice))
}

fn with_body(status: StatusCode, media_type: &'static str, body: Body) -> Reply {
    let mut reply = Response::new(body);
    *reply.status_mut() = status;
    reply.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    reply
}

/// A response without a body.
pub(super) fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Body::whole(Bytes::new()));
    *reply.status_mut() = status;
    reply
}

/// The same with one more header; text that no header can hold is left out.
pub(super) fn with_header(mut reply: Reply, name: HeaderName, value: &str) -> Reply {
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        reply.headers_mut().append(name, value);
    }
    reply
}

/// What is told once the last of a response has left, or nobody wants it any more.
pub(super) type Ended = Box<dyn FnOnce(u64) + Send + Sync>;

/// The body of a response.
pub(super) struct Body {
    content: Content,
    ended: Option<(u64, Ended)>,
}

enum Content {
    Whole(Bytes),
    Stream { first: Option<Bytes>, rest: Receiver<Piece> },
    Over,
}

/// The rest of an answer did not come: the connection is cut, so that nobody takes it for whole.
#[derive(Debug, thiserror::Error)]
#[error("the answer broke off")]
pub(super) struct BrokenOff;

impl Body {
    fn whole(bytes: impl Into<Bytes>) -> Self {
        Self { content: Content::Whole(bytes.into()), ended: None }
    }

    /// Has `ended` called with the number of bytes once this is over.
    pub(super) fn tell(&mut self, ended: Ended) {
        self.ended = Some((0, ended));
    }

    fn next(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, BrokenOff>>> {
        if let Content::Stream { first, rest } = &mut self.content {
            if let Some(first) = first.take() {
                return Poll::Ready(Some(Ok(first)));
            }
            let piece = ready!(rest.poll_recv(context));
            if let Some(Piece::Part(bytes)) = piece {
                return Poll::Ready(Some(Ok(bytes)));
            }
            self.content = Content::Over;
            let is_whole = matches!(piece, Some(Piece::End));
            return Poll::Ready(if is_whole { None } else { Some(Err(BrokenOff)) });
        }
        match std::mem::replace(&mut self.content, Content::Over) {
            Content::Whole(bytes) if !bytes.is_empty() => Poll::Ready(Some(Ok(bytes))),
            _ => Poll::Ready(None),
        }
    }
}

impl Drop for Body {
    fn drop(&mut self) {
        if let Some((bytes, ended)) = self.ended.take() {
            ended(bytes);
        }
    }
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let body = self.get_mut();
        let next = ready!(body.next(context));
        if let (Some(Ok(bytes)), Some((sent, _))) = (&next, &mut body.ended) {
            *sent += bytes.len() as u64;
        }
        Poll::Ready(next.map(|bytes| bytes.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Whole(bytes) => bytes.is_empty(),
            Content::Stream { .. } => false,
            Content::Over => true,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Stream { .. } => SizeHint::default(),
            Content::Over => SizeHint::with_exact(0),
        }
    }
}
