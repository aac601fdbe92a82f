//! What a document is known by.

use aws_lc_rs::digest::{SHA256, digest};

/// The SHA-256 of a document's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Digest([u8; Self::BYTES]);

impl Digest {
    const BYTES: usize = 32;

    /// The digest of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut bytes = [0; Self::BYTES];
        bytes.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        Self(bytes)
    }

    /// The digest that these hexadecimal digits are; none for anything else.
    pub(super) fn parse(hex: &str) -> Option<Self> {
        if hex.len() != 2 * Self::BYTES || !hex.is_ascii() {
            return None;
        }
        let mut bytes = [0; Self::BYTES];
        for (byte, pair) in bytes.iter_mut().zip(hex.as_bytes().chunks(2)) {
            let mut digits = pair.iter().map(|digit| char::from(*digit).to_digit(16));
            *byte = digits.try_fold(0, |byte, digit| {
                Some(byte << 4 | u8::try_from(digit?).ok()?)
            })?;
        }
        Some(Self(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_back() {
        // The example of GraphQL over HTTP, appendix on persisted documents.
        let of_spec = "71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b";
        let digest = Digest::of("query($id:ID!){user(id:$id){name}}");
        assert_eq!(Digest::parse(of_spec), Some(digest));
        assert_eq!(Digest::parse(&of_spec.to_uppercase()), Some(digest));
        for bad in [
            "",
            "71f7",
            &of_spec.replace('7', "+"),
            &of_spec.replace("71", "é"),
            &of_spec[1..],
        ] {
            assert_eq!(Digest::parse(bad), None, "{bad}");
        }
    }
}
