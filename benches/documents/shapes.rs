//! The documents that are timed and weighed.

use std::fmt::Write;

/// A document and what it is.
pub(crate) type Named = (&'static str, String);

/// What `load` asks for: one customer by id.
pub(crate) const ONE: &str = "query Customer($id: ID!) { customer(id: $id) {
  id email firstName lastName companyName phone hasAccount createdAt
  addresses {
    id addressName address1 city countryCode province postalCode isDefaultShipping isDefaultBilling
  }
  groups { id name } } }";
/// What `load` asks for: a page of 50.
pub(crate) const PAGE: &str = "query Page($first: Int!) { customers(first: $first) { nodes {
  id email firstName lastName companyName phone hasAccount createdAt
  addresses {
    id addressName address1 city countryCode province postalCode isDefaultShipping isDefaultBilling
  }
  groups { id name } } } }";

/// Documents made to cost the lexer, the parser or the walk as much time as they can.
pub(crate) fn costly() -> Vec<Named> {
    let fill = |text: &str, bytes: usize| text.repeat(bytes / text.len());
    let text = 64 * 1024;
    let mut bomb = "{ me { ...F0 } }".to_owned();
    for level in 0..30 {
        let spreads = format!("...F{} ", level + 1).repeat(40);
        write!(bomb, " fragment F{level} on Customer {{ {spreads} }}").expect("a text");
    }
    let chain = (0..800).map(|n| format!(" fragment F{n} on Query {{ ...F{} }}", n + 1));
    let chain = chain.collect::<Vec<_>>().concat();
    vec![
        (
            "a body of 256 KiB that is no document",
            fill("{", 256 * 1024),
        ),
        ("white space", fill(" ", text)),
        ("a comment", format!("#{}", fill("x", text - 1))),
        ("one name", fill("x", text)),
        (
            "one string",
            format!("{{a(b:\"{}\")}}", fill("x", text - 10)),
        ),
        (
            "escapes",
            format!("{{a(b:\"{}\")}}", fill("\\u0041", text - 10)),
        ),
        (
            "a block string of quotes",
            format!("{{a(b:\"\"\"{}\"\"\")}}", fill("\"\" ", text - 20)),
        ),
        ("quotes that are not closed", fill("\"", text)),
        ("one number", format!("{{a(b:{})}}", fill("9", text - 10))),
        ("5,000 tokens", format!("{{{}}}", "a ".repeat(4_998))),
        ("2,000 fields", format!("{{{}}}", "a ".repeat(2_000))),
        (
            "nested lists",
            format!("{{a(b:{})}}", "[".repeat(62) + &"]".repeat(62)),
        ),
        (
            "lists that break off",
            format!("{{{}", "a(b:[[[[1".repeat(10)),
        ),
        (
            "objects in lists",
            format!("{{a(b:[{}])}}", "{a:1}".repeat(990)),
        ),
        ("selections that break off", "{a".repeat(64)),
        (
            "types that break off",
            format!("query($a:{}", "[".repeat(60)),
        ),
        ("a fragment bomb", bomb),
        (
            "a chain of fragments",
            format!("{{ ...F0 }}{chain} fragment F800 on Query {{ a }}"),
        ),
        (
            "800 fragments beside",
            format!("{{ a }}{chain} fragment F800 on Query {{ a }}"),
        ),
    ]
}

/// Documents within every limit that are not of the schema, so that validation sees all of them.
pub(crate) fn doubtful() -> Vec<Named> {
    let spreads = "... on Customer { id } ".repeat(600);
    let fragments = (0..300).map(|n| format!(" fragment F{n} on Customer {{ id email }}"));
    let fragments = fragments.collect::<Vec<_>>().concat();
    let spread = (0..300)
        .map(|n| format!("...F{n} "))
        .collect::<Vec<_>>()
        .concat();
    let variables = (0..100)
        .map(|n| format!("$v{n}: [[Int!]!] = [[1]] "))
        .collect::<Vec<_>>()
        .concat();
    vec![
        (
            "unknown fields",
            format!("{{ me {{ {} }} }}", "nothing ".repeat(1_990)),
        ),
        (
            "one field again and again",
            format!("{{ me {{ {} nothing }} }}", "id ".repeat(1_990)),
        ),
        (
            "inline fragments",
            format!("{{ me {{ {spreads} nothing }} }}"),
        ),
        (
            "300 fragments",
            format!("{{ me {{ {spread} nothing }} }}{fragments}"),
        ),
        (
            "variables",
            format!("query({variables}) {{ me {{ nothing }} }}"),
        ),
        (
            "arguments",
            format!("{{ customers({}) {{ nothing }} }}", "x: 1 ".repeat(1_600)),
        ),
        (
            "a long list",
            format!(
                "{{ customers(ids: [{}]) {{ nothing }} }}",
                "1 ".repeat(4_900)
            ),
        ),
        (
            "a large object",
            format!(
                "{{ customers(filter: {{{}}}) {{ nothing }} }}",
                "a: 1 ".repeat(1_600)
            ),
        ),
    ]
}

/// Documents that pass, dense with what takes memory.
pub(crate) fn kept() -> Vec<Named> {
    vec![
        ("one customer", ONE.to_owned()),
        ("page of 50", PAGE.to_owned()),
        (
            "single letters",
            format!("{{me{{{}}}}}", "a ".repeat(1_900)),
        ),
        ("single fields", format!("{{me{{{}}}}}", "a{b}".repeat(900))),
        (
            "single values",
            format!("{{a(b:[{}])}}", "[1]".repeat(1_500)),
        ),
        ("objects", format!("{{a(b:[{}])}}", "{a:1}".repeat(950))),
        ("arguments", format!("{{me{{{}}}}}", "a(b:1)".repeat(800))),
        (
            "inline fragments",
            format!("{{me{{{}}}}}", "...{a}".repeat(900)),
        ),
    ]
}
