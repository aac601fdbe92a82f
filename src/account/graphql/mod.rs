//! Accounts in the API.

mod api_key;
mod loaders;
mod login;
mod mailbox;
mod mailbox_mutation;
mod mutation;
mod own;
mod password;
mod person;
mod query;
mod register;
mod tokens;
mod two_step;
mod types;
mod visible;

pub use api_key::{ApiKey, ApiKeyMutation, ApiKeyQuery, CreateApiKeyInput};
pub use loaders::AccountLoaders;
pub use login::{LoginInput, LoginPayload, LoginWithIdTokenInput, RefreshTokensInput};
pub use mailbox::{
    EmailInput, LoginWithCodeInput, RequestEmailChangeInput, ResetPasswordInput, TokenInput,
};
pub use mailbox_mutation::MailboxMutation;
pub use mutation::AccountMutation;
pub use own::ChangePasswordInput;
pub use person::CustomerAccountDataInput;
pub use query::AccountQuery;
pub use register::{RegisterCustomerInput, RegisterCustomerPayload};
pub use tokens::{AcceptedPayload, AuthTokens};
pub use two_step::{
    CreateAuthIdentityInput, CreateAuthIdentityPayload, CreateCustomerAccountInput,
    CreateCustomerAccountPayload, TwoStepMutation,
};
pub use types::{AuthIdentity, Session};
pub use visible::{visible_api_key, visible_identity, visible_session};
