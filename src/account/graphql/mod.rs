//! Accounts in the API.

mod login;
mod mutation;
mod register;
mod tokens;

pub use login::{LoginInput, LoginPayload, LoginWithIdTokenInput, RefreshTokensInput};
pub use mutation::AccountMutation;
pub use register::{RegisterCustomerInput, RegisterCustomerPayload};
pub use tokens::{AcceptedPayload, AuthTokens};
