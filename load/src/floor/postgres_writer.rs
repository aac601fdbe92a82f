//! What the floor writes on PostgreSQL: statements of a transaction are sent together where none waits
//! for what another one answers.

use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::try_join;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, NoTls, Row, Statement};

use super::write::{ACTOR, Before, NewCustomer, NewStreet, id, now};
use crate::Result;

const CUSTOMER: &str = "
INSERT INTO customer (id, email, first_name, last_name, has_account, created_by, version, created_at,
    updated_at, first_name_fold, last_name_fold, created_by_fold, search)
VALUES ($1, $2, $3, $4, FALSE, $5, 1, $6, $6, $7, $8, lower($5), $9)";

const STREET: &str = "
SELECT customer_id, first_name, last_name, company, address2, postal_code
FROM customer_address WHERE id = $1 AND deleted_at IS NULL FOR UPDATE";

const NEW_STREET: &str = "
UPDATE customer_address SET address1 = $2, city = $3, address1_fold = $4, city_fold = $5, search = $6,
    updated_at = $7, version = version + 1
WHERE id = $1";

const EVENT: &str = "
INSERT INTO event (id, type, occurred_at, actor, customer_id, data)
VALUES ($1, $2, $3, $4, $5, $6::text::jsonb)";

/// Connections of which each has one transaction at a time.
pub(super) struct Writers {
    idle: Mutex<UnboundedReceiver<Connection>>,
    done: UnboundedSender<Connection>,
}

struct Connection {
    client: Client,
    customer: Statement,
    street: Statement,
    new_street: Statement,
    event: Statement,
}

impl Writers {
    pub(super) async fn open(key_words: &str, connections: usize) -> Result<Self> {
        let (done, idle) = unbounded_channel();
        for _ in 0..connections {
            done.send(Connection::open(key_words).await?)?;
        }
        let idle = Mutex::new(idle);
        Ok(Self { idle, done })
    }

    pub(super) async fn create(&self, new: &NewCustomer) -> Result<()> {
        let connection = self.next().await?;
        connection.create(new).await?;
        Ok(self.done.send(connection)?)
    }

    pub(super) async fn change(&self, new: &NewStreet) -> Result<()> {
        let connection = self.next().await?;
        connection.change(new).await?;
        Ok(self.done.send(connection)?)
    }

    /// One that is given back when its transaction has gone well, which it always does where it counts.
    async fn next(&self) -> Result<Connection> {
        let connection = self.idle.lock().await.recv().await;
        Ok(connection.ok_or("no connection")?)
    }
}

impl Connection {
    async fn open(key_words: &str) -> Result<Self> {
        let (client, connection) = tokio_postgres::connect(key_words, NoTls).await?;
        tokio::spawn(connection);
        Ok(Self {
            customer: client.prepare(CUSTOMER).await?,
            street: client.prepare(STREET).await?,
            new_street: client.prepare(NEW_STREET).await?,
            event: client.prepare(EVENT).await?,
            client,
        })
    }

    async fn create(&self, new: &NewCustomer) -> Result<()> {
        let (customer, event) = (id("cus_"), id("evt_"));
        let (now, search) = (now()?, new.search());
        let [first, last] = new.folds();
        let NewCustomer {
            email,
            first_name,
            last_name,
        } = new;
        let row: [&(dyn ToSql + Sync); 9] = [
            &customer, email, first_name, last_name, &ACTOR, &now, &first, &last, &search,
        ];
        let told: [&(dyn ToSql + Sync); 6] =
            [&event, &"customer.created", &now, &ACTOR, &customer, &"{}"];
        try_join!(
            biased;
            self.client.batch_execute("BEGIN"),
            self.client.execute(&self.customer, &row),
            self.client.execute(&self.event, &told),
            self.client.batch_execute("COMMIT"),
        )?;
        Ok(())
    }

    async fn change(&self, new: &NewStreet) -> Result<()> {
        let now = now()?;
        let of: [&(dyn ToSql + Sync); 1] = [&new.id];
        let ((), row) = try_join!(
            biased;
            self.client.batch_execute("BEGIN"),
            self.client.query_one(&self.street, &of),
        )?;
        let customer: &str = row.try_get(0)?;
        let search = new.search(&before(&row)?);
        let [address1, city] = new.folds();
        let (event, data, kind) = (id("evt_"), new.event(), "customer.address_updated");
        let row: [&(dyn ToSql + Sync); 7] = [
            &new.id,
            &new.address1,
            &new.city,
            &address1,
            &city,
            &search,
            &now,
        ];
        let told: [&(dyn ToSql + Sync); 6] = [&event, &kind, &now, &ACTOR, &customer, &data];
        try_join!(
            biased;
            self.client.execute(&self.new_street, &row),
            self.client.execute(&self.event, &told),
            self.client.batch_execute("COMMIT"),
        )?;
        Ok(())
    }
}

fn before(row: &Row) -> Result<Before<'_>> {
    Ok(Before {
        first_name: row.try_get(1)?,
        last_name: row.try_get(2)?,
        company: row.try_get(3)?,
        address2: row.try_get(4)?,
        postal_code: row.try_get(5)?,
    })
}
