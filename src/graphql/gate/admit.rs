//! The order of the checks.

use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::parser::{parse_query, parse_schema};
use async_graphql::{Name, Request, Variables};

use super::document::Document;
use super::merges::{Unmerged, merges};
use super::proof::Proof;
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
    /// Whether it selects `__schema`, `__type` or `_service`.
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

    /// The highest cost that an operation may have.
    #[must_use]
    pub const fn max_cost(&self) -> u64 {
        self.max_cost
    }

    /// Parses and measures a document, as far as that depends on its text alone.
    ///
    /// # Errors
    /// A [`Refusal`] with one of `GRAPHQL_PARSE_FAILED`, `QUERY_TOO_COMPLEX` or
    /// `GRAPHQL_VALIDATION_FAILED`.
    pub fn inspect(&self, text: String) -> Result<Document, Refusal> {
        let lexed = lexer::check(&text)?;
        let parsed = parse_query(&text).map_err(|error| Refusal::of_parser(&error))?;
        self.check_definitions(&parsed)?;
        let variables = Variables::default();
        let mut walk = Walk::new(&self.shape, &parsed, (&variables, false));
        let totals = self.measure(&mut walk, &parsed)?;
        let is_sized_by_request = walk.is_sized_by_request;
        check_roots(&parsed)?;
        Ok(Document {
            text,
            merges: merges(&parsed),
            proof: Proof::of(&parsed),
            parsed,
            totals,
            is_sized_by_request,
            lexed,
        })
    }

    /// Lets a request for a document in, with its variables made complete, or says why not. What staff
    /// name in `_entities` is not counted.
    ///
    /// # Errors
    /// A [`Refusal`] with one of `BAD_REQUEST` (no such operation), `GRAPHQL_VALIDATION_FAILED` (the
    /// variables) or `QUERY_TOO_COMPLEX` (the cost).
    pub fn admit(
        &self,
        document: &Document,
        request: &mut Request,
        is_staff: bool,
    ) -> Result<Admitted, Refusal> {
        let (name, chosen, totals) = document.choose(request.operation_name.as_deref())?;
        variables::complete(chosen, &self.shape.inputs, &mut request.variables)?;
        let cost = if document.is_sized_by_request {
            let mut walk = Walk::new(
                &self.shape,
                &document.parsed,
                (&request.variables, is_staff),
            );
            walk.operation(chosen)?.once
        } else {
            totals.once
        };
        if cost > self.max_cost {
            let message = format!("The operation costs {cost}, more than {}.", self.max_cost);
            return Err(Refusal::new(ErrorCode::QueryTooComplex, message));
        }
        request.set_parsed_query(document.parsed.clone());
        if !document.merges {
            request.data.insert(Unmerged);
        }
        Ok(Admitted {
            operation: chosen.ty,
            name: name.cloned(),
            introspects: totals.introspection_depth > 0,
            cost,
            issues_credentials: totals.credentials > 0
                && totals.credentials + totals.typenames == totals.fields,
            holds_secret: totals.accounts > 0,
        })
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

    /// Walks every operation, since the framework validates them all.
    fn measure<'a>(
        &self,
        walk: &mut Walk<'a>,
        document: &'a ExecutableDocument,
    ) -> Result<Vec<(Option<Name>, Totals)>, Refusal> {
        let mut selections = 0_u64;
        let mut measured = Vec::with_capacity(document.operations.iter().len());
        for (name, operation) in document.operations.iter() {
            let totals = walk.operation(&operation.node)?;
            self.check_operation(&totals)?;
            selections = selections.saturating_add(totals.selections);
            measured.push((name.cloned(), totals));
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
        Ok(measured)
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

/// What the root of each operation must be, once its size is known to be bounded.
fn check_roots(document: &ExecutableDocument) -> Result<(), Refusal> {
    for (_, operation) in document.operations.iter() {
        let set = &operation.node.selection_set.node;
        match operation.node.ty {
            OperationType::Query => {}
            OperationType::Mutation => roots::unique(set, document)?,
            OperationType::Subscription => roots::single(set)?,
        }
    }
    Ok(())
}
