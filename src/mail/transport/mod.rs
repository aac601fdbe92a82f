//! The ways out: files for developers, SMTP for everybody else, or none.

mod file;
mod smtp;

use std::path::PathBuf;

use lettre::Address;

use self::file::Files;
pub(super) use self::file::file_name;
use self::smtp::Smtp;
use super::message::Outgoing;

/// Where mails go.
pub(super) enum Transport {
    /// Into a folder, one file each.
    Files(Files),
    /// To a mail server.
    Smtp(Smtp),
    /// Nowhere.
    None,
}

/// Why a mail was not taken.
#[derive(Debug)]
pub(super) struct Failure {
    /// Whether trying again would fail again.
    pub(super) permanent: bool,
    /// For the log, without the address: servers repeat it in their answers.
    pub(super) reason: String,
}

impl Failure {
    /// One that trying again may mend.
    pub(super) fn passing(reason: impl Into<String>) -> Self {
        Self {
            permanent: false,
            reason: reason.into(),
        }
    }

    /// One that trying again does not mend.
    pub(super) fn permanent(reason: impl Into<String>) -> Self {
        Self {
            permanent: true,
            reason: reason.into(),
        }
    }
}

/// What `PATRONAGE_MAIL_URL` may be.
const USAGE: &str =
    "give file://folder, smtp://user:password@host:port, smtps://user:password@host:port, or none:";

impl Transport {
    /// Reads the URL of the settings. `domain` is what we call ourselves to mail servers.
    ///
    /// # Errors
    /// What to give, without what was given: it may hold a password.
    pub(super) fn parse(url: &str, domain: &str) -> Result<Self, String> {
        if url == "none:" {
            return Ok(Self::None);
        }
        match url.split_once("://") {
            Some(("file", folder)) if !folder.is_empty() => {
                Ok(Self::Files(Files::new(PathBuf::from(folder))))
            }
            Some(("smtp" | "smtps", _)) => Ok(Self::Smtp(Smtp::parse(url, domain)?)),
            _ => Err(USAGE.to_owned()),
        }
    }

    /// Hands a mail over.
    pub(super) async fn send(&self, mail: Outgoing) -> Result<(), Failure> {
        match self {
            Self::Files(files) => files.write(mail).await,
            Self::Smtp(smtp) => smtp.send(&mail).await,
            Self::None => Ok(()),
        }
    }

    /// Takes a mail back that was handed over, as far as that can be done.
    pub(super) async fn retract(&self, file_name: String) {
        if let Self::Files(files) = self {
            files.remove(file_name).await;
        }
    }

    /// Takes back what was handed over for an address, as far as that can be done.
    pub(super) async fn forget(&self, to: Address) -> std::io::Result<()> {
        match self {
            Self::Files(files) => files.forget(to).await,
            Self::Smtp(_) | Self::None => Ok(()),
        }
    }

    /// Whether mails can be handed over.
    ///
    /// # Errors
    /// What to mend.
    pub(super) async fn probe(&self) -> Result<String, String> {
        match self {
            Self::Files(files) => files.probe().await,
            Self::Smtp(smtp) => smtp.probe().await,
            Self::None => Ok("none is sent".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn urls_that_name_a_way_out() {
        for url in [
            "none:",
            "file://./mails",
            "file:///var/mails",
            "smtp://localhost",
            "smtp://user:p%40ss@mail.example:587",
            "smtp://mail.example?tls=none",
            "smtp://user:pass@mail.example/shop.example?tls=opportunistic",
            "smtps://user:pass@mail.example",
            "smtps://[2001:db8::1]:465",
        ] {
            assert!(Transport::parse(url, "shop.example").is_ok(), "{url}");
        }
    }

    #[tokio::test]
    async fn other_urls_are_told_without_being_repeated() {
        for url in [
            "",
            "none",
            "file://",
            "file:mails",
            "/var/secret-mails",
            "http://user:secret@mail.example",
            "smtp://",
            "smtp:mail.secret.example",
            "smtp://user:secret@mail.example:port",
            "smtp://user:secret@mail.example?tls=maybe",
            "smtp://user:secret@mail.example?tsl=required",
            "smtp://user:secret@mail.example?tls=required&secret=1",
            "smtp://user:secret%ff@mail.example",
        ] {
            let Err(told) = Transport::parse(url, "shop.example") else {
                panic!("{url} is accepted")
            };
            assert!(
                !told.contains("secret") && told.lines().count() == 1,
                "{told}"
            );
        }
    }
}
