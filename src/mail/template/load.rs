//! Reading and checking templates, once, at start.

use std::fs;
use std::path::Path;

use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};

use super::Templates;
use crate::mail::content::Kind;
use crate::mail::letter::Letter;

/// Files of the folder `defaults`, each with its name.
macro_rules! defaults {
    ($($name:literal,)+) => {
        [$(($name, include_str!(concat!("defaults/", $name)))),+]
    };
}

/// Every template there is, as we wrote it.
const DEFAULTS: [(&str, &str); 22] = defaults![
    "layout.html",
    "verify-email.subject.txt",
    "verify-email.txt",
    "verify-email.html",
    "password-reset.subject.txt",
    "password-reset.txt",
    "password-reset.html",
    "email-change.subject.txt",
    "email-change.txt",
    "email-change.html",
    "email-changed-notice.subject.txt",
    "email-changed-notice.txt",
    "email-changed-notice.html",
    "login-code.subject.txt",
    "login-code.txt",
    "login-code.html",
    "account-exists.subject.txt",
    "account-exists.txt",
    "account-exists.html",
    "password-changed-notice.subject.txt",
    "password-changed-notice.txt",
    "password-changed-notice.html",
];

/// The largest template, in bytes.
const LARGEST: u64 = 256 * 1024;

impl Templates {
    /// Takes our templates and those of a folder, and renders each.
    ///
    /// # Errors
    /// One line that names the file, for one that cannot be read, has a name of no use, or does not render.
    pub(in crate::mail) fn load(folder: Option<&Path>) -> Result<Self, String> {
        let mut environment = Environment::new();
        // A misspelt variable is told at start instead of leaving a gap in a mail.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            let html = Path::new(name).extension().is_some_and(|end| end == "html");
            if html {
                AutoEscape::Html
            } else {
                AutoEscape::None
            }
        });
        for (name, source) in DEFAULTS {
            environment.add_template(name, source).map_err(told)?;
        }
        for (name, source) in folder.map(read).transpose()?.unwrap_or_default() {
            environment.add_template_owned(name, source).map_err(told)?;
        }
        let templates = Self { environment };
        for kind in Kind::ALL {
            templates.try_out(kind)?;
        }
        Ok(templates)
    }

    /// Renders the templates of a kind with and without a name.
    fn try_out(&self, kind: Kind) -> Result<(), String> {
        let with_secret = kind.page().is_some() || kind == Kind::LoginCode;
        for first_name in ["", "Jane"] {
            let letter = Letter {
                to: String::new(),
                first_name: first_name.to_owned(),
                secret: with_secret.then(|| "123456".to_owned()),
                minutes: with_secret.then_some(60),
            };
            let rendered = self.render(kind, &letter, "https://shop.example");
            if rendered.map_err(told)?.subject.is_empty() {
                return Err(format!("{}.subject.txt is empty", kind.as_str()));
            }
        }
        Ok(())
    }
}

/// The templates in a folder. Other kinds of files may lie there as well, but a template that would be
/// passed over for its name is told.
fn read(folder: &Path) -> Result<Vec<(&'static str, String)>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or("");
        let known = DEFAULTS.iter().find(|(known, _)| *known == name);
        if let Some((known, _)) = known {
            found.push((*known, text(&path)?));
        } else if path
            .extension()
            .is_some_and(|end| end == "txt" || end == "html")
        {
            return Err(format!("{} is the name of no template", path.display()));
        }
    }
    Ok(found)
}

fn text(path: &Path) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    if fs::metadata(path).map_err(failed)?.len() > LARGEST {
        return Err(format!("{} is larger than 256 KiB", path.display()));
    }
    fs::read_to_string(path).map_err(failed)
}

/// An error with its causes, in one line.
#[expect(
    clippy::needless_pass_by_value,
    reason = "so that it can be given to map_err"
)]
fn told(error: Error) -> String {
    let mut told = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        told = format!("{told}: {cause}");
        source = cause.source();
    }
    told.lines().next().unwrap_or_default().to_owned()
}
