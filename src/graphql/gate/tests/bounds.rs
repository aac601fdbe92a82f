use std::fmt::Write;

use super::*;

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
        admit_request(Request::new(operations(n)).operation_name("Q"))
            .map(|_| ())
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
