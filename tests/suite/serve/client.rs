//! A server of the real program, and a client that sends whatever bytes it is given.

use crate::command::Workspace;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longest that anything may take: a test fails instead of waiting for ever.
const DEADLINE: Duration = Duration::from_secs(60);

/// A server that ends with the test.
pub(super) struct Server {
    child: Child,
    pub(super) address: SocketAddr,
    /// What it says on standard error, at its end.
    said: Option<thread::JoinHandle<String>>,
    workspace: Option<Workspace>,
}

impl Server {
    /// Of the built-in graph.
    pub(super) fn built_in(options: &[&str]) -> Self {
        let workspace = Workspace::with_built_in_graph();
        let mut server = Self::start(&workspace, options);
        server.workspace = Some(workspace);
        server
    }

    /// In a workspace, on a port that is free.
    pub(super) fn start(workspace: &Workspace, options: &[&str]) -> Self {
        let mut command = workspace.command(env!("CARGO_BIN_EXE_aisec"));
        command.args(["serve", "--port", "0"]).args(options).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut stderr = child.stderr.take().expect("it was piped");
        let said = thread::spawn(move || {
            let mut said = String::new();
            let _ = stderr.read_to_string(&mut said);
            said
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("it was piped")).read_line(&mut line).expect("it says where it is");
        let address = line.trim().strip_prefix("http://").and_then(|rest| rest.strip_suffix('/'));
        let address = address.unwrap_or_else(|| panic!("{line:?} is no address")).parse().expect("an address");
        Self { child, address, said: Some(said), workspace: None }
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal by name.
    pub(super) fn signal(&self, name: &str) {
        signal(self.id(), name);
    }

    /// Processes that it started.
    pub(super) fn workers(&self) -> Vec<u32> {
        let output = Command::new("ps").args(["-o", "pid=", "--ppid", &self.id().to_string()]).output();
        let output = output.expect("ps is installed");
        String::from_utf8_lossy(&output.stdout).split_whitespace().filter_map(|id| id.parse().ok()).collect()
    }

    /// Has it end as an administrator does; its status and what it said.
    pub(super) fn ended(mut self) -> (Option<i32>, String) {
        self.signal("TERM");
        let since = Instant::now();
        while self.child.try_wait().expect("it was started").is_none() {
            assert!(since.elapsed() < DEADLINE, "the server does not end");
            thread::sleep(Duration::from_millis(5));
        }
        let status = self.child.wait().expect("it was started").code();
        (status, self.said.take().and_then(|said| said.join().ok()).unwrap_or_default())
    }

    /// A connection to it.
    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect_timeout(&self.address, DEADLINE).expect("it listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a time that is not 0");
        stream.set_write_timeout(Some(DEADLINE)).expect("a time that is not 0");
        stream
    }

    /// Sends bytes and reads until the server closes the connection; what it sent, if anything.
    pub(super) fn raw(&self, bytes: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // The server may have seen enough before all is sent.
        let _ = stream.write_all(bytes);
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        all
    }

    /// Waits until something holds.
    pub(super) fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let since = Instant::now();
        while !holds(self) {
            assert!(since.elapsed() < DEADLINE, "{what} never comes true");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// One figure of its metrics.
    pub(super) fn metric(&self, name: &str) -> u64 {
        let text = get(self, "/metrics", &[]).text();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("{name} is not in\n{text}")).parse().expect("a whole number")
    }
}

pub(super) fn signal(process: u32, name: &str) {
    let status = Command::new("/bin/kill").args([&format!("-{name}"), &process.to_string()]).status();
    assert!(status.expect("kill is installed").success(), "no process {process}");
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A response.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Names in lower case.
    headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// Whether all of the body came.
    pub(super) is_whole: bool,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("it is text")
    }

    /// Splits what a server sent before it closed the connection.
    pub(super) fn read(bytes: &[u8], is_head: bool) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("no response: {:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).expect("headers of ours are text");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut answer = Self { status, headers, body: bytes[end + 4..].to_vec(), is_whole: true };
        if answer.header("transfer-encoding") == Some("chunked") {
            (answer.body, answer.is_whole) = unchunked(&answer.body);
        } else if let Some(length) = answer.header("content-length").map(|length| length.parse::<usize>().unwrap()) {
            answer.is_whole = is_head || answer.body.len() == length;
        }
        answer
    }
}

fn unchunked(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut whole = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        let content = &rest[end + 2..];
        if length == 0 {
            return (whole, true);
        }
        let Some(chunk) = content.get(..length) else { break };
        whole.extend_from_slice(chunk);
        rest = content.get(length + 2..).unwrap_or_default();
    }
    (whole, false)
}

/// Sends one request on a connection of its own. Host and length are added.
pub(super) fn request(server: &Server, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut text = format!("{method} {target} HTTP/1.1\r\nConnection: close\r\n");
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        text += &format!("Host: {}\r\n", server.address);
    }
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    if method == "POST" || method == "PUT" || !body.is_empty() {
        text += &format!("Content-Length: {}\r\n", body.len());
    }
    let mut bytes = (text + "\r\n").into_bytes();
    bytes.extend_from_slice(body);
    Answer::read(&server.raw(&bytes), method == "HEAD")
}

pub(super) fn get(server: &Server, target: &str, headers: &[(&str, &str)]) -> Answer {
    request(server, "GET", target, headers, &[])
}

/// A query by GET.
pub(super) fn query(server: &Server, text: &str, headers: &[(&str, &str)]) -> Answer {
    get(server, &format!("/sparql?query={}", encoded(text)), headers)
}

/// A text as a parameter has it.
pub(super) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
