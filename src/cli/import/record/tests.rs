use entity::Prefixed as _;
use serde_json::json;

use super::*;
use crate::error::Code;

fn rules(ours: bool) -> Rules {
    Rules {
        clock: Clock::default(),
        ours,
        as_accounts: false,
        max_addresses: 2,
    }
}

fn member(rules: &Rules, value: Value) -> Result<Member, Vec<(String, Code)>> {
    let Value::Object(object) = value else {
        panic!("no object")
    };
    match rules.parse(object) {
        Ok(Item::Customer(member)) => Ok(*member),
        Ok(Item::Group(_)) => panic!("a group"),
        Err(errors) => {
            let field = |error: &UserError| error.field.clone().unwrap_or_default()[1..].join(".");
            Err(errors
                .iter()
                .map(|error| (field(error), error.code))
                .collect())
        }
    }
}

#[track_caller]
fn parsed(value: Value) -> Member {
    member(&rules(false), value)
        .map_err(|errors| format!("{errors:?}"))
        .unwrap()
}

#[track_caller]
fn refused(rules: &Rules, value: Value) -> Vec<(String, Code)> {
    member(rules, value).err().expect("a refusal")
}

/// bcrypt, of no password that matters.
const HASH: &str = "$2y$05$HHmvC2s0ZBW2zLXeqDtVHekoOV..QniaMxULpoN/imOZG78FXGRAO";

#[test]
fn values_are_those_the_api_would_store() {
    let row = parsed(json!({
        "id": 17, "email": " Ada@Example.COM ", "firstName": "Jose\u{301}", "lastName": " ",
        "phone": 16_502_530_000_u64, "emailVerified": "t", "createdAt": "2020-01-02",
        "addresses": [{"countryCode": "US", "province": "NY", "phone": "(650) 253-0000"}],
        "groups": ["VIP", "vip", "Press"], "metadata": "{\"a\": 1.0}",
    }));
    let customer = &row.customer;
    assert_eq!(customer.external_id.as_deref(), Some("17"));
    assert_eq!(customer.email.as_deref(), Some("ada@example.com"));
    assert_eq!(
        (customer.first_name.as_deref(), &customer.last_name),
        (Some("José"), &None)
    );
    assert_eq!(customer.phone.as_deref(), Some("16502530000"));
    assert_eq!(customer.metadata, Some(json!({"a": 1})));
    assert_eq!(
        customer.search,
        "ada@example.com\njose\n16502530000\n16502530000\n"
    );
    assert_eq!(customer.email_verified_at, Some(customer.created_at));
    assert_eq!(
        (customer.created_at, customer.version),
        (Timestamp(1_577_923_200_000), 1)
    );
    let address = &row.addresses[0];
    assert_eq!(address.province.as_deref(), Some("us-ny"));
    assert_eq!(address.phone.as_deref(), Some("+16502530000"));
    assert_eq!(address.created_at, customer.created_at);
    let groups: Vec<_> = row.groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(groups, ["VIP", "Press"]);
    assert!(!customer.has_account && row.logins.is_empty());
}

#[test]
fn ids_of_ours_are_kept_and_others_become_external() {
    let row = parsed(
        json!({"id": "cus_1", "externalId": "E", "addresses": [{"id": "cuaddr_1"}, {"id": "7"}]}),
    );
    assert_eq!(row.id, CustomerId::parse("cus_1"));
    assert_eq!(row.customer.external_id.as_deref(), Some("E"));
    assert_eq!(
        row.address_ids,
        [(0, AddressId::parse("cuaddr_1").unwrap())]
    );
    let row = parsed(json!({"id": "gid://shop/1", "externalId": "E"}));
    assert_eq!(
        (row.id, row.customer.external_id.as_deref()),
        (None, Some("E"))
    );
    let strict = refused(&rules(true), json!({"id": "17"}));
    assert_eq!(strict[0], ("id".to_owned(), Code::Invalid));
}

#[test]
fn a_hash_makes_an_account_that_logs_in() {
    let row = parsed(json!({"email": "a@b.example", "passwordHash": HASH}));
    assert!(row.customer.has_account);
    let login = &row.logins[0];
    assert_eq!(
        (login.provider.as_str(), login.entity_id.as_str()),
        ("emailpass", "a@b.example")
    );
    assert_eq!(
        login.password_hash,
        Some(entity::SecretText(HASH.to_owned()))
    );
    assert_eq!(login.customer_id.as_ref(), Some(&row.customer.id));
    for (value, field, code) in [
        (
            json!({"email": "a@b.example", "passwordHash": "md5"}),
            "passwordHash",
            Code::Invalid,
        ),
        (
            json!({"id": "cus_1", "passwordHash": HASH}),
            "email",
            Code::Required,
        ),
        (
            json!({"id": "cus_1", "hasAccount": true}),
            "email",
            Code::Required,
        ),
        (
            json!({"email": "a@b.example", "hasAccount": "no", "passwordHash": HASH}),
            "hasAccount",
            Code::Invalid,
        ),
    ] {
        assert_eq!(refused(&rules(false), value), [(field.to_owned(), code)]);
    }
}

