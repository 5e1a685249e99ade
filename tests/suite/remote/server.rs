//! A SPARQL server over the stock engine, as faithful or as faulty as a test wants it.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use oxrdf::{GraphName, NamedNode};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

/// What a server does other than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// Nothing.
    Well,
    /// It gives no more than so many rows, and says so in a header alone, as Virtuoso does.
    CutsAt(usize),
    /// It does not say that it cuts.
    CutsInSilenceAt(usize),
    /// It drops the last triple of what is uploaded.
    Loses,
    /// It wants `kg:kgpw`, by Digest.
    AsksWho,
    /// It answers anything with these bytes, and closes.
    Says(&'static str),
    /// It sends so many bytes of white space as an answer.
    Pours(u64),
    /// It takes requests and never answers.
    Hangs,
}

/// A server, and how often it was asked.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) asked: Arc<AtomicUsize>,
    /// After how many requests it answers no more.
    until: Arc<AtomicUsize>,
}

impl Server {
    /// Starts one; it ends with the tests.
    pub(super) fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let until = Arc::new(AtomicUsize::new(usize::MAX));
        let server = Self { address: listener.local_addr().unwrap(), asked: Arc::default(), until };
        let (store, asked, until) = (Store::new().unwrap(), Arc::clone(&server.asked), Arc::clone(&server.until));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (store, asked, until) = (store.clone(), Arc::clone(&asked), Arc::clone(&until));
                thread::spawn(move || serve(&stream, &store, manner, &asked, &until));
            }
        });
        server
    }

    /// Has it answer so many more requests, and close the connection of any other.
    pub(super) fn answer_only(&self, more: usize) {
        self.until.store(self.asked.load(Ordering::Relaxed) + more, Ordering::Relaxed);
    }

    /// Adds triples to a graph behind everyone's back.
    pub(super) fn add(&self, graph: &str, turtle: &str) {
        let graph: String = url::form_urlencoded::byte_serialize(graph.as_bytes()).collect();
        let request = format!("POST /store?graph={graph} HTTP/1.1\r\nContent-Length: {}\r\n\r\n{turtle}", turtle.len());
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 201");
    }

    /// An address of it.
    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.address)
    }
}

/// How it asks for a password.
const CHALLENGE: &str = "WWW-Authenticate: Digest realm=\"kg\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\n";
/// Bytes of a body that it does not read for nobody.
const LONG: usize = 1 << 20;

struct Request {
    line: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    /// Bytes of the body.
    fn length(&self) -> usize {
        self.header("content-length").parse().unwrap_or(0)
    }

    fn read_body(&mut self, reader: &mut BufReader<TcpStream>) -> Option<()> {
        self.body.resize(self.length(), 0);
        reader.read_exact(&mut self.body).ok()
    }

    /// Whether the one who may ask asks.
    fn is_of_kg(&self) -> bool {
        self.header("authorization").starts_with("Digest username=\"kg\"")
    }

    /// The value of a header, or nothing.
    fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The value of a parameter in the address or the body.
    fn parameter(&self, name: &str) -> Option<String> {
        let query =
            self.line.split_whitespace().nth(1).and_then(|path| path.split_once('?')).map_or("", |(_, query)| query);
        let pairs = url::form_urlencoded::parse(query.as_bytes()).chain(url::form_urlencoded::parse(&self.body));
        pairs.filter(|(key, _)| key == name).map(|(_, value)| value.into_owned()).next()
    }
}

/// Reads requests off a connection and answers them, until it ends.
fn serve(stream: &TcpStream, store: &Store, manner: Manner, asked: &AtomicUsize, until: &AtomicUsize) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some(mut request) = read_head(&mut reader) {
        if manner == Manner::AsksWho && !request.is_of_kg() && request.length() > LONG {
            // As Virtuoso does: it says so at once, and reads no more.
            return respond(stream, "401 Unauthorized", CHALLENGE, b"");
        }
        if request.read_body(&mut reader).is_none() {
            return;
        }
        if asked.fetch_add(1, Ordering::Relaxed) >= until.load(Ordering::Relaxed) {
            return;
        }
        let mut stream = stream;
        match manner {
            Manner::Hangs => return thread::sleep(Duration::from_secs(60)),
            Manner::Says(bytes) => return drop(stream.write_all(bytes.as_bytes())),
            Manner::Pours(bytes) => {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n\r\n";
                let _ = stream.write_all(head.as_bytes());
                let _ = std::io::copy(&mut std::io::repeat(b' ').take(bytes), &mut stream);
                return;
            }
            Manner::AsksWho if !request.is_of_kg() => respond(stream, "401 Unauthorized", CHALLENGE, b""),
            _ => answer(stream, store, manner, &request),
        }
    }
}

