//! SHA-256, under which secrets with 256 random bits are kept: nothing slower is needed for those.

use aws_lc_rs::digest::{SHA256, digest};

/// The SHA-256 of some bytes.
pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}
