//! New passwords, wherever one is given.

use crate::app::App;
use crate::error::{Checks, Result};
use crate::value::Password;

/// What the owner of a password is known by: it must not be made of that.
pub(super) fn context_words<'a>(known: impl IntoIterator<Item = Option<&'a str>>) -> Vec<String> {
    known.into_iter().flatten().map(str::to_owned).collect()
}

/// A new password that is long enough and not easily guessed; what is wrong with it is noted at the
/// field.
pub(super) async fn parse_password(
    checks: &mut Checks,
    app: &App,
    field: &str,
    given: &str,
    context_words: Vec<String>,
) -> Result<Option<Password>> {
    let settings = &app.settings.accounts;
    let parsed = Password::parse(given, settings.password_min_length);
    let Some(password) = checks.take(field, parsed) else {
        return Ok(None);
    };
    let screened = app
        .hasher
        .screen(password, context_words, settings.password_min_score)
        .await?;
    Ok(checks.take(field, screened))
}
