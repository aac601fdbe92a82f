//! Counters of the throttle. Each change is one statement, so that replicas and parallel requests
//! count right.

use entity::{Timestamp, throttle};
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Statement, Value,
};

use crate::account::throttle::{LONGEST_WAIT, Policy, SKEW};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};

/// What counting a failure answers.
#[derive(FromQueryResult)]
pub(in crate::account) struct Counted {
    /// Until when tries had to wait by the failures before this one.
    pub(in crate::account) held_until: Timestamp,
    /// Until when they have to wait now.
    pub(in crate::account) not_before: Timestamp,
}

/// The count with this failure. `$2` is now, `$4` how long it counts. A count that ends later than it
/// can by the clock of any replica is from one that was set back since, and is over too.
const COUNT: &str =
    "(CASE WHEN throttle.counts_until > $2 AND throttle.counts_until <= $2 + $4 + {longest} + {skew}
    THEN throttle.count + 1 ELSE 1 END)";

/// `$3` failures are free; the next one costs a second, and each further one twice as much. Where
/// there is something to wait for, the count goes on until nobody has failed for a while after that.
const FAILURE: &str = "
INSERT INTO throttle (key, account, count, held_until, not_before, counts_until, kept_until)
VALUES ($1, $5, 1, 0, 0, $2 + $4, $2 + $4)
ON CONFLICT (key) DO UPDATE SET
    held_until = throttle.not_before,
    count = {count},
    not_before = CASE
        WHEN {count} <= $3 THEN 0
        WHEN {count} > $3 + 10 THEN $2 + {longest}
        ELSE $2 + (1000 << ({count} - $3 - 1)) END,
    counts_until = CASE
        WHEN {count} = 1 THEN $2 + $4
        WHEN {count} <= $3 THEN throttle.counts_until
        ELSE $2 + $4 + {longest} END,
    kept_until = CASE
        WHEN throttle.kept_until > $2 + $4 + {longest} THEN throttle.kept_until
        ELSE $2 + $4 + {longest} END
RETURNING held_until, not_before";

/// `$3` are allowed for `$4` from the first one on.
const QUOTA: &str = "
INSERT INTO throttle (key, count, held_until, not_before, counts_until, kept_until)
VALUES ($1, 1, 0, 0, $2 + $4, $2 + $4)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN {live} THEN throttle.count + 1 ELSE 1 END,
    counts_until = CASE WHEN {live} THEN throttle.counts_until ELSE $2 + $4 END,
    kept_until = CASE WHEN {live} THEN throttle.kept_until ELSE $2 + $4 END
WHERE throttle.count < $3 OR NOT {live}";

const LIVE: &str = "(throttle.counts_until > $2 AND throttle.counts_until <= $2 + $4 + {skew})";

/// A success takes the failures of its own counter back, unless tries have to wait meanwhile.
const SUCCESS: &str = "
INSERT INTO throttle (key, account, count, held_until, not_before, counts_until, kept_until)
SELECT $1, $4, 0, 0, 0, $2, $3 WHERE {allowed}
ON CONFLICT (key) DO UPDATE SET
    count = 0, held_until = 0, not_before = 0, counts_until = excluded.counts_until, kept_until = excluded.kept_until";

/// The counters of some keys, as far as there are any.
pub(in crate::account) async fn find(
    conn: &impl ConnectionTrait,
    keys: Vec<Vec<u8>>,
) -> Result<Vec<throttle::Model>> {
    let named = throttle::Column::Key.is_in(keys);
    Ok(throttle::Entity::find().filter(named).all(conn).await?)
}

/// Counts a failure, which may be about an account.
pub(in crate::account) async fn fail(
    db: &Db,
    key: &[u8],
    account: Option<&[u8]>,
    policy: Policy,
    now: Timestamp,
) -> Result<Counted> {
    let sql = with_times(&FAILURE.replace("{count}", COUNT));
    let values = [
        key.to_vec().into(),
        now.0.into(),
        policy.free.into(),
        milliseconds(policy.counts_for),
        account.map(<[u8]>::to_vec).into(),
    ];
    let statement = Statement::from_sql_and_values(db.backend(), sql, values);
    let counted = db.write().query_one_raw(statement).await?;
    let counted = counted.ok_or_else(|| Error::internal("a failure was not counted"))?;
    Ok(Counted::from_query_result(&counted, "")?)
}

