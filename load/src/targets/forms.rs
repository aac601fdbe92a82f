//! The same data asked for in other forms, against the plain form.

use std::sync::Arc;

use serde_json::json;

use super::row::{Goal, Row, Unit};
use super::selection::{Form, several};
use super::{Bench, selection};
use crate::Result;
use crate::client::Client;
use crate::exchange::{Exchange, Target, graphql};
use crate::shape::{PAGE, Shape, fields};
use crate::turns::by_turns;

/// What the cost of a customer is to be at most, where it is 1 in the plain form.
const MOST: f64 = 1.5;
/// Customers in one document, each by an alias of its own.
const ALIASES: usize = 10;
/// Representations of one request.
const ENTITIES: usize = 100;

/// A form under measurement.
struct Case {
    name: String,
    target: Arc<Target>,
    /// Customers in each answer.
    customers: usize,
    /// The place of the plain form among the cases.
    plain: usize,
}

/// What a customer costs in each form, in that of the plain one.
pub(super) async fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let cases = cases(bench).await?;
    let targets: Vec<_> = cases.iter().map(|case| Arc::clone(&case.target)).collect();
    let samples = by_turns(&targets, bench.effort).await?;
    let served = |index: usize| {
        let (case, sample) = (cases.get(index)?, samples.get(index)?);
        Some(sample.rate * f64::from(u32::try_from(case.customers).ok()?))
    };
    let mut rows = Vec::new();
    for (index, case) in cases.iter().enumerate().skip(2) {
        let (Some(form), Some(plain)) = (served(index), served(case.plain)) else {
            return Err("a measurement is missing".into());
        };
        rows.push(bench.row(
            format!("{}, cost of a customer", case.name),
            (plain / form, Unit::Ratio),
            Goal::AtMost(MOST),
            format!("{form:.0} customers/s, plain {plain:.0}/s"),
        ));
    }
    Ok(rows)
}

/// The plain forms of one customer and of a page, then all others.
async fn cases(bench: &Bench<'_>) -> Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (plain, (shape, customers)) in [(Shape::Customer, 1), (Shape::Page, PAGE)]
        .into_iter()
        .enumerate()
    {
        let pair = bench.servers.pair(shape).await?;
        cases.push(Case {
            name: shape.name().to_owned(),
            target: Arc::clone(pair.asked()?),
            customers,
            plain,
        });
    }
    for form in Form::ALL {
        for plain in [0, 1] {
            cases.extend(formed(bench, form, &cases, plain).await?);
        }
    }
    let customers = cases.first().map(|case| Arc::clone(&case.target));
    let customers = customers.ok_or("there is no such question")?;
    cases.push(aliases(bench, &customers).await?);
    cases.push(entities(bench, &customers).await?);
    Ok(cases)
}

/// One of the plain cases in another form.
async fn formed(
    bench: &Bench<'_>,
    form: Form,
    plain: &[Case],
    place: usize,
) -> Result<Option<Case>> {
    let Some(case) = plain.get(place) else {
        return Ok(None);
    };
    let mut exchanges = Vec::new();
    for (number, known) in case.target.exchanges.iter().enumerate() {
        let id = bench.servers.ids.get(number).ok_or("an id is missing")?;
        let shape = if place == 0 {
            Shape::Customer
        } else {
            Shape::Page
        };
        exchanges.push((form.body(shape, id), form.answer(&known.expected)?));
    }
    let name = format!("{}, {}", form.name(), case.name);
    let target = asked(bench, exchanges).await?;
    Ok(Some(Case {
        name,
        target,
        customers: case.customers,
        plain: place,
    }))
}

/// Several customers in one document.
async fn aliases(bench: &Bench<'_>, customers: &Target) -> Result<Case> {
    let ids = bench.servers.ids.chunks_exact(ALIASES);
    let known = customers.exchanges.chunks_exact(ALIASES);
    let exchanges = ids.zip(known).map(|(ids, known)| several(ids, known));
    Ok(Case {
        name: format!("{ALIASES} customers by alias"),
        target: asked(bench, exchanges.collect::<Result<_>>()?).await?,
        customers: ALIASES,
        plain: 0,
    })
}

/// What a router asks for; held against the page, whose rows come in one list as well.
async fn entities(bench: &Bench<'_>, customers: &Target) -> Result<Case> {
    let query = format!(
        "query ($representations: [_Any!]!) {{ _entities(representations: $representations) {{ ... on Customer {{ {} }} }} }}",
        fields()
    );
    let ids = bench.servers.ids.chunks_exact(ENTITIES);
    let known = customers.exchanges.chunks_exact(ENTITIES);
    let exchanges = ids.zip(known).map(|(ids, known)| {
        let one = |id| json!({"__typename": "Customer", "id": id});
        let representations: Vec<_> = ids.iter().map(one).collect();
        let body = json!({"query": query, "variables": {"representations": representations}});
        let rows = known.iter().map(|known| selection::row(&known.expected));
        let rows = rows.collect::<Result<Vec<_>>>()?.join(",");
        Ok((
            body,
            format!(r#"{{"data":{{"_entities":[{rows}]}}}}"#).into_bytes(),
        ))
    });
    Ok(Case {
        name: format!("_entities of {ENTITIES}"),
        target: asked(bench, exchanges.collect::<Result<_>>()?).await?,
        customers: ENTITIES,
        plain: 1,
    })
}

/// Documents with their answers, each of which is asked for once.
async fn asked(
    bench: &Bench<'_>,
    exchanges: Vec<(serde_json::Value, Vec<u8>)>,
) -> Result<Arc<Target>> {
    let mut target = Target::new("Patronage", bench.servers.patronage());
    let mut client = Client::connect(target.address).await?;
    for (body, expected) in exchanges {
        let request = graphql(target.address, Some(&bench.servers.key), &body);
        let exchange = Exchange { request, expected };
        exchange.check(&client.send(&exchange.request).await?)?;
        target.exchanges.push(exchange);
    }
    Ok(Arc::new(target))
}
