//! Which document a request asks to run.

use super::digest::Digest;

/// Which document a request asks to run: by text, by name, or by both.
#[derive(Debug, PartialEq, Eq)]
pub struct Asked {
    /// The text, where it was sent.
    pub(super) text: Option<String>,
    /// The name.
    pub(super) name: Option<Name>,
}

/// What a document is named by: an id of a manifest, the SHA-256 of its text, or either of the two.
#[derive(Debug, PartialEq, Eq)]
pub struct Name {
    /// As it stands in a manifest.
    pub(super) id: String,
    /// What it says of the text, if it is such a hash.
    pub(super) digest: Option<Digest>,
}

/// What a name begins with that is the hash of a text (GraphQL over HTTP, appendix on persisted documents).
const SHA256: &str = "sha256:";

impl Name {
    /// The name of a `documentId`: the hash of a text after `sha256:`, or an id of a manifest.
    #[must_use]
    pub fn of_id(id: &str) -> Self {
        let (id, digest) = match id.strip_prefix(SHA256) {
            Some(hex) => (hex, Digest::parse(hex)),
            None => (id, None),
        };
        Self {
            id: id.to_owned(),
            digest,
        }
    }

    /// The name of a `sha256Hash`, which clients with a manifest fill with its ids.
    #[must_use]
    pub fn of_hash(hash: &str) -> Self {
        Self {
            id: hash.to_owned(),
            digest: Digest::parse(hash),
        }
    }
}

impl Asked {
    /// The document of this text.
    #[must_use]
    pub const fn text(text: String) -> Self {
        Self {
            text: Some(text),
            name: None,
        }
    }

    /// The document of this name; with its text, where that was sent as well.
    #[must_use]
    pub const fn named(name: Name, text: Option<String>) -> Self {
        Self {
            text,
            name: Some(name),
        }
    }

    /// Whether the request has nothing but the name.
    #[must_use]
    pub const fn is_by_name_alone(&self) -> bool {
        self.text.is_none()
    }
}
