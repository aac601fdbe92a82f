//! Whether the time of an answer tells known addresses from unknown ones.
//!
//! One server, where mailboxes have to be proved first, gets each kind of request for both by turns, and
//! the two samples are compared: their medians, and by the test of Mann and Whitney.

use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use crate::client::Client;
use crate::database::{Database, Kind};
use crate::process::{Server, output};
use crate::servers::build;
use crate::stats::{mann_whitney, median};
use crate::{Databases, Result};

/// What is to be compared, and how often.
#[derive(Args, Clone, Debug)]
pub(crate) struct TimingOptions {
    /// Which database to measure on
    #[arg(long, default_value = "both")]
    database: Databases,
    /// Requests of each kind for a known address, and as many for an unknown one
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(30..=300))]
    samples: u32,
}

/// How far medians may be apart, in milliseconds.
const FARTHEST: f64 = 8.0;
/// The probability of such samples from equal servers below which they tell.
const LEAST: f64 = 0.001;
/// Between requests, so that none pays for what the one before it has left to do, such as a mail.
const PAUSE: Duration = Duration::from_millis(15);
/// The addresses of a registration.
const ADDRESSES: usize = 50;
/// Requests before the first one that counts.
const WARM_UP: u32 = 10;
/// Addresses that have an account, and as many that have none. Each is asked for as often as the cap on
/// mails lets it in earnest, about: what was mailed lately is counted, and takes longer for more.
const ADDRESSES_EACH: u32 = 40;
const PASSWORD: &str = "tulip-carbon-95-mosaic";

/// The mutations that somebody could learn from, with their input types. Each is sent for an address.
const MUTATIONS: [(&str, &str, &str); 6] = [
    ("login", "LoginInput", "customer { id }"),
    ("requestPasswordReset", "EmailInput", "accepted"),
    ("requestLoginCode", "EmailInput", "accepted"),
    ("loginWithCode", "LoginWithCodeInput", "customer { id }"),
    (
        "registerCustomer",
        "RegisterCustomerInput",
        "customer { id }",
    ),
    (
        "createAuthIdentity",
        "CreateAuthIdentityInput",
        "registrationToken",
    ),
];

/// Compares on each database and prints the table.
///
/// # Errors
/// When an answer tells what its time must not tell either, when times differ, and when anything does
/// not start.
pub(crate) async fn all(options: &TimingOptions) -> Result<()> {
    let patronage = build().await?;
    println!("| database | mutation | known, ms | unknown, ms | apart, ms | p |");
    println!("|---|---|---|---|---|---|");
    let mut told = Vec::new();
    for kind in options.database.each() {
        told.extend(one(options, *kind, &patronage).await?);
    }
    if told.is_empty() {
        return Ok(());
    }
    Err(format!(
        "known addresses can be told by the time of {}",
        told.join(", ")
    )
    .into())
}

/// The mutations whose times tell.
async fn one(options: &TimingOptions, kind: Kind, patronage: &Path) -> Result<Vec<String>> {
    let folder = tempfile::Builder::new()
        .prefix("patronage-timing-")
        .tempdir()?;
    let database = Database::open(kind, folder.path()).await?;
    let variables = variables(&database.url);
    output(patronage, &["migrate", "up"], &variables, folder.path()).await?;
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    let server = Server::start(patronage, &serve, &variables, folder.path()).await?;
    let mut client = Client::connect(server.address).await?;
    for number in 0..ADDRESSES_EACH {
        let register = request(server.address, MUTATIONS[4], &known(number));
        client.send(&register).await?;
    }
    let mut told = Vec::new();
    for mutation in MUTATIONS {
        let [known, unknown] =
            sample(&mut client, server.address, mutation, options.samples).await?;
        let (Some(a), Some(b)) = (median(&known), median(&unknown)) else {
            return Err("there are no samples".into());
        };
        let (apart, p) = ((a - b).abs(), mann_whitney(&known, &unknown));
        let (name, at) = (mutation.0, database.name);
        println!("| {at} | `{name}` | {a:.2} | {b:.2} | {apart:.2} | {p:.3} |");
        if apart > FARTHEST || p < LEAST {
            told.push(format!("{name} on {at}"));
        }
    }
    Ok(told)
}

