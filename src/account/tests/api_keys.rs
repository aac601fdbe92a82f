//! API keys.

use std::time::Duration;

use entity::{ApiKeyId, Prefixed, api_key};

use super::*;
use crate::account::api_key::{create, list, revoke};
use crate::actor::Scope;
use crate::value::Text;

async fn key(app: &App, scopes: &[Scope], expires_in: Option<Duration>) -> (ApiKeyId, String) {
    let name = Text::required("checkout").unwrap();
    let expires_at = expires_in.map(|time| app.clock.now().plus(time));
    let made = create(app, name, scopes, expires_at).await.unwrap();
    (made.key.id, made.secret.expose_secret().to_owned())
}

/// The key once its use at a time or later is noted.
async fn used_since(app: &App, since: entity::Timestamp) -> api_key::Model {
    for _ in 0..500 {
        let key = list(app).await.unwrap().remove(0);
        if key.last_used_at.is_some_and(|at| at >= since) {
            return key;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("its use was not noted in five seconds")
}

#[tokio::test]
async fn a_key_is_staff_with_its_scopes() {
    let (app, _folder) = testing::app().await;
    let (id, secret) = key(&app, &[Scope::CustomersWrite], None).await;
    assert!(secret.starts_with("sk_") && secret.len() == 46, "{secret}");
    let actor = authenticate(&app, &secret).await.unwrap();
    assert!(actor.has(Scope::CustomersWrite) && actor.has(Scope::CustomersRead));
    assert!(!actor.has(Scope::GroupsRead));
    assert_eq!(actor.staff_id(), Some(id.to_string()));
    let row = list(&app).await.unwrap().remove(0);
    assert_eq!(
        (row.name.as_str(), row.prefix.as_str()),
        ("checkout", &secret[..8])
    );
    assert!(!format!("{row:?}").contains(&secret));
    let none = create(&app, Text::required("none").unwrap(), &[], None).await;
    assert_eq!(
        refusal(none),
        (Code::Required, Some("input.scopes".to_owned()))
    );
}

#[tokio::test]
async fn a_key_works_until_it_expires_or_is_revoked() {
    let (app, _folder) = testing::app().await;
    let (_, short) = key(&app, &[Scope::Admin], Some(Duration::from_hours(1))).await;
    let (id, long) = key(&app, &[Scope::Admin], None).await;
    assert!(is_alive(&app, &short).await && is_alive(&app, &long).await);
    app.clock.advance(Duration::from_hours(1));
    assert!(!is_alive(&app, &short).await && is_alive(&app, &long).await);
    assert!(revoke(&app, &id).await.unwrap().revoked_at.is_some());
    assert!(!is_alive(&app, &long).await);
    let first = list(&app).await.unwrap()[1].revoked_at;
    app.clock.advance(Duration::from_hours(1));
    assert_eq!(revoke(&app, &id).await.unwrap().revoked_at, first);
    assert_eq!(list(&app).await.unwrap()[1].revoked_at, first);
    let unknown = revoke(&app, &ApiKeyId::trusted("key_1".to_owned())).await;
    assert_eq!(
        refusal(unknown),
        (Code::NotFound, Some("input.id".to_owned()))
    );
    for unknown in ["sk_", "sk_x", &long[..45], "pk_x", ""] {
        assert!(!is_alive(&app, unknown).await, "{unknown}");
    }
}

#[tokio::test]
async fn the_use_of_a_key_is_noted_once_a_minute() {
    let (app, _folder) = testing::app().await;
    let (_, secret) = key(&app, &[Scope::Admin], None).await;
    let begin = app.clock.now();
    assert!(is_alive(&app, &secret).await);
    let first = used_since(&app, begin).await;
    app.clock.advance(Duration::from_secs(50));
    assert!(is_alive(&app, &secret).await);
    // Had the use at 50 seconds been noted, this one would not be.
    app.clock.advance(Duration::from_secs(10));
    let minute_later = app.clock.now();
    assert!(is_alive(&app, &secret).await);
    let second = used_since(&app, minute_later).await;
    assert!(second.last_used_at > first.last_used_at);
}
