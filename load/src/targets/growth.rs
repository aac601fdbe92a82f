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
use crate::turns::two_by_turns;

/// How much longer an answer may take.
const MOST: f64 = 1.5;

const FIND: &str = "query ($id: ID!) {
  customers(first: 1, filter: {id: {eq: $id}}) {
    edges { cursor node { email lastName groups { id } } }
  }
}";

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
        let [few, many] = two_by_turns(&both, effort(options)).await?;
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
        let pair = servers.pair(shape).await?;
        targets.push((shape.name(), Arc::clone(pair.asked()?)));
    }
    let key = servers
        .create_key(&["customers:read", "groups:read"])
        .await?;
    let middle = servers.ids.get(servers.ids.len() / 2);
    let middle = Middle::find(servers, &key, middle.ok_or("an id is missing")?).await?;
    for question in questions(&middle) {
        targets.push((question.name, question.target(servers, &key).await?));
    }
    Ok(targets)
}

/// What is known of a customer in the middle of the list.
struct Middle {
    cursor: String,
    email: String,
    last_name: String,
    group: String,
}

impl Middle {
    async fn find(servers: &Servers, key: &str, id: &str) -> Result<Self> {
        let mut staff = Caller::connect(servers.patronage(), Some(key)).await?;
        let found = staff.ask(FIND, &json!({ "id": id })).await?;
        let at = |pointer: &str| text(&found, &format!("/customers/edges/0/{pointer}"));
        Ok(Self {
            cursor: at("cursor")?,
            email: at("node/email")?,
            last_name: at("node/lastName")?,
            group: at("node/groups/0/id")?,
        })
    }
}

/// The questions besides those that are held against the floor.
fn questions(middle: &Middle) -> [Question; 4] {
    let page = |name, argument: &str, value: &str, least| Question {
        name,
        query: format!(
            "query ($value: String!) {{ customers(first: {PAGE}, {argument}: $value) {{ nodes {{ {} }} }} }}",
            fields()
        ),
        variables: json!({ "value": value }),
        place: "/customers/nodes",
        least,
    };
    let members = Question {
        name: "50 members of a group",
        query: format!(
            "query ($id: ID!) {{ customerGroup(id: $id) {{ customers(first: {PAGE}) {{ nodes {{ {} }} }} }} }}",
            fields()
        ),
        variables: json!({ "id": middle.group }),
        place: "/customerGroup/customers/nodes",
        least: PAGE,
    };
    [
        page("page of 50 in the middle", "after", &middle.cursor, PAGE),
        page("search, one e-mail", "search", &middle.email, 1),
        page("search, a last name", "search", &middle.last_name, 2),
        members,
    ]
}

impl Question {
    /// With the answer that is there, which has to hold as many customers as it should.
    async fn target(&self, servers: &Servers, key: &str) -> Result<Arc<Target>> {
        let mut target = Target::new("Patronage", servers.patronage());
        let body = json!({"query": self.query, "variables": self.variables});
        let request = graphql(target.address, Some(key), &body);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_bring_what_is_known() {
        let known = ["a cursor", "an e-mail", "a name", "a group"];
        let [cursor, email, last_name, group] = known.map(str::to_owned);
        let middle = Middle {
            cursor,
            email,
            last_name,
            group,
        };
        for (question, known) in questions(&middle).iter().zip(known) {
            let variables = question.variables.as_object().expect("an object");
            for (name, value) in variables {
                assert_eq!(value, known, "{}", question.name);
                assert_eq!(question.query.matches(&format!("${name}")).count(), 2);
            }
            let (open, close) = ("{", "}");
            let count = |brace| question.query.matches(brace).count();
            assert_eq!(count(open), count(close), "{}", question.query);
        }
    }
}
