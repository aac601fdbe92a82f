//! Commands that work on a database and end.

use super::binary::Binary;
use crate::harness::{Backend, Database};

#[test]
fn schema_prints_what_is_committed() {
    let binary = Binary::new();
    assert_eq!(
        binary.run(&["schema"]).ok(),
        include_str!("../../../schema.graphql")
    );
    assert_eq!(
        binary.path().read_dir().expect("a folder").count(),
        0,
        "no database was made"
    );
}

#[test]
fn migrations_go_up_and_down() {
    let binary = Binary::new();
    let steps = |state: &str| {
        let status = binary.run(&["migrate", "status"]).ok();
        status
            .lines()
            .filter(|line| line.starts_with(&format!("{state} ")))
            .count()
    };
    let all = steps("pending");
    assert!(all > 0 && steps("applied") == 0);
    assert_eq!(binary.run(&["migrate", "up"]).ok(), "");
    assert_eq!((steps("pending"), steps("applied")), (0, all));
    binary.run(&["migrate", "up"]).ok();
    binary.run(&["migrate", "down"]).ok();
    assert_eq!((steps("pending"), steps("applied")), (1, all - 1));
    let (status, said) = binary
        .run(&["migrate", "down", "--public-url", "https://shop.example"])
        .failed();
    assert_eq!(status, 1);
    assert!(said.contains("development"), "{said}");
    binary.run(&["migrate", "up"]).ok();
    assert_eq!((steps("pending"), steps("applied")), (0, all));
}

#[test]
fn api_keys_are_made_listed_and_revoked() {
    let binary = Binary::new();
    binary.run(&["migrate", "up"]).ok();
    assert_eq!(binary.run(&["api-key", "list"]).ok(), "");
    let secret = binary
        .run(&[
            "api-key",
            "create",
            "--name",
            "till",
            "--scope",
            "customers:read",
            "--scope",
            "groups:read",
            "--expires-in",
            "90d",
        ])
        .ok();
    // The secret, and nothing else, so that scripts can take it as it is.
    assert!(
        secret.starts_with("sk_") && secret.ends_with('\n') && secret.lines().count() == 1,
        "another form"
    );
    let secret = secret.trim();

    let list = binary.run(&["api-key", "list"]).ok();
    let fields: Vec<_> = list.trim().split('\t').collect();
    let [id, prefix, "live", "customers:read groups:read", "till"] = fields[..] else {
        panic!("{list}");
    };
    assert!(
        secret.starts_with(prefix.trim_end_matches('…')) && !list.contains(secret),
        "{list}"
    );

    binary.run(&["api-key", "revoke", id]).ok();
    assert!(
        binary
            .run(&["api-key", "list"])
            .ok()
            .contains("\trevoked\t")
    );
    for unknown in ["key_01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense"] {
        let (status, said) = binary.run(&["api-key", "revoke", unknown]).failed();
        assert_eq!((status, &*said), (1, "patronage: there is no such key\n"));
    }
}

#[test]
fn keys_are_rotated_and_listed() {
    let binary = Binary::new();
    binary.run(&["migrate", "up"]).ok();
    let first = binary.run(&["keys", "list"]).ok();
    assert!(
        first.ends_with("\tsigns\n") && first.lines().count() == 1,
        "{first}"
    );
    let new = binary.run(&["keys", "rotate"]).ok();
    assert_eq!(
        binary.run(&["keys", "list"]).ok(),
        format!("{first}{}\tnext\n", new.trim())
    );
}

#[test]
fn commands_need_a_schema_that_is_up_to_date() {
    let binary = Binary::new();
    for args in [
        &["api-key", "list"][..],
        &["keys", "list"],
        &["serve", "--no-migrate", "--listen", "127.0.0.1:0"],
    ] {
        let (status, said) = binary.run(args).failed();
        assert_eq!(status, 1, "{args:?}");
        assert_eq!(
            said,
            "patronage: the database's schema is not up to date: run `patronage migrate up`\n"
        );
    }
}

#[test]
fn a_database_that_cannot_be_had_is_told() {
    for url in [
        "mysql://localhost/shop",
        "nonsense",
        "sqlite:///no/such/folder/patronage.db?mode=rwc",
        "postgres://localhost:1/shop",
    ] {
        let binary = Binary::new().with("DATABASE_URL", url);
        let (status, said) = binary.run(&["migrate", "status"]).failed();
        assert_eq!((status, said.lines().count()), (1, 1), "{url} {said}");
        assert!(said.starts_with("patronage: "), "{said}");
    }
}

#[tokio::test]
async fn the_same_binary_works_on_postgres() {
    let Some(database) = Database::fresh(Backend::Postgres).await else {
        return;
    };
    let binary = Binary::new().with("DATABASE_URL", database.url());
    assert!(!binary.run(&["migrate", "status"]).ok().contains("pending"));
    let secret = binary
        .run(&["api-key", "create", "--name", "till", "--scope", "admin"])
        .ok();
    assert!(
        binary
            .run(&["api-key", "list"])
            .ok()
            .contains("\tlive\tadmin\ttill")
    );
    let server = binary.serve(&["serve", "--no-migrate", "--listen", "127.0.0.1:0"]);
    let answer = server
        .anonymous()
        .bearer(secret.trim())
        .gql("{ customers { nodes { id } } }", serde_json::json!({}))
        .await;
    assert_eq!(answer.ok().data("customers.nodes"), &serde_json::json!([]));
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(0));
    database.remove().await;
}
