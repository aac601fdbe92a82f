mod bounds;
mod cost;
mod refused;

use async_graphql::{Request, Variables};
use serde_json::json;

use super::{Admitted, Gate, Refusal};
use crate::graphql::errors::ErrorCode;
use crate::testing::settings;

/// The shapes of the contract that matter to the gate.
const SDL: &str = "
    type Query {
      me: Customer
      node(id: ID!): Node
      nodes(ids: [ID!]!): [Node]!
      customers(first: Int, after: String, last: Int, filter: Filter, sort: Sort): CustomerConnection!
      keys(first: Int): [Key!]!
      _entities(representations: [_Any!]!): [_Entity]!
      _service: _Service!
    }
    type Mutation {
      login(input: LoginInput!): Payload!
      refreshTokens: Payload!
      changePassword: Payload!
      createCustomer: Payload!
    }
    type Subscription { events: Key! }
    interface Node { id: ID! }
    type Customer implements Node {
      id: ID! email: String addresses: [Address!]! groups: [Group!]!
      defaultShippingAddress: Address defaultBillingAddress: Address
    }
    type Address implements Node {
      id: ID! addressName: String company: String firstName: String lastName: String address1: String
      city: String province: String postalCode: String country: Country customer: Customer!
    }
    type Country { iso2: String! }
    type Group implements Node { id: ID! name: String! customers(first: Int, last: Int): CustomerConnection }
    type Key { id: ID! }
    type CustomerConnection { edges: [CustomerEdge!]! nodes: [Customer!]! pageInfo: PageInfo! totalCount: Int! }
    type CustomerEdge { cursor: String! node: Customer! }
    type PageInfo { hasNextPage: Boolean! }
    type Payload { customer: Customer userErrors: [Key!]! }
    enum Sort { ASC DESC }
    scalar JSON
    scalar _Any
    union _Entity = Customer | Address | Group
    type _Service { sdl: String! }
    input LoginInput { email: String! password: String! useCookie: Boolean = false }
    input Filter { and: [Filter!] ids: [ID!] n: Int f: Float metadata: JSON sort: Sort login: LoginInput }
";

fn gate() -> Gate {
    Gate::new(SDL, &settings(&[]).limits).unwrap()
}

fn admit_request(request: Request) -> Result<(Admitted, Request), Refusal> {
    admit_of(request, false)
}

fn admit_of(mut request: Request, is_staff: bool) -> Result<(Admitted, Request), Refusal> {
    let gate = gate();
    let document = gate.inspect(std::mem::take(&mut request.query))?;
    Ok((gate.admit(&document, &mut request, is_staff)?, request))
}

fn admit_with(query: &str, variables: serde_json::Value) -> Result<Admitted, Refusal> {
    let request = Request::new(query).variables(Variables::from_json(variables));
    Ok(admit_request(request)?.0)
}

fn admit(query: &str) -> Result<Admitted, Refusal> {
    admit_with(query, json!({}))
}

#[track_caller]
fn cost(query: &str, variables: serde_json::Value) -> u64 {
    admit_with(query, variables).unwrap().cost
}

#[track_caller]
fn refused(query: &str) -> ErrorCode {
    admit(query).unwrap_err().code
}

/// Queries that hold a bound exactly, and those one beyond.
#[track_caller]
fn bound(within: &str, beyond: &str) {
    admit(within).unwrap();
    assert_eq!(refused(beyond), ErrorCode::QueryTooComplex);
}
