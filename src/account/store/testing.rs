//! What tests look up and change behind the services' back.

use entity::{CustomerId, auth_identity, customer, event, session, signing_key, throttle};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};

use crate::app::App;
use crate::db::Db;

pub(in crate::account) async fn sessions(app: &App) -> Vec<session::Model> {
    session::Entity::find().all(app.db.read()).await.unwrap()
}

pub(in crate::account) async fn identities(app: &App) -> Vec<auth_identity::Model> {
    auth_identity::Entity::find()
        .all(app.db.read())
        .await
        .unwrap()
}

pub(in crate::account) async fn customers(app: &App) -> u64 {
    customer::Entity::find().count(app.db.read()).await.unwrap()
}

pub(in crate::account) async fn counters(app: &App) -> u64 {
    throttle::Entity::find().count(app.db.read()).await.unwrap()
}

/// Takes the password of every login.
pub(in crate::account) async fn drop_passwords(app: &App) {
    let all = auth_identity::Entity::update_many();
    let none = Expr::value(None::<String>);
    let all = all.col_expr(auth_identity::Column::PasswordHash, none);
    all.exec(app.db.write()).await.unwrap();
}

pub(in crate::account) async fn keys(db: &Db) -> u64 {
    signing_key::Entity::find().count(db.read()).await.unwrap()
}

/// The types of all events with their actors, in order.
pub(in crate::account) async fn events(app: &App) -> Vec<(String, Option<String>)> {
    let events = event::Entity::find().order_by_asc(event::Column::Position);
    let events = events.all(app.db.read()).await.unwrap();
    events
        .into_iter()
        .map(|event| (event.kind, event.actor))
        .collect()
}

pub(in crate::account) async fn insert_identity(app: &App, row: auth_identity::Model) {
    let row = auth_identity::ActiveModel::from(row).reset_all();
    let insert = auth_identity::Entity::insert(row);
    insert.exec_without_returning(app.db.write()).await.unwrap();
}

/// Gives every login a hash.
pub(in crate::account) async fn set_hash(app: &App, hash: &str) {
    let all = auth_identity::Entity::update_many();
    let all = all.col_expr(auth_identity::Column::PasswordHash, Expr::value(hash));
    all.exec(app.db.write()).await.unwrap();
}

/// Deletes a customer alone, whose login stays.
pub(in crate::account) async fn delete_customer(app: &App, id: &CustomerId) {
    let one = customer::Entity::update_many().filter(customer::Column::Id.eq(id.clone()));
    let one = one.col_expr(customer::Column::DeletedAt, Expr::value(app.clock.now()));
    one.exec(app.db.write()).await.unwrap();
}
