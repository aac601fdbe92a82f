//! Streams that are opened by cookie.

use serde_json::{Value, json};

use super::{Jar, REGISTER, registered};
use crate::account::PASSWORD;
use crate::harness::{Caller, Events, PROTOCOL, Shop, Socket, asked, on_both};

const ME: &str = "{ me { id } }";
const OWN: (&str, &str) = ("origin", "http://localhost:8080");

fn cookies(jar: &Jar) -> String {
    let pairs = jar.cookies.iter();
    let pairs: Vec<_> = pairs
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("; ")
}

/// Who the server takes the opener of a socket for; the status of a refusal.
async fn by_socket(
    shop: &Shop,
    cookie: &str,
    headers: &[(&'static str, &str)],
) -> Result<Value, u16> {
    let headers = [&[PROTOCOL, ("cookie", cookie)], headers].concat();
    let mut socket = Socket::with(shop, &headers).await?;
    socket.say(json!({"type": "connection_init"})).await;
    assert_eq!(socket.hear().await, json!({"type": "connection_ack"}));
    socket.start("1", ME, Value::Null).await;
    Ok(socket.answer("1", "next").await["data"]["me"]["id"].clone())
}

/// The same by server-sent events.
async fn by_events(caller: &Caller) -> Result<Value, u16> {
    match Events::send(asked(caller, ME, &json!({}))).await {
        Ok(mut events) => Ok(events.answer().await["data"]["me"]["id"].clone()),
        Err(refused) => Err(refused.status.as_u16()),
    }
}

on_both! {
    async fn the_page_must_be_one_that_may_call_us(shop: &Shop) {
        let (jar, id) = registered(shop).await;
        let cookie = cookies(&jar);
        let caller = shop.anonymous().with_header("cookie", &cookie);
        for (name, value, expected) in [
            (OWN.0, OWN.1, Ok(json!(id))),
            ("sec-fetch-site", "same-origin", Ok(json!(id))),
            ("sec-fetch-site", "same-site", Err(403)),
            ("origin", "https://evil.example", Err(403)),
            ("x-none", "1", Err(403)),
        ] {
            assert_eq!(by_socket(shop, &cookie, &[(name, value)]).await, expected, "{name}: {value}");
            assert_eq!(by_events(&caller.with_header(name, value)).await, expected, "{name}: {value}");
        }
    }
}

on_both! {
    async fn a_bad_cookie_counts_as_none_and_a_key_in_one_as_well(shop: &Shop) {
        let staff = shop.staff(&["admin"]).await;
        let key = staff.authorization()["authorization"].as_str().expect("a header").replace("Bearer ", "");
        for token in ["nonsense", &key] {
            let cookie = format!("patronage-access={token}");
            let caller = shop.anonymous().with_header("cookie", &cookie).with_header(OWN.0, OWN.1);
            assert_eq!(by_socket(shop, &cookie, &[OWN]).await, Ok(Value::Null));
            assert_eq!(by_events(&caller).await, Ok(Value::Null));
        }
    }
}

on_both! {
    async fn no_stream_sets_cookies(shop: &Shop) {
        let input = json!({"input": {"email": "mina@shop.example", "password": PASSWORD, "useCookie": true}});
        let mut events = Events::post(&shop.anonymous(), REGISTER, input.clone()).await;
        assert_eq!(events.answer().await["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        let mut socket = Socket::hello(shop, Value::Null).await;
        socket.start("1", REGISTER, input).await;
        assert_eq!(socket.answer("1", "next").await["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
        registered(shop).await;
    }
}
