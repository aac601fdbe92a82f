//! A single connection to PostgreSQL, which tells why there is none.

use std::io::ErrorKind;
use std::str::FromStr;
use std::time::Duration;

use sqlx::error::DatabaseError;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Error};
use tokio::time::timeout;

/// How long a name may take to be looked up, and a server to let us in.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether the server of a URL lets us in. No answer has the URL's password in it.
///
/// # Errors
/// What to mend, where `setting` is what the URL was given by.
pub(super) async fn knock(url: &str, setting: &str) -> Result<(), String> {
    let options = PgConnectOptions::from_str(url).map_err(|_| {
        format!("{setting} is not postgres://user:password@host:port/database: mend it")
    })?;
    let door = Door {
        place: place(&options),
        options: &options,
        setting,
    };
    if !is_local(&options) {
        door.look_up().await?;
    }
    match timeout(PATIENCE, options.connect()).await {
        Ok(Ok(connection)) => {
            // An error here means that the server has closed it first.
            _ = connection.close().await;
            Ok(())
        }
        Ok(Err(error)) => Err(door.remedy(&error)),
        Err(_) => Err(format!(
            "{} says nothing within {} s: a firewall may be in the way, or it is no PostgreSQL; mend host and port in {setting}",
            door.place,
            PATIENCE.as_secs()
        )),
    }
}

/// Whether it is a socket of this machine.
fn is_local(options: &PgConnectOptions) -> bool {
    options.get_socket().is_some() || options.get_host().starts_with('/')
}

fn place(options: &PgConnectOptions) -> String {
    match options.get_socket() {
        Some(folder) => folder.display().to_string(),
        None => format!("{}:{}", options.get_host(), options.get_port()),
    }
}

/// A server as the settings name it.
struct Door<'a> {
    /// Host and port, or the folder of the socket.
    place: String,
    options: &'a PgConnectOptions,
    setting: &'a str,
}

impl Door<'_> {
    async fn look_up(&self) -> Result<(), String> {
        let host = self.options.get_host();
        let looking = tokio::net::lookup_host((host, self.options.get_port()));
        match timeout(PATIENCE, looking).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(format!(
                "no machine called {host} can be found: mend the host in {}, or the names' server of this machine",
                self.setting
            )),
        }
    }

    fn remedy(&self, error: &Error) -> String {
        let Self { place, setting, .. } = self;
        match error {
            Error::Database(told) => self.refusal(&**told),
            Error::Io(io)
                if matches!(
                    io.kind(),
                    ErrorKind::ConnectionRefused | ErrorKind::NotFound
                ) =>
            {
                format!(
                    "nobody listens at {place}: start PostgreSQL, or mend host and port in {setting}"
                )
            }
            Error::Io(io) => format!("{place}: {io}: see to the network, or mend {setting}"),
            Error::Tls(tls) => format!(
                "{place}: no TLS: {tls}: mend `sslmode` and `sslrootcert` in {setting}, or the server's certificate"
            ),
            other => format!("{place}: {other}: mend {setting}"),
        }
    }

    /// What the server has against us, by the codes of PostgreSQL's manual, appendix A.
    fn refusal(&self, told: &dyn DatabaseError) -> String {
        let Self { place, setting, .. } = self;
        let user = self.options.get_username();
        let database = self.options.get_database().unwrap_or(user);
        let message = told.message();
        match told.code().as_deref() {
            Some("28P01") => format!(
                "{place} does not take the password of {user}: mend it in {setting}, or set it by ALTER ROLE"
            ),
            Some("28000") => format!(
                "{place} does not let {user} in ({message}): make the role, let pg_hba.conf take it, or mend {setting}"
            ),
            Some("3D000") => format!(
                "{place} has no database {database}: `createdb --owner {user} {database}`, or mend {setting}"
            ),
            Some("42501") => format!(
                "{place} does not let {user} use {database}: GRANT CONNECT ON DATABASE {database} TO {user}"
            ),
            Some("53300") => format!(
                "{place} has no connection left: raise its max_connections, or lower PATRONAGE_DB_CONNECTIONS of those who hold them"
            ),
            Some("57P03") => format!("{place} is starting or stopping: wait, and try again"),
            _ => format!("{place}: {message}: see the server's log, or mend {setting}"),
        }
    }
}
