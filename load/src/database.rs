//! Databases of the script's own.

use std::path::Path;

use crate::Result;
use crate::cluster::Cluster;
use crate::process::output;

/// A database of the script's own.
pub(crate) struct Database {
    /// As the table calls it.
    pub(crate) name: &'static str,
    /// Name and version of its server, where it has one.
    pub(crate) server: Option<String>,
    /// For Patronage.
    pub(crate) url: String,
    /// For the floor.
    pub(crate) option: [String; 2],
    cluster: Option<Cluster>,
}

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Database {
    /// A new one, whose files are in the folder where it has any.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) async fn open(kind: Kind, folder: &Path) -> Result<Self> {
        match kind {
            Kind::Sqlite => Ok(Self::sqlite(folder)),
            Kind::Postgres => Self::postgres().await,
        }
    }

    /// A file in the folder, which need not be there.
    fn sqlite(folder: &Path) -> Self {
        let file = folder.join("load.db").to_string_lossy().into_owned();
        Self {
            name: "SQLite",
            server: None,
            url: format!("sqlite://{file}?mode=rwc"),
            option: ["--sqlite".to_owned(), file],
            cluster: None,
        }
    }

    /// A new PostgreSQL.
    async fn postgres() -> Result<Self> {
        let cluster = Cluster::start().await?;
        Ok(Self {
            name: "PostgreSQL",
            server: None,
            url: cluster.url(),
            option: ["--postgres".to_owned(), cluster.key_words()],
            cluster: Some(cluster),
        })
    }

    /// Makes up customers, and leaves the database as it is some time after that.
    ///
    /// # Errors
    /// When that fails.
    pub(crate) async fn seed(
        &mut self,
        patronage: &Path,
        folder: &Path,
        customers: u32,
    ) -> Result<()> {
        let variables = self.variables();
        output(patronage, &["migrate", "up"], &variables, folder).await?;
        let seed = ["seed", "--customers", &customers.to_string()];
        output(patronage, &seed, &variables, folder).await?;
        if let Some(cluster) = &self.cluster {
            self.server = Some(cluster.settle().await?);
        }
        Ok(())
    }

    /// For Patronage. A line for each request is nothing that the floor writes, so it keeps to warnings.
    /// All requests come from one address, whose logins and registrations would be slowed down; the
    /// throttle does nothing else. Nobody waits for mails, and tokens outlive a run.
    pub(crate) const fn variables(&self) -> [(&str, &str); 5] {
        [
            ("DATABASE_URL", self.url.as_str()),
            ("PATRONAGE_LOG", "warn"),
            ("PATRONAGE_THROTTLE", "off"),
            ("PATRONAGE_MAIL_URL", "none:"),
            ("PATRONAGE_ACCESS_TOKEN_TTL", "2h"),
        ]
    }
}
