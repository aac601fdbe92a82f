//! E-mail addresses in the one form in which they are stored and compared.

use entity::fold;
use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::error::{Code, Fault};

/// The longest address, in octets (RFC 5321 4.5.3.1.3, less the angle brackets).
const MAX_LENGTH: usize = 254;
/// The longest local part, in octets (RFC 5321 4.5.3.1.1).
const MAX_LOCAL_LENGTH: usize = 64;

/// One plain address: NFC, lower case, the domain as A-labels (UTS 46), so that equal mailboxes
/// are equal texts. Letters of any script may stand before the `@` (RFC 6531).
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

text_value!(Email);

impl Email {
    /// Parses an address that has to be there.
    ///
    /// # Errors
    /// As [`Email::parse_optional`], and [`Code::Required`] for an empty one.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        Self::parse_optional(text)?
            .ok_or_else(|| Fault::new(Code::Required, "The e-mail must not be empty."))
    }

    /// Parses an address that may be left empty; nothing but white space is none.
    ///
    /// # Errors
    /// [`Code::TooLong`] beyond 254 octets, or 64 before the `@`; [`Code::Invalid`] for what is not
    /// a local part of letters, digits, marks and the signs of RFC 5321 without quotes, one `@`,
    /// and a domain name with a dot. An IP address is no domain name.
    pub fn parse_optional(text: &str) -> Result<Option<Self>, Fault> {
        let text: String = text.trim().nfc().collect();
        if text.is_empty() {
            return Ok(None);
        }
        // Before anything else, because the work on a domain grows with the square of its length.
        if text.chars().count() > MAX_LENGTH {
            return Err(too_long());
        }
        let (local, domain) = text.split_once('@').ok_or_else(invalid)?;
        let email = format!("{}@{}", parse_local(local)?, parse_domain(domain)?);
        if email.len() > MAX_LENGTH {
            return Err(too_long());
        }
        Ok(Some(Self(email)))
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// What stands behind the `@`, as A-labels.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

/// A dot-string of RFC 5321, widened by RFC 6531, in lower case.
fn parse_local(local: &str) -> Result<String, Fault> {
    let local = fold(local);
    if local.len() > MAX_LOCAL_LENGTH {
        return Err(Fault::new(
            Code::TooLong,
            "The e-mail has more than 64 octets before the @.",
        ));
    }
    let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_atom_char);
    if local.split('.').all(is_atom) {
        Ok(local)
    } else {
        Err(invalid())
    }
}

/// A domain name of two labels or more, as A-labels.
fn parse_domain(domain: &str) -> Result<String, Fault> {
    // UTS 46 drops some characters unseen; an address that shows otherwise than it is stored is refused.
    if domain.chars().any(is_invisible) {
        return Err(invalid());
    }
    let domain = Uts46::new()
        .to_ascii(
            domain.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        )
        .map_err(|_| invalid())?;
    // A last label of digits alone would be an IPv4 address (RFC 3696 2).
    match domain.rsplit_once('.') {
        Some((_, last)) if !last.bytes().all(|b| b.is_ascii_digit()) => Ok(domain.into_owned()),
        _ => Err(invalid()),
    }
}

/// Whether a character may stand in an atom. Beyond ASCII only letters, digits and marks may: with
/// signs and symbols come the look-alikes of `@` and `.`.
fn is_atom_char(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c)
    } else {
        (c.is_alphanumeric() || is_combining_mark(c)) && !is_invisible(c)
    }
}

/// Characters of Unicode's `Default_Ignorable_Code_Point`: they do not show.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

fn invalid() -> Fault {
    Fault::invalid(
        "The e-mail must be one plain address: a name, an @, and a domain name with a dot.",
    )
}

fn too_long() -> Fault {
    Fault::new(Code::TooLong, "The e-mail has more than 254 characters.")
}

#[cfg(test)]
#[path = "email_tests.rs"]
mod tests;
