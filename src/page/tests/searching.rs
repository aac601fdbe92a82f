//! Search against what memory finds in the search columns.

use entity::customer::{Column, Entity, Model};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use sea_orm::{DatabaseConnection, EntityTrait, QueryFilter, QueryOrder};

use super::rows;
use crate::page::{Phones, search};

async fn found(db: &DatabaseConnection, text: &str) -> Vec<String> {
    let condition = search::<Entity>(text, Phones::Searched, db.get_database_backend()).unwrap();
    let select = Entity::find().filter(condition).order_by_asc(Column::Id);
    select
        .all(db)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.id.to_string())
        .collect()
}

#[tokio::test]
async fn words_are_found_in_any_order_and_form() {
    let db = rows::database().await;
    let text = |text: &str| Some(text.to_owned());
    let jane = Model {
        email: text("jane@example.com"),
        first_name: text("Jané"),
        last_name: text("O\"Doe 100%"),
        phone: text("+15550100"),
        ..rows::customer("cus_1")
    };
    let bob = Model {
        first_name: text("Bob"),
        last_name: text("Janed_e"),
        company_name: text("ΣΟΦΙΑ & Söhne"),
        ..rows::customer("cus_2")
    };
    rows::insert(&db, [jane, bob]).await;
    for (text, ids) in [
        ("jane", &["cus_1", "cus_2"][..]),
        ("doe JANE", &["cus_1"]),
        ("JÀNÉ bob", &["cus_2"]),
        ("e", &["cus_1", "cus_2"]),
        ("b", &["cus_2"]),
        ("bo", &["cus_2"]),
        ("100%", &["cus_1"]),
        ("%", &["cus_1"]),
        ("_", &["cus_2"]),
        ("jan_", &[]),
        ("jan%", &[]),
        ("o\"d", &["cus_1"]),
        ("\"", &["cus_1"]),
        ("'", &[]),
        ("+1 (555) 0100", &["cus_1"]),
        ("555-0100", &["cus_1"]),
        ("555-0100a", &[]),
        ("5-5", &["cus_1"]),
        ("σοφια", &["cus_2"]),
        ("sohne", &["cus_2"]),
        ("janed", &["cus_2"]),
        ("comjane", &[]),
        ("AND", &[]),
        ("jane*", &[]),
        ("jane\0", &[]),
        ("", &["cus_1", "cus_2"]),
        (" \u{3000}\n", &["cus_1", "cus_2"]),
    ] {
        assert_eq!(found(&db, text).await, ids, "{text:?}");
    }
}

#[test]
fn any_text_finds_what_holds_its_words() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let db = runtime.block_on(rows::database());
    let name = || prop::option::of("[abAÉ\"'%_* -]{0,6}");
    let rows = prop::collection::vec((name(), name()), 0..8);
    let texts = prop::collection::vec("[abBé\"'%_*():^ -]{0,7}", 1..12);
    let outcome = TestRunner::default().run(&(rows, texts), |(names, texts)| {
        runtime.block_on(async {
            let numbered = names.into_iter().enumerate();
            let mut all: Vec<Model> = numbered
                .map(|(n, (first_name, last_name))| Model {
                    first_name,
                    last_name,
                    ..rows::customer(&format!("cus_{n}"))
                })
                .collect();
            all.iter_mut().for_each(entity::Folded::fold);
            Entity::delete_many().exec(&db).await.unwrap();
            rows::insert(&db, all.iter().cloned()).await;
            for text in texts {
                let holds = |row: &&Model| {
                    let words = text.split_whitespace().map(entity::search_word);
                    words.into_iter().all(|word| row.search.contains(&word))
                };
                let held: Vec<String> = all
                    .iter()
                    .filter(holds)
                    .map(|row| row.id.to_string())
                    .collect();
                prop_assert_eq!(found(&db, &text).await, held, "{}", text);
            }
            Ok(())
        })
    });
    outcome.unwrap();
}
