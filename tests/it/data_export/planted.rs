//! Something to be recognised in every column: everything is told but secrets.

use entity::{
    Timestamp, auth_identity, customer, customer_address, customer_group, customer_group_customer,
    event, mail, mail_token, session, throttle,
};
use patronage::graphql::scalar::DateTime;
use patronage::mail::{Content, Mail, Queued, queue};
use patronage::value::Email;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ColumnType, Condition, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult,
    IdenStatic, Iterable, QueryFilter, Statement, Value,
};
use serde_json::json;

use super::{export, stocked};
use crate::harness::{Shop, on_both};

/// What is to become of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// Everybody who reads the document finds it.
    Told,
    /// Only staff do.
    Staff,
    /// Nobody does.
    Secret,
    /// It follows from others, or says nothing about the customer.
    Passed,
    /// It holds rows together; what is in it stays, and is told.
    Key,
}

/// What is known of a column. One that nobody has thought of is to be told.
fn fate(table: &str, column: &str) -> Fate {
    match (table, column) {
        (_, "id" | "customer_id" | "identity_id")
        | ("customer_group_customer", "customer_group_id")
        | ("mail", "address_hash")
        | ("throttle", "key" | "account") => Fate::Key,
        (
            "customer",
            "private_metadata" | "external_id" | "created_by" | "merged_into" | "erased_at",
        )
        | ("customer_group_customer", "created_by")
        | ("event", "actor") => Fate::Staff,
        ("auth_identity", "password_hash")
        | ("session", "token_hash" | "previous_hash")
        | ("mail", "letter")
        | ("mail_token", "secret_hash") => Fate::Secret,
        (_, "search")
        | ("customer", "guest_key")
        | ("customer_group", "created_by")
        | ("event", "position")
        | ("mail_token", "address_hash") => Fate::Passed,
        (_, column) if column.ends_with("_fold") => Fate::Passed,
        _ => Fate::Told,
    }
}

/// A column with something in it.
#[derive(Debug)]
struct Mark {
    column: String,
    fate: Fate,
    /// As it stands in the document.
    text: String,
}

/// Where marks are put: into rows of one customer.
struct Planter<'a> {
    shop: &'a Shop,
    /// Differs with each number and time.
    count: i64,
    marks: Vec<Mark>,
}

impl Planter<'_> {
    /// Puts marks into all columns but those left out.
    async fn plant<E: EntityTrait>(&mut self, rows: Condition, but: &[&str]) {
        let table = E::default().table_name();
        for column in E::Column::iter() {
            let fate = fate(table, column.as_str());
            if matches!(fate, Fate::Key | Fate::Passed) || but.contains(&column.as_str()) {
                continue;
            }
            let name = format!("{table}.{}", column.as_str());
            let (value, text) = self.mark(column.def().get_column_type(), &name);
            let planted = E::update_many()
                .col_expr(column, Expr::value(value))
                .filter(rows.clone())
                .exec(self.shop.app.db.write())
                .await;
            let planted = planted.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(planted.rows_affected > 0, "there is no row for {name}");
            self.marks.push(Mark {
                column: name,
                fate,
                text,
            });
        }
    }

    /// A value of a type, and its text in the document.
    fn mark(&mut self, ty: &ColumnType, name: &str) -> (Value, String) {
        self.count += 1;
        let text = format!("mark<{name}>");
        match ty {
            ColumnType::String(_) | ColumnType::Text => (text.clone().into(), text),
            ColumnType::Json | ColumnType::JsonBinary => (json!({"in": text}).into(), text),
            ColumnType::VarBinary(_) | ColumnType::Blob => (text.clone().into_bytes().into(), text),
            ColumnType::BigInteger => {
                let time = Timestamp(4_000_000_000_000 + self.count);
                (time.into(), DateTime(time).text())
            }
            ColumnType::Integer => {
                let number = 1_700_000 + i32::try_from(self.count).expect("a small number");
                (number.into(), format!(":{number}"))
            }
            ColumnType::Boolean => (true.into(), format!("{}:true", json!(in_camels(name)))),
            other => panic!("what is to be put into {name}, which is {other:?}?"),
        }
    }
}

/// The last part of a name as the API spells it.
fn in_camels(name: &str) -> String {
    let mut words = name
        .rsplit('.')
        .next()
        .into_iter()
        .flat_map(|name| name.split('_'));
    let mut camels = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(1);
        camels.push_str(&first.to_uppercase());
        camels.push_str(rest);
    }
    camels
}

