//! `patronage serve`: how it starts and how it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::json;

use super::binary::{Binary, Serving};

const ANYWHERE: [&str; 2] = ["--listen", "127.0.0.1:0"];

#[tokio::test]
async fn the_bare_binary_serves_from_an_empty_folder() {
    let binary = Binary::new();
    let server = binary.serve(&ANYWHERE);
    let health = server.anonymous().get("/healthz").await;
    assert_eq!(
        (health.status.as_u16(), health.json),
        (200, json!({"status": "ok"}))
    );
    let answer = server.anonymous().gql("{ me { id } }", json!({})).await;
    assert_eq!(answer.json, json!({"data": {"me": null}}));
    assert!(binary.path().join("patronage.db").is_file());

    // A key that is made beside the server works at once.
    let secret = binary
        .run(&["api-key", "create", "--name", "admin", "--scope", "admin"])
        .ok();
    let staff = server.anonymous().bearer(secret.trim());
    staff
        .gql("{ customers { nodes { id } } }", json!({}))
        .await
        .ok();

    server.signal("TERM");
    let (status, said) = server.wait();
    assert_eq!(status, Some(0));
    assert!(
        said.contains(
            "no API key yet; make one: patronage api-key create --name admin --scope admin\n"
        ),
        "{said}"
    );

    // It goes on where it stopped, and does not ask for a key again.
    let server = binary.serve(&["serve", "--no-migrate", "--listen", "127.0.0.1:0"]);
    server
        .anonymous()
        .bearer(secret.trim())
        .gql("{ customers { nodes { id } } }", json!({}))
        .await
        .ok();
    server.signal("INT");
    let (status, said) = server.wait();
    assert_eq!(status, Some(0));
    assert!(!said.contains("no API key yet"), "{said}");
}

#[test]
fn an_address_that_is_taken_is_told() {
    let (first, second) = (Binary::new(), Binary::new());
    let server = first.serve(&ANYWHERE);
    let (status, said) = second.run(&["--listen", server.address()]).failed();
    assert_eq!(status, 1);
    let last = said.lines().last().expect("a line");
    assert!(
        last.starts_with(&format!(
            "patronage: cannot listen on {}: ",
            server.address()
        )),
        "{said}"
    );
}

/// A request whose head is read and whose body is not all there yet.
fn under_way(server: &Serving, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address()).expect("a connection");
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a timeout");
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\n\
         expect: 100-continue\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .expect("a request");
    // The server asks for the body once it is at it.
    let mut line = String::new();
    BufReader::new(&stream)
        .read_line(&mut line)
        .expect("an answer");
    assert_eq!(line, "HTTP/1.1 100 Continue\r\n");
    stream
}

#[test]
fn a_request_under_way_ends_well_when_the_server_stops() {
    let binary = Binary::new();
    let server = binary.serve(&ANYWHERE);
    let body = r#"{"query": "mutation { registerCustomer(input: {email: \"vera@shop.example\", password: \"tulip-carbon-95-mosaic\"}) { customer { email } } }"}"#;
    let mut stream = under_way(&server, body);
    server.signal("TERM");
    // The listener closes while the request is still under way.
    server.wait_for_closed_listener();
    stream
        .write_all(body.as_bytes())
        .expect("a server that still reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(
        answer.contains("HTTP/1.1 200 OK\r\n") && answer.contains("vera@shop.example"),
        "{answer}"
    );
    assert_eq!(server.wait().0, Some(0));
}

#[test]
fn a_second_signal_ends_at_once() {
    let binary = Binary::new();
    let server = binary.serve(&ANYWHERE);
    let _stream = under_way(&server, "{}");
    server.signal("TERM");
    server.wait_for_closed_listener();
    server.signal("TERM");
    assert_eq!(server.wait().0, Some(1), "the request was cut off");
}
