//! What a change wrote for others, as the database holds it: events and mails.

use std::future::Future;
use std::time::Duration;

use entity::{event, mail};
use patronage::db::{Db, DbBackend};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use crate::harness::Shop;

/// How long running transactions of other tests may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Waits until every event is to be replayed: on PostgreSQL that takes the end of all transactions that
/// were running when it was written, those of other tests on the same server too.
pub(crate) async fn settled(db: &Db) {
    const UNSETTLED: &str = "xact >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
    if db.backend() != DbBackend::Postgres {
        return;
    }
    let settled = async {
        let unsettled = || event::Entity::find().filter(Expr::cust(UNSETTLED));
        while unsettled().count(db.read()).await.expect("the outbox") > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, settled).await;
    waited.expect("running transactions end");
}

/// Waits until a worker has sent every mail that was queued.
pub(crate) async fn mailed(db: &Db) {
    let sent = async {
        let queued = || mail::Entity::find().filter(mail::Column::State.eq(mail::State::Queued));
        while queued().count(db.read()).await.expect("the queue") > 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, sent).await;
    waited.expect("a worker that sends");
}

/// What something gives, and the events that were written meanwhile, in the order of commits.
pub(crate) async fn recorded<T>(
    shop: &Shop,
    of: impl Future<Output = T>,
) -> (T, Vec<event::Model>) {
    let before = after(shop, 0).await.last().map_or(0, |last| last.position);
    let result = of.await;
    (result, after(shop, before).await)
}

/// Events as their types and data, which is what most tests ask for.
pub(crate) fn told(events: &[event::Model]) -> Vec<(&str, Value)> {
    events
        .iter()
        .map(|event| (event.kind.as_str(), json!(event.data)))
        .collect()
}

async fn after(shop: &Shop, position: i64) -> Vec<event::Model> {
    event::Entity::find()
        .filter(event::Column::Position.gt(position))
        .order_by_asc(event::Column::Position)
        .all(shop.app.db.read())
        .await
        .expect("the outbox")
}
