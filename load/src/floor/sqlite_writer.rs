//! What the floor writes on `SQLite`: one connection, with the settings of Patronage's writer.

use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Row, Sqlite, SqlitePool, Transaction};

use super::write::{ACTOR, Before, NewCustomer, NewStreet, id, now};
use crate::Result;

const CUSTOMER: &str = "
INSERT INTO customer (id, email, first_name, last_name, has_account, created_by, version, created_at,
    updated_at, first_name_fold, last_name_fold, created_by_fold, search)
VALUES (?1, ?2, ?3, ?4, FALSE, ?5, 1, ?6, ?6, ?7, ?8, lower(?5), ?9)";

const STREET: &str = "
SELECT customer_id, first_name, last_name, company, address2, postal_code
FROM customer_address WHERE id = ? AND deleted_at IS NULL";

const NEW_STREET: &str = "
UPDATE customer_address SET address1 = ?2, city = ?3, address1_fold = ?4, city_fold = ?5, search = ?6,
    updated_at = ?7, version = version + 1
WHERE id = ?1";

const EVENT: &str = "
INSERT INTO event (id, type, occurred_at, actor, customer_id, data) VALUES (?, ?, ?, ?, ?, ?)";

/// The one connection that writes.
pub(super) struct Writer(SqlitePool);

impl Writer {
    pub(super) async fn open(options: SqliteConnectOptions) -> Result<Self> {
        let options = options.foreign_keys(true).pragma("secure_delete", "ON");
        let pool = SqlitePoolOptions::new()
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .max_connections(1)
            .connect_with(options)
            .await?;
        Ok(Self(pool))
    }

    pub(super) async fn create(&self, new: &NewCustomer) -> Result<()> {
        let (customer, now) = (id("cus_"), now()?);
        let [first, last] = new.folds();
        let mut tx = self.0.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query(CUSTOMER)
            .bind(&customer)
            .bind(&new.email)
            .bind(&new.first_name)
            .bind(&new.last_name)
            .bind(ACTOR)
            .bind(now)
            .bind(first)
            .bind(last)
            .bind(new.search())
            .execute(&mut *tx)
            .await?;
        tell(tx, "customer.created", &customer, "{}", now).await
    }

    pub(super) async fn change(&self, new: &NewStreet) -> Result<()> {
        let now = now()?;
        let [address1, city] = new.folds();
        let mut tx = self.0.begin_with("BEGIN IMMEDIATE").await?;
        let query = sqlx::query(STREET).bind(&new.id);
        let row = query.fetch_one(&mut *tx).await?;
        let text = |column| row.try_get_unchecked::<Option<&str>, _>(column);
        let before = Before {
            first_name: text(1)?,
            last_name: text(2)?,
            company: text(3)?,
            address2: text(4)?,
            postal_code: text(5)?,
        };
        sqlx::query(NEW_STREET)
            .bind(&new.id)
            .bind(&new.address1)
            .bind(&new.city)
            .bind(address1)
            .bind(city)
            .bind(new.search(&before))
            .bind(now)
            .execute(&mut *tx)
            .await?;
        let customer = row.try_get_unchecked::<&str, _>(0)?;
        tell(tx, "customer.address_updated", customer, &new.event(), now).await
    }
}

/// Writes the event and commits.
async fn tell(
    mut tx: Transaction<'_, Sqlite>,
    kind: &str,
    customer: &str,
    data: &str,
    now: i64,
) -> Result<()> {
    sqlx::query(EVENT)
        .bind(id("evt_"))
        .bind(kind)
        .bind(now)
        .bind(ACTOR)
        .bind(customer)
        .bind(data)
        .execute(&mut *tx)
        .await?;
    Ok(tx.commit().await?)
}
