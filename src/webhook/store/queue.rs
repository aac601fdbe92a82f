//! The queues: what is due, whose turn it is, and what came of an attempt.

use std::collections::HashSet;

use entity::webhook_delivery::{self, Column as C, Entity, Model, State};
use entity::{DeliveryId, EndpointId, Timestamp, webhook_endpoint};
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, LockBehavior, LockType, Query, SelectStatement, SimpleExpr,
    SubQueryStatement,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany};

use crate::db::{Db, PARAMETERS, Tx, insert_all};
use crate::error::Result;

/// The subjects of which something is on its way to these endpoints, each with the endpoint.
pub(in crate::webhook) async fn busy(
    tx: &Tx,
    endpoints: &[EndpointId],
    subjects: &HashSet<String>,
) -> Result<HashSet<(EndpointId, String)>> {
    let mut found = HashSet::new();
    let subjects: Vec<_> = subjects.iter().map(String::as_str).collect();
    for part in subjects.chunks(PARAMETERS / 2) {
        let rows = Entity::find()
            .select_only()
            .column(C::EndpointId)
            .column(C::Subject)
            .filter(C::State.eq(State::Pending))
            .filter(C::EndpointId.is_in(endpoints.iter().cloned()))
            .filter(C::Subject.is_in(part.iter().copied()))
            .distinct()
            .into_tuple::<(EndpointId, String)>()
            .all(tx.conn())
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Adds deliveries.
pub(in crate::webhook) async fn insert(tx: &Tx, rows: &[Model]) -> Result<()> {
    Ok(insert_all(tx.conn(), rows).await?)
}

/// The endpoints that are to be sent something by now.
pub(in crate::webhook) async fn due(db: &Db, now: Timestamp) -> Result<Vec<EndpointId>> {
    let due = webhook_endpoint::Entity::find()
        .select_only()
        .column(webhook_endpoint::Column::Id)
        .filter(takes(now))
        .filter(Expr::exists(due_at(
            Expr::col((webhook_endpoint::Entity, webhook_endpoint::Column::Id)),
            now,
        )))
        .order_by_asc(webhook_endpoint::Column::Id)
        .into_tuple::<EndpointId>();
    Ok(due.all(db.read()).await?)
}

/// Whether an endpoint is to be sent anything by now.
fn takes(now: Timestamp) -> Condition {
    let rested = Condition::any()
        .add(webhook_endpoint::Column::NotBefore.is_null())
        .add(webhook_endpoint::Column::NotBefore.lte(now));
    Condition::all()
        .add(webhook_endpoint::Column::Disabled.is_null())
        .add(rested)
}

/// What is due at an endpoint, by id.
fn due_at(endpoint: impl Into<SimpleExpr>, now: Timestamp) -> SelectStatement {
    let mut due = Query::select();
    due.column(C::Id)
        .from(Entity)
        .and_where(Expr::col((Entity, C::EndpointId)).eq(endpoint.into()))
        .and_where(C::State.eq(State::Pending))
        .and_where(C::NextAttemptAt.lte(now));
    due
}

/// Takes the delivery of an endpoint that has been due the longest, if there is one, for an attempt until
/// `lease`. No other worker gets it before then.
pub(in crate::webhook) async fn claim(
    db: &Db,
    endpoint: &EndpointId,
    now: Timestamp,
    lease: Timestamp,
) -> Result<Option<Model>> {
    let mut next = due_at(Expr::value(endpoint.clone()), now);
    let mut open = Query::select();
    open.expr(Expr::val(1))
        .from(webhook_endpoint::Entity)
        .and_where(webhook_endpoint::Column::Id.eq(endpoint.clone()))
        .cond_where(takes(now));
    next.and_where(Expr::exists(open))
        .order_by(C::NextAttemptAt, sea_orm::Order::Asc)
        .order_by(C::Id, sea_orm::Order::Asc)
        .limit(1)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    // As a scalar, since PostgreSQL may run a sub-query of `IN` more than once.
    let next = SimpleExpr::SubQuery(None, Box::new(SubQueryStatement::SelectStatement(next)));
    let claimed = Entity::update_many()
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .col_expr(C::Tries, Expr::col(C::Tries).add(1))
        .col_expr(C::LastAttemptAt, Expr::value(now))
        .col_expr(C::NextAttemptAt, Expr::value(lease))
        .filter(Expr::col(C::Id).eq(next))
        .exec_with_returning(db.write())
        .await?;
    Ok(claimed.into_iter().next())
}

/// Notes what came of an attempt, as the row of the delivery has it now. Says whether that still counts: not
/// where it is gone, or another attempt has begun since, unless this one was a success.
pub(in crate::webhook) async fn settle(tx: &Tx, row: &Model) -> Result<bool> {
    let mut update = of(&row.id)
        .col_expr(C::State, Expr::value(row.state))
        .col_expr(C::ResponseStatus, Expr::value(row.response_status))
        .col_expr(C::LastError, Expr::value(row.last_error.clone()))
        .col_expr(C::NextAttemptAt, Expr::value(row.next_attempt_at));
    if row.state != State::Succeeded {
        update = update
            .filter(C::State.eq(State::Pending))
            .filter(C::Attempts.eq(row.attempts));
    }
    let settled = update.exec(tx.conn()).await?;
    Ok(settled.rows_affected > 0)
}

/// Gives the turn to the delivery that is first of those about the same subject, now that this one is
/// done with. The endpoint is locked, so that none is queued meanwhile that would wait for this one.
pub(in crate::webhook) async fn next_turn(tx: &Tx, done: &Model, now: Timestamp) -> Result<()> {
    let first = Entity::find()
        .filter(C::EndpointId.eq(done.endpoint_id.clone()))
        .filter(C::Subject.eq(done.subject.as_str()))
        .filter(C::State.eq(State::Pending))
        .order_by_asc(C::AtXact)
        .order_by_asc(C::AtPosition)
        .one(tx.conn())
        .await?;
    if let Some(first) = first.filter(|first| first.next_attempt_at.is_none()) {
        of(&first.id)
            .col_expr(C::NextAttemptAt, Expr::value(now))
            .exec(tx.conn())
            .await?;
    }
    Ok(())
}

fn of(id: &DeliveryId) -> UpdateMany<webhook_delivery::Entity> {
    Entity::update_many().filter(C::Id.eq(id.clone()))
}
