//! Accounts in the API.

mod loaders;
mod login;
mod mutation;
mod own;
mod password;
mod query;
mod register;
mod tokens;
mod types;
mod visible;

pub use loaders::AccountLoaders;
pub use login::{LoginInput, LoginPayload, LoginWithIdTokenInput, RefreshTokensInput};
pub use mutation::AccountMutation;
pub use own::ChangePasswordInput;
pub use query::AccountQuery;
pub use register::{RegisterCustomerInput, RegisterCustomerPayload};
pub use tokens::{AcceptedPayload, AuthTokens};
pub use types::{AuthIdentity, Session};
pub use visible::{visible_identity, visible_session};
