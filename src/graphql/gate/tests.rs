use std::fmt::Write;

use async_graphql::{Request, Variables};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::graphql::errors::ErrorCode;
use crate::graphql::execute::tests::settings;

/// The shapes of the contract that matter to the gate.
const SDL: &str = r#"
    type Query {
      me: Customer
      node(id: ID!): Node
      nodes(ids: [ID!]!): [Node]!
      customers(first: Int, after: String, last: Int, filter: Filter, sort: Sort): CustomerConnection!
      keys(first: Int): [Key!]!
    }
    type Mutation {
      login(input: LoginInput!): Payload!
      refreshTokens: Payload!
      changePassword: Payload!
      createCustomer: Payload!
    }
    type Subscription { events: Key! }
    interface Node { id: ID! }
    type Customer implements Node {
      id: ID! email: String addresses: [Address!]! groups: [Group!]!
      defaultShippingAddress: Address defaultBillingAddress: Address
    }
    type Address implements Node {
      id: ID! addressName: String company: String firstName: String lastName: String address1: String
      city: String province: String postalCode: String country: Country customer: Customer!
    }
    type Country { iso2: String! }
    type Group implements Node { id: ID! name: String! customers(first: Int, last: Int): CustomerConnection }
    type Key { id: ID! }
    type CustomerConnection { edges: [CustomerEdge!]! nodes: [Customer!]! pageInfo: PageInfo! totalCount: Int! }
    type CustomerEdge { cursor: String! node: Customer! }
    type PageInfo { hasNextPage: Boolean! }
    type Payload { customer: Customer userErrors: [Key!]! }
    enum Sort { ASC DESC }
    scalar JSON
    input LoginInput { email: String! password: String! useCookie: Boolean = false }
    input Filter { and: [Filter!] ids: [ID!] n: Int f: Float metadata: JSON sort: Sort login: LoginInput }
"#;

fn gate() -> Gate {
    Gate::new(SDL, &settings(&[]).limits).unwrap()
}

fn admit_with(query: &str, variables: serde_json::Value) -> Result<Admitted, Refusal> {
    gate().admit(&mut Request::new(query).variables(Variables::from_json(variables)))
}

fn admit(query: &str) -> Result<Admitted, Refusal> {
    admit_with(query, json!({}))
}

#[track_caller]
fn cost(query: &str, variables: serde_json::Value) -> u64 {
    admit_with(query, variables).unwrap().cost
}

#[track_caller]
fn refused(query: &str) -> ErrorCode {
    admit(query).unwrap_err().code
}

/// Queries that hold a bound exactly, and those one beyond.
#[track_caller]
fn bound(within: &str, beyond: &str) {
    admit(within).unwrap();
    assert_eq!(refused(beyond), ErrorCode::QueryTooComplex);
}

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
fn the_fragment_bomb_is_refused() {
    for fan in [2, 10] {
        let mut bomb = "{ me { ...F0 } }".to_owned();
        for level in 0..30 {
            let spreads = format!("...F{} ", level + 1).repeat(fan);
            write!(bomb, " fragment F{level} on Customer {{ {spreads} }}").unwrap();
        }
        bomb.push_str(" fragment F30 on Customer { id }");
        assert_eq!(refused(&bomb), ErrorCode::QueryTooComplex);
        let unreached = bomb.replace("me { ...F0 }", "me { id }");
        assert_eq!(refused(&unreached), ErrorCode::QueryTooComplex);
    }
}

