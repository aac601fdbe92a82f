//! Bounds of a document (behaviour.md 7, "Limits of a document"; security.md 39-42). Those an
//! operator can change are in [`crate::config::Limits`].

/// Bytes of the text.
pub(super) const TEXT: usize = 64 * 1024;
/// Lexical tokens of the text.
pub(super) const TOKENS: usize = 5_000;
/// Nesting of brackets. The parser recurses once a bracket, so this bounds its stack.
pub(super) const BRACKETS: usize = 64;
/// Nesting of selection sets, fragments counted as a level each: the framework's own
/// `limit_recursive_depth`, which would refuse with an error that says less.
pub(super) const NESTING: usize = 32;
/// Fields at the root of one operation.
pub(super) const ROOT_FIELDS: u64 = 20;
/// Directives on one node.
pub(super) const NODE_DIRECTIVES: usize = 10;
/// Directives in the document.
pub(super) const DIRECTIVES: usize = 50;
/// Operations in the document.
pub(super) const OPERATIONS: usize = 10;
/// Variables in the document.
pub(super) const VARIABLES: usize = 100;
/// Selections with every fragment expanded.
pub(super) const SELECTIONS: u64 = 2_000;
/// Mutations of accounts an operation may run, so that guesses cannot be batched.
pub(super) const ACCOUNT_MUTATIONS: u64 = 1;
/// Depth below and with `__schema` or `__type`; graphql-js' own introspection query has 15.
pub(super) const INTROSPECTION_DEPTH: u64 = 15;
/// Cost of introspection, where every list counts tenfold: graphql-js' own query stays below a half.
pub(super) const INTROSPECTION_COST: u64 = 60_000;
/// Rows of a page when the caller does not say.
pub(super) const PAGE: u64 = 20;
/// Rows of a page at most; a larger one is refused by the resolver.
pub(super) const MAX_PAGE: u64 = 100;
/// What an unpaged list counts for.
pub(super) const LIST: u64 = 10;
