//! The two servers on one seeded database.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Result;
use crate::client::Client;
use crate::cluster::Cluster;
use crate::process::{Server, output};
use crate::shape::{Exchange, Shape, Target, get};

/// How many customers are asked for by turns.
const SAMPLE: usize = 1_000;

/// Both servers and the ids to ask for. Fields stop in this order.
pub(crate) struct Servers {
    patronage: Server,
    floor: Server,
    key: String,
    ids: Vec<String>,
    /// What both serve from.
    pub(crate) database: Database,
}

/// A database of the script's own.
pub(crate) struct Database {
    /// As the table calls it.
    pub(crate) name: &'static str,
    /// Name and version of its server, where it has one.
    pub(crate) server: Option<String>,
    /// For Patronage.
    pub(crate) url: String,
    /// For the floor.
    option: [String; 2],
    cluster: Option<Cluster>,
}

/// What is measured for one shape.
pub(crate) struct Pair {
    /// Where Patronage has the shape.
    pub(crate) patronage: Option<Arc<Target>>,
    /// What it is held against.
    pub(crate) floor: Arc<Target>,
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

    async fn seed(&mut self, patronage: &Path, folder: &Path, customers: u32) -> Result<()> {
        let variables = variables(&self.url);
        output(patronage, &["migrate", "up"], &variables, folder).await?;
        let seed = ["seed", "--customers", &customers.to_string()];
        output(patronage, &seed, &variables, folder).await?;
        if let Some(cluster) = &self.cluster {
            self.server = Some(cluster.settle().await?);
        }
        Ok(())
    }
}

impl Servers {
    /// Fills the database and starts both servers on it, in the folder.
    ///
    /// # Errors
    /// When seeding or starting fails.
    pub(crate) async fn start(
        program: &Path,
        folder: &Path,
        mut database: Database,
        customers: u32,
    ) -> Result<Self> {
        database.seed(program, folder, customers).await?;
        let variables = variables(&database.url);
        let create = [
            "api-key",
            "create",
            "--name",
            "load",
            "--scope",
            "customers:read",
        ];
        let key = output(program, &create, &variables, folder).await?;
        let serve = ["serve", "--listen", "127.0.0.1:0"];
        let patronage = Server::start(program, &serve, &variables, folder).await?;
        let [option, value] = &database.option;
        let floor = ["floor", option, value];
        let floor = Server::start(&std::env::current_exe()?, &floor, &[], folder).await?;
        let ids = ids(&floor).await?;
        Ok(Self {
            patronage,
            floor,
            key,
            ids,
            database,
        })
    }

    /// The requests of a shape with the answers that both servers agree on.
    ///
    /// # Errors
    /// When they do not agree, or not on what was to be measured.
    pub(crate) async fn pair(&self, shape: Shape) -> Result<Pair> {
        let mut patronage = Target::new("Patronage", &self.patronage);
        let mut floor = Target::new("the floor", &self.floor);
        let mut plain = Client::connect(floor.address).await?;
        let mut graphql = Client::connect(patronage.address).await?;
        let ids = match shape {
            Shape::Customer => self.ids.as_slice(),
            Shape::Page | Shape::Static => self.ids.get(..1).unwrap_or_default(),
        };
        for id in ids {
            let request = shape.plain(floor.address, id);
            let answer = plain.send(&request).await?;
            if answer.status != 200 || !shape.is_nested(answer.body) {
                return Err(format!("the floor has no {} of {id}", shape.name()).into());
            }
            let expected = answer.body.to_vec();
            if let Some(request) = shape.graphql(patronage.address, id, &self.key) {
                let expected = expected.clone();
                let exchange = Exchange { request, expected };
                exchange.check(&graphql.send(&exchange.request).await?)?;
                patronage.exchanges.push(exchange);
            }
            floor.exchanges.push(Exchange { request, expected });
        }
        Ok(Pair {
            patronage: (!patronage.exchanges.is_empty()).then(|| Arc::new(patronage)),
            floor: Arc::new(floor),
        })
    }
}

impl Target {
    const fn new(name: &'static str, server: &Server) -> Self {
        Self {
            name,
            address: server.address,
            exchanges: Vec::new(),
        }
    }
}

/// A line for each request is nothing that the floor writes, so Patronage keeps to warnings.
const fn variables(url: &str) -> [(&str, &str); 2] {
    [("DATABASE_URL", url), ("PATRONAGE_LOG", "warn")]
}

/// Ids from all over the table, the same ones in each run on the same rows.
async fn ids(floor: &Server) -> Result<Vec<String>> {
    let mut client = Client::connect(floor.address).await?;
    let request = get(floor.address, &format!("/ids?count={SAMPLE}"));
    let answer = client.send(&request).await?;
    let ids: Vec<_> = std::str::from_utf8(answer.body)?
        .lines()
        .map(str::to_owned)
        .collect();
    if answer.status != 200 || ids.len() != SAMPLE {
        return Err(format!("the floor knows {} customers", ids.len()).into());
    }
    Ok(ids)
}

/// Patronage as it is in this folder, built anew where it is out of date, beside this program.
///
/// # Errors
/// When it does not build.
pub(crate) async fn build() -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut args = vec!["build", "--package", "patronage", "--bin", "patronage"];
    if cfg!(debug_assertions) {
        eprintln!("*** a debug build says nothing about speed: cargo run --release -p load ***");
    } else {
        args.push("--release");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    output(Path::new(&cargo), &args, &[], root).await?;
    let program = std::env::current_exe()?.with_file_name("patronage");
    Ok(program)
}
