//! Customers who were merged or erased, in files.

use serde_json::json;

use super::{exported, figures, fixture, folder, import, lines};
use crate::cli::patronage;
use crate::harness::{Backend, Caller, Shop, on_both};

const MERGE: &str = "mutation { mergeCustomers(input: {fromId: \"cus_from\", intoId: \"cus_into\"}) { userErrors { code } } }";
const ERASE: &str =
    "mutation ($id: ID!) { eraseCustomer(input: {id: $id}) { deletedIds userErrors { code } } }";

async fn staff(shop: &Shop) -> Caller {
    shop.staff(&["admin"]).await
}

on_both! {
    async fn whoever_was_merged_is_erased_along_after_a_move(shop: &Shop) {
        let folder = folder();
        let file = lines(&folder, &[
            json!({"id": "cus_from", "email": "ada@example.com", "firstName": "Ada"}),
            json!({"id": "cus_into", "email": "ada@example.com"}),
        ]);
        let file = file.to_str().expect("a path");
        import(shop, file, &["--from", "patronage"]).ok();
        let merged = staff(shop).await.gql(MERGE, json!({})).await.ok();
        assert!(merged.user_errors().is_empty(), "{}", merged.text);
        let moved = exported(shop, &["--include-deleted"]);
        let from = moved.iter().find(|line| line["id"] == "cus_from").expect("a line");
        assert_eq!(from["mergedInto"], "cus_into");

        let other = Shop::open(Backend::Sqlite, &[]).await.expect("SQLite");
        let file = lines(&folder, &moved);
        import(&other, file.to_str().expect("a path"), &["--from", "patronage"]).ok();
        assert_eq!(exported(&other, &["--include-deleted"]), moved);
        let erased = staff(&other).await.gql(ERASE, json!({"id": "cus_into"})).await.ok();
        assert_eq!(erased.data("eraseCustomer.deletedIds"), &json!(["cus_into", "cus_from"]));
        assert!(exported(&other, &["--include-deleted"]).is_empty());
        other.finish().await;
    }
}

on_both! {
    async fn whoever_was_erased_is_in_no_export_and_not_brought_back(shop: &Shop) {
        let medusa = fixture("medusa.json");
        import(shop, &medusa, &["--from", "medusa"]).ok();
        let id = "cus_01JQ4V3S2M8T0P6C9X7E5B1K2D";
        staff(shop).await.gql(ERASE, json!({ "id": id })).await.ok();
        for format in ["jsonl", "csv"] {
            let ran = patronage(shop.database_url(), &[
                "export", "-", "--include-deleted", "--with-password-hashes", "--format", format,
            ]);
            let text = ran.ok().stdout;
            assert!(text.contains("grace@example.com"), "{text}");
            for trace in [id, "ada@example.com", "Lovelace", "c2NyeXB0"] {
                assert!(!text.contains(trace), "{trace} in {text}");
            }
        }
        let again = import(shop, &medusa, &["--from", "medusa"]);
        assert_eq!(again.status, Some(1));
        assert_eq!(figures(&again), json!({"already there": 1, "refused": 1}));
        assert!(again.stderr.contains("record 1: id: ID_TAKEN: "), "{}", again.stderr);
    }
}

on_both! {
    async fn only_a_deleted_customer_was_merged(shop: &Shop) {
        let folder = folder();
        let file = lines(&folder, &[json!({"id": "cus_1", "mergedInto": "cus_2"})]);
        let ran = import(shop, file.to_str().expect("a path"), &["--from", "patronage"]);
        let told = "line 1, record 1: mergedInto: INVALID: Only a deleted customer was merged into another.
patronage: 1 of 1 records were refused
";
        assert_eq!((ran.status, ran.stderr.as_str()), (Some(1), told));
    }
}
