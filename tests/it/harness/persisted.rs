//! Documents by hash.

use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

/// The member `extensions` that names a document by its hash, as Apollo's clients do.
pub(crate) fn by_hash(text: &str) -> Value {
    let digest = digest(&SHA256, text.as_bytes());
    let digits = digest.as_ref().iter().map(|byte| format!("{byte:02x}"));
    let hash = digits.collect::<Vec<_>>().concat();
    json!({"persistedQuery": {"version": 1, "sha256Hash": hash}})
}
