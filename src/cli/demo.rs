//! `patronage serve --demo`: a throw-away database with somebody in it.

use std::net::SocketAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{CustomerId, customer_group};
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::seed;
use crate::account::session::LoggedIn;
use crate::account::{self, Newcomer, Registered, Registration, api_key};
use crate::actor::{Actor, Client, Scope};
use crate::address::service::NewAddress;
use crate::app::App;
use crate::config::{Settings, Switch};
use crate::customer::service::NewCustomer;
use crate::error::{Checks, Error, Fault, Result};
use crate::group::service::{self as groups, NewGroup};
use crate::http::graphiql::Demo;
use crate::value::{Country, Email, Password, Phone, Text, province};

/// What everybody may try belongs on this machine alone.
///
/// # Errors
/// One line that says which setting to change.
pub(super) fn check(settings: &Settings) -> Result<(), String> {
    if settings.listen.listen.ip().is_loopback() {
        return Ok(());
    }
    Err("--demo shows an admin key to whoever calls: PATRONAGE_LISTEN must be a loopback address, such as 127.0.0.1:8080".to_owned())
}

/// Points the settings at a new database and a place for mails in a folder that goes with what is
/// returned, and lets everybody look around.
pub(super) fn prepare(settings: &mut Settings) -> std::io::Result<TempDir> {
    let folder = tempfile::Builder::new()
        .prefix("patronage-demo-")
        .tempdir()?;
    let file = folder.path().join("patronage.db");
    settings.database.database_url = format!("sqlite://{}?mode=rwc", file.display());
    let mails = folder.path().join("mails");
    settings.mail.mail_url = format!("file://{}", mails.display()).into();
    settings.listen.graphiql = Switch::On;
    settings.listen.introspection = Switch::On;
    settings.protection.require_verified_email = false;
    Ok(folder)
}

/// Fills the database with made-up customers, a staff key, and a customer to log in as.
pub(super) async fn fill(app: &App) -> Result<Demo> {
    let plan = seed::Plan {
        customers: 200,
        addresses: 2,
        groups: 8,
        seed: 1,
    };
    seed::load(&app.db, &app.clock, plan, std::future::pending(), |_| ()).await?;
    let name = sound(Text::required("demo"))?;
    let api_key::Made {
        key,
        secret: staff_key,
    } = api_key::create(app, name, &[Scope::Admin], None).await?;
    let staff = Actor::Staff {
        id: key.id.to_string(),
        scopes: [Scope::Admin].into_iter().collect(),
    };
    let email = "demo@example.com".to_owned();
    let password = URL_SAFE_NO_PAD.encode(app.clock.secret::<15>());
    let customer = register(app, &email, &password).await?;
    join(app, &staff, customer).await?;
    Ok(Demo {
        staff_key,
        email,
        password: password.into(),
    })
}

/// Tells what there is to try, on standard error.
pub(super) fn announce(demo: &Demo, address: SocketAddr, folder: &TempDir) {
    let Demo {
        staff_key,
        email,
        password,
    } = demo;
    eprintln!("demo: GraphiQL   http://{address}/graphiql");
    eprintln!("demo: admin key  {}", staff_key.expose_secret());
    eprintln!("demo: customer   {email}");
    eprintln!("demo: password   {}", password.expose_secret());
    eprintln!("demo: mails      {}", folder.path().join("mails").display());
    eprintln!("demo: all of it is gone when the service stops");
}

async fn register(app: &App, email: &str, password: &str) -> Result<CustomerId> {
    let customer = NewCustomer {
        first_name: sound(Text::parse("Zoë"))?,
        last_name: sound(Text::parse("Demo"))?,
        ..NewCustomer::default()
    };
    let newcomer = Newcomer {
        email: sound(Email::parse(email))?,
        customer,
        addresses: addresses()?,
    };
    let registration = Registration {
        // 120 random bits, so that there is no need to estimate how good it is.
        password: sound(Password::parse(password, 0))?,
        newcomer,
    };
    match account::register(app, &Client::default(), registration).await? {
        Registered::LoggedIn(LoggedIn { customer, .. }) | Registered::Made(customer) => {
            Ok(customer.id)
        }
        Registered::Asked => Err(Error::internal("the demo does without proofs of mailboxes")),
    }
}

