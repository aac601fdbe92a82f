//! Reading a body, within bounds of size and time.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use futures_util::StreamExt;

/// Why a body was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is larger than the limit.
    TooLarge,
    /// It did not come in time.
    TooSlow,
    /// The client went away, or broke the encoding.
    Broken,
}

/// Bytes beyond the limit that are read all the same, and thrown away. A client sees no answer before it
/// has sent its body, and a connection that is closed on it takes the answer along.
const DISCARDED: usize = 8 * 1024 * 1024;

/// The whole body, if it is at most `limit` bytes and comes within that time.
pub(super) async fn read(
    headers: &HeaderMap,
    body: Body,
    limit: usize,
    within: Duration,
) -> Result<Vec<u8>, Unread> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    // Who waits to be asked for the body has not sent any of it.
    let read_at_most = if headers.contains_key(header::EXPECT) {
        limit
    } else {
        limit.saturating_add(DISCARDED)
    };
    if announced.is_some_and(|length| length > read_at_most) {
        return Err(Unread::TooLarge);
    }
    let collected = collect(body, announced.unwrap_or(0), limit);
    tokio::time::timeout(within, collected)
        .await
        .unwrap_or(Err(Unread::TooSlow))
}

async fn collect(body: Body, announced: usize, limit: usize) -> Result<Vec<u8>, Unread> {
    let mut bytes = Vec::with_capacity(announced.min(limit));
    let mut beyond = 0;
    let mut stream = body.into_data_stream();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Unread::Broken)?;
        if beyond == 0 && bytes.len() + chunk.len() <= limit {
            bytes.extend_from_slice(&chunk);
            continue;
        }
        bytes = Vec::new();
        beyond += chunk.len();
        if beyond > DISCARDED {
            break;
        }
    }
    if beyond > 0 {
        return Err(Unread::TooLarge);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use futures_util::stream;

    use super::*;

    async fn read_of(
        chunks: impl futures_util::Stream<Item = &'static str> + Send + 'static,
    ) -> Result<Vec<u8>, Unread> {
        let body = Body::from_stream(chunks.map(Ok::<_, std::io::Error>));
        read(&HeaderMap::new(), body, 4, Duration::from_millis(20)).await
    }

    #[tokio::test]
    async fn a_body_is_read_within_its_bounds() {
        assert_eq!(
            read_of(stream::iter(["ab", "", "cd"])).await,
            Ok(b"abcd".to_vec())
        );
        assert_eq!(
            read_of(stream::iter(["ab", "cde"])).await,
            Err(Unread::TooLarge)
        );
        assert_eq!(
            read_of(stream::iter(["abcde", "f"])).await,
            Err(Unread::TooLarge)
        );
        // Without an end, reading has one.
        let large: &'static str = "x".repeat(1024 * 1024).leak();
        assert_eq!(read_of(stream::repeat(large)).await, Err(Unread::TooLarge));
        assert_eq!(
            read_of(stream::iter(["ab"]).chain(stream::pending())).await,
            Err(Unread::TooSlow)
        );
        let broken = Body::from_stream(stream::iter([Err::<&str, _>(std::io::Error::other(
            "gone",
        ))]));
        assert_eq!(
            read(&HeaderMap::new(), broken, 4, Duration::from_secs(9)).await,
            Err(Unread::Broken)
        );
    }
}
