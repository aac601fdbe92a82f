//! Mails as they lie in the folder of a server.

use std::fs;
use std::path::Path;

/// A mail file that was read.
#[derive(Debug)]
pub(crate) struct Received {
    /// The kind, as the file's name tells it.
    pub(crate) kind: String,
    /// The recipient.
    pub(crate) to: String,
    /// The token or code, as a header tells it; none in notices.
    pub(crate) token: Option<String>,
    /// The subject, as the header has it.
    pub(crate) subject: String,
    /// The whole file.
    pub(crate) source: String,
}

impl Received {
    /// The mails in a folder, in the order in which they were queued.
    ///
    /// # Panics
    /// When a file is there that is no mail.
    pub(crate) fn all(folder: &Path) -> Vec<Self> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .map(|entry| entry.expect("a file").path())
            .collect();
        files.sort();
        files.iter().map(|file| Self::read(file)).collect()
    }

    /// Reads `<ulid>-<kind>.eml`.
    fn read(file: &Path) -> Self {
        let name = file.file_name().and_then(|name| name.to_str());
        let name = name.and_then(|name| name.strip_suffix(".eml")?.split_once('-'));
        let (ulid, kind) = name.unwrap_or_else(|| panic!("{} is no mail", file.display()));
        assert_eq!(ulid.len(), 26, "a ULID");
        let source = fs::read_to_string(file).expect("a mail of text");
        let (head, _) = source.split_once("\r\n\r\n").expect("a head");
        let header = |name: &str| {
            let lines = head.split("\r\n");
            let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
            values.next().map(str::to_owned)
        };
        Self {
            kind: kind.to_owned(),
            to: header("To").expect("a recipient"),
            token: header("X-Patronage-Token"),
            subject: header("Subject").expect("a subject"),
            source,
        }
    }
}
