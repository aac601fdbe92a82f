//! How connections whose statements are pipelined are made: as those of sqlx.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use url::Url;

/// After how long a network path that takes nothing is given up.
const UNANSWERED: Duration = Duration::from_secs(10);

/// By itself PostgreSQL plans anew for each list of keys, which it thinks to be shorter than any, and takes a
/// third of its time for that. There is one way to what is short.
const PLANNED_ONCE: &str = "-c plan_cache_mode=force_generic_plan";

/// What a URL says, as sqlx has read it; none where everything has to be encrypted, which is left to the
/// pool.
pub(super) fn config(url: &str, options: &PgConnectOptions) -> Option<Config> {
    let host = options.get_host();
    let socket = options.get_socket().map(|path| path.display().to_string());
    let socket = socket.or_else(|| host.starts_with('/').then(|| host.to_owned()));
    let mut config = Config::new();
    config
        .host(socket.as_deref().unwrap_or(host))
        .port(options.get_port())
        .user(options.get_username())
        .tcp_user_timeout(UNANSWERED)
        .ssl_mode(match (socket.is_some(), options.get_ssl_mode()) {
            (true, _) | (_, PgSslMode::Disable) => SslMode::Disable,
            (_, PgSslMode::Allow | PgSslMode::Prefer) => SslMode::Prefer,
            _ => return None,
        });
    if let Some(name) = options.get_database() {
        config.dbname(name);
    }
    if let Some(name) = options.get_application_name() {
        config.application_name(name);
    }
    let given = options.get_options().unwrap_or_default();
    config.options(format!("{given} {PLANNED_ONCE}"));
    if let Some(password) = password(url) {
        config.password(password);
    }
    Some(config)
}

/// The password that a URL or the environment has, which sqlx keeps to itself. One in `.pgpass` is not
/// found, and the pool reads.
fn password(url: &str) -> Option<String> {
    let (base, _) = url.split_once('?').unwrap_or((url, ""));
    let base = Config::from_str(base).ok();
    let inside = base.and_then(|base| String::from_utf8(base.get_password()?.to_owned()).ok());
    let beside = || {
        let url = Url::parse(url).ok()?;
        let (_, password) = url.query_pairs().find(|(name, _)| name == "password")?;
        Some(password.into_owned())
    };
    beside()
        .or(inside)
        .or_else(|| std::env::var("PGPASSWORD").ok())
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::Host;

    use super::*;

    fn of(url: &str) -> Option<Config> {
        config(url, &PgConnectOptions::from_str(url).expect("a URL"))
    }

    #[test]
    fn a_url_is_read_as_sqlx_reads_it() {
        let read =
            of("postgres://ad%40a:p%2Fw@db.example:6432/shop?sslmode=disable&options=-c%20a%3Db")
                .expect("no encryption");
        assert_eq!(read.get_hosts(), [Host::Tcp("db.example".into())]);
        assert_eq!(read.get_ports(), [6432]);
        assert_eq!(read.get_user(), Some("ad@a"));
        assert_eq!(read.get_password(), Some(b"p/w".as_slice()));
        assert_eq!(read.get_dbname(), Some("shop"));
        assert_eq!(
            read.get_options(),
            Some("-c a=b -c plan_cache_mode=force_generic_plan")
        );
        assert_eq!(read.get_ssl_mode(), SslMode::Disable);
    }

    #[test]
    fn a_socket_is_never_encrypted() {
        for url in [
            "postgres://ada@localhost/shop?host=/run/pg&password=secret",
            "postgres://ada:secret@%2Frun%2Fpg/shop?sslmode=require",
        ] {
            let read = of(url).expect("a socket");
            assert_eq!(read.get_hosts(), [Host::Unix("/run/pg".into())], "{url}");
            assert_eq!(read.get_ssl_mode(), SslMode::Disable, "{url}");
            assert_eq!(read.get_password(), Some(b"secret".as_slice()), "{url}");
        }
    }

    #[test]
    fn what_has_to_be_encrypted_is_left_to_the_pool() {
        for mode in ["require", "verify-ca", "verify-full"] {
            assert!(of(&format!("postgres://ada@db.example/shop?sslmode={mode}")).is_none());
        }
        let preferred = of("postgres://ada@db.example/shop").expect("where the server cannot");
        assert_eq!(preferred.get_ssl_mode(), SslMode::Prefer);
    }
}
