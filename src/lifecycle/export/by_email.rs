//! What is kept by the e-mail of an account rather than by its customer.

use entity::mail_token::Purpose;
use entity::{auth_identity, customer, mail, mail_token, throttle};
use serde_json::{Value, json};

use super::rows::time;
use crate::account::identity::EMAILPASS;
use crate::value::Email;

/// The e-mails of an account; a guest has nothing that is kept by one.
pub(super) fn emails(
    customer: &customer::Model,
    identities: &[auth_identity::Model],
) -> Vec<Email> {
    if !customer.has_account {
        return Vec::new();
    }
    let logins = identities.iter().filter(|row| row.provider == EMAILPASS);
    let logins = logins.map(|row| row.entity_id.as_str());
    let mut emails: Vec<_> = customer
        .email
        .as_deref()
        .into_iter()
        .chain(logins)
        .collect();
    emails.sort_unstable();
    emails.dedup();
    let parsed = emails.into_iter().map(Email::parse);
    parsed.filter_map(Result::ok).collect()
}

/// A mail. Its token is a secret, and whom it is for is known.
pub(super) fn mail(row: mail::Model) -> Value {
    let mail::Model {
        id,
        kind,
        address_hash: _,
        letter: _,
        state,
        attempts,
        created_at,
        next_attempt_at,
        expires_at,
    } = row;
    let state = match state {
        mail::State::Queued => "queued",
        mail::State::Sent => "sent",
        mail::State::Failed => "failed",
        mail::State::Withheld => "withheld",
    };
    json!({
        "id": id,
        "kind": kind,
        "state": state,
        "attempts": attempts,
        "createdAt": time(created_at),
        "nextAttemptAt": time(next_attempt_at),
        "expiresAt": time(expires_at),
    })
}

/// A token that was mailed. What it is, is a secret.
pub(super) fn token(row: mail_token::Model) -> Value {
    let mail_token::Model {
        id,
        purpose,
        customer_id,
        email,
        address_hash: _,
        secret_hash: _,
        attempts,
        created_at,
        expires_at,
    } = row;
    let purpose = match purpose {
        Purpose::VerifyEmail => "verify-email",
        Purpose::PasswordReset => "password-reset",
        Purpose::EmailChange => "email-change",
        Purpose::LoginCode => "login-code",
    };
    json!({
        "id": id,
        "purpose": purpose,
        "customerId": customer_id.map(String::from),
        "email": email,
        "attempts": attempts,
        "createdAt": time(created_at),
        "expiresAt": time(expires_at),
    })
}

/// A counter of failed logins.
pub(super) fn counter(row: &throttle::Model) -> Value {
    let throttle::Model {
        key: _,
        account: _,
        count,
        held_until,
        not_before,
        counts_until,
        kept_until,
    } = *row;
    json!({
        "failures": count,
        "heldUntil": time(held_until),
        "notBefore": time(not_before),
        "countsUntil": time(counts_until),
        "keptUntil": time(kept_until),
    })
}
