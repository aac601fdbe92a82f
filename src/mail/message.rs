//! The message as it travels (RFC 5322), in plain text and HTML.

use std::time::{Duration, UNIX_EPOCH};

use entity::Timestamp;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue, To};
use lettre::message::{Body, Mailbox, Mailboxes, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address, Message};

use super::content::Kind;
use super::template::Rendered;

/// The longest line of a message, in octets (RFC 5322 2.1.1).
const LONGEST_LINE: usize = 998;

/// A mail that is ready to be handed to a transport.
pub(super) struct Outgoing {
    /// A ULID.
    pub(super) id: String,
    pub(super) kind: Kind,
    pub(super) from: Mailbox,
    pub(super) to: Address,
    pub(super) queued_at: Timestamp,
    /// The token or code; none in notices.
    pub(super) secret: Option<String>,
    pub(super) rendered: Rendered,
}

impl Outgoing {
    /// As a mail server gets it.
    pub(super) fn message(&self) -> Result<Message, lettre::error::Error> {
        let [text, html] = self.parts().map(|(kind, text)| part(kind, Body::new(text)));
        finish(self.headers(), text, html)
    }

    /// As a developer reads it: text beyond ASCII is left as it is, and a header tells the token, so that tests
    /// need not look for it.
    pub(super) fn file(&self) -> Result<Vec<u8>, lettre::error::Error> {
        let mut headers = self.headers();
        if let Some(secret) = &self.secret {
            let name = HeaderName::new_from_ascii_str("X-Patronage-Token");
            headers = headers.raw_header(HeaderValue::new(name, secret.clone()));
        }
        let [text, html] = self.parts().map(|(kind, text)| part(kind, readable(text)));
        Ok(finish(headers, text, html)?.formatted())
    }

    fn parts(&self) -> [(ContentType, String); 2] {
        let Rendered { text, html, .. } = &self.rendered;
        [
            (ContentType::TEXT_PLAIN, text.clone()),
            (ContentType::TEXT_HTML, html.clone()),
        ]
    }

    /// The id and the date are the same at every attempt, so that a mail that arrives twice shows as one.
    fn headers(&self) -> MessageBuilder {
        let queued_at = Duration::from_millis(u64::try_from(self.queued_at.0).unwrap_or(0));
        // Tells programs that answer by themselves not to (RFC 3834).
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .message_id(Some(format!("<{}@{}>", self.id, self.from.email.domain())))
            .date(UNIX_EPOCH + queued_at)
            .from(self.from.clone())
            .mailbox(to(self.to.clone()))
            .subject(self.rendered.subject.clone())
            .raw_header(automatic)
    }
}

/// The header that says whom a mail is for.
pub(super) fn to(address: Address) -> To {
    Mailboxes::from(Mailbox::new(None, address)).into()
}

/// The plain text comes first: a reader takes the last part it can show.
fn finish(
    headers: MessageBuilder,
    text: SinglePart,
    html: SinglePart,
) -> Result<Message, lettre::error::Error> {
    let both = MultiPart::alternative().singlepart(text).singlepart(html);
    headers.multipart(both)
}

fn part(kind: ContentType, body: Body) -> SinglePart {
    SinglePart::builder().header(kind).body(body)
}

/// Text as it is, unless a line is too long for that. The library would wrap lines of 76 characters, and
/// links with them.
fn readable(text: String) -> Body {
    if text.lines().any(|line| line.len() > LONGEST_LINE) {
        return Body::new(text);
    }
    let lines: Vec<_> = text.lines().collect();
    let bytes = lines.join("\r\n").into_bytes();
    Body::dangerous_pre_encoded(bytes, ContentTransferEncoding::EightBit)
}