#[test]
fn whoever_has_an_e_mail_can_be_made_an_account() {
    let rules = Rules {
        as_accounts: true,
        ..rules(false)
    };
    let account = |value| {
        member(&rules, value)
            .ok()
            .map(|row| row.customer.has_account)
    };
    assert_eq!(account(json!({"email": "a@b.example"})), Some(true));
    assert_eq!(
        account(json!({"email": "a@b.example", "hasAccount": false})),
        Some(false)
    );
    assert_eq!(account(json!({"id": "cus_1"})), Some(false));
}

#[test]
fn all_faults_are_told_at_once_with_their_places() {
    let faults = refused(
        &rules(false),
        json!({
            "email": "nobody", "firstName": "a\u{0}b", "phone": "call me", "createdAt": "soon",
            "metadata": [1], "hasAccount": "perhaps", "lastName": {"of": "x"},
            "addresses": [{}, {"countryCode": "xx", "city": "y".repeat(256)}, 7],
            "groups": [{"name": ""}],
        }),
    );
    let expected = [
        ("createdAt", Code::Invalid),
        ("email", Code::Invalid),
        ("hasAccount", Code::Invalid),
        ("addresses.1.countryCode", Code::Invalid),
        ("addresses.1.city", Code::TooLong),
        ("addresses.2.", Code::Invalid),
        ("groups.0.name", Code::Required),
        ("firstName", Code::Invalid),
        ("lastName", Code::Invalid),
        ("phone", Code::Invalid),
        ("metadata", Code::Invalid),
    ];
    assert_eq!(
        faults,
        expected.map(|(field, code)| (field.to_owned(), code))
    );
}

#[test]
fn limits_are_those_of_the_service() {
    let three = json!({"id": "cus_1", "addresses": [{}, {}, {}]});
    let limit = [("addresses".to_owned(), Code::LimitReached)];
    assert_eq!(refused(&rules(false), three), limit);
    let groups: Vec<_> = (0..1001).map(|n| n.to_string()).collect();
    let limit = [("groups".to_owned(), Code::LimitReached)];
    assert_eq!(
        refused(&rules(false), json!({"id": "cus_1", "groups": groups})),
        limit
    );
}

#[test]
fn the_last_default_wins_and_deleted_ones_do_not_count() {
    let flagged = json!({"isDefaultShipping": true, "isDefaultBilling": 1});
    let deleted = json!({"isDefaultShipping": true, "deletedAt": "2024-01-01"});
    let row = parsed(
        json!({"id": "cus_1", "addresses": [flagged, {"isDefaultShipping": true}, deleted]}),
    );
    let flags: Vec<_> = row
        .addresses
        .iter()
        .map(|address| (address.is_default_shipping, address.is_default_billing))
        .collect();
    assert_eq!(flags, [(false, true), (true, false), (true, false)]);
}

#[test]
fn somebody_that_a_second_run_would_not_know_is_refused() {
    let required = [("id".to_owned(), Code::Required)];
    assert_eq!(
        refused(&rules(false), json!({"firstName": "Ada"})),
        required
    );
    let deleted = json!({"externalId": "7", "deletedAt": "2024-01-01"});
    let invalid = [("deletedAt".to_owned(), Code::Invalid)];
    assert_eq!(refused(&rules(false), deleted), invalid);
}

#[test]
fn of_ours_nothing_is_left_out_or_changed() {
    let strict = rules(true);
    let faults = refused(
        &strict,
        json!({"id": "cus_1", "emial": "a@b.example", "a\u{7}": 1}),
    );
    let invalid = |name: &str| (name.to_owned(), Code::Invalid);
    assert_eq!(faults, [invalid("?"), invalid("emial")]);
    // Stored before the country was: the stored form stays.
    let stored = json!({"id": "cus_1", "addresses": [{"countryCode": "us", "province": "NY", "phone": "650 253 0000"}]});
    let row = member(&strict, stored).ok().unwrap();
    assert_eq!(row.addresses[0].province.as_deref(), Some("NY"));
    assert_eq!(row.addresses[0].phone.as_deref(), Some("650 253 0000"));
    let login =
        |identity: Value| json!({"id": "cus_1", "email": "a@b.example", "identities": [identity]});
    let row = member(
        &strict,
        login(json!({"provider": "google", "entityId": "g-1"})),
    )
    .ok()
    .unwrap();
    assert!(row.customer.has_account);
    for (identity, field) in [
        (
            json!({"provider": "emailpass", "entityId": "x@b.example", "passwordHash": HASH}),
            "entityId",
        ),
        (
            json!({"provider": "emailpass", "entityId": "a@b.example"}),
            "passwordHash",
        ),
        (
            json!({"provider": "google", "entityId": "g", "passwordHash": HASH}),
            "passwordHash",
        ),
    ] {
        let faults = refused(&strict, login(identity));
        assert_eq!(faults, [(format!("identities.0.{field}"), Code::Invalid)]);
    }
}
