//! Rotating the signing keys.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use patronage::account::keys::{KeyState, PUBLISHED_AHEAD, list, rotate};
use serde_json::Value;

use super::{me, refresh, successor};
use crate::harness::{Shop, on_both};

/// Longer than a server goes by the keys it has read.
const REREAD: Duration = Duration::from_secs(11);

/// The ids of the published keys.
async fn published(shop: &Shop) -> Vec<String> {
    let set = shop.anonymous().get("/.well-known/jwks.json").await.json;
    let keys = set["keys"].as_array().expect("keys").iter();
    keys.map(|key| key["kid"].as_str().expect("an id").to_owned())
        .collect()
}

/// The key that signed a token.
fn signer(token: &str) -> String {
    let header = token.split('.').next().expect("a header");
    let header = URL_SAFE_NO_PAD.decode(header).expect("base64url");
    let header: Value = serde_json::from_slice(&header).expect("JSON");
    header["kid"].as_str().expect("an id").to_owned()
}

on_both! {
    async fn rotating_keys_logs_nobody_out(shop: &Shop) {
        let customer = shop.customer().await;
        let anyone = shop.anonymous();
        let old = published(shop).await;
        assert_eq!(old.len(), 1);
        let new = rotate(&shop.app).await.expect("a new key");

        // Published first, so that others know it by the time it signs.
        shop.clock.advance(REREAD);
        assert_eq!(published(shop).await, [old[0].clone(), new.clone()]);
        let answer = refresh(&anyone, &customer.refresh_token).await.ok();
        assert_eq!(signer(answer.str("refreshTokens.tokens.accessToken")), old[0]);
        let next = answer.str("refreshTokens.tokens.refreshToken").to_owned();

        shop.clock.advance(PUBLISHED_AHEAD);
        me(&customer).await.ok();
        let answer = refresh(&anyone, &next).await.ok();
        let access = answer.str("refreshTokens.tokens.accessToken");
        assert_eq!(signer(access), new);
        me(&anyone.bearer(access)).await.ok();

        // The last token of the old key has expired.
        shop.clock.advance(Duration::from_mins(11));
        assert_eq!(published(shop).await, [new]);
        successor(&anyone, answer.str("refreshTokens.tokens.refreshToken")).await;
    }
}

on_both! {
    async fn keys_come_and_go(shop: &Shop) {
        let states = async || {
            let keys = list(&shop.app).await.expect("the keys");
            keys.into_iter().map(|key| key.state).collect::<Vec<_>>()
        };
        assert_eq!(states().await, [KeyState::Signs]);
        rotate(&shop.app).await.expect("a new key");
        assert_eq!(states().await, [KeyState::Signs, KeyState::Next]);
        shop.clock.advance(PUBLISHED_AHEAD);
        assert_eq!(states().await, [KeyState::Verifies, KeyState::Signs]);
        shop.clock.advance(Duration::from_mins(11));
        assert_eq!(states().await, [KeyState::Retired, KeyState::Signs]);
        rotate(&shop.app).await.expect("a new key");
        assert_eq!(states().await, [KeyState::Signs, KeyState::Next]);
    }
}
