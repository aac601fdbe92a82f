//! Tokens of the trusted staff issuer: who calls, and what they may do.

use jsonwebtoken::dangerous::insecure_decode_claims;
use serde_json::Value;

use super::jwt::{Claims, Expected, subject, text, verify};
use super::keys::IssuerKeys;
use crate::actor::{Actor, Scope, Scopes};
use crate::config::StaffIssuer;
use crate::error::{Error, Result};

/// What the `typ` of a staff token may be.
const TYPES: [&str; 2] = ["jwt", "at+jwt"];

/// The issuer of staff tokens.
pub(in crate::account) struct Staff {
    issuer: String,
    audiences: [String; 1],
    scope_claim: String,
    keys: IssuerKeys,
}

impl Staff {
    pub(super) fn new(issuer: &StaffIssuer, keys: IssuerKeys) -> Self {
        Self {
            issuer: issuer.issuer.clone(),
            audiences: [issuer.audience.clone()],
            scope_claim: issuer.scope_claim.clone(),
            keys,
        }
    }

    /// Whether a bearer token says that it is of this issuer. That is not proof: it only tells whose
    /// keys to hold it to.
    pub(in crate::account) fn claims(&self, bearer: &str) -> bool {
        insecure_decode_claims::<Claims>(bearer)
            .is_ok_and(|claims| text(&claims, "iss") == Some(&*self.issuer))
    }

    /// The staff behind a token.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for a token that is not good; [`Error::Unavailable`] when the issuer's
    /// keys are not to be had.
    pub(in crate::account) async fn authenticate(
        &self,
        bearer: &str,
        now: entity::Timestamp,
    ) -> Result<Actor> {
        let expected = Expected {
            issuer: &self.issuer,
            audiences: &self.audiences,
            types: &TYPES,
        };
        let claims = verify(&self.keys, &expected, bearer, now).await?;
        Ok(Actor::Staff {
            id: subject(&claims).ok_or(Error::Unauthenticated)?.to_owned(),
            scopes: scopes(claims.get(&self.scope_claim)),
        })
    }
}

/// The scopes that a claim names: a text with spaces between (RFC 8693, 4.2), or a list. Those that we
/// do not know mean something to another service.
fn scopes(claim: Option<&Value>) -> Scopes {
    match claim {
        Some(Value::String(names)) => names.split(' ').filter_map(Scope::parse).collect(),
        Some(Value::Array(names)) => {
            let names = names.iter().filter_map(Value::as_str);
            names.filter_map(Scope::parse).collect()
        }
        _ => Scopes::default(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn scopes_are_those_we_know() {
        let both: Scopes = [Scope::CustomersRead, Scope::GroupsWrite]
            .into_iter()
            .collect();
        for (claim, expected) in [
            (json!("customers:read groups:write"), both),
            (json!("openid  customers:read groups:write orders"), both),
            (json!(["customers:read", 1, "groups:write", "x"]), both),
            (json!(["customers:read groups:write"]), Scopes::default()),
            (json!("customers:read,groups:write"), Scopes::default()),
            (json!(""), Scopes::default()),
            (json!({"admin": true}), Scopes::default()),
            (json!(null), Scopes::default()),
        ] {
            assert_eq!(scopes(Some(&claim)), expected, "{claim}");
        }
        assert_eq!(scopes(None), Scopes::default());
    }
}
