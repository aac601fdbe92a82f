//! The settings of mail.

use std::path::PathBuf;

use clap::Args;
use lettre::message::Mailbox;
use secrecy::SecretString;

use super::parse;

/// Mail to customers: where it goes, who it is from, what it says.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Mail")]
pub struct Mail {
    /// `file://folder`, `smtp://…`, `smtps://…`, or `none:`. Read by [`crate::mail::check`] rather than
    /// here, since clap repeats a wrong value and this one may hold a password.
    #[arg(
        long,
        env = "PATRONAGE_MAIL_URL",
        default_value = "file://./patronage-mail",
        hide_env_values = true,
        help = "file://folder (one .eml each), smtp://user:password@host:port, smtps://…, or none:"
    )]
    pub mail_url: SecretString,
    /// The sender of mails, such as 'Shop <no-reply@shop.example>'
    #[arg(long, env = "PATRONAGE_MAIL_FROM", default_value = "no-reply@localhost", value_parser = parse::mailbox)]
    pub mail_from: Mailbox,
    /// A folder of templates that replace ours, file by file
    #[arg(long, env = "PATRONAGE_MAIL_TEMPLATES")]
    pub mail_templates: Option<PathBuf>,
    /// Mails an hour for each kind and address; notices are not counted
    #[arg(long, env = "PATRONAGE_MAILS_PER_HOUR", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub mails_per_hour: u32,
}