fn found(document: &str, mark: &Mark) -> bool {
    let numbers: Vec<_> = mark.text.bytes().map(|byte| byte.to_string()).collect();
    let hex = format!("{:02x?}", mark.text.as_bytes()).replace(['[', ']', ',', ' '], "");
    document.contains(&mark.text)
        || (mark.fate == Fate::Secret
            && (document.contains(&hex) || document.contains(&numbers.join(","))))
}

#[track_caller]
fn assert_told(document: &serde_json::Value, marks: &[Mark], fates: &[Fate]) {
    let document = document.to_string();
    let wrong: Vec<_> = marks
        .iter()
        .filter(|mark| found(&document, mark) != fates.contains(&mark.fate))
        .map(|mark| (&mark.column, mark.fate))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{document}");
}

/// Queues a mail to an address.
async fn notify(shop: &Shop, to: &str) {
    let mut tx = shop.app.db.begin().await.expect("a transaction");
    let mail = Mail {
        to: Email::parse(to).expect("an e-mail"),
        first_name: None,
        content: Content::AccountExists,
    };
    let queued = queue(&shop.app, &mut tx, &mail).await;
    assert_eq!(queued.expect("the queue"), Queued::Accepted);
    tx.commit().await.expect("a commit");
}

on_both! {
    with ["--throttle=on"]
    async fn every_column_is_told_but_secrets(shop: &Shop) {
        let owner = stocked(shop).await;
        notify(shop, &owner.email).await;
        let staff = shop.staff(&["admin"]).await;
        let mut planter = Planter { shop, count: 0, marks: Vec::new() };
        let id = owner.id.as_str();
        let mine = |column: &str| Condition::all().add(Expr::col(column.to_owned()).eq(id));
        // A customer who is deleted cannot ask, so that comes last; the e-mail leads to what is kept by it.
        planter.plant::<customer::Entity>(mine("id"), &["deleted_at", "email"]).await;
        planter.marks.push(Mark { column: "customer.email".to_owned(), fate: Fate::Told, text: owner.email.clone() });
        planter.plant::<customer_address::Entity>(Condition::all().add(Expr::col("id").eq("addr_Oslo")), &[]).await;
        planter.plant::<customer_group::Entity>(Condition::all().add(Expr::col("id").eq("cgroup_vip")), &[]).await;
        planter.plant::<customer_group_customer::Entity>(mine("customer_id"), &[]).await;
        planter.plant::<auth_identity::Entity>(mine("customer_id"), &[]).await;
        planter.plant::<session::Entity>(mine("customer_id"), &[]).await;
        // The one of the registration; what it is for is one of four words.
        planter.plant::<mail_token::Entity>(mine("customer_id"), &["purpose"]).await;
        planter.plant::<event::Entity>(mine("customer_id"), &[]).await;
        // Found by the e-mail, of which they have a hash. What a mail is at is one of three words.
        planter.plant::<mail::Entity>(Condition::all(), &["state"]).await;
        planter.plant::<throttle::Entity>(Condition::all().add(Expr::col("account").is_not_null()), &[]).await;
        let told = |fate| planter.marks.iter().filter(|mark| mark.fate == fate).count();
        assert_eq!((told(Fate::Secret), told(Fate::Staff)), (5, 7));

        assert_told(&export(&owner, id).await, &planter.marks, &[Fate::Told]);
        assert_told(&export(&staff, id).await, &planter.marks, &[Fate::Told, Fate::Staff]);
        let others: Vec<_> = customer::Column::iter().map(|column| column.as_str()).filter(|column| *column != "deleted_at").collect();
        planter.plant::<customer::Entity>(mine("id"), &others).await;
        assert_told(&export(&staff, id).await, &planter.marks, &[Fate::Told, Fate::Staff]);
    }
}

#[derive(FromQueryResult)]
struct Table {
    name: String,
}

on_both! {
    async fn every_table_about_customers_is_known(shop: &Shop) {
        let db = shop.app.db.read();
        let sql = match db.get_database_backend() {
            DbBackend::Postgres => "SELECT table_name::text AS name FROM information_schema.columns
                WHERE column_name = 'customer_id' AND table_schema = current_schema() ORDER BY 1",
            _ => "SELECT t.name FROM sqlite_master t, pragma_table_info(t.name) c
                WHERE t.type = 'table' AND c.name = 'customer_id' ORDER BY 1",
        };
        let found = Table::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
        let found: Vec<_> = found.all(db).await.expect("the tables").into_iter().map(|table| table.name).collect();
        let known = ["auth_identity", "customer_address", "customer_group_customer", "event", "mail_token", "session"];
        assert_eq!(found, known, "a new one has to be in the document, or to be no more than a trace of something that is");
    }
}
