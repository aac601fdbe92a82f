//! What becomes of the text of an address.

use serde_json::{Value, json};

use super::{create, refusals, update};
use crate::harness::on_both;

on_both! {
    async fn provinces_countries_and_phones_are_kept_in_one_form(shop: &Shop) {
        let owner = shop.customer().await;
        let given_and_kept = [
            (json!({"countryCode": "us", "province": "NY"}), json!(["us", "us-ny", null])),
            (json!({"countryCode": "US", "province": "us-ny"}), json!(["us", "us-ny", null])),
            (json!({"countryCode": " Us ", "province": "US-NY"}), json!(["us", "us-ny", null])),
            (json!({"countryCode": "ca", "province": "NY"}), json!(["ca", "NY", null])),
            (json!({"countryCode": "us", "province": " New York "}), json!(["us", "New York", null])),
            (json!({"province": "NY"}), json!([null, "NY", null])),
            (json!({"countryCode": "us", "phone": "(612) 823-4334"}), json!(["us", null, "+16128234334"])),
            (json!({"phone": "+1 (612) 823-4334"}), json!([null, null, "+16128234334"])),
            (json!({"phone": "(612) 823-4334"}), json!([null, null, "(612) 823-4334"])),
            (json!({"phone": "+1234567890"}), json!([null, null, "+1234567890"])),
            (json!({"phone": "16128234334802"}), json!([null, null, "16128234334802"])),
            (json!({"countryCode": "us", "phone": "612-823-4334 x12"}), json!(["us", null, "612-823-4334 x12"])),
        ];
        for (given, kept) in given_and_kept {
            let answer = create(&owner, given.clone()).await.ok();
            let address = answer.data("createCustomerAddress.address");
            assert_eq!(json!([address["countryCode"], address["province"], address["phone"]]), kept, "{given}");
        }
    }
}

const LINES: [&str; 9] = [
    "addressName",
    "company",
    "firstName",
    "lastName",
    "address1",
    "address2",
    "city",
    "province",
    "postalCode",
];

/// An input with the same text in every line, and the refusal of each.
fn everywhere(text: &str, code: &str) -> (Value, Vec<String>) {
    let input = LINES
        .iter()
        .map(|field| ((*field).to_owned(), json!(text)))
        .collect();
    let mut refusals: Vec<_> = LINES
        .iter()
        .map(|field| format!("{code} input.{field}"))
        .collect();
    refusals.sort();
    (Value::Object(input), refusals)
}

on_both! {
    async fn bad_lines_are_all_told_at_once(shop: &Shop) {
        let owner = shop.customer().await;
        let id = super::added(&owner, json!({"city": "Rome"})).await;
        let texts = [
            ("a\u{0}b", "INVALID"), ("a\nb", "INVALID"), ("a\u{7f}", "INVALID"), ("a\u{202e}b", "INVALID"),
            ("a\u{2066}b", "INVALID"), (&"ä".repeat(256), "TOO_LONG"),
        ];
        for (text, code) in texts {
            let (mut input, expected) = everywhere(text, code);
            assert_eq!(refusals(&create(&owner, input.clone()).await), expected, "{text:?}");
            input["id"] = json!(id);
            assert_eq!(refusals(&update(&owner, input).await), expected, "{text:?}");
        }
        let answer = owner.gql("{ me { addresses { city version } } }", json!({})).await.ok();
        assert_eq!(answer.data("me.addresses"), &json!([{"city": "Rome", "version": 1}]));
    }
}

on_both! {
    async fn empty_lines_are_null_and_long_ones_fit(shop: &Shop) {
        let owner = shop.customer().await;
        let (empty, _) = everywhere("  \u{a0}", "");
        let answer = create(&owner, empty).await.ok();
        let (longest, _) = everywhere(&"ä".repeat(255), "");
        let whole = create(&owner, longest).await.ok();
        for field in LINES {
            assert_eq!(answer.data("createCustomerAddress.address")[field], Value::Null, "{field}");
            assert_eq!(whole.data("createCustomerAddress.address")[field], json!("ä".repeat(255)), "{field}");
        }
    }
}

on_both! {
    async fn problems_of_every_kind_are_told_at_once(shop: &Shop) {
        let owner = shop.customer().await;
        let id = super::added(&owner, json!({})).await;
        let bad = json!({
            "countryCode": "xx", "phone": "call me", "city": "a\u{0}", "province": "x".repeat(256), "metadata": [1],
        });
        let expected = [
            "INVALID input.city", "INVALID input.countryCode", "INVALID input.metadata", "INVALID input.phone",
            "TOO_LONG input.province",
        ];
        assert_eq!(refusals(&create(&owner, bad.clone()).await), expected);
        let mut changes = bad;
        changes["id"] = json!(id);
        // What has to be compared with the row is told once the rest is sound.
        changes.as_object_mut().expect("an object").remove("metadata");
        let expected = expected.iter().filter(|refusal| !refusal.contains("metadata")).collect::<Vec<_>>();
        assert_eq!(refusals(&update(&owner, changes).await).iter().collect::<Vec<_>>(), expected);
    }
}

on_both! {
    async fn phones_and_metadata_have_their_limits(shop: &Shop) {
        let owner = shop.customer().await;
        let mut deep = json!({});
        for _ in 0..8 {
            deep = json!({ "a": deep });
        }
        let refused = [
            (json!({"phone": "1".repeat(51)}), "TOO_LONG input.phone"),
            (json!({"phone": "ext"}), "INVALID input.phone"),
            (json!({"phone": "1\u{0}"}), "INVALID input.phone"),
            (json!({"countryCode": "usa"}), "INVALID input.countryCode"),
            (json!({"metadata": "text"}), "INVALID input.metadata"),
            (json!({"metadata": deep}), "INVALID input.metadata"),
            (json!({"metadata": {"a": "x".repeat(16 * 1024)}}), "TOO_LONG input.metadata"),
        ];
        for (input, refusal) in refused {
            assert_eq!(refusals(&create(&owner, input).await), [refusal]);
        }
        create(&owner, json!({"phone": "1".repeat(50), "metadata": deep["a"]})).await.ok();
    }
}
