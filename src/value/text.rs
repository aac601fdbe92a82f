//! One line of text: names, company, address lines, external ids.

use unicode_normalization::UnicodeNormalization;

use crate::error::{Code, Fault};

/// The longest text, in characters (code points).
const MAX_CHARS: usize = 255;

/// One line of text: trimmed, NFC, not empty, at most 255 characters, without control characters.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Text(String);

text_value!(Text);

impl Text {
    /// Parses a text that may be left empty; nothing but white space is none.
    ///
    /// # Errors
    /// [`Code::TooLong`] beyond 255 characters; [`Code::Invalid`] with control characters, line
    /// breaks, or characters that override the direction of what follows them.
    pub fn parse(text: &str) -> Result<Option<Self>, Fault> {
        let text: String = text.trim().nfc().collect();
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > MAX_CHARS {
            return Err(Fault::new(
                Code::TooLong,
                "The text has more than 255 characters.",
            ));
        }
        if text.chars().any(is_refused) {
            return Err(Fault::invalid(
                "The text has control characters, line breaks or bidirectional overrides.",
            ));
        }
        Ok(Some(Self(text)))
    }

    /// Parses a text that has to be there.
    ///
    /// # Errors
    /// As [`Text::parse`], and [`Code::Required`] for an empty one.
    pub fn required(text: &str) -> Result<Self, Fault> {
        Self::parse(text)?.ok_or_else(|| Fault::new(Code::Required, "The text must not be empty."))
    }
}

/// Whether a character could make a line of text read, or break, otherwise than it is stored.
///
/// The direction marks U+200E, U+200F and U+061C stay: right-to-left names need them, and they
/// reorder no letters.
fn is_refused(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(text: &str) -> Option<Code> {
        Text::parse(text).err().map(|fault| fault.code)
    }

    fn parsed(text: &str) -> Option<String> {
        Text::parse(text).unwrap().map(Text::into_string)
    }

    #[test]
    fn a_text_is_trimmed_and_composed() {
        assert_eq!(parsed("\u{3000} Jose\u{301} \n").as_deref(), Some("José"));
        assert_eq!(parsed("O'Brien <b>").as_deref(), Some("O'Brien <b>"));
        assert_eq!(parsed("שלום\u{200F}").as_deref(), Some("שלום\u{200F}"));
        assert_eq!(parsed("a  b").as_deref(), Some("a  b"));
    }

    #[test]
    fn nothing_but_white_space_is_none_or_required() {
        for empty in ["", " ", "\t\r\n", "\u{A0}\u{2003}\u{3000}"] {
            assert_eq!(parsed(empty), None);
            assert_eq!(Text::required(empty).unwrap_err().code, Code::Required);
        }
        assert_eq!(Text::required(" VIP ").unwrap().as_str(), "VIP");
    }

    #[test]
    fn characters_are_counted_as_stored() {
        assert!(Text::parse(&"😀".repeat(255)).is_ok());
        assert!(Text::parse(&"e\u{301}".repeat(255)).is_ok());
        assert!(Text::parse(&format!("  {}  ", "a".repeat(255))).is_ok());
        assert_eq!(code(&"a".repeat(256)), Some(Code::TooLong));
        // U+0958 is one character that NFC writes as two.
        assert_eq!(code(&"\u{958}".repeat(128)), Some(Code::TooLong));
    }

    #[test]
    fn control_and_override_characters_are_refused() {
        let refused = "\0\u{1}\t\n\r\u{1B}\u{7F}\u{85}\u{9F}\u{2028}\u{2029}\
            \u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2066}\u{2067}\u{2068}\u{2069}";
        for c in refused.chars() {
            assert_eq!(code(&format!("a{c}b")), Some(Code::Invalid), "{c:?}");
        }
    }

    #[test]
    fn debug_tells_nothing() {
        assert_eq!(
            format!("{:?}", Text::required("Ann").unwrap()),
            "Text([redacted])"
        );
    }

    proptest! {
        #[test]
        fn a_parsed_text_parses_to_itself(text in any::<String>()) {
            if let Ok(Some(first)) = Text::parse(&text) {
                prop_assert_eq!(first.as_str(), first.as_str().trim());
                prop_assert_eq!(Text::parse(first.as_str()), Ok(Some(first)));
            }
        }

        #[test]
        fn a_refusal_never_repeats_the_text(text in "[\u{0}-\u{1F}]x[a-z\u{202E}]{20,400}") {
            let fault = Text::parse(&text).unwrap_err();
            prop_assert!(!fault.message.contains(text.trim()));
        }
    }
}