/// Counts one of what is allowed; says whether it still was.
pub(in crate::account) async fn take(
    db: &Db,
    key: &[u8],
    policy: Policy,
    now: Timestamp,
) -> Result<bool> {
    let sql = with_times(&QUOTA.replace("{live}", LIVE));
    let values = [
        key.to_vec().into(),
        now.0.into(),
        policy.free.into(),
        milliseconds(policy.counts_for),
    ];
    let statement = Statement::from_sql_and_values(db.backend(), sql, values);
    Ok(db.write().execute_raw(statement).await?.rows_affected() > 0)
}

/// Notes a success of an account until `kept_until`, unless a counter among `guards` makes tries wait; says whether
/// none does.
pub(in crate::account) async fn succeed(
    tx: &Tx,
    (key, account): (&[u8], &[u8]),
    guards: &[Vec<u8>],
    now: Timestamp,
    kept_until: Timestamp,
) -> Result<bool> {
    let sql = with_times(&SUCCESS.replace("{allowed}", &none_waits(guards.len(), 5)));
    let values = [
        key.to_vec().into(),
        now.0.into(),
        kept_until.0.into(),
        account.to_vec().into(),
    ];
    let values = values
        .into_iter()
        .chain(guards.iter().map(|key| Value::from(key.clone())));
    let backend = tx.conn().get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    Ok(tx.conn().execute_raw(statement).await?.rows_affected() > 0)
}

/// The condition that none of some counters makes tries wait, whose keys are parameters from `first`
/// on.
fn none_waits(counters: usize, first: usize) -> String {
    if counters == 0 {
        return "TRUE".to_owned();
    }
    let keys: Vec<String> = (first..first + counters).map(|n| format!("${n}")).collect();
    let keys = keys.join(", ");
    format!(
        "NOT EXISTS (SELECT 1 FROM throttle AS guard WHERE guard.key IN ({keys})
            AND guard.not_before > $2 AND guard.not_before <= $2 + {{longest}} + {{skew}})"
    )
}

/// Every counter of some accounts.
pub(in crate::account) async fn held(
    db: &Db,
    accounts: Vec<Vec<u8>>,
) -> Result<Vec<throttle::Model>> {
    let theirs = throttle::Column::Account.is_in(accounts);
    let held = throttle::Entity::find()
        .filter(theirs)
        .order_by_asc(throttle::Column::Key);
    Ok(held.all(db.read()).await?)
}

/// Drops every counter of some accounts.
pub(in crate::account) async fn forget(tx: &Tx, accounts: Vec<Vec<u8>>) -> Result<()> {
    throttle::Entity::delete_many()
        .filter(throttle::Column::Account.is_in(accounts))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Drops at most `limit` counters that are of no more use; says how many there were.
pub(in crate::account) async fn purge(db: &Db, now: Timestamp, limit: u64) -> Result<u64> {
    let over = throttle::Entity::find()
        .select_only()
        .column(throttle::Column::Key)
        .filter(throttle::Column::KeptUntil.lte(now))
        .order_by_asc(throttle::Column::KeptUntil)
        .limit(limit)
        // Those that are just being counted are of use again.
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let purged = throttle::Entity::delete_many()
        .filter(throttle::Column::Key.in_subquery(over))
        .exec(db.write())
        .await?;
    Ok(purged.rows_affected)
}

fn with_times(sql: &str) -> String {
    sql.replace("{longest}", &LONGEST_WAIT.as_millis().to_string())
        .replace("{skew}", &SKEW.as_millis().to_string())
}

fn milliseconds(duration: std::time::Duration) -> Value {
    i64::try_from(duration.as_millis())
        .unwrap_or(i64::MAX)
        .into()
}
