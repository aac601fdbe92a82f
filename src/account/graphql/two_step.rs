//! The two-step way to an account: first the login, then the customer.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::IdentityId;

use super::password::{context_words, parse_password};
use super::person::unrefused;
use super::{AuthIdentity, AuthTokens, CustomerAccountDataInput};
use crate::account::{Bearer, Newcomer, Registered, Started, create_account, create_identity};
use crate::actor::{Actor, Scope};
use crate::app::App;
use crate::customer::graphql::Customer;
use crate::error::{Checks, Code, Error, Fault};
use crate::graphql::{Settled, UserError, actor, app, client, cookies, known_id, settle};
use crate::value::{Email, Password};

/// A login by e-mail and password.
#[derive(InputObject)]
pub struct CreateAuthIdentityInput {
    /// The e-mail to log in with.
    pub email: String,
    /// 8 to 256 characters of any kind, not easily guessed. The e-mail counts as easy.
    #[graphql(secret)]
    pub password: String,
}

impl CreateAuthIdentityInput {
    async fn parse(&self, app: &App) -> Result<(Email, Password), Error> {
        let mut checks = Checks::input();
        let email = checks.take("email", Email::parse(&self.email));
        let words = context_words([email.as_ref().map(Email::as_str)]);
        let given = self.password.as_str();
        let password = parse_password(&mut checks, app, "password", given, words).await?;
        checks.finish()?;
        email.zip(password).ok_or_else(unrefused)
    }
}

/// A login without a customer, or why there is none.
#[derive(SimpleObject)]
pub struct CreateAuthIdentityPayload {
    /// The login; null when refused, and where the mailbox has to be proved first.
    auth_identity: Option<AuthIdentity>,
    /// What `createCustomerAccount` takes, for an hour; null when refused, and where it is mailed.
    registration_token: Option<String>,
    /// Everything that was wrong with the input; empty when nothing was.
    user_errors: Vec<UserError>,
}

impl CreateAuthIdentityPayload {
    fn of((started, user_errors): Settled<Option<Started>>) -> Self {
        let (identity, token) = started.flatten().map(Started::parts).unzip();
        Self {
            auth_identity: identity.map(AuthIdentity),
            registration_token: token,
            user_errors,
        }
    }
}

/// The customer of a login that has none.
#[derive(InputObject)]
pub struct CreateCustomerAccountInput {
    /// The token of the login.
    #[graphql(secret)]
    pub registration_token: Option<String>,
    /// The login itself, instead of the token. Only staff.
    pub auth_identity_id: Option<ID>,
    /// The customer.
    pub customer: CustomerAccountDataInput,
    /// Keep the tokens in `HttpOnly` cookies instead of answering with them.
    #[graphql(default_with = "Some(false)")]
    pub use_cookie: Option<bool>,
}

impl CreateCustomerAccountInput {
    fn parse(self, actor: &Actor) -> Result<(Bearer, Newcomer), Error> {
        let mut checks = Checks::input();
        let (token, id) = (self.registration_token, self.auth_identity_id);
        let bearer = bearer(&mut checks, actor, token, id);
        let customer = self.customer;
        let person = checks.within("customer", |checks| customer.parse(checks, actor));
        checks.finish()?;
        Ok((bearer.ok_or_else(unrefused)?, person.newcomer()?))
    }
}

fn bearer(
    checks: &mut Checks,
    actor: &Actor,
    token: Option<String>,
    id: Option<ID>,
) -> Option<Bearer> {
    match (token, id) {
        (Some(token), None) => Some(Bearer::Token(token)),
        (None, Some(id)) if actor.has(Scope::CustomersWrite) => {
            known_id::<IdentityId>(checks, "authIdentityId", &id).map(Bearer::Staff)
        }
        (None, Some(_)) => {
            let fault = Fault::new(Code::NotAllowed, "Only staff may name a login.");
            checks.add("authIdentityId", fault);
            None
        }
        (Some(_), Some(_)) => {
            let fault = Fault::invalid("Show the token or name the login, not both.");
            checks.add("authIdentityId", fault);
            None
        }
        (None, None) => {
            let fault = Fault::new(Code::Required, "Show the token of the login.");
            checks.add("registrationToken", fault);
            None
        }
    }
}

/// A new account, or why there is none.
#[derive(SimpleObject)]
pub struct CreateCustomerAccountPayload {
    /// The new customer; null when refused.
    customer: Option<Customer>,
    /// The tokens of their first session; null when refused, when they are in cookies, when staff named
    /// the login, and where the mailbox has to be proved first.
    tokens: Option<AuthTokens>,
    /// Everything that was wrong with the input; empty when nothing was.
    user_errors: Vec<UserError>,
}

impl CreateCustomerAccountPayload {
    fn of(
        ctx: &Context<'_>,
        (registered, user_errors): Settled<Registered>,
        use_cookie: bool,
    ) -> Self {
        let (customer, tokens) = registered.map_or((None, None), Registered::parts);
        Self {
            customer: customer.map(Into::into),
            tokens: tokens.and_then(|tokens| AuthTokens::hand_out(ctx, tokens, use_cookie)),
            user_errors,
        }
    }
}

/// Registering in two steps.
#[derive(Default)]
pub struct TwoStepMutation;

#[Object]
impl TwoStepMutation {
    /// First half of the two-step way: a login without a customer, which can log in to nothing yet and is
    /// gone after a day. Again with the same password it answers with a new token; with another one, and
    /// for any other e-mail that a login has, it is `IDENTITY_TAKEN`, and `EMAIL_TAKEN` for one that only an
    /// account has. Where the mailbox has to be proved first, the answer is null and null for any e-mail,
    /// and the token is mailed.
    async fn create_auth_identity(
        &self,
        ctx: &Context<'_>,
        input: CreateAuthIdentityInput,
    ) -> Result<CreateAuthIdentityPayload> {
        let run = async {
            let (email, password) = input.parse(app(ctx)).await?;
            create_identity(app(ctx), client(ctx), &email, password).await
        };
        Ok(CreateAuthIdentityPayload::of(settle(ctx, run).await?))
    }

    /// Second half: makes the customer of a login, and logs in. A login takes one customer, again is
    /// `ALREADY_REGISTERED`. Callers show the registration token; one that came by mail proves the mailbox.
    /// Staff(customers:write) may name the login instead, and get no tokens.
    async fn create_customer_account(
        &self,
        ctx: &Context<'_>,
        input: CreateCustomerAccountInput,
    ) -> Result<CreateCustomerAccountPayload> {
        let use_cookie = cookies(ctx).wanted(input.use_cookie)?;
        let run = async {
            let (bearer, newcomer) = input.parse(actor(ctx))?;
            create_account(app(ctx), actor(ctx), client(ctx), bearer, newcomer).await
        };
        let registered = settle(ctx, run).await?;
        Ok(CreateCustomerAccountPayload::of(
            ctx, registered, use_cookie,
        ))
    }
}
