//! No right lives on by a replica that has not heard of its end.

use serde_json::json;

use super::{name, until_read_nearby};
use crate::harness::pair;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_revoked_is_refused_at_once() {
    let Some(pair) = pair().await else {
        return;
    };
    let shop = pair.shop(&["--read-after-write=3s"]).await;
    let admin = shop.staff(&["admin"]).await;
    let keyed = shop.staff(&["customers:read"]).await;
    let vera = shop.customer().await;
    until_read_nearby(&shop.app, &keyed, &vera.id).await;
    let keys = admin.gql("{ apiKeys { id } }", json!({})).await.ok();
    let key = keys.str("apiKeys.1.id").to_owned();

    pair.pause().await;
    assert_eq!(name(&keyed, &vera.id).await, "Vera", "from the replica");
    let revoke = "mutation ($id: ID!) { revokeApiKey(input: {id: $id}) { userErrors { code } } }";
    admin.gql(revoke, json!({ "id": key })).await.ok();
    let refused = keyed.gql("{ customers { totalCount } }", json!({})).await;
    assert_eq!(refused.error_code(), "UNAUTHENTICATED");

    let logout = "mutation { logout { userErrors { code } } }";
    let out = vera.gql(logout, json!({})).await.ok();
    assert_eq!(out.user_errors(), [""; 0]);
    let refused = vera.gql("{ me { firstName } }", json!({})).await;
    assert_eq!(refused.error_code(), "UNAUTHENTICATED");
    pair.resume().await;
    shop.finish().await;
}
