//! A client of HTTP/1.1 that does no more than it must, since it runs on the cores that it measures: one
//! connection, one request at a time, answers of a known length.

use std::net::SocketAddr;
use std::ops::Range;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Result;

/// More than any answer here takes.
const LIMIT: usize = 4 << 20;

/// A connection that is kept between requests.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A whole answer.
pub(crate) struct Answer<'a> {
    /// Such as 200.
    pub(crate) status: u16,
    /// As it came.
    pub(crate) body: &'a [u8],
}

/// Where an answer's body is, and its status.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    body: Range<usize>,
}

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens there.
    pub(crate) async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let buffer = Vec::with_capacity(1 << 17);
        Ok(Self { stream, buffer })
    }

    /// Sends a request, head and body, and waits for the whole answer.
    ///
    /// # Errors
    /// When the connection ends early, or the answer is none whose length is known beforehand.
    pub(crate) async fn send(&mut self, request: &[u8]) -> Result<Answer<'_>> {
        self.buffer.clear();
        self.stream.write_all(request).await?;
        let head = loop {
            self.more().await?;
            if let Some(head) = Head::parse(&self.buffer)? {
                break head;
            }
        };
        while self.buffer.len() < head.body.end {
            self.more().await?;
        }
        if self.buffer.len() > head.body.end {
            return Err("an answer is longer than its content-length".into());
        }
        Ok(Answer {
            status: head.status,
            body: self.buffer.get(head.body).unwrap_or_default(),
        })
    }

    async fn more(&mut self) -> Result<()> {
        if self.buffer.len() > LIMIT {
            return Err("an answer is too long".into());
        }
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err("an answer ends early".into());
        }
        Ok(())
    }
}

impl Head {
    /// The head, once it is complete.
    fn parse(bytes: &[u8]) -> Result<Option<Self>> {
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            return Ok(None);
        };
        let head = std::str::from_utf8(bytes.get(..end).unwrap_or_default())?;
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok())
            .ok_or("an answer is no HTTP/1.1")?;
        let length: usize = lines
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse().ok())
            .ok_or("an answer has no content-length")?;
        let start = end + 4;
        Ok(Some(Self {
            status,
            body: start..start + length.min(LIMIT),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nx: y\r\n\r\nhello";
        for part in 0..answer.len() - 5 {
            assert_eq!(Head::parse(&answer[..part]).expect("well-formed"), None);
        }
        let head = Head::parse(answer)
            .expect("well-formed")
            .expect("a whole head");
        assert_eq!(head.status, 404);
        assert_eq!(&answer[head.body], b"hello");
    }

    #[test]
    fn an_answer_of_unknown_length_is_refused() {
        let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        assert!(Head::parse(chunked).is_err());
        assert!(Head::parse(b"HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n").is_err());
    }
}
