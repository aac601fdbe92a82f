//! That nothing is left of an erased customer: no row, and no byte of the file.

use std::fs;
use std::time::{Duration, Instant};

use patronage::db::DbBackend;
use patronage::mail::{self, Content, Mail, Queued};
use patronage::value::Email;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use super::{asked, call, made, merge, read, staff};
use crate::harness::{Backend, Caller, Customer, Shop, on_both};

/// Letters that nothing else here has, so that even a trigram of a search index with one is a trace.
const LETTERS: [&str; 3] = ["ჟ", "ღ", "ჰ"];

/// How long the log may take to be emptied once nobody reads it.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is searched for besides the letters: where letters cannot be, and what the service makes of it.
async fn needles(shop: &Shop) -> Vec<Vec<u8>> {
    let mut needles: Vec<Vec<u8>> = LETTERS
        .iter()
        .map(|text| text.as_bytes().to_vec())
        .collect();
    for text in ["zqmarker", "ZqMarker", "8234334"] {
        needles.push(text.as_bytes().to_vec());
    }
    let hashes = "SELECT password_hash FROM auth_identity WHERE entity_id LIKE 'zqmarker%'";
    let tokens =
        "SELECT token_hash FROM session JOIN auth_identity ON identity_id = auth_identity.id
        WHERE entity_id LIKE 'zqmarker%'";
    let hashes: Vec<String> = asked(shop, hashes).await;
    let tokens: Vec<Vec<u8>> = asked(shop, tokens).await;
    let letters: Vec<Vec<u8>> = asked(shop, "SELECT letter FROM mail WHERE state = 'queued'").await;
    let mailed = "SELECT secret_hash FROM mail_token WHERE email LIKE 'zqmarker%'";
    let mailed: Vec<Vec<u8>> = asked(shop, mailed).await;
    assert_eq!((hashes.len(), tokens.len(), letters.len()), (1, 2, 1));
    assert_eq!(
        mailed.len(),
        2,
        "of the registration, and for the mailbox to move to"
    );
    needles.extend(hashes.into_iter().map(String::into_bytes));
    let sealed = tokens.into_iter().chain(letters).chain(mailed);
    needles.extend(sealed.map(|bytes| shown(shop, bytes)));
    needles
}

/// Bytes as they stand where the test looks.
fn shown(shop: &Shop, bytes: Vec<u8>) -> Vec<u8> {
    match shop.app.db.backend() {
        DbBackend::Sqlite => bytes,
        _ => bytes
            .iter()
            .flat_map(|byte| format!("{byte:02x}").into_bytes())
            .collect(),
    }
}

/// An address with a mark in every column of text.
fn address(mark: &str) -> Value {
    json!({"addressName": mark, "company": mark, "firstName": mark, "lastName": mark, "address1": mark,
        "address2": mark, "city": mark, "province": mark, "postalCode": mark, "phone": "+16138234334",
        "countryCode": "it", "metadata": {mark: [mark]}})
}

/// Somebody with a mark in every column, in old values too, in an address that is deleted, a second
/// session, and a guest that is merged into them.
async fn planted(shop: &Shop, staff: &Caller) -> Customer {
    let (mark, old) = ("ჟღჰ", "ჰღჟ");
    let browser = shop.anonymous().with_header("user-agent", "ZqMarker/1.0");
    let customer = Customer::register(&browser, "zqmarker@x.com".to_owned()).await;
    super::log_in(&browser, &customer.email, &customer.password)
        .await
        .ok();
    for text in [old, mark] {
        let input = json!({"id": customer.id, "firstName": text, "lastName": text, "companyName": text,
            "phone": "+16138234334", "externalId": text, "metadata": {text: text}, "privateMetadata": {text: text}});
        call(staff, "updateCustomer", input).await.ok();
    }
    for id in ["addr_1", "addr_2"] {
        let mut input = address(old);
        input["id"] = json!(id);
        input["customerId"] = json!(customer.id);
        call(staff, "createCustomerAddress", input).await.ok();
        let mut input = address(mark);
        input["id"] = json!(id);
        call(staff, "updateCustomerAddress", input).await.ok();
    }
    call(staff, "deleteCustomerAddresses", json!({"ids": ["addr_2"]}))
        .await
        .ok();
    let guest =
        json!({"email": "zqmarker2@x.com", "firstName": mark, "addresses": [address(mark)]});
    let guest = made(staff, guest).await;
    merge(staff, &guest, &customer.id).await.ok();
    let change = json!({"newEmail": "zqmarker3@x.com", "password": customer.password});
    call(&customer, "requestEmailChange", change).await.ok();
    // Mails that are files by now, also those of registrations, and one that waits.
    notify(shop, &customer.email).await;
    assert_eq!(shop.mails().await.len(), 4);
    notify(shop, &customer.email).await;
    customer
}

