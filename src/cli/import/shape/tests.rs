use serde_json::json;

use super::rename::path;
use super::*;

fn object(value: Value) -> Object {
    let Value::Object(object) = value else {
        panic!("no object: {value}")
    };
    object
}

fn ours(shape: fn(Object) -> Object, theirs: Value) -> Value {
    Value::Object(shape(object(theirs)))
}

#[test]
fn columns_name_keys_within_keys() {
    assert_eq!(path("addresses.0.city"), ["addresses", "0", "city"]);
    assert_eq!(path(r"metadata.a\.b.c"), ["metadata", "a.b", "c"]);
    assert_eq!(path(r"a\\b"), [r"a\b"]);
}

#[test]
fn medusas_passwords_are_found_where_they_are_kept() {
    let identities = json!([
        {"provider": "google", "provider_metadata": {}},
        {"provider": "emailpass", "provider_metadata": {"password": "c2Ny"}},
    ]);
    for theirs in [
        json!({"id": "cus_1", "provider_identities": identities}),
        json!({"id": "cus_1", "password_hash": "c2Ny"}),
    ] {
        let expected = json!({"id": "cus_1", "passwordHash": "c2Ny"});
        assert_eq!(ours(medusa::ours, theirs), expected);
    }
    let none =
        json!({"id": "cus_1", "provider_identities": [{"provider": "google"}], "orders": []});
    assert_eq!(ours(medusa::ours, none), json!({"id": "cus_1"}));
}

#[test]
fn vendures_users_are_accounts_and_its_native_logins_passwords() {
    let methods = json!([{"strategy": "google"}, {"strategy": "native", "passwordHash": "$2b$"}]);
    let theirs = json!({"id": 1, "user": {"verified": false, "authenticationMethods": methods}});
    let expected =
        json!({"id": 1, "hasAccount": true, "emailVerified": false, "passwordHash": "$2b$"});
    assert_eq!(ours(vendure::ours, theirs), expected);
    let guest = json!({"id": 2, "user": null, "title": "", "addresses": [{"fullName": "Cher"}]});
    let expected = json!({
        "id": 2, "hasAccount": false, "addresses": [{"firstName": "Cher", "lastName": ""}],
    });
    assert_eq!(ours(vendure::ours, guest), expected);
}

#[test]
fn shopifys_tags_are_staffs_data_or_groups() {
    let row = || object(json!({"id": "1", "tags": "VIP, ,press"}));
    let groups = shopify::ours(row(), Tags::Groups);
    assert_eq!(
        Value::Object(groups),
        json!({"id": "1", "groups": ["VIP", "press"]})
    );
    let metadata = shopify::ours(row(), Tags::Metadata);
    let expected = json!({"id": "1", "privateMetadata": {"tags": ["VIP", "press"]}});
    assert_eq!(Value::Object(metadata), expected);
}

fn header(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn columns(names: &[&str], maps: &[&str], skip: bool) -> Result<Vec<String>, String> {
    let maps: Vec<_> = maps.iter().map(|map| mapping_pair(map).unwrap()).collect();
    let reading = mapping::reading(&header(names), &maps, skip)?;
    let keys = |column: Option<Vec<String>>| column.unwrap_or_default().join(".");
    Ok(reading.columns.into_iter().map(keys).collect())
}

#[test]
fn columns_are_mapped_or_named_like_fields() {
    let names = [
        "E-Mail",
        "first_name",
        "Last name",
        "addresses.0.postal_code",
        "groups",
        "Size",
    ];
    let maps = ["email=E-Mail", "metadata.size=Size"];
    let expected = [
        "email",
        "firstName",
        "lastName",
        "addresses.0.postalCode",
        "groups",
        "metadata.size",
    ];
    assert_eq!(columns(&names, &maps, false).unwrap(), expected);
    // A field that is mapped is not taken from the column of its name as well.
    let maps = ["email=Mail 2"];
    let skipping = columns(&["email", "Mail 2"], &maps, true).unwrap();
    assert_eq!(skipping, ["", "email"]);
}

#[test]
fn mappings_that_do_not_suit_the_file_are_told() {
    let told = |names: &[&str], maps: &[&str]| columns(names, maps, false).unwrap_err();
    assert_eq!(
        told(&["email"], &["phone=Tel"]),
        "the file has no column \"Tel\""
    );
    assert_eq!(
        told(&["email", "Size"], &[]),
        "the column \"Size\" is for no field: map it, or give --skip-unmapped"
    );
    assert_eq!(
        told(&["email", "e-mail", "email"], &["phone=e-mail"]),
        "the column \"email\" is for a field that another is for"
    );
    for field in [
        "mail",
        "addresses.x.city",
        "addresses.0",
        "metadata.",
        "groups.0.id",
        "",
    ] {
        let why = mapping_pair(&format!("{field}=A")).unwrap_err();
        assert!(
            why.starts_with(&format!("there is no field {field}:")),
            "{why}"
        );
    }
    assert!(mapping_pair("email").is_err());
}

#[test]
fn a_mapping_may_be_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("map.toml");
    std::fs::write(&file, "email = \"E-Mail\"\n\"metadata.size\" = \"Size\"\n").unwrap();
    let field = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let expected = [
        (field(&["email"]), "E-Mail".to_owned()),
        (field(&["metadata", "size"]), "Size".to_owned()),
    ];
    assert_eq!(mapping_file(&file).unwrap(), expected);
    for (text, why) in [
        ("email = 1", "email must be the name of a column"),
        ("mail = \"x\"", "there is no field mail"),
        ("email", "map.toml"),
    ] {
        std::fs::write(&file, text).unwrap();
        let told = mapping_file(&file).unwrap_err();
        assert!(told.contains(why) && told.lines().count() == 1, "{told}");
    }
}