#[test]
fn each_bound_is_kept() {
    let fields = |n: usize| "id ".repeat(n);
    let addresses = |n: usize| {
        format!(
            "{{ me {{ {} id {} }} }}",
            "addresses { customer { ".repeat(n),
            "} }".repeat(n)
        )
    };
    assert_eq!(
        admit(&addresses(6)).unwrap_err().message,
        "The document has more than 12 levels of fields."
    );
    assert_ne!(
        admit(&addresses(5)).unwrap_err().message,
        "The document has more than 12 levels of fields."
    );
    let chain = |n: usize| format!("{{ {} id {} }}", "... {".repeat(n), "}".repeat(n));
    bound(&chain(32), &chain(33));
    let aliases = |n: usize| (0..n).fold(String::new(), |all, i| all + &format!("a{i}: id "));
    bound(
        &format!("{{ me {{ {} }} }}", aliases(30)),
        &format!("{{ me {{ {} }} }}", aliases(31)),
    );
    bound(
        &format!("{{ {} }}", fields(20)),
        &format!("{{ {} ...F }} fragment F on Query {{ id }}", fields(20)),
    );
    let on_a_node = |n: usize| format!("{{ me {} {{ id }} }}", "@a ".repeat(n));
    bound(&on_a_node(10), &on_a_node(11));
    let in_all = |n: usize| format!("{{ me {{ {} }} }}", "id @a ".repeat(n));
    bound(&in_all(50), &in_all(51));
    let operations = |n: usize| {
        (0..n).fold("query Q { me { id } }".to_owned(), |all, i| {
            all + &format!("query Q{i} {{ me {{ id }} }}")
        })
    };
    let named = |n| {
        gate()
            .admit(&mut Request::new(operations(n)).operation_name("Q"))
            .map_err(|refusal| refusal.code)
    };
    assert!(named(9).is_ok());
    assert_eq!(named(10), Err(ErrorCode::QueryTooComplex));
    let variables = |n: usize| {
        format!(
            "query({}) {{ me {{ id }} }}",
            (0..n).fold(String::new(), |all, i| all + &format!("$v{i}: Int "))
        )
    };
    bound(&variables(100), &variables(101));
    bound(
        &format!("{{ me {{ {} }} }}", fields(1_999)),
        &format!("{{ me {{ {} }} }}", fields(2_000)),
    );
}

#[test]
fn account_mutations_run_one_at_a_time() {
    let login = "login(input: {email: \"a\", password: \"b\"}) { customer { id } }";
    let admitted = admit(&format!("mutation {{ {login} }}")).unwrap();
    assert!(admitted.issues_credentials);
    bound(
        &format!("mutation {{ {login} createCustomer {{ customer {{ id }} }} }}"),
        &format!("mutation {{ a: {login} ...F }} fragment F on Mutation {{ b: {login} }}"),
    );
    assert_eq!(
        refused(&format!(
            "mutation {{ {login} changePassword {{ customer {{ id }} }} }}"
        )),
        ErrorCode::QueryTooComplex
    );
    assert!(
        !admit(&format!(
            "mutation {{ {login} createCustomer {{ customer {{ id }} }} }}"
        ))
        .unwrap()
        .issues_credentials
    );
    assert!(!admit("{ login }").unwrap().issues_credentials);
}

#[test]
fn a_mutation_is_not_named_twice() {
    let create = "createCustomer { customer { id } }";
    assert_eq!(
        refused(&format!("mutation {{ {create} ... {{ {create} }} }}")),
        ErrorCode::GraphqlValidationFailed
    );
    admit(&format!(
        "mutation {{ a: {create} b: {create} __typename __typename }}"
    ))
    .unwrap();
}

#[test]
fn introspection_is_apart_and_bounded() {
    let of_type = |n| {
        (0..n).fold("kind name".to_owned(), |inner, _| {
            format!("kind name ofType {{ {inner} }}")
        })
    };
    let standard = format!(
        "query IntrospectionQuery {{ __schema {{ description queryType {{ name kind }} types {{ ...FullType }}
           directives {{ name args(includeDeprecated: true) {{ ...InputValue }} }} }} }}
         fragment FullType on __Type {{ kind name fields {{ name args {{ ...InputValue }} type {{ ...TypeRef }} }}
           inputFields {{ ...InputValue }} interfaces {{ ...TypeRef }} enumValues {{ name }} possibleTypes {{ ...TypeRef }} }}
         fragment InputValue on __InputValue {{ name type {{ ...TypeRef }} defaultValue }}
         fragment TypeRef on __Type {{ {} }}",
        of_type(9)
    );
    let admitted = admit(&standard).unwrap();
    assert!(admitted.introspects && admitted.cost == 0);
    bound(
        &format!("{{ __type(name: \"a\") {{ {} }} }}", of_type(13)),
        &format!("{{ __type(name: \"a\") {{ {} }} }}", of_type(14)),
    );
    let circle = |n: usize| {
        format!(
            "{{ __schema {{ types {{ {} name {} }} }} }}",
            "fields { type { ".repeat(n),
            "} }".repeat(n)
        )
    };
    bound(&circle(2), &circle(4));
    assert!(!admit("{ me { id } }").unwrap().introspects);
}