/// Times in milliseconds, of the known address and of others. By turns, the first one too, so that what
/// changes on the machine meets both.
async fn sample(
    client: &mut Client,
    address: SocketAddr,
    mutation: (&'static str, &'static str, &'static str),
    samples: u32,
) -> Result<[Vec<f64>; 2]> {
    let mut times = [Vec::new(), Vec::new()];
    let mut answers: [Option<Vec<u8>>; 2] = [None, None];
    for number in 0..samples + WARM_UP {
        let (known, unknown) = (known(number), unknown(mutation.0, number));
        let turns = [(0, known.as_str()), (1, unknown.as_str())];
        let turns = if number % 2 == 0 {
            turns
        } else {
            [turns[1], turns[0]]
        };
        if mutation.0 == "loginWithCode" {
            // One that is alive, for either.
            for (_, email) in turns {
                client.send(&request(address, MUTATIONS[2], email)).await?;
            }
        }
        for (whose, email) in turns {
            let request = request(address, mutation, email);
            tokio::time::sleep(PAUSE).await;
            let sent = Instant::now();
            let answer = client.send(&request).await?;
            let time = sent.elapsed().as_secs_f64() * 1000.0;
            answers[whose] = Some(answer.body.to_vec());
            if number >= WARM_UP {
                times[whose].push(time);
            }
        }
        if answers[0] != answers[1] {
            return Err(format!("{} answers {answers:?}", mutation.0).into());
        }
    }
    Ok(times)
}

/// An address that has an account.
fn known(number: u32) -> String {
    format!("known{:05}@shop.example", number % ADDRESSES_EACH)
}

/// One that has none, as long. What is registered is known from then on, so that takes another each time.
fn unknown(mutation: &str, number: u32) -> String {
    match mutation {
        "registerCustomer" => format!("fresh{number:05}@shop.example"),
        "createAuthIdentity" => format!("begun{number:05}@shop.example"),
        _ => format!("other{:05}@shop.example", number % ADDRESSES_EACH),
    }
}

/// A mutation for an address. It does not get in: nothing is learnt from who does.
fn request(
    address: SocketAddr,
    (mutation, of, payload): (&str, &str, &str),
    email: &str,
) -> Vec<u8> {
    let input: Value = match mutation {
        "login" => json!({"email": email, "password": "a wrong password"}),
        "loginWithCode" => json!({"email": email, "code": "no code"}),
        // With as much to be written as there may be.
        "registerCustomer" => {
            let addresses = vec![json!({"city": "Oslo", "countryCode": "no"}); ADDRESSES];
            json!({"email": email, "password": PASSWORD, "addresses": addresses})
        }
        "createAuthIdentity" => json!({"email": email, "password": PASSWORD}),
        _ => json!({ "email": email }),
    };
    let query = format!(
        "mutation ($input: {of}!) {{ {mutation}(input: $input) {{ {payload} userErrors {{ code }} }} }}"
    );
    let body = json!({"query": query, "variables": {"input": input}}).to_string();
    let length = body.len();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    (head + &body).into_bytes()
}

/// The throttle and the cap on mails are the same for any address, and tested; here they would end the
/// sample.
const fn variables(url: &str) -> [(&str, &str); 6] {
    [
        ("DATABASE_URL", url),
        ("PATRONAGE_LOG", "warn"),
        ("PATRONAGE_REQUIRE_VERIFIED_EMAIL", "true"),
        ("PATRONAGE_THROTTLE", "off"),
        ("PATRONAGE_MAIL_URL", "none:"),
        ("PATRONAGE_MAILS_PER_HOUR", "1000"),
    ]
}