/// Reads the line and the headers of a request.
fn read_head(reader: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|&length| length > 0)?;
    let mut headers = Vec::new();
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    Some(Request { line: line.trim_end().to_owned(), headers, body: Vec::new() })
}

fn respond(mut stream: &TcpStream, status: &str, headers: &str, body: &[u8]) {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n{headers}\r\n", body.len());
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}

fn answer(stream: &TcpStream, store: &Store, manner: Manner, request: &Request) {
    match request.line.split([' ', '?', '/']).filter(|part| !part.is_empty()).nth(1) {
        Some("store") => put(stream, store, manner, request),
        Some("update") => {
            let update = request.parameter("update").expect("an update is sent as a form");
            match SparqlEvaluator::new().parse_update(&update).unwrap().on_store(store).execute() {
                Ok(()) => respond(stream, "204 No Content", "", b""),
                Err(error) => respond(stream, "500 Oops", "Content-Type: text/plain\r\n", error.to_string().as_bytes()),
            }
        }
        _ => ask(stream, store, manner, request),
    }
}

/// The Graph Store Protocol, as far as graphs with names are put and added to.
fn put(stream: &TcpStream, store: &Store, manner: Manner, request: &Request) {
    let graph = NamedNode::new(request.parameter("graph").expect("a graph is named")).unwrap();
    if request.line.starts_with("PUT") {
        store.clear_graph(&graph).unwrap();
    }
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(&request.body);
    let mut quads: Vec<_> = quads.map(|quad| quad.unwrap()).collect();
    if manner == Manner::Loses {
        quads.pop();
    }
    for mut quad in quads {
        quad.graph_name = graph.clone().into();
        store.insert(&quad).unwrap();
    }
    respond(stream, "201 Created", "", b"");
}

fn ask(stream: &TcpStream, store: &Store, manner: Manner, request: &Request) {
    let text = request.parameter("query").expect("a query is sent as a form");
    let mut prepared = match SparqlEvaluator::new().parse_query(&text) {
        Ok(prepared) => prepared,
        Err(error) => {
            return respond(stream, "400 Bad Request", "Content-Type: text/plain\r\n", error.to_string().as_bytes());
        }
    };
    if let Some(graph) = request.parameter("default-graph-uri") {
        prepared.dataset_mut().set_default_graph(vec![GraphName::from(NamedNode::new(graph).unwrap())]);
    }
    let serializer = QueryResultsSerializer::from_format(QueryResultsFormat::Json);
    let (most, header) = match manner {
        Manner::CutsAt(most) => (most, format!("X-SPARQL-MaxRows: {most}\r\n")),
        Manner::CutsInSilenceAt(most) => (most, String::new()),
        _ => (usize::MAX, String::new()),
    };
    let (media_type, body) = match prepared.on_store(store).execute().unwrap() {
        QueryResults::Boolean(answer) => {
            ("application/sparql-results+json", serializer.serialize_boolean_to_writer(Vec::new(), answer).unwrap())
        }
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().to_vec();
            let mut body = serializer.serialize_solutions_to_writer(Vec::new(), variables).unwrap();
            for solution in solutions.take(most) {
                body.serialize(solution.unwrap().iter()).unwrap();
            }
            ("application/sparql-results+json", body.finish().unwrap())
        }
        QueryResults::Graph(triples) => {
            let lines: String = triples.take(most).map(|triple| format!("{} .\n", triple.unwrap())).collect();
            ("application/n-triples", lines.into_bytes())
        }
    };
    respond(stream, "200 OK", &format!("Content-Type: {media_type}\r\n{header}"), &body);
}
