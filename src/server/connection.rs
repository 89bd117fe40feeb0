//! A stream that hands Actix one request at a time and waits for nothing without an end.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::rt::time::Instant;
use actix_web::web::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::http::problem::Problem;
use crate::server::LINGER;
use crate::server::connection_limiter::Slot;
use crate::server::connection_state::{ConnectionState, Stage};
use crate::server::deadline_timer::DeadlineTimer;
use crate::server::framing::Framing;
use crate::server::head::HeadScanner;
use crate::server::refusal::{refusal, unreadable};
use crate::server::settings::TimeLimits;

/// How much is read ahead while a request is being answered, to see whether the client is still there.
const AHEAD: usize = 2048;

/// What a client has to take of its answer within the write timeout, in bytes. A single byte now and then is no reading.
const LEAST_TAKEN: usize = 4096;

/// The stream of one connection.
pub struct Connection<T> {
    io: T,
    turn: Rc<ConnectionState>,
    alarm: DeadlineTimer,
    head: HeadScanner,
    /// What has come but is not to be handed over yet.
    ahead: BytesMut,
    /// Whether nothing more is to be read: the client has said its last, or one waits no longer.
    is_over: bool,
    /// Whether Actix was told to wait, though there may be something for it later.
    is_held: bool,
    /// Since when the client takes nothing of its answer.
    blocked: Option<Blocked>,
    /// Whether there was an answer that is not the application's.
    is_refused: bool,
    /// Whether there is TLS in between.
    is_secure: bool,
    /// What is sent before the end.
    last_words: Bytes,
    /// Until when one reads on after the last words.
    linger: Option<Instant>,
    _seat: Slot,
}