fn addresses() -> Result<Vec<NewAddress>> {
    let home = NewAddress {
        address_name: sound(Text::parse("Home"))?,
        is_default_shipping: true,
        address1: sound(Text::parse("12 Queen's Gate"))?,
        postal_code: sound(Text::parse("SW7 5EH"))?,
        phone: sound(Phone::parse("+44 20 7946 0123", None))?,
        ..address("London", "gb", "lnd")?
    };
    let work = NewAddress {
        address_name: sound(Text::parse("Work"))?,
        is_default_billing: true,
        company: sound(Text::parse("Demo GmbH"))?,
        address1: sound(Text::parse("Hauptstraße 7"))?,
        postal_code: sound(Text::parse("10117"))?,
        ..address("Berlin", "de", "be")?
    };
    Ok(vec![home, work])
}

fn address(city: &str, country: &str, part: &str) -> Result<NewAddress> {
    let country = Country::from_code(country);
    Ok(NewAddress {
        first_name: sound(Text::parse("Zoë"))?,
        last_name: sound(Text::parse("Demo"))?,
        city: sound(Text::parse(city))?,
        country,
        province: sound(province(part, country))?,
        ..NewAddress::default()
    })
}

async fn join(app: &App, staff: &Actor, customer: CustomerId) -> Result<()> {
    let mut new = Vec::new();
    for name in ["Early birds", "Friends of the house"] {
        new.push(NewGroup {
            id: None,
            name: Some(sound(Text::required(name))?),
            metadata: None,
        });
    }
    let made = groups::create(app, staff, Checks::of_list("groups"), new).await?;
    let pair = |group: customer_group::Model| (Some(customer.clone()), Some(group.id));
    let pairs: Vec<_> = made.into_iter().map(pair).collect();
    groups::add(app, staff, &pairs).await?;
    Ok(())
}

/// A value written above.
fn sound<T>(value: Result<T, Fault>) -> Result<T> {
    value.map_err(|fault| fault.of_no_field().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::login;
    use crate::address::store as addresses;
    use crate::clock::Clock;
    use crate::group::store::membership;
    use crate::{db, testing};

    #[tokio::test]
    async fn the_demo_has_somebody_to_log_in_as() {
        let mut settings = testing::settings(&[]);
        let folder = prepare(&mut settings).unwrap();
        let path = folder.path().to_owned();
        let db = db::connect(&settings.database).await.unwrap();
        db::apply(&db).await.unwrap();
        let app = App::build(settings, Clock::default(), db).await.unwrap();
        let demo = fill(&app).await.unwrap();

        let password = demo.password.expose_secret();
        let client = Client::default();
        let logged_in = login(&app, &Actor::Anonymous, &client, &demo.email, password)
            .await
            .unwrap();
        let id = logged_in.customer.id;
        let ids = std::slice::from_ref(&id);
        let defaults = addresses::defaults_of(app.db.read(), ids).await.unwrap();
        assert_eq!(defaults.len(), 2);
        let groups = membership::groups_of(app.db.read(), ids).await.unwrap();
        assert_eq!(groups.len(), 2);
        let keys = api_key::list(&app).await.unwrap();
        assert_eq!(keys.len(), 1);
        assert!(demo.staff_key.expose_secret().starts_with(&keys[0].prefix));

        app.db.clone().close().await;
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn the_demo_stays_on_this_machine() {
        for (listen, fine) in [
            ("127.0.0.1:0", true),
            ("[::1]:8080", true),
            ("0.0.0.0:8080", false),
            ("192.0.2.1:8080", false),
        ] {
            let settings = testing::settings(&["--listen", listen]);
            assert_eq!(check(&settings).is_ok(), fine, "{listen}");
        }
    }
}
