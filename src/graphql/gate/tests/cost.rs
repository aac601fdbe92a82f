use serde_json::json;

use super::*;

#[test]
fn cost_counts_objects_and_lists() {
    for (query, expected) in [
        ("{ me { id email } }", 1),
        ("{ me { addresses { id country { iso2 } } } }", 1 + 10 * 2),
        ("{ customers(first: 50) { nodes { id } } }", 1 + 50),
        (
            "{ customers(first: 50) { edges { cursor node { id } } pageInfo { hasNextPage } totalCount } }",
            1 + 50 + 1,
        ),
        ("{ customers { nodes { groups { id } } } }", 1 + 20 * 11),
        (
            "{ customers(last: 3) { nodes { id } edges { node { id } } } }",
            1 + 3 * 2,
        ),
        ("{ customers(first: -1) { nodes { id } } }", 1),
        ("{ customers(first: 2147483647) { nodes { id } } }", 1 + 100),
        ("{ keys(first: 7) { id } }", 7),
        (
            "{ nodes(ids: [\"a\", \"b\"]) { id ... on Customer { addresses { id } } } }",
            2 * 11,
        ),
        ("{ __typename __schema { types { name } } }", 0),
        (
            "{ ...F } fragment F on Query { a: me { id } ... { b: me { id } } }",
            2,
        ),
    ] {
        assert_eq!(cost(query, json!({})), expected, "{query}");
    }
}

#[test]
fn variables_and_their_defaults_tell_the_size() {
    let query = "query($n: Int = 5) { customers(first: $n) { nodes { id } } }";
    assert_eq!(cost(query, json!({})), 1 + 5);
    assert_eq!(cost(query, json!({"n": 70})), 1 + 70);
    assert_eq!(cost(query, json!({"n": null})), 1 + 20);
    let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    assert_eq!(cost(query, json!({"ids": ["a", "b", "c"]})), 3);
    assert_eq!(cost(query, json!({"ids": "a"})), 1);
}

#[test]
fn a_page_of_a_hundred_customers_with_everything_passes() {
    let address = "addressName company firstName lastName address1 city province postalCode id country { iso2 }";
    let query = format!(
        "{{ customers(first: 100) {{ edges {{ cursor node {{ id email addresses {{ {address} }} groups {{ id name }}
         defaultShippingAddress {{ {address} }} defaultBillingAddress {{ {address} }} }} }} pageInfo {{ hasNextPage }} }} }}"
    );
    assert_eq!(cost(&query, json!({})), 1 + 100 * (1 + 20 + 10 + 2 + 2) + 1);
}

#[test]
fn too_high_a_cost_is_refused() {
    let of = |rows| {
        format!(
            "{{ customers(first: {rows}) {{ nodes {{ groups {{ customers(first: 4) {{ nodes {{ id }} }} }} }} }} }}"
        )
    };
    admit(&of(80)).unwrap();
    assert_eq!(refused(&of(100)), ErrorCode::QueryTooComplex);
}

#[test]
fn what_strangers_name_in_entities_is_counted_and_what_staff_name_is_not() {
    let of_staff = |request| admit_of(request, true).map(|(admitted, _)| admitted.cost);
    let by_variable = "query($r: [_Any!]!) { _entities(representations: $r) {
        __typename ... on Customer { id groups { id } } } }";
    let literal = "{ _entities(representations: [{__typename: \"Customer\", id: \"cus_1\"}, 5]) {
        ... on Customer { id groups { id } } } }";
    let named = |count: usize| json!({ "r": vec![json!({"__typename": "Customer"}); count] });
    for (query, variables, stranger) in [
        (by_variable, named(0), 0),
        (by_variable, named(3), 3 * 11),
        (by_variable, json!({"r": {"__typename": "Customer"}}), 11),
        (literal, json!({}), 2 * 11),
    ] {
        assert_eq!(cost(query, variables.clone()), stranger, "{variables}");
        let request = Request::new(query).variables(Variables::from_json(variables));
        assert_eq!(of_staff(request).unwrap(), 11);
    }
    let many = named(1_000);
    let refusal = admit_with(by_variable, many.clone()).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::QueryTooComplex);
    let request = Request::new(by_variable).variables(Variables::from_json(many));
    assert_eq!(of_staff(request).unwrap(), 11);
}

#[test]
fn a_router_s_question_for_the_schema_is_introspection() {
    let admitted = admit("{ _service { sdl } }").unwrap();
    assert!(admitted.introspects);
    assert_eq!(admitted.cost, 0);
    assert!(!admit("{ me { id } }").unwrap().introspects);
}
