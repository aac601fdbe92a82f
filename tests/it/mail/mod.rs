//! The queue of mails, driven as a service drives it, and what comes out of it.

mod cap;
mod files;
mod forget;
mod retry;
mod smtp;
mod worker;

use std::time::Duration;

use entity::mail::Model;
use patronage::app::App;
use patronage::mail::{Content, Mail, Queued, Secret, deliver_next, queue};
use patronage::value::{Email, Text};
use sea_orm::{EntityTrait, QueryOrder};

use crate::harness::Shop;

const HOUR: Duration = Duration::from_hours(1);

/// A token that works for an hour.
fn secret(text: &str) -> Secret {
    Secret {
        text: text.to_owned().into(),
        lifetime: HOUR,
    }
}

/// A mail to somebody.
fn mail(to: &str, content: Content) -> Mail {
    Mail {
        to: Email::parse(to).expect("an e-mail"),
        first_name: Text::parse("Zoë").expect("a name"),
        content,
    }
}

/// Queues a mail in a transaction of its own.
async fn queued(app: &App, to: &str, content: Content) -> Queued {
    let mut tx = app.db.begin().await.expect("a transaction");
    let queued = queue(app, &mut tx, &mail(to, content)).await;
    let queued = queued.expect("a queue");
    tx.commit().await.expect("a commit");
    queued
}

/// Queues a mail that must be taken.
async fn accepted(app: &App, to: &str, content: Content) {
    assert_eq!(queued(app, to, content).await, Queued::Accepted);
}

/// Tries one mail after the other until none is due; says how many there were.
async fn drain(app: &App) -> usize {
    let mut tried = 0;
    while deliver_next(app).await.expect("the queue") {
        tried += 1;
    }
    tried
}

/// The queue as it is.
async fn rows(shop: &Shop) -> Vec<Model> {
    entity::mail::Entity::find()
        .order_by_asc(entity::mail::Column::Id)
        .all(shop.app.db.write())
        .await
        .expect("the queue")
}
