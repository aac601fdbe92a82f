//! What mails there are.

use std::time::Duration;

use secrecy::SecretString;

use crate::value::{Email, Text};

/// A mail to be sent.
pub struct Mail {
    /// Whom to.
    pub to: Email,
    /// What to call them, where it is known.
    pub first_name: Option<Text>,
    /// What it is about.
    pub content: Content,
}

/// What a mail is about, with what only its owner may know.
pub enum Content {
    /// Confirm that this mailbox is yours.
    VerifyEmail(Secret),
    /// Choose a new password.
    PasswordReset(Secret),
    /// Confirm that the account is to move to this mailbox.
    EmailChange(Secret),
    /// To the old mailbox: the account has moved.
    EmailChangedNotice,
    /// Log in with this code.
    LoginCode(Secret),
    /// Somebody wanted to register, or to move an account to this mailbox, which has one.
    AccountExists,
    /// The password was changed.
    PasswordChangedNotice,
}

/// A token or a code.
pub struct Secret {
    /// The token, of characters that stand in a URL as they are (base64url, or a JWT); or the code.
    pub text: SecretString,
    /// How long it works. A mail that cannot be sent by then is not sent at all.
    pub lifetime: Duration,
}

impl Content {
    /// The kind of mail that it makes.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::VerifyEmail(_) => Kind::VerifyEmail,
            Self::PasswordReset(_) => Kind::PasswordReset,
            Self::EmailChange(_) => Kind::EmailChange,
            Self::EmailChangedNotice => Kind::EmailChangedNotice,
            Self::LoginCode(_) => Kind::LoginCode,
            Self::AccountExists => Kind::AccountExists,
            Self::PasswordChangedNotice => Kind::PasswordChangedNotice,
        }
    }

    pub(super) const fn secret(&self) -> Option<&Secret> {
        match self {
            Self::VerifyEmail(secret)
            | Self::PasswordReset(secret)
            | Self::EmailChange(secret)
            | Self::LoginCode(secret) => Some(secret),
            Self::EmailChangedNotice | Self::AccountExists | Self::PasswordChangedNotice => None,
        }
    }
}

/// A kind of mail, as it is named in the queue, in templates and in mail files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `verify-email`
    VerifyEmail,
    /// `password-reset`
    PasswordReset,
    /// `email-change`
    EmailChange,
    /// `email-changed-notice`
    EmailChangedNotice,
    /// `login-code`
    LoginCode,
    /// `account-exists`
    AccountExists,
    /// `password-changed-notice`
    PasswordChangedNotice,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::VerifyEmail,
        Self::PasswordReset,
        Self::EmailChange,
        Self::EmailChangedNotice,
        Self::LoginCode,
        Self::AccountExists,
        Self::PasswordChangedNotice,
    ];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify-email",
            Self::PasswordReset => "password-reset",
            Self::EmailChange => "email-change",
            Self::EmailChangedNotice => "email-changed-notice",
            Self::LoginCode => "login-code",
            Self::AccountExists => "account-exists",
            Self::PasswordChangedNotice => "password-changed-notice",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether an address gets only so many an hour. Notices are not counted: whoever provokes them must
    /// not be able to use them up.
    pub(super) const fn is_capped(self) -> bool {
        match self {
            Self::VerifyEmail | Self::PasswordReset | Self::EmailChange | Self::LoginCode => true,
            Self::EmailChangedNotice | Self::AccountExists | Self::PasswordChangedNotice => false,
        }
    }

    /// The page of the storefront that takes the token.
    pub(super) const fn page(self) -> Option<&'static str> {
        match self {
            Self::VerifyEmail => Some("/account/verify"),
            Self::PasswordReset => Some("/account/reset"),
            Self::EmailChange => Some("/account/email"),
            Self::EmailChangedNotice
            | Self::LoginCode
            | Self::AccountExists
            | Self::PasswordChangedNotice => None,
        }
    }
}
