//! One JSON list of objects, at the beginning of a file or within what APIs put around it.
//!
//! Where an object ends is told by its braces and texts alone, so that a broken one is refused and the
//! next is read.

use super::bytes::Bytes;
use super::{Entry, MAX_RECORD, Place, object, too_long};

/// Reads the elements of a list.
pub(in crate::cli::import) struct Array {
    bytes: Bytes,
    record: u64,
    buffer: Vec<u8>,
}

/// Where the first element of a list begins, if the text begins with a list, or with objects around
/// one: `["data", "customers"]` stands for `{"data":{"customers":[`.
pub(super) fn beginning(text: &[u8], lists: &[&[&str]]) -> Option<usize> {
    let found = lists.iter().find_map(|keys| behind(text, keys));
    found.or_else(|| behind(text, &[]))
}

fn behind(text: &[u8], keys: &[&str]) -> Option<usize> {
    let mut rest = text;
    for key in keys {
        rest = token(rest, b"{")?;
        rest = token(rest, b"\"")?;
        rest = rest.strip_prefix(key.as_bytes())?;
        rest = rest.strip_prefix(b"\"")?;
        rest = token(rest, b":")?;
    }
    rest = token(rest, b"[")?;
    Some(text.len() - rest.len())
}

fn token<'a>(text: &'a [u8], token: &[u8]) -> Option<&'a [u8]> {
    text.trim_ascii_start().strip_prefix(token)
}

impl Array {
    /// The bytes stand behind the bracket.
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
            match self.bytes.next()? {
                Some(byte) if byte.is_ascii_whitespace() || byte == b',' => {}
                Some(b'{') => return self.element(line).map(Some),
                Some(b']') => return Ok(None),
                Some(_) => return Err(format!("line {line}: the list holds other than objects")),
                None => return Err(format!("line {line}: the file ends within the list")),
            }
        }
    }

    /// Reads the rest of an object whose brace is read.
    fn element(&mut self, line: u64) -> Result<Entry, String> {
        self.record += 1;
        self.buffer.clear();
        self.buffer.push(b'{');
        let (mut depth, mut in_text, mut escaped) = (1_u32, false, false);
        while depth > 0 {
            let Some(byte) = self.bytes.next()? else {
                return Err(format!("line {line}: the file ends within a record"));
            };
            if self.buffer.len() <= MAX_RECORD {
                self.buffer.push(byte);
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = in_text,
                b'"' => in_text = !in_text,
                b'{' | b'[' if !in_text => depth += 1,
                b'}' | b']' if !in_text => depth -= 1,
                _ => {}
            }
        }
        let value = if self.buffer.len() > MAX_RECORD {
            Err(too_long())
        } else {
            object(&self.buffer)
        };
        let place = Place {
            line,
            record: self.record,
        };
        let read = self.bytes.read;
        Ok(Entry { place, read, value })
    }
}
