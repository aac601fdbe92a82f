//! Files of other systems.

use serde_json::json;

use super::{exported, figures, fixture, import, only, with_email};
use crate::harness::on_both;

on_both! {
    async fn a_table_is_read_by_its_mapping(shop: &Shop) {
        let map = fixture("customers.toml");
        let args = ["--from", "csv", "--map-file", &map];
        let ran = import(shop, &fixture("customers.csv"), &args).ok();
        let all = json!({"customers": 3, "addresses": 2, "memberships": 3, "groups": 2});
        assert_eq!(figures(&ran), all);
        let lines = exported(shop, &[]);
        let ada = with_email(&lines, "ada@example.com");
        let names = ["externalId", "firstName", "phone", "hasAccount", "metadata", "createdAt"];
        let expected = json!({
            "externalId": "K-1001", "firstName": "Ada", "phone": "+442079460958",
            "hasAccount": false, "metadata": {"newsletter": "yes"},
            "createdAt": "2019-03-01T00:00:00.000Z",
        });
        assert_eq!(only(ada, &names), expected);
        let groups = ada["groups"].as_array().expect("groups");
        let names: Vec<_> = groups.iter().map(|group| &group["name"]).collect();
        assert_eq!(names, ["VIP", "Press"]);
        let again = import(shop, &fixture("customers.csv"), &args).ok();
        assert_eq!(figures(&again), json!({"already there": 3}));
        assert_eq!(exported(shop, &[]), lines);
    }
}

on_both! {
    async fn a_customer_export_of_shopify(shop: &Shop) {
        let ran = import(shop, &fixture("shopify.csv"), &["--from", "shopify"]).ok();
        assert_eq!(figures(&ran), json!({"customers": 3, "addresses": 2}));
        let lines = exported(shop, &[]);
        let ada = with_email(&lines, "ada@example.com");
        let names = ["externalId", "hasAccount", "phone", "metadata", "privateMetadata"];
        let expected = json!({
            "externalId": "7210448301234", "hasAccount": false, "phone": "+442079460958",
            "metadata": {"acceptsEmailMarketing": true, "acceptsSmsMarketing": false},
            "privateMetadata": {
                "note": "Rings twice,\nthen waits", "tags": ["VIP", "press"], "taxExempt": false,
                "totalOrders": 2, "totalSpent": "129.90",
            },
        });
        assert_eq!(only(ada, &names), expected);
        let grace = with_email(&lines, "grace@example.com");
        let names = ["isDefaultShipping", "isDefaultBilling", "lastName", "province", "postalCode"];
        let expected = json!({
            "isDefaultShipping": true, "isDefaultBilling": true, "lastName": "Hopper",
            "province": "us-ma", "postalCode": "02110",
        });
        assert_eq!(only(&grace["addresses"][0], &names), expected);
        let walk_in = lines.iter().find(|line| line["externalId"] == "7210448301236");
        assert_eq!(walk_in.expect("somebody without an e-mail")["phone"], "+16172530000");
    }
}

on_both! {
    async fn shopifys_tags_can_be_groups_and_its_customers_accounts(shop: &Shop) {
        let args = ["--from", "shopify", "--tags", "groups", "--as-accounts"];
        let ran = import(shop, &fixture("shopify.csv"), &args).ok();
        let all = json!({"customers": 3, "addresses": 2, "memberships": 3, "groups": 3});
        assert_eq!(figures(&ran), all);
        let lines = exported(shop, &[]);
        let accounts = lines.iter().filter(|line| line["hasAccount"] == true);
        assert_eq!(accounts.count(), 2, "who has no e-mail stays a guest");
    }
}

on_both! {
    async fn an_export_of_medusa_with_its_passwords(shop: &Shop) {
        let ran = import(shop, &fixture("medusa.json"), &["--from", "medusa"]).ok();
        let all = json!({
            "customers": 2, "addresses": 1, "memberships": 1, "groups": 1, "logins": 1,
        });
        assert_eq!(figures(&ran), all);
        let lines = exported(shop, &[]);
        let ada = with_email(&lines, "ada@example.com");
        assert_eq!(ada["id"], "cus_01JQ4V3S2M8T0P6C9X7E5B1K2D");
        assert_eq!(ada["addresses"][0]["id"], "cuaddr_01JQ4V3S2M8T0P6C9X7E5B1K2E");
        assert_eq!(ada["groups"][0]["id"], "cusgroup_01JQ4V0000000000000000VIP0");
        assert_eq!(ada["updatedAt"], "2025-06-01T10:00:00.000Z");
        assert_eq!(ada["metadata"], json!({"newsletter": true}));
        let grace = with_email(&lines, "grace@example.com");
        assert_eq!(only(grace, &["hasAccount", "createdBy"]), json!({"hasAccount": false, "createdBy": "user_01"}));
        // The same as CSV has neither passwords nor types.
        let table = import(shop, &fixture("medusa.csv"), &["--from", "medusa"]);
        assert_eq!(table.status, Some(1));
        assert_eq!(figures(&table), json!({"already there": 1, "refused": 1}));
        let told = "line 2, record 1: id: ID_TAKEN: A customer with this id is there, with other values.";
        assert!(table.stderr.contains(told), "{}", table.stderr);
        assert!(table.stderr.contains("columns left out: orders\n"), "{}", table.stderr);
    }
}

on_both! {
    async fn customers_of_vendure_with_their_users(shop: &Shop) {
        let ran = import(shop, &fixture("vendure.json"), &["--from", "vendure"]).ok();
        let all = json!({
            "customers": 2, "addresses": 1, "memberships": 1, "groups": 1, "logins": 1,
        });
        assert_eq!(figures(&ran), all);
        let lines = exported(shop, &[]);
        let ada = with_email(&lines, "ada@example.com");
        let names = ["externalId", "hasAccount", "emailVerifiedAt", "metadata"];
        let expected = json!({
            "externalId": "41", "hasAccount": true,
            "emailVerifiedAt": "2024-05-01T12:00:00.000Z",
            "metadata": {"customFields": {"loyalty": 12}, "title": "Dr"},
        });
        assert_eq!(only(ada, &names), expected);
        let names = ["firstName", "lastName", "countryCode", "phone", "isDefaultBilling"];
        let expected = json!({
            "firstName": "Ada King", "lastName": "Lovelace", "countryCode": "gb",
            "phone": "+442079460958", "isDefaultBilling": false,
        });
        assert_eq!(only(&ada["addresses"][0], &names), expected);
        assert_eq!(with_email(&lines, "grace@example.com")["hasAccount"], false);
    }
}

on_both! {
    async fn vendures_tables_as_csv(shop: &Shop) {
        let ran = import(shop, &fixture("vendure.csv"), &["--from", "vendure"]).ok();
        let all = json!({
            "customers": 2, "addresses": 1, "memberships": 1, "groups": 1, "logins": 1,
        });
        assert_eq!(figures(&ran), all);
        let lines = exported(shop, &[]);
        let ada = with_email(&lines, "ada@example.com");
        assert_eq!(ada["emailVerifiedAt"], "2024-05-01T12:00:00.000Z");
        assert_eq!(ada["addresses"][0]["isDefaultShipping"], true);
    }
}
