//! Bytes of a file, with the count of them and of lines.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader};

use super::{BOM, MAX_RECORD};

/// Reads a file byte by byte or line by line.
pub(super) struct Bytes {
    file: BufReader<File>,
    /// The number of the line that the next byte is on, from 1.
    pub(super) line: u64,
    /// Bytes read.
    pub(super) read: u64,
}

impl Bytes {
    /// From the beginning of the file, behind the mark that some programs put there.
    pub(super) fn new(file: BufReader<File>) -> Result<Self, String> {
        let mut bytes = Self {
            file,
            line: 1,
            read: 0,
        };
        if bytes.peek()?.starts_with(BOM) {
            bytes.skip(BOM.len())?;
        }
        Ok(bytes)
    }

    /// What is read already of what comes; empty at the end only.
    pub(super) fn peek(&mut self) -> Result<&[u8], String> {
        self.file.fill_buf().map_err(|error| told(&error))
    }

    /// Passes over some of what [`Bytes::peek`] gave.
    pub(super) fn skip(&mut self, count: usize) -> Result<(), String> {
        let passed = self.peek()?.iter().take(count);
        let breaks = passed.filter(|byte| **byte == b'\n').count();
        self.line += breaks as u64;
        self.consume(count);
        Ok(())
    }

    /// The next byte; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<u8>, String> {
        let Some(byte) = self.peek()?.first().copied() else {
            return Ok(None);
        };
        self.line += u64::from(byte == b'\n');
        self.consume(1);
        Ok(Some(byte))
    }

    /// Reads a line into the buffer, without its end; says whether all of it was kept. None at the end
    /// of the file.
    pub(super) fn read_line(&mut self, buffer: &mut Vec<u8>) -> Result<Option<bool>, String> {
        buffer.clear();
        let (mut any, mut whole) = (false, true);
        loop {
            let available = self.peek()?;
            if available.is_empty() {
                return Ok(any.then_some(whole));
            }
            any = true;
            let end = available.iter().position(|byte| *byte == b'\n');
            let part = &available[..end.unwrap_or(available.len())];
            whole &= buffer.len() + part.len() <= MAX_RECORD;
            if whole {
                buffer.extend_from_slice(part);
            }
            let length = part.len();
            self.consume(length);
            if end.is_some() {
                self.consume(1);
                self.line += 1;
                return Ok(Some(whole));
            }
        }
    }

    fn consume(&mut self, count: usize) {
        self.file.consume(count);
        self.read += count as u64;
    }
}

fn told(error: &io::Error) -> String {
    format!("cannot read on: {error}")
}
