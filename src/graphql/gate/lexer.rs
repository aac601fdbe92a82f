//! Counts tokens and brackets before the parser sees the text. The parser recurses for each bracket
//! and would overflow the stack on thousands of them.
//!
//! A string that does not end is refused here, not left to the parser: it backtracks from an open
//! block string to an empty string and a plain one, and would then read as brackets what was
//! counted as text.

use super::limits;
use super::refusal::Refusal;

/// What a text is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Lexed {
    /// Its tokens.
    pub(super) tokens: usize,
    /// Whether a string is among them.
    pub(super) has_strings: bool,
}

/// Refuses text that is too long, has too many tokens, nests too deep, or has an open string.
pub(super) fn check(text: &str) -> Result<Lexed, Refusal> {
    if text.len() > limits::TEXT {
        return Err(Refusal::too_complex("bytes", limits::TEXT));
    }
    let mut lexer = Lexer {
        bytes: text.as_bytes(),
        at: 0,
    };
    let (mut lexed, mut open) = (Lexed::default(), 0_usize);
    while let Some(token) = lexer.token()? {
        lexed.tokens += 1;
        match token {
            Token::Open => open += 1,
            Token::Close => open = open.saturating_sub(1),
            Token::String => lexed.has_strings = true,
            Token::Other => {}
        }
        if lexed.tokens > limits::TOKENS {
            return Err(Refusal::too_complex("tokens", limits::TOKENS));
        }
        if open > limits::BRACKETS {
            return Err(Refusal::too_complex("nested brackets", limits::BRACKETS));
        }
    }
    Ok(lexed)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    String,
    Other,
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Lexer<'_> {
    /// The next token, or none at the end.
    fn token(&mut self) -> Result<Option<Token>, Refusal> {
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'#' => self.skip_while(|b| !matches!(b, b'\n' | b'\r')),
                // Beyond ASCII the grammar knows only the byte order mark here, as white space; the
                // parser refuses the rest.
                b' ' | b'\t' | b'\n' | b'\r' | b',' | 0x80.. => {}
                b'{' | b'[' | b'(' => return Ok(Some(Token::Open)),
                b'}' | b']' | b')' => return Ok(Some(Token::Close)),
                b'"' => return self.string().map(Some),
                b'.' if self.rest().starts_with(b"..") => {
                    self.at += 2;
                    return Ok(Some(Token::Other));
                }
                b'_' | b'a'..=b'z' | b'A'..=b'Z' => {
                    self.skip_while(|b| b.is_ascii_alphanumeric() || b == b'_');
                    return Ok(Some(Token::Other));
                }
                b'-' | b'0'..=b'9' => {
                    self.number();
                    return Ok(Some(Token::Other));
                }
                _ => return Ok(Some(Token::Other)),
            }
        }
        Ok(None)
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn skip_while(&mut self, keep: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&keep) {
            self.at += 1;
        }
    }

    /// After a sign or a first digit.
    fn number(&mut self) {
        loop {
            let exponent = matches!(self.bytes.get(self.at - 1), Some(b'e' | b'E'));
            let more = match self.rest() {
                [b'.', digit, ..] => digit.is_ascii_digit(),
                [b'+' | b'-', ..] => exponent,
                [byte, ..] => byte.is_ascii_alphanumeric() || *byte == b'_',
                [] => false,
            };
            if !more {
                return;
            }
            self.at += 1;
        }
    }

    /// After an opening quote.
    fn string(&mut self) -> Result<Token, Refusal> {
        if self.rest().starts_with(b"\"\"") {
            self.at += 2;
            return self.block_string();
        }
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'"' => return Ok(Token::String),
                b'\\' => self.at += 1,
                b'\n' | b'\r' => break,
                _ => {}
            }
        }
        Err(Refusal::syntax("A string does not end on its line."))
    }

    /// After an opening triple quote.
    fn block_string(&mut self) -> Result<Token, Refusal> {
        while !self.rest().is_empty() {
            if self.rest().starts_with(b"\\\"\"\"") {
                self.at += 4;
            } else if self.rest().starts_with(b"\"\"\"") {
                self.at += 3;
                return Ok(Token::String);
            } else {
                self.at += 1;
            }
        }
        Err(Refusal::syntax("A block string does not end."))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graphql::errors::ErrorCode;

    fn tokens(text: &str) -> usize {
        let mut lexer = Lexer {
            bytes: text.as_bytes(),
            at: 0,
        };
        std::iter::from_fn(|| lexer.token().unwrap()).count()
    }

    fn code(text: &str) -> Option<ErrorCode> {
        check(text).err().map(|refusal| refusal.code)
    }

    #[test]
    fn tokens_are_those_of_the_grammar() {
        for (text, count) in [
            ("", 0),
            ("\u{feff}# { only a comment\n,,", 0),
            ("{ a }", 3),
            (
                "query Q($n: Int! = 5) { a(b: [1, -2.5e+3], c: \"x{\") @d ...F }",
                29,
            ),
            ("[1-1-1]", 5),
            ("{a(s:\"\\\"}\")}", 8),
            ("\"\" \"a\" \"\"\"b\"c\\\"\"\"d\"\"\"", 3),
            ("...a....5", 5),
        ] {
            assert_eq!(tokens(text), count, "{text}");
        }
    }

    #[test]
    fn strings_are_noticed() {
        for (text, has_strings) in [
            ("{a(b:1) #\"\"\n}", false),
            ("{a(b:\"\")}", true),
            ("{a(b:\"\"\"x\"\"\")}", true),
        ] {
            assert_eq!(check(text).unwrap().has_strings, has_strings, "{text}");
        }
    }

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let many = "{[(".repeat(100);
        assert_eq!(
            code(&format!(
                "{{a(s:\"{many}\") #{many}\n b(s:\"\"\"{many}\n\"{many}\"\"\")}}"
            )),
            None
        );
    }

    #[test]
    fn each_bound_is_kept() {
        assert_eq!(code(&format!("{{{}}}", "a ".repeat(4_998))), None);
        assert_eq!(
            code(&format!("{{{}}}", "a ".repeat(4_999))),
            Some(ErrorCode::QueryTooComplex)
        );
        assert_eq!(code(&"[".repeat(64)), None);
        assert_eq!(code(&"[".repeat(65)), Some(ErrorCode::QueryTooComplex));
        assert_eq!(code(&" ".repeat(64 * 1024)), None);
        assert_eq!(
            code(&" ".repeat(64 * 1024 + 1)),
            Some(ErrorCode::QueryTooComplex)
        );
    }

    #[test]
    fn an_open_string_is_refused_here() {
        let hidden = format!("{{a(b:[\"\"\"x\" {}", "{a:".repeat(20_000));
        for text in [
            hidden.as_str(),
            "{a(b:\"x",
            "{a(b:\"x\n\")}",
            "\"\"\"",
            "\"\\",
        ] {
            assert_eq!(code(text), Some(ErrorCode::GraphqlParseFailed));
        }
    }

    proptest! {
        #[test]
        fn arbitrary_text_is_only_counted(text in "[\\PC\"{}\\\\#.\\n]{0,400}") {
            // What passes is safe for the parser: it returns, whatever it says.
            if check(&text).is_ok() {
                let _ = async_graphql::parser::parse_query(&text);
            }
        }
    }
}
