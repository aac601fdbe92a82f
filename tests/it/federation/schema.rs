//! What a router is told of the schema.

use std::process::Command;

use serde_json::json;

use crate::harness::on_both;

const SERVICE: &str = "{ _service { sdl } }";

on_both! {
    with ["--introspection=off"]
    async fn the_schema_is_for_those_who_may_introspect(shop: &Shop) {
        for caller in [shop.anonymous(), (*shop.customer().await).clone()] {
            let refused = caller.gql(SERVICE, json!({})).await;
            assert_eq!(refused.error_code(), "GRAPHQL_VALIDATION_FAILED");
        }
        let staff = shop.staff(&["customers:read"]).await;
        staff.gql(SERVICE, json!({})).await.ok();
    }
}

on_both! {
    async fn the_program_prints_what_the_server_tells(shop: &Shop) {
        let told = shop.anonymous().gql(SERVICE, json!({})).await.ok();
        let printed = Command::new(env!("CARGO_BIN_EXE_patronage"))
            .args(["schema", "--federation"])
            .env_clear()
            .output()
            .expect("the program");
        assert!(printed.status.success());
        let printed = String::from_utf8(printed.stdout).expect("text");
        assert_eq!(told.str("_service.sdl"), printed);
        assert!(printed.contains("type Customer implements Node @key(fields: \"id\") {"));
    }
}