/// Queues a mail to an address.
async fn notify(shop: &Shop, to: &str) {
    let mut tx = shop.app.db.begin().await.expect("a transaction");
    let mail = Mail {
        to: Email::parse(to).expect("an e-mail"),
        first_name: None,
        content: Content::AccountExists,
    };
    let queued = mail::queue(&shop.app, &mut tx, &mail).await;
    assert_eq!(queued.expect("the queue"), Queued::Accepted);
    tx.commit().await.expect("a commit");
}

/// Those of the needles that are in a haystack.
fn found(haystack: &[u8], needles: &[Vec<u8>]) -> Vec<String> {
    let is_in = |needle: &&Vec<u8>| haystack.windows(needle.len()).any(|part| part == *needle);
    let found = needles.iter().filter(is_in);
    found
        .map(|needle| String::from_utf8_lossy(needle).into_owned())
        .collect()
}

/// The file of the shop's database, and its log.
fn files(shop: &Shop) -> Vec<u8> {
    let url = &shop.app.settings.database.database_url;
    let path = url
        .trim_start_matches("sqlite://")
        .trim_end_matches("?mode=rwc");
    let mut bytes = fs::read(path).expect("the file");
    let log = fs::read(format!("{path}-wal")).expect("its log");
    bytes.extend(log);
    bytes
}

/// Every table as text, and what the planner knows of them, once both are as the operator's guide says.
async fn tables(shop: &Shop) -> Vec<u8> {
    const TABLES: &str = "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public'";
    let db = shop.app.db.write();
    let vacuumed = db.execute_unprepared("VACUUM (FULL, ANALYZE)").await;
    vacuumed.expect("a vacuum");
    let mut tables = asked::<String>(shop, TABLES).await;
    assert!(tables.len() > 8, "{tables:?}");
    tables.push("pg_stats".to_owned());
    let mut text = Vec::new();
    for table in tables {
        let rows: Vec<String> = asked(shop, &format!("SELECT t::text FROM {table} AS t")).await;
        text.extend(rows.concat().into_bytes());
    }
    text
}

/// What the database is kept in, as bytes.
async fn kept(shop: &Shop) -> Vec<u8> {
    match shop.app.db.backend() {
        DbBackend::Sqlite => files(shop),
        _ => tables(shop).await,
    }
}

on_both! {
    async fn nothing_is_left(shop: &Shop) {
        let staff = staff(shop).await;
        let other = shop.customer().await;
        let mut input = address("keep");
        input["phone"] = Value::Null;
        input["customerId"] = json!(other.id);
        call(&staff, "createCustomerAddress", input).await.ok();
        let customer = planted(shop, &staff).await;
        // As after a load: the planner's samples have values too.
        shop.app.db.write().execute_unprepared("ANALYZE").await.expect("statistics");
        let needles = needles(shop).await;
        assert_eq!(found(&kept(shop).await, &needles).len(), needles.len(), "every mark is there");
        let before = read(&staff, &other.id).await;

        notify(shop, &other.email).await;
        call(&staff, "eraseCustomer", json!({"id": customer.id})).await.ok();
        assert_eq!(found(&kept(shop).await, &needles), [""; 0]);
        let mails: Vec<_> = shop.mails().await.into_iter().map(|mail| mail.to).collect();
        assert_eq!(mails, [other.email.as_str(); 2], "files go, too");
        assert_eq!(read(&staff, &other.id).await, before);
        other.gql("{ me { id addresses { id } } }", json!({})).await.ok();
    }
}

/// A backup that reads the file, for example, keeps the log in use.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_of_the_past_is_waited_for() {
    let shop = Shop::open(Backend::Sqlite, &[]).await.expect("a file");
    let staff = staff(&shop).await;
    let id = made(&staff, json!({"firstName": "ჟღჰ"})).await;
    let marks = [LETTERS[0].as_bytes().to_vec()];
    let reader = shop.app.db.read().begin().await.expect("a reader");
    let statement = Statement::from_string(DbBackend::Sqlite, "SELECT id FROM customer");
    reader.query_one_raw(statement).await.expect("a row");

    call(&staff, "eraseCustomer", json!({ "id": id }))
        .await
        .ok();
    assert_eq!(read(&staff, &id).await["firstName"], Value::Null);
    assert_eq!(found(&files(&shop), &marks), [LETTERS[0]]);
    // Writers are not kept waiting meanwhile.
    made(&staff, json!({})).await;
    drop(reader);
    let asked = Instant::now();
    while !found(&files(&shop), &marks).is_empty() {
        assert!(asked.elapsed() < PATIENCE, "it is still there");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    shop.finish().await;
}
