use sea_orm::{EntityTrait, QueryFilter, QueryTrait};

use super::*;

fn sql(text: &str, backend: DbBackend) -> String {
    let condition = search::<entity::customer::Entity>(text, Phones::Searched, backend).unwrap();
    let select = entity::customer::Entity::find()
        .filter(condition)
        .build(backend)
        .to_string();
    select
        .split_once(" WHERE ")
        .map_or_else(String::new, |(_, condition)| condition.to_owned())
}

#[test]
fn words_that_look_like_phones_match_by_their_digits() {
    let forms = |word| forms(word, Phones::Searched);
    assert_eq!(forms("+1(555)"), ["+1(555)", "1555"]);
    assert_eq!(forms("555"), ["555"]);
    assert_eq!(forms("x"), ["x"]);
    assert_eq!(forms("5a"), ["5a"]);
    assert_eq!(forms("É"), ["e"]);
    assert!(forms("\u{301}").is_empty());
    assert_eq!(super::forms("5-5", Phones::Absent), ["5-5"]);
}

#[test]
fn sqlite_asks_its_index_once() {
    assert_eq!(
        sql("ja jane d\"oe +1555", DbBackend::Sqlite),
        r#"instr("customer"."search", 'ja') > 0 AND "customer"."row_no" IN "#.to_owned()
            + r#"(SELECT "rowid" FROM "customer_search" WHERE "search" MATCH "#
            + r#"'("jane") AND ("d""oe") AND ("+1555" OR "1555")')"#
    );
}

#[test]
fn the_index_is_asked_for_a_piece_of_a_long_word() {
    assert_eq!(piece("jane.doe@example.com"), "ane.doe@");
    assert_eq!(piece("jo@example.com"), "jo@");
    assert_eq!(piece("j@example.com"), "j@example.co");
    assert_eq!(piece("j@subsidiary.example.com"), "j@subsidiary");
    assert_eq!(piece("wolfeschlegelsteinhausen"), "wolfeschlege");
    assert_eq!(piece("ééééééééé@x"), "ééééééé@");
    assert_eq!(piece("@"), "@");
    assert_eq!(
        sql("jane@shop.example", DbBackend::Sqlite),
        r#"instr("customer"."search", 'jane@shop.example') > 0 AND "customer"."row_no" IN "#
            .to_owned()
            + r#"(SELECT "rowid" FROM "customer_search" WHERE "search" MATCH '("jane@")')"#
    );
    assert_eq!(
        sql("jane@shop.example", DbBackend::Postgres),
        r#""customer"."search" LIKE '%jane@%' AND "#.to_owned()
            + r#"strpos("customer"."search", 'jane@shop.example') > 0"#
    );
}

#[test]
fn postgres_patterns_hold_no_wildcards() {
    assert_eq!(
        sql(r"50%_\", DbBackend::Postgres),
        r#""customer"."search" LIKE E'%50\\%\\_\\\\%'"#
    );
}

#[test]
fn too_much_is_refused() {
    let search =
        |text: &str| search::<entity::customer::Entity>(text, Phones::Absent, DbBackend::Sqlite);
    assert!(matches!(search(&"a ".repeat(11)), Err(Error::BadInput(_))));
    assert!(matches!(search(&"a".repeat(201)), Err(Error::BadInput(_))));
    assert!(search(&"a ".repeat(10)).is_ok());
    assert!(search(&"é".repeat(200)).is_ok());
}
