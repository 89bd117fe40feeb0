//! A stream that passes Actix one request at a time and has a deadline for everything it waits for. Actix has no timeouts for
//! later heads, bodies and slow readers, and reads ahead without a bound; see the head of `server`.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::rt::time::Instant;
use actix_web::web::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::http::Problem;
use crate::server::connection_limiter::Slot;
use crate::server::connection_state::{ConnectionState, Stage};
use crate::server::deadline_timer::DeadlineTimer;
use crate::server::framing::Framing;
use crate::server::head::HeadScanner;
use crate::server::refusal::{refusal, unreadable};
use crate::server::settings::{LINGER, TimeLimits};

/// The bytes that are read ahead while a request is answered, to notice a client that has left.
const AHEAD: usize = 2048;

/// The bytes of its answer that a client must read within the write timeout. A single byte now and then is not reading.
const LEAST_TAKEN: usize = 4096;

/// The stream of one connection.
pub struct Connection<T> {
    io: T,
    state: Rc<ConnectionState>,
    timer: DeadlineTimer,
    head: HeadScanner,
    /// Bytes that have arrived and must not be passed on yet.
    ahead: BytesMut,
    /// Whether nothing more is read: the client has closed its side, or a deadline has passed.
    is_over: bool,
    /// Whether Actix was told to wait, though more bytes may follow.
    is_held: bool,
    /// Set while the client does not read its answer.
    blocked: Option<Blocked>,
    /// Whether the connection itself has answered instead of the application.
    is_refused: bool,
    /// Whether the connection uses TLS.
    is_secure: bool,
    /// The rest of the connection's own answer.
    farewell: Bytes,
    /// The end of reading after the connection's own answer.
    linger: Option<Instant>,
    _slot: Slot,
}