/// An answer that does not get out.
struct Blocked {
    until: Instant,
    taken: usize,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Connection<T> {
    /// A new connection, `is_secure` one with TLS in between.
    pub fn new(io: T, is_secure: bool, limits: TimeLimits, seat: Slot) -> Self {
        let turn = ConnectionState::new(limits);
        Self {
            io,
            alarm: DeadlineTimer::new(Instant::now() + limits.head),
            turn: Rc::new(turn),
            head: HeadScanner::default(),
            ahead: BytesMut::new(),
            is_over: false,
            is_held: false,
            blocked: None,
            is_refused: false,
            is_secure,
            last_words: Bytes::new(),
            linger: None,
            _seat: seat,
        }
    }

    /// What the application has to know of the connection.
    pub fn turn(&self) -> &Rc<ConnectionState> {
        &self.turn
    }

    /// Looks at the time.
    ///
    /// # Errors
    /// When the client has taken too little of its answer for too long.
    fn watch(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let write = self.blocked.as_ref().map(|blocked| blocked.until);
        let deadline = [self.turn.deadline(), write].into_iter().flatten().min();
        if !self.alarm.rings(context, deadline) {
            return Ok(());
        }
        let now = Instant::now();
        if let Some(blocked) = self.blocked.as_mut().filter(|blocked| blocked.until <= now) {
            if blocked.taken < LEAST_TAKEN {
                return Err(io::Error::from(io::ErrorKind::TimedOut));
            }
            *blocked = Blocked { until: now + self.turn.limits().write, taken: 0 };
        }
        if self.turn.deadline().is_some_and(|deadline| deadline <= now) {
            if self.turn.stage() == Stage::Head && !self.head.is_new() {
                self.refuse(&Problem::timeout());
            }
            self.end();
        }
        // The timer has rung: the next time must be set, and Actix told of the end.
        context.waker().wake_by_ref();
        Ok(())
    }

    /// Reads no more.
    fn end(&mut self) {
        self.turn.give_up();
        self.is_over = true;
        self.ahead = BytesMut::new();
    }

    /// Answers instead of the application, and ends.
    fn refuse(&mut self, problem: &Problem) {
        self.is_refused = true;
        self.last_words = refusal(problem, self.is_secure);
        self.linger = Some(Instant::now() + LINGER);
        self.end();
    }

    fn read_head(&mut self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.blocked.is_some() {
            // Answers that nobody takes would pile up.
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
            self.turn.head_begins();
        }
        self.head = head;
        if head.is_too_long() {
            buffer.set_filled(before);
            let problem = if head.has_long_address() { Problem::uri_too_long() } else { Problem::header_too_large() };
            self.refuse(&problem);
        } else if is_complete {
            self.head = HeadScanner::default();
            self.turn.head_ends();
        }
        Poll::Ready(Ok(()))
    }

    fn read_body(&mut self, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut body = self.turn.body();
        if body.is_over() {
            return self.hold(context);
        }
        if body == Framing::Broken {
            self.end();
            return Poll::Ready(Ok(()));
        }
        let count = ready!(self.feed(context, buffer, |bytes| body.take(bytes)))?;
        self.turn.came(count);
        self.turn.set_body(body);
        Poll::Ready(Ok(()))
    }

    /// Hands over what `take` says is due of what has come. Nothing is the end.
    fn feed(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
        mut take: impl FnMut(&[u8]) -> usize,
    ) -> Poll<io::Result<usize>> {
        self.is_held = false;
        if !self.ahead.is_empty() {
            let most = self.ahead.len().min(buffer.remaining());
            let piece = self.ahead.get(..most).unwrap_or_default();
            let due = self.ahead.split_to(take(piece).min(most));
            buffer.put_slice(&due);
            return Poll::Ready(Ok(due.len()));
        }
        if self.is_over {
            return Poll::Ready(Ok(0));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(context, buffer))?;
        let come = buffer.filled().get(before..).unwrap_or_default();
        if come.is_empty() {
            self.is_over = true;
            return Poll::Ready(Ok(0));
        }
        let due = take(come).min(come.len());
        self.ahead = come.get(due..).unwrap_or_default().into();
        buffer.set_filled(before + due);
        Poll::Ready(Ok(due))
    }

    /// Hands over nothing for now, but sees whether the client is still there.
    fn hold(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.is_held = true;
        if self.ahead.is_empty() && !self.is_over {
            let mut space = [const { MaybeUninit::uninit() }; AHEAD];
            let mut buffer = ReadBuf::uninit(&mut space);
            ready!(Pin::new(&mut self.io).poll_read(context, &mut buffer))?;
            self.is_over = buffer.filled().is_empty();
            self.ahead = buffer.filled().into();
        }
        // Where the client has closed its side, Actix is told after the answer.
        Poll::Pending
    }

    /// Whether Actix was told to wait and need not any more.
    fn has_more(&self) -> bool {
        let is_due = match self.turn.stage() {
            Stage::Head => self.blocked.is_none(),
            Stage::Judged => false,
            Stage::Answering | Stage::Draining => !self.turn.body().is_over(),
        };
        self.is_held && is_due
    }

    /// Says the last words and closes one's side. Where there were any, what the client still sends is read for a while.
    fn poll_farewell(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.alarm.rings(context, self.linger) {
            self.linger = None;
            return Poll::Ready(Ok(()));
        }
        while !self.last_words.is_empty() {
            let count = ready!(Pin::new(&mut self.io).poll_write(context, &self.last_words))?;
            let _ = self.last_words.split_to(count);
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
        this.watch(context)?;
        match this.turn.stage() {
            Stage::Head => this.read_head(context, buffer),
            Stage::Judged => this.hold(context),
            Stage::Answering | Stage::Draining => this.read_body(context, buffer),
        }
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Connection<T> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        // What came before is out when a head is handed over. No request has begun since, so this is what Actix says to a
        // head that it cannot read: a status and nothing else.
        let is_foreign = match this.turn.stage() {
            Stage::Head => !this.head.is_new(),
            Stage::Judged => true,
            Stage::Answering | Stage::Draining => false,
        };
        if is_foreign {
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
                let until = Instant::now() + this.turn.limits().write;
                this.blocked.get_or_insert(Blocked { until, taken: 0 });
                this.watch(context)?;
                Poll::Pending
            }
            failed => failed,
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.watch(context)?;
        ready!(Pin::new(&mut this.io).poll_flush(context))?;
        if this.has_more() {
            this.is_held = false;
            context.waker().wake_by_ref();
        }
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.watch(context)?;
        this.poll_farewell(context)
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;

    /// A client that sends requests without an end and reads nothing.
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
    async fn no_request_is_handed_over_while_an_answer_does_not_get_out() {
        let minute = Duration::from_secs(60);
        let limits = TimeLimits { head: minute, body: minute, write: Duration::from_secs(1), idle: minute };
        let seat = Slot::take(&Arc::default(), 1).unwrap();
        let mut connection = Connection::new(Unread, false, limits, seat);
        let read = |connection: &mut Connection<Unread>, context: &mut Context<'_>| {
            let mut space = [0; 100];
            let mut buffer = ReadBuf::new(&mut space);
            Pin::new(connection).poll_read(context, &mut buffer).map_ok(|()| buffer.filled().len())
        };
        poll_fn(|context| {
            assert!(matches!(read(&mut connection, context), Poll::Ready(Ok(27))));
            // One at a time, also before an answer.
            assert!(read(&mut connection, context).is_pending());
            connection.turn.begin(Framing::NONE);
            connection.turn.answered();
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
