//! A JSON object a line. Lines of white space do not count.

use super::bytes::Bytes;
use super::{Entry, Place, object, too_long};

/// Reads lines.
pub(in crate::cli::import) struct Lines {
    bytes: Bytes,
    record: u64,
    buffer: Vec<u8>,
}

impl Lines {
    pub(super) fn new(bytes: Bytes) -> Self {
        Self {
            bytes,
            record: 0,
            buffer: Vec::new(),
        }
    }

    pub(super) fn next(&mut self) -> Result<Option<Entry>, String> {
        loop {
            let line = self.bytes.line;
            let Some(whole) = self.bytes.read_line(&mut self.buffer)? else {
                return Ok(None);
            };
            if whole && self.buffer.trim_ascii().is_empty() {
                continue;
            }
            self.record += 1;
            let place = Place {
                line,
                record: self.record,
            };
            let value = if whole {
                object(&self.buffer)
            } else {
                Err(too_long())
            };
            let read = self.bytes.read;
            return Ok(Some(Entry { place, read, value }));
        }
    }
}
