//! One connection, byte by byte.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::Server;

/// The time for which a client waits: far longer than any time limit in these tests.
const PATIENCE: Duration = Duration::from_secs(120);

/// A connection on which a test controls every byte.
pub(super) struct Line {
    stream: TcpStream,
    come: Vec<u8>,
}

/// One answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Line {
    pub(super) fn to(server: &Server) -> Self {
        Self::try_to(server).expect("a connection")
    }

    pub(super) fn try_to(server: &Server) -> std::io::Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", server.port()))?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, come: Vec::new() })
    }

    /// Sends these bytes. A connection that the server has closed accepts none, which is no failure yet.
    pub(super) fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.stream.write_all(bytes.as_ref()).is_ok()
    }

    /// Sends bytes one by one, with a pause before each, for as long as the server accepts them.
    pub(super) fn trickle(&mut self, bytes: impl AsRef<[u8]>, pause: Duration) {
        for byte in bytes.as_ref() {
            std::thread::sleep(pause);
            if !self.send([*byte]) || self.is_readable() {
                return;
            }
        }
    }

    /// Closes the sending side; reading continues.
    pub(super) fn close_half(&self) {
        self.stream.shutdown(Shutdown::Write).expect("an open connection");
    }

    /// Whether bytes or the end of the stream can be read.
    pub(super) fn is_readable(&self) -> bool {
        self.stream.set_nonblocking(true).unwrap();
        let peeked = self.stream.peek(&mut [0]);
        self.stream.set_nonblocking(false).unwrap();
        !matches!(peeked, Err(error) if error.kind() == ErrorKind::WouldBlock)
    }

    /// Reads the next answer. `has_body` is false for the answer to a HEAD.
    #[track_caller]
    pub(super) fn reply_with(&mut self, has_body: bool) -> Reply {
        let end = loop {
            if let Some(end) = self.come.windows(4).position(|window| window == b"\r\n\r\n") {
                break end + 4;
            }
            assert!(
                self.receive() > 0,
                "the connection ended within a head: {:?}",
                String::from_utf8_lossy(&self.come)
            );
        };
        let head = String::from_utf8_lossy(&self.come.drain(..end).collect::<Vec<_>>()).to_lowercase();
        assert!(head.starts_with("http/1.1 "), "no head: {head:?}");
        let status = head[9..12].parse().expect("a status");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.map_or(0, |length| length.parse().expect("a length"));
        let length = if has_body { length } else { 0 };
        while self.come.len() < length {
            assert!(self.receive() > 0, "the connection ended within a body after {head}");
        }
        Reply { status, head, body: self.come.drain(..length).collect() }
    }

    #[track_caller]
    pub(super) fn reply(&mut self) -> Reply {
        self.reply_with(true)
    }

    /// The status of the next answer; `None` if the connection is closed instead.
    pub(super) fn status(&mut self) -> Option<u16> {
        while self.come.len() < 12 {
            if self.receive() == 0 {
                return None;
            }
        }
        String::from_utf8_lossy(&self.come[9..12]).parse().ok()
    }

    /// Reads to the end, and returns whether the stream was closed or the connection reset.
    pub(super) fn ends_cleanly(mut self) -> bool {
        let is_end = self.stream.read_to_end(&mut self.come).is_ok();
        // A reset may follow the end at once.
        std::thread::sleep(Duration::from_millis(200));
        is_end && self.stream.take_error().expect("the state of the connection").is_none()
    }

    /// Everything until the server closes. A reset is an end as well.
    #[track_caller]
    pub(super) fn rest(&mut self) -> String {
        while self.receive() > 0 {}
        String::from_utf8_lossy(&std::mem::take(&mut self.come)).into_owned()
    }

    #[track_caller]
    fn receive(&mut self) -> usize {
        let mut piece = [0; 64 * 1024];
        let begin = Instant::now();
        match self.stream.read(&mut piece) {
            Ok(length) => {
                self.come.extend_from_slice(&piece[..length]);
                length
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                panic!("nothing came for {:?}; the server keeps the connection", begin.elapsed())
            }
            Err(_) => 0,
        }
    }
}

impl Reply {
    /// Fails unless the answer is a problem of this status and kind.
    #[track_caller]
    pub(super) fn problem(&self, status: u16, kind: &str) -> Value {
        let text = String::from_utf8_lossy(&self.body);
        assert_eq!(self.status, status, "{}{text}", self.head);
        assert!(self.head.contains("content-type: application/problem+json"), "{}", self.head);
        let problem: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text:?}"));
        assert_eq!(problem["type"].as_str().and_then(|uri| uri.rsplit('/').next()), Some(kind), "{problem}");
        assert_eq!(problem["status"], status);
        let id = problem["request_id"].as_str().expect("an id");
        assert!(self.head.contains(&format!("x-request-id: {id}")), "{}", self.head);
        for name in ["content-security-policy", "x-frame-options", "referrer-policy", "x-content-type-options"] {
            assert!(self.head.contains(&format!("\r\n{name}: ")), "{name}: {}", self.head);
        }
        problem
    }
}

/// The head of a request, with additional headers.
pub(super) fn head(method: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n")
}
