//! The two servers on one seeded database.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::Result;
use crate::client::Client;
use crate::database::{Database, Kind};
use crate::exchange::{Exchange, Target, get};
use crate::process::{Server, output};
use crate::shape::Shape;

/// How many customers are asked for by turns.
const SAMPLE: usize = 1_000;

/// Both servers and the ids to ask for. Fields stop in this order.
pub(crate) struct Servers {
    patronage: Server,
    floor: Server,
    program: PathBuf,
    /// Of a key that may read customers, as a storefront's server has it.
    pub(crate) key: String,
    /// Ids of customers from all over the table.
    pub(crate) ids: Vec<String>,
    /// What both serve from.
    pub(crate) database: Database,
    folder: TempDir,
}

/// What is measured for one shape.
pub(crate) struct Pair {
    /// Where Patronage has the shape.
    pub(crate) patronage: Option<Arc<Target>>,
    /// What it is held against.
    pub(crate) floor: Arc<Target>,
}

impl Pair {
    /// What Patronage is asked.
    ///
    /// # Errors
    /// Where it does not have the shape.
    pub(crate) fn asked(&self) -> Result<&Arc<Target>> {
        Ok(self.patronage.as_ref().ok_or("there is no such question")?)
    }
}

impl Servers {
    /// Makes a database, fills it, and starts both servers on it.
    ///
    /// # Errors
    /// When seeding or starting fails.
    pub(crate) async fn start(program: &Path, kind: Kind, customers: u32) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("patronage-load-")
            .tempdir()?;
        let home = folder.path();
        let mut database = Database::open(kind, home).await?;
        database.seed(program, home, customers).await?;
        let key = create_key(program, home, &database, &["customers:read"]).await?;
        let patronage = serve(program, home, &database, &[]).await?;
        let [option, value] = &database.option;
        let floor = ["floor", option, value];
        let floor = Server::start(&std::env::current_exe()?, &floor, &[], home).await?;
        let ids = ids(&floor).await?;
        Ok(Self {
            patronage,
            floor,
            program: program.to_owned(),
            key,
            ids,
            database,
            folder,
        })
    }

    /// Where Patronage listens.
    pub(crate) const fn patronage(&self) -> SocketAddr {
        self.patronage.address
    }

    /// Where the floor listens.
    pub(crate) const fn floor(&self) -> SocketAddr {
        self.floor.address
    }

    /// Another Patronage on the same database, with further settings.
    ///
    /// # Errors
    /// When it does not start.
    pub(crate) async fn another(&self, settings: &[(&str, &str)]) -> Result<Server> {
        serve(&self.program, self.folder.path(), &self.database, settings).await
    }

    /// A new key.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) async fn create_key(&self, scopes: &[&str]) -> Result<String> {
        create_key(&self.program, self.folder.path(), &self.database, scopes).await
    }

    /// The requests of a shape with the answers that both servers agree on.
    ///
    /// # Errors
    /// When they do not agree, or not on what was to be measured.
    pub(crate) async fn pair(&self, shape: Shape) -> Result<Pair> {
        self.pair_of(shape, &self.ids).await
    }

    /// As [`Self::pair`], where customers are asked for with these ids.
    pub(crate) async fn pair_of(&self, shape: Shape, ids: &[String]) -> Result<Pair> {
        let mut patronage = Target::new("Patronage", self.patronage());
        let mut floor = Target::new("the floor", self.floor());
        let mut plain = Client::connect(floor.address).await?;
        let mut graphql = Client::connect(patronage.address).await?;
        let ids = match shape {
            Shape::Customer => ids,
            Shape::Page | Shape::Static => ids.get(..1).unwrap_or_default(),
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

async fn serve(
    program: &Path,
    folder: &Path,
    database: &Database,
    settings: &[(&str, &str)],
) -> Result<Server> {
    let variables = [&database.variables(), settings].concat();
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    Server::start(program, &serve, &variables, folder).await
}

async fn create_key(
    program: &Path,
    folder: &Path,
    database: &Database,
    scopes: &[&str],
) -> Result<String> {
    let mut create = vec!["api-key", "create", "--name", "load"];
    create.extend(scopes.iter().flat_map(|scope| ["--scope", scope]));
    output(program, &create, &database.variables(), folder).await
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
