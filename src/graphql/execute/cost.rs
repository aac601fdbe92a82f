//! Telling what an operation costs, to whoever asks for it.

use async_graphql::{Response, Value, value};

use super::{Live, Started};

/// The member of `extensions`, of the request that asks and of the answer that tells.
const MEMBER: &str = "cost";

/// What is told of a cost: its amount, and the highest that may run.
pub(super) fn told(requested: u64, maximum: u64) -> Value {
    value!({ "requested": requested, "maximum": maximum })
}

impl Started {
    /// The same, telling the cost in each answer.
    pub(super) fn telling(mut self, cost: Value) -> Self {
        match &mut self {
            Self::Done(outcome) => tell(&mut outcome.response, &cost),
            Self::Live(Live { cost: told, .. }) => *told = Some(cost),
        }
        self
    }
}

pub(super) fn tell(response: &mut Response, cost: &Value) {
    response.extensions.insert(MEMBER.to_owned(), cost.clone());
}