#[test]
fn wrong_documents_are_told_apart() {
    for (query, code) in [
        ("", ErrorCode::GraphqlParseFailed),
        ("{ me { id }", ErrorCode::GraphqlParseFailed),
        ("{ a } query B { b }", ErrorCode::GraphqlParseFailed),
        ("fragment F on Query { a }", ErrorCode::GraphqlParseFailed),
        ("query A { a } query B { b }", ErrorCode::BadRequest),
        (
            "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
            ErrorCode::GraphqlValidationFailed,
        ),
        (
            "query($a: [Nothing!] = [1]) { me { id } }",
            ErrorCode::GraphqlValidationFailed,
        ),
        (
            "query($a: Customer) { me { id } }",
            ErrorCode::GraphqlValidationFailed,
        ),
    ] {
        assert_eq!(refused(query), code, "{query}");
    }
    let mut named = Request::new("query A { me { id } }").operation_name("B");
    assert_eq!(
        gate().admit(&mut named).unwrap_err().code,
        ErrorCode::BadRequest
    );
    let syntax = admit("{ me(secret: ) }").unwrap_err();
    assert_eq!(syntax.locations.len(), 1);
    assert!(
        syntax.message.starts_with("Syntax error at line 1, column")
            && !syntax.message.contains("secret")
    );
}

#[test]
fn variables_are_checked_without_quoting_them() {
    let query = "query($n: Int!, $f: Filter, $l: LoginInput) { me { id } }";
    for (variables, message) in [
        (json!({}), "Variable $n: a value of type Int! is required."),
        (json!({"n": null}), "Variable $n: null is not allowed."),
        (
            json!({"n": "secret"}),
            "Variable $n: expected a value of type Int.",
        ),
        (
            json!({"n": 2_147_483_648_i64}),
            "Variable $n: expected a value of type Int.",
        ),
        (
            json!({"n": 1, "f": {"and": [{}, {"sort": "secret"}]}}),
            "Variable $f.and.1.sort: expected a value of type Sort.",
        ),
        (
            json!({"n": 1, "f": {"ids": [1, null]}}),
            "Variable $f.ids.1: null is not allowed.",
        ),
        (
            json!({"n": 1, "f": {"none": 1}}),
            "Variable $f.none: no such field.",
        ),
        (
            json!({"n": 1, "f": 1}),
            "Variable $f: expected a value of type Filter.",
        ),
        (
            json!({"n": 1, "l": {"email": "a"}}),
            "Variable $l.password: a value is required.",
        ),
    ] {
        assert_eq!(admit_with(query, variables).unwrap_err().message, message);
    }
    let good = json!({"n": 1, "f": {"and": {"f": 1}, "ids": 7, "metadata": {"a": [1]}, "sort": "ASC", "n": null}, "extra": 1});
    admit_with(query, good).unwrap();
}

#[test]
fn defaults_are_filled_in_and_absent_stays_absent() {
    let mut request = Request::new("query($a: Int = 3, $b: Int) { me { id } }");
    gate().admit(&mut request).unwrap();
    assert_eq!(
        serde_json::to_value(&request.variables).unwrap(),
        json!({"a": 3})
    );
}

proptest! {
    #[test]
    fn arbitrary_text_does_not_panic(text in "\\PC{0,200}") {
        let _ = admit(&text);
    }

    #[test]
    fn arbitrary_documents_do_not_panic(words in prop::collection::vec(
        prop::sample::select(vec![
            "{", "}", "(", ")", "[", "]", ":", "...", "on", "query", "mutation", "fragment F", "...F", "me", "customers",
            "nodes", "Query", "Customer", "@skip", "(if: $a)", "($a: Int = 1)", "first: 5", "\"x\"", "\"\"\"", "__schema",
            "types", "{ id }", "{ me { id } }", "fragment F on Query { me { id } }",
        ]),
        0..40,
    )) {
        let _ = admit(&words.join(" "));
    }
}
