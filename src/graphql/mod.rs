//! Stand-in.

use async_graphql::SimpleObject;

use crate::error::Error;

/// Stand-in.
#[derive(SimpleObject)]
pub struct UserError {
    message: String,
}

impl From<crate::error::UserError> for UserError {
    fn from(error: crate::error::UserError) -> Self {
        Self {
            message: error.message.into_owned(),
        }
    }
}

/// Splits refusals from failures.
///
/// # Errors
/// Failures.
pub fn refused<T>(result: Result<T, Error>) -> async_graphql::Result<Result<T, Vec<UserError>>> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(Error::Refused(errors)) => Ok(Err(errors.into_iter().map(Into::into).collect())),
        Err(error) => Err(error.into()),
    }
}
