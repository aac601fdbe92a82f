//! Whoever was imported logs in with the old password, whose hash is replaced.

use entity::auth_identity;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{fixture, folder, import, lines};
use crate::harness::{Answer, Shop, on_both};

async fn log_in(shop: &Shop, email: &str, password: &str) -> Answer {
    const LOGIN: &str = "mutation ($input: LoginInput!) { login(input: $input) {
        customer { email } userErrors { code field message }
    } }";
    let input = json!({"email": email, "password": password});
    shop.anonymous().gql(LOGIN, json!({ "input": input })).await
}

async fn hash(shop: &Shop, email: &str) -> String {
    let login = auth_identity::Entity::find()
        .filter(auth_identity::Column::EntityId.eq(email))
        .one(shop.app.db.write())
        .await
        .expect("the logins")
        .expect("a login");
    login.password_hash.expect("a hash").0
}

/// Logs in wrongly, rightly, and rightly again.
async fn assert_logs_in(shop: &Shop, email: &str, password: &str) {
    let old = hash(shop, email).await;
    let wrong = log_in(shop, email, &format!("{password}!")).await;
    assert_eq!(
        wrong.user_errors(),
        ["INVALID_CREDENTIALS"],
        "{}",
        wrong.text
    );
    assert_eq!(
        hash(shop, email).await,
        old,
        "nothing is replaced before it is proved"
    );
    for _ in 0..2 {
        let right = log_in(shop, email, password).await.ok();
        assert_eq!(right.str("login.customer.email"), email);
        let new = hash(shop, email).await;
        assert!(new.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{old}");
    }
}

on_both! {
    async fn with_scrypt_of_medusa(shop: &Shop) {
        import(shop, &fixture("medusa.json"), &["--from", "medusa"]).ok();
        assert_logs_in(shop, "ada@example.com", "ada's old password").await;
    }
}

on_both! {
    async fn with_bcrypt_of_vendure(shop: &Shop) {
        import(shop, &fixture("vendure.json"), &["--from", "vendure"]).ok();
        assert_logs_in(shop, "ada@example.com", "grace old password").await;
    }
}

on_both! {
    async fn with_pbkdf2_of_django_and_argon2_of_anyone(shop: &Shop) {
        let of = |email: &str, hash: &str| json!({"email": email, "passwordHash": hash});
        let folder = folder();
        let file = lines(&folder, &[
            of("django@example.com", "pbkdf2_sha256$1000$c2FsdHNhbHQ$81QK9Cb/1+EuGjkCuMfLe/JwVi7vEf5rZfyS/DgplIk="),
            of("argon2@example.com", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
        ]);
        import(shop, file.to_str().expect("a path"), &["--from", "patronage"]).ok();
        assert_logs_in(shop, "django@example.com", "correct horse").await;
        assert_logs_in(shop, "argon2@example.com", "password").await;
    }
}

on_both! {
    async fn and_an_unclaimed_login_gives_way(shop: &Shop) {
        let unclaimed = auth_identity::Model {
            id: shop.clock.id(),
            provider: "emailpass".to_owned(),
            entity_id: "ada@example.com".to_owned(),
            customer_id: None,
            password_hash: None,
            created_at: shop.clock.now(),
            last_used_at: None,
            deleted_at: None,
        };
        let row = auth_identity::ActiveModel::from(unclaimed);
        auth_identity::Entity::insert(row).exec(shop.app.db.write()).await.expect("a row");
        import(shop, &fixture("medusa.json"), &["--from", "medusa"]).ok();
        let right = log_in(shop, "ada@example.com", "ada's old password").await.ok();
        assert_ne!(right.data("login.customer"), &Value::Null);
    }
}