/// An answer that the client does not read: the deadline, and the bytes read since it was set.
struct Blocked {
    until: Instant,
    taken: usize,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Connection<T> {
    /// A new connection; `is_secure` is whether it uses TLS.
    pub fn new(io: T, is_secure: bool, limits: TimeLimits, slot: Slot) -> Self {
        Self {
            io,
            timer: DeadlineTimer::new(Instant::now() + limits.head),
            state: Rc::new(ConnectionState::new(limits)),
            head: HeadScanner::default(),
            ahead: BytesMut::new(),
            is_over: false,
            is_held: false,
            blocked: None,
            is_refused: false,
            is_secure,
            farewell: Bytes::new(),
            linger: None,
            _slot: slot,
        }
    }

    /// The state that the application's side notifies.
    pub fn state(&self) -> &Rc<ConnectionState> {
        &self.state
    }

    /// Checks the deadlines.
    ///
    /// # Errors
    /// If the client has read too little of its answer for too long.
    fn check_deadlines(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let write = self.blocked.as_ref().map(|blocked| blocked.until);
        let deadline = [self.state.deadline(), write].into_iter().flatten().min();
        if !self.timer.has_passed(context, deadline) {
            return Ok(());
        }
        let now = Instant::now();
        if let Some(blocked) = self.blocked.as_mut().filter(|blocked| blocked.until <= now) {
            if blocked.taken < LEAST_TAKEN {
                return Err(io::Error::from(io::ErrorKind::TimedOut));
            }
            *blocked = Blocked { until: now + self.state.limits().write, taken: 0 };
        }
        if self.state.deadline().is_some_and(|deadline| deadline <= now) {
            if self.state.stage() == Stage::Head && !self.head.is_new() {
                self.refuse(&Problem::timeout());
            }
            self.end();
        }
        // The timer has fired: it must be set again, and Actix must see the end.
        context.waker().wake_by_ref();
        Ok(())
    }

    /// Ends reading.
    fn end(&mut self) {
        self.state.clear_deadline();
        self.is_over = true;
        self.ahead = BytesMut::new();
    }

    /// Answers instead of the application, and ends reading.
    fn refuse(&mut self, problem: &Problem) {
        self.is_refused = true;
        self.farewell = refusal(problem, self.is_secure);
        self.linger = Some(Instant::now() + LINGER);
        self.end();
    }

    fn read_head(&mut self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.blocked.is_some() {
            // Otherwise answers that the client does not read would pile up.
            return self.hold(context);
        }
        let before = buffer.filled().len();
        let mut head = self.head;
        let mut is_complete = false;
        let count = ready!(self.feed(context, buffer, |bytes| {
            let count;
            (count, is_complete) = head.take(bytes);
            count
        }))?;
        if count > 0 && self.head.is_new() {
            self.state.head_started();
        }
        self.head = head;
        if head.is_too_long() {
            buffer.set_filled(before);
            let problem = if head.has_long_address() { Problem::uri_too_long() } else { Problem::header_too_large() };
            self.refuse(&problem);
        } else if is_complete {
            self.head = HeadScanner::default();
            self.state.head_complete();
        }
        Poll::Ready(Ok(()))
    }

    fn read_body(&mut self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut body = self.state.body();
        if body.is_over() {
            return self.hold(context);
        }
        if body == Framing::Broken {
            self.end();
            return Poll::Ready(Ok(()));
        }
        let count = ready!(self.feed(context, buffer, |bytes| body.take(bytes)))?;
        self.state.extend_deadline(count);
        self.state.set_body(body);
        Poll::Ready(Ok(()))
    }

    /// Passes on as many of the arrived bytes as `take` permits. Zero bytes mean the end.
    fn feed(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
        mut take: impl FnMut(&[u8]) -> usize,
    ) -> Poll<io::Result<usize>> {
        self.is_held = false;
        if !self.ahead.is_empty() {
            let available = self.ahead.len().min(buffer.remaining());
            let piece = self.ahead.get(..available).unwrap_or_default();
            let due = self.ahead.split_to(take(piece).min(available));
            buffer.put_slice(&due);
            return Poll::Ready(Ok(due.len()));
        }
        if self.is_over {
            return Poll::Ready(Ok(0));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(context, buffer))?;
        let arrived = buffer.filled().get(before..).unwrap_or_default();
        if arrived.is_empty() {
            self.is_over = true;
            return Poll::Ready(Ok(0));
        }
        let due = take(arrived).min(arrived.len());
        self.ahead = arrived.get(due..).unwrap_or_default().into();
        buffer.set_filled(before + due);
        Poll::Ready(Ok(due))
    }

    /// Passes on nothing for now, but notices a client that has left.
    fn hold(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.is_held = true;
        if self.ahead.is_empty() && !self.is_over {
            let mut space = [const { MaybeUninit::uninit() }; AHEAD];
            let mut buffer = ReadBuf::uninit(&mut space);
            ready!(Pin::new(&mut self.io).poll_read(context, &mut buffer))?;
            self.is_over = buffer.filled().is_empty();
            self.ahead = buffer.filled().into();
        }
        // Actix sees that the client has closed its side only after the answer.
        Poll::Pending
    }

    /// Whether Actix was told to wait and can read again.
    fn has_more(&self) -> bool {
        let is_due = match self.state.stage() {
            Stage::Head => self.blocked.is_none(),
            Stage::HeadComplete => false,
            Stage::Answering | Stage::Draining => !self.state.body().is_over(),
        };
        self.is_held && is_due
    }

    /// Sends the connection's own answer and closes this side. After an own answer, what the client still sends is read for a
    /// while: closing at once would destroy the answer on its way.
    fn poll_farewell(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.timer.has_passed(context, self.linger) {
            self.linger = None;
            return Poll::Ready(Ok(()));
        }
        while !self.farewell.is_empty() {
            let count = ready!(Pin::new(&mut self.io).poll_write(context, &self.farewell))?;
            let _ = self.farewell.split_to(count);
        }
        ready!(Pin::new(&mut self.io).poll_shutdown(context))?;
        let mut space = [const { MaybeUninit::uninit() }; AHEAD];
        while self.linger.is_some() {
            let mut buffer = ReadBuf::uninit(&mut space);
            ready!(Pin::new(&mut self.io).poll_read(context, &mut buffer))?;
            if buffer.filled().is_empty() {
                self.linger = None;
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for Connection<T> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.check_deadlines(context)?;
        match this.state.stage() {
            Stage::Head => this.read_head(context, buffer),
            Stage::HeadComplete => this.hold(context),
            Stage::Answering | Stage::Draining => this.read_body(context, buffer),
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Connection<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        // Earlier answers are sent before a head is passed on, and no request has started since. So this is the answer of Actix
        // to a head that it cannot read: a bare status.
        let is_from_actix = match this.state.stage() {
            Stage::Head => !this.head.is_new(),
            Stage::HeadComplete => true,
            Stage::Answering | Stage::Draining => false,
        };
        if is_from_actix {
            if !this.is_refused {
                this.refuse(&unreadable(bytes));
            }
            ready!(this.poll_farewell(context))?;
            return Poll::Ready(Ok(bytes.len()));
        }
        match Pin::new(&mut this.io).poll_write(context, bytes) {
            Poll::Ready(Ok(count)) => {
                if count == bytes.len() {
                    this.blocked = None;
                } else if let Some(blocked) = &mut this.blocked {
                    blocked.taken += count;
                }
                Poll::Ready(Ok(count))
            }
            Poll::Pending => {
                let until = Instant::now() + this.state.limits().write;
                this.blocked.get_or_insert(Blocked { until, taken: 0 });
                this.check_deadlines(context)?;
                Poll::Pending
            }
            failed => failed,
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.check_deadlines(context)?;
        ready!(Pin::new(&mut this.io).poll_flush(context))?;
        if this.has_more() {
            this.is_held = false;
            context.waker().wake_by_ref();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.check_deadlines(context)?;
        this.poll_farewell(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    /// A client that sends endless requests and reads nothing.
    struct Unread;

    impl AsyncRead for Unread {
        fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
            buffer.put_slice(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            Poll::Ready(Ok(()))
        }
    }

    impl AsyncWrite for Unread {
        fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, _: &[u8]) -> Poll<io::Result<usize>> {
            Poll::Pending
        }
        fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
        fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
    }

    #[actix_web::test]
    async fn no_request_is_passed_on_while_the_client_does_not_read() {
        let minute = Duration::from_secs(60);
        let limits = TimeLimits { head: minute, body: minute, write: Duration::from_secs(1), idle: minute };
        let slot = Slot::take(&Arc::default(), 1).unwrap();
        let mut connection = Connection::new(Unread, false, limits, slot);
        let read = |connection: &mut Connection<Unread>, context: &mut Context<'_>| {
            let mut space = [0; 100];
            let mut buffer = ReadBuf::new(&mut space);
            Pin::new(connection).poll_read(context, &mut buffer).map_ok(|()| buffer.filled().len())
        };
        poll_fn(|context| {
            assert!(matches!(read(&mut connection, context), Poll::Ready(Ok(27))));
            // One request at a time, also before an answer.
            assert!(read(&mut connection, context).is_pending());
            connection.state.request_started(Framing::NONE);
            connection.state.answer_sent();
            assert!(Pin::new(&mut connection).poll_write(context, b"HTTP/1.1 200 OK").is_pending());
            assert!(read(&mut connection, context).is_pending());
            Poll::Ready(())
        })
        .await;
        let error = poll_fn(|context| match read(&mut connection, context) {
            Poll::Ready(Err(error)) => Poll::Ready(error),
            other => {
                assert!(other.is_pending());
                Poll::Pending
            }
        });
        assert_eq!(error.await.kind(), io::ErrorKind::TimedOut);
    }
}
