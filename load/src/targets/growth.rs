//! What the same questions cost when there are a hundred times as many customers.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};

use super::caller::{Caller, text};
use super::row::{Goal, Row, Unit};
use super::{TargetOptions, effort};
use crate::Result;
use crate::client::Client;
use crate::database::Kind;
use crate::exchange::{Exchange, Target, graphql};
use crate::servers::Servers;
use crate::shape::{PAGE, Shape, fields};
use crate::turns::by_turns;

/// How much longer an answer may take.
const MOST: f64 = 1.5;

/// A question whose answer holds a page of customers.
struct Question {
    name: &'static str,
    query: String,
    variables: Value,
    /// Where the customers are in the answer.
    place: &'static str,
    /// How many there have to be, at least.
    least: usize,
}

/// How much longer each question takes on the large database.
pub(super) async fn rows(options: &TargetOptions, kind: Kind, program: &Path) -> Result<Vec<Row>> {
    let small = Servers::start(program, kind, options.small).await?;
    eprintln!("seeding {} customers", options.large);
    let large = Servers::start(program, kind, options.large).await?;
    let (small_targets, large_targets) = (targets(&small).await?, targets(&large).await?);
    let mut rows = Vec::new();
    for ((name, small_target), (_, large_target)) in small_targets.into_iter().zip(large_targets) {
        let both = [small_target, large_target];
        let [few, many] = by_turns(&both, effort(options)).await?[..] else {
            return Err("a measurement is missing".into());
        };
        let row = Row::new(
            format!("{name}, time at {} / {}", options.large, options.small),
            small.database.name,
            (few.rate / many.rate, Unit::Ratio),
            Goal::AtMost(MOST),
            format!(
                "{:.0} and {:.0}/s; p50 {:.2} and {:.2} ms",
                few.rate, many.rate, few.p50, many.p50
            ),
        );
        eprintln!("{row}");
        rows.push(row);
    }
    Ok(rows)
}

/// Every question with its answer.
async fn targets(servers: &Servers) -> Result<Vec<(&'static str, Arc<Target>)>> {
    let mut targets = Vec::new();
    for shape in [Shape::Customer, Shape::Page] {
        let target = servers.pair(shape).await?.patronage;
        targets.push((shape.name(), target.ok_or("there is no such question")?));
    }
    for question in questions(servers).await? {
        targets.push((question.name, question.target(servers).await?));
    }
    Ok(targets)
}

async fn questions(servers: &Servers) -> Result<[Question; 4]> {
    let middle = servers
        .ids
        .get(servers.ids.len() / 2)
        .ok_or("an id is missing")?;
    let key = servers
        .create_key(&["customers:read", "groups:read"])
        .await?;
    let mut staff = Caller::connect(servers.patronage(), Some(&key)).await?;
    let place = "query ($id: ID!) { customers(first: 1, filter: {id: {eq: $id}}) { edges { cursor node { email lastName groups { id } } } } }";
    let found = staff.ask(place, &json!({ "id": middle })).await?;
    let at = |pointer: &str| text(&found, &format!("/customers/edges/0/{pointer}"));
    let fields = fields();
    let search = format!(
        "query ($search: String!) {{ customers(first: {PAGE}, search: $search) {{ nodes {{ {fields} }} }} }}"
    );
    Ok([
        Question {
            name: "page of 50 in the middle",
            query: format!(
                "query ($after: String!) {{ customers(first: {PAGE}, after: $after) {{ nodes {{ {fields} }} }} }}"
            ),
            variables: json!({"after": at("cursor")?}),
            place: "/customers/nodes",
            least: PAGE,
        },
        Question {
            name: "search, one e-mail",
            query: search.clone(),
            variables: json!({"search": at("node/email")?}),
            place: "/customers/nodes",
            least: 1,
        },
        Question {
            name: "search, a last name",
            query: search,
            variables: json!({"search": at("node/lastName")?}),
            place: "/customers/nodes",
            least: 2,
        },
        Question {
            name: "50 members of a group",
            query: format!(
                "query ($id: ID!) {{ customerGroup(id: $id) {{ customers(first: {PAGE}) {{ nodes {{ {fields} }} }} }} }}"
            ),
            variables: json!({"id": at("node/groups/0/id")?}),
            place: "/customerGroup/customers/nodes",
            least: PAGE,
        },
    ])
}

impl Question {
    /// With the answer that is there, which has to hold as many customers as it should.
    async fn target(&self, servers: &Servers) -> Result<Arc<Target>> {
        let key = servers
            .create_key(&["customers:read", "groups:read"])
            .await?;
        let mut target = Target::new("Patronage", servers.patronage());
        let body = json!({"query": self.query, "variables": self.variables});
        let request = graphql(target.address, Some(&key), &body);
        let mut client = Client::connect(target.address).await?;
        let answer = client.send(&request).await?;
        let found: Value = serde_json::from_slice(answer.body)?;
        let customers = found["data"].pointer(self.place).and_then(Value::as_array);
        if customers.is_none_or(|customers| customers.len() < self.least) {
            return Err(format!("{}: {found}", self.name).into());
        }
        let expected = answer.body.to_vec();
        target.exchanges.push(Exchange { request, expected });
        Ok(Arc::new(target))
    }
}
