//! The order of the checks.

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::parser::{parse_query, parse_schema};
use async_graphql::{Name, Request};

use super::refusal::Refusal;
use super::shape::Shape;
use super::totals::Totals;
use super::walk::Walk;
use super::{lexer, limits, roots, variables};
use crate::config::Limits;
use crate::error::{Error, Result as ServiceResult};
use crate::graphql::errors::ErrorCode;

/// The gate, for one schema.
pub struct Gate {
    shape: Shape,
    max_depth: u64,
    max_aliases: usize,
    max_cost: u64,
}

/// What the gate found out about a document that it let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// The type of the chosen operation.
    pub operation: OperationType,
    /// Its name in the document.
    pub name: Option<Name>,
    /// Whether it selects `__schema` or `__type`.
    pub introspects: bool,
    /// Its cost; introspection does not count.
    pub cost: u64,
    /// Whether it is a mutation of nothing but fields that issue credentials.
    pub issues_credentials: bool,
    /// Whether it is a mutation that may hold a password.
    pub holds_secret: bool,
}

impl Gate {
    /// A gate for the schema of this SDL.
    ///
    /// # Errors
    /// [`Error::Internal`] when the SDL does not parse.
    pub fn new(sdl: &str, limits: &Limits) -> ServiceResult<Self> {
        let schema = parse_schema(sdl).map_err(|error| Error::Internal(Box::new(error)))?;
        Ok(Self {
            shape: Shape::new(&schema),
            max_depth: u64::try_from(limits.max_depth).unwrap_or(u64::MAX),
            max_aliases: limits.max_aliases,
            max_cost: limits.max_cost,
        })
    }

    /// Lets a request in, with its document parsed and its variables made complete, or says why not.
    ///
    /// # Errors
    /// A [`Refusal`] with one of `GRAPHQL_PARSE_FAILED`, `QUERY_TOO_COMPLEX`, `BAD_REQUEST` (no such
    /// operation) or `GRAPHQL_VALIDATION_FAILED`.
    pub fn admit(&self, request: &mut Request) -> Result<Admitted, Refusal> {
        lexer::check(&request.query)?;
        let document = parse_query(&request.query).map_err(|error| Refusal::of_parser(&error))?;
        self.check_definitions(&document)?;
        let (name, chosen) = choose(&document.operations, request.operation_name.as_deref())?;
        variables::complete(chosen, &self.shape.inputs, &mut request.variables)?;
        let totals = self.walk(&document, chosen, request)?;
        if totals.once > self.max_cost {
            let message = format!(
                "The operation costs {}, more than {}.",
                totals.once, self.max_cost
            );
            return Err(Refusal::new(ErrorCode::QueryTooComplex, message));
        }
        match chosen.ty {
            OperationType::Query => {}
            OperationType::Mutation => roots::unique(&chosen.selection_set.node, &document)?,
            OperationType::Subscription => roots::single(&chosen.selection_set.node)?,
        }
        let admitted = Admitted {
            operation: chosen.ty,
            name: name.cloned(),
            introspects: totals.introspection_depth > 0,
            cost: totals.once,
            issues_credentials: totals.credentials > 0
                && totals.credentials + totals.typenames == totals.fields,
            holds_secret: totals.accounts > 0,
        };
        request.set_parsed_query(document);
        Ok(admitted)
    }

    fn check_definitions(&self, document: &ExecutableDocument) -> Result<(), Refusal> {
        let operations = document.operations.iter();
        if operations.len() > limits::OPERATIONS {
            return Err(Refusal::too_complex("operations", limits::OPERATIONS));
        }
        let variables: usize = operations
            .clone()
            .map(|(_, o)| o.node.variable_definitions.len())
            .sum();
        if variables > limits::VARIABLES {
            return Err(Refusal::too_complex("variables", limits::VARIABLES));
        }
        operations
            .into_iter()
            .try_for_each(|(_, o)| variables::types_known(&o.node, &self.shape.inputs))
    }

    /// Walks every operation, since the framework validates them all, and gives the chosen one's totals.
    fn walk(
        &self,
        document: &ExecutableDocument,
        chosen: &OperationDefinition,
        request: &Request,
    ) -> Result<Totals, Refusal> {
        let mut walk = Walk::new(&self.shape, document, &request.variables);
        let mut selections = 0_u64;
        let mut of_chosen = Totals::default();
        for (_, operation) in document.operations.iter() {
            let totals = walk.operation(&operation.node)?;
            self.check_operation(&totals)?;
            selections = selections.saturating_add(totals.selections);
            if std::ptr::eq(&raw const operation.node, chosen) {
                of_chosen = totals;
            }
        }
        if selections.saturating_add(walk.unreached()?) > limits::SELECTIONS {
            return Err(Refusal::too_complex(
                "selections with fragments expanded",
                limits::SELECTIONS,
            ));
        }
        if walk.aliases > self.max_aliases {
            return Err(Refusal::too_complex("aliases", self.max_aliases));
        }
        Ok(of_chosen)
    }

    fn check_operation(&self, totals: &Totals) -> Result<(), Refusal> {
        let checks = [
            (totals.depth, self.max_depth, "levels of fields"),
            (
                totals.introspection_depth,
                limits::INTROSPECTION_DEPTH,
                "levels of introspection",
            ),
            (
                totals.introspection,
                limits::INTROSPECTION_COST,
                "points of introspection",
            ),
            (totals.fields, limits::ROOT_FIELDS, "root fields"),
            (
                totals.accounts,
                limits::ACCOUNT_MUTATIONS,
                "account mutation in one operation",
            ),
        ];
        match checks.into_iter().find(|(found, limit, _)| found > limit) {
            Some((_, limit, what)) => Err(Refusal::too_complex(what, limit)),
            None => Ok(()),
        }
    }
}

/// The operation that is to run, and its name.
fn choose<'a>(
    operations: &'a DocumentOperations,
    name: Option<&str>,
) -> Result<(Option<&'a Name>, &'a OperationDefinition), Refusal> {
    let found = match (operations, name) {
        (DocumentOperations::Single(operation), None) => Some((None, operation)),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            let found = operations.get_key_value(name);
            found.map(|(name, operation)| (Some(name), operation))
        }
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            let found = operations.iter().next();
            found.map(|(name, operation)| (Some(name), operation))
        }
        _ => None,
    };
    let missing = if name.is_some() {
        "The document has no operation of the name in operationName."
    } else {
        "The document has several operations; operationName must say which."
    };
    found
        .map(|(name, operation)| (name, &operation.node))
        .ok_or_else(|| Refusal::new(ErrorCode::BadRequest, missing))
}
