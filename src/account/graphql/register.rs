//! Input and payload of registration.

use async_graphql::{Context, InputObject, Json, SimpleObject};
use serde_json::Value;

use super::AuthTokens;
use super::password::{context_words, parse_password};
use crate::account::Registration;
use crate::account::session::LoggedIn;
use crate::actor::Actor;
use crate::address::graphql::CustomerAddressDataInput;
use crate::app::App;
use crate::customer::graphql::{self as customer, Customer};
use crate::customer::service::NewCustomer;
use crate::error::{Checks, Error, Result};
use crate::graphql::{Settled, UserError};
use crate::value::{Email, Text};

/// A new account.
#[derive(InputObject)]
pub struct RegisterCustomerInput {
    /// The e-mail to log in with. It is kept in lower case; no other account may have it.
    pub email: String,
    /// 8 to 256 characters of any kind, not easily guessed. The e-mail and names count as easy.
    #[graphql(secret)]
    pub password: String,
    /// Given name, at most 255 characters.
    pub first_name: Option<String>,
    /// Family name, at most 255 characters.
    pub last_name: Option<String>,
    /// Company, at most 255 characters.
    pub company_name: Option<String>,
    /// Phone number; kept in E.164 when it is a valid international one.
    pub phone: Option<String>,
    /// Data of the storefront: an object of at most 16 KiB and 8 levels.
    pub metadata: Option<Json<Value>>,
    /// The first addresses. Of two defaults of a kind, the last counts.
    pub addresses: Option<Vec<CustomerAddressDataInput>>,
    /// Keep the tokens in `HttpOnly` cookies instead of answering with them.
    #[graphql(default_with = "Some(false)")]
    pub use_cookie: Option<bool>,
}

impl RegisterCustomerInput {
    /// Checks everything; all problems are told at once.
    pub(super) async fn parse(self, app: &App, actor: &Actor) -> Result<Registration> {
        let Self {
            email,
            password,
            first_name,
            last_name,
            company_name,
            phone,
            metadata,
            addresses,
            use_cookie: _,
        } = self;
        let mut checks = Checks::input();
        let email = checks.take("email", Email::parse(&email));
        let customer = NewCustomer {
            first_name: customer::text(&mut checks, "firstName", first_name),
            last_name: customer::text(&mut checks, "lastName", last_name),
            company_name: customer::text(&mut checks, "companyName", company_name),
            phone: customer::phone(&mut checks, phone),
            metadata: customer::metadata(&mut checks, "metadata", metadata),
            ..NewCustomer::default()
        };
        let addresses = CustomerAddressDataInput::parse_list(&mut checks, actor, addresses);
        let words = context_words([
            email.as_ref().map(Email::as_str),
            customer.first_name.as_ref().map(Text::as_str),
            customer.last_name.as_ref().map(Text::as_str),
            customer.company_name.as_ref().map(Text::as_str),
        ]);
        let password = parse_password(&mut checks, app, "password", &password, words).await?;
        checks.finish()?;
        match (email, password) {
            (Some(email), Some(password)) => Ok(Registration {
                email,
                password,
                customer,
                addresses,
            }),
            _ => Err(Error::internal("a value was refused without an error")),
        }
    }
}

/// A new account, or why there is none.
#[derive(SimpleObject)]
pub struct RegisterCustomerPayload {
    /// The new customer; null when refused.
    customer: Option<Customer>,
    /// The tokens of their first session; null when refused, and when they are in cookies.
    tokens: Option<AuthTokens>,
    /// Everything that was wrong with the input; empty when nothing was.
    user_errors: Vec<UserError>,
}

impl RegisterCustomerPayload {
    pub(super) fn of(
        ctx: &Context<'_>,
        (registered, user_errors): Settled<LoggedIn>,
        use_cookie: bool,
    ) -> Self {
        let (customer, tokens) = registered.map(|new| (new.customer, new.tokens)).unzip();
        let tokens = tokens.and_then(|tokens| AuthTokens::hand_out(ctx, tokens, use_cookie));
        Self {
            customer: customer.map(Into::into),
            tokens,
            user_errors,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::error::Code;
    use crate::testing;

    fn input(email: &str, password: &str) -> RegisterCustomerInput {
        RegisterCustomerInput {
            email: email.to_owned(),
            password: password.to_owned(),
            first_name: Some("Wilhelmina".to_owned()),
            last_name: Some("  ".to_owned()),
            company_name: None,
            phone: None,
            metadata: None,
            addresses: None,
            use_cookie: None,
        }
    }

    async fn refusals(app: &App, input: RegisterCustomerInput) -> Vec<(Code, String)> {
        match input.parse(app, &Actor::Anonymous).await {
            Err(Error::Refused(errors)) => {
                let error = |e: crate::error::UserError| (e.code, e.field.unwrap().join("."));
                errors.into_iter().map(error).collect()
            }
            Err(error) => panic!("{error}"),
            Ok(_) => Vec::new(),
        }
    }

    #[tokio::test]
    async fn what_is_right_is_taken() {
        let (app, _folder) = testing::app().await;
        let input = input(" Mina@Example.com", "tulip-carbon-95-mosaic");
        let registration = input.parse(&app, &Actor::Anonymous).await.unwrap();
        assert_eq!(registration.email.as_str(), "mina@example.com");
        assert_eq!(registration.password.reveal(), "tulip-carbon-95-mosaic");
        assert_eq!(
            registration.customer.first_name.as_ref().map(Text::as_str),
            Some("Wilhelmina")
        );
        assert!(
            registration.customer.last_name.is_none(),
            "an empty text is none"
        );
    }

    #[tokio::test]
    async fn every_problem_is_told_at_once() {
        let (app, _folder) = testing::app().await;
        let mut input = input("mina", "password");
        input.company_name = Some("x".repeat(256));
        input.phone = Some("none".to_owned());
        input.metadata = Some(Json(json!([])));
        let expected = [
            (Code::Invalid, "input.email"),
            (Code::TooLong, "input.companyName"),
            (Code::Invalid, "input.phone"),
            (Code::Invalid, "input.metadata"),
            (Code::PasswordRejected, "input.password"),
        ];
        let expected = expected.map(|(code, path)| (code, path.to_owned()));
        assert_eq!(refusals(&app, input).await, expected);
    }

    #[tokio::test]
    async fn a_password_is_long_enough_and_not_made_of_what_is_known() {
        let (app, _folder) = testing::app().await;
        for (password, code) in [
            ("short-7", Code::PasswordRejected),
            ("wilhelmina", Code::PasswordRejected),
            ("mina@example.com", Code::PasswordRejected),
            (&"x".repeat(257), Code::TooLong),
        ] {
            let refused = refusals(&app, input("mina@example.com", password)).await;
            assert_eq!(refused, [(code, "input.password".to_owned())], "{password}");
        }
    }
}
