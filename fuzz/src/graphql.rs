//! The gate's own files, and what stands in for the rest of the service: all of it would take minutes to
//! compile.

#[expect(
    dead_code,
    unused_imports,
    reason = "what the gate tells about a document is for the service"
)]
#[path = "../../src/graphql/gate/mod.rs"]
pub mod gate;

/// Stands in for the codes of errors.
pub mod errors {
    use async_graphql::ServerError;

    /// The codes that the gate refuses with.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum ErrorCode {
        /// Beyond a limit.
        QueryTooComplex,
        /// Not GraphQL.
        GraphqlParseFailed,
        /// Not of the schema.
        GraphqlValidationFailed,
        /// No such operation.
        BadRequest,
    }

    /// An error, whatever its code.
    pub fn coded(_: ErrorCode, message: &str) -> ServerError {
        ServerError::new(message, None)
    }
}
