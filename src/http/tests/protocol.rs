use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;

/// Sends bytes and reads what comes back until the server closes.
async fn raw(server: &Server, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // The server may reset what it has not read; what it said before counts.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let server = Server::start(&[]).await;
    for path in [
        "/graphql",
        "/graphql?query=%7Bwho%7D",
        "/nothing",
        "/healthz",
    ] {
        let response = server.get(path).send().await.unwrap();
        assert_eq!(
            header(&response, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert_eq!(header(&response, "cache-control"), "no-store", "{path}");
        assert_eq!(
            header(&response, "referrer-policy"),
            "no-referrer",
            "{path}"
        );
        assert_eq!(
            header(&response, "content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'",
            "{path}"
        );
        assert_eq!(header(&response, "vary"), "Origin", "{path}");
        assert_eq!(header(&response, "x-request-id").len(), 26, "{path}");
    }
}

#[tokio::test]
async fn a_plain_request_id_is_kept_and_another_replaced() {
    let server = Server::start(&[]).await;
    let response = server
        .query("{ fails }")
        .header("x-request-id", "a.b-c_1")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&response, "x-request-id"), "a.b-c_1");
    let body: Value = response.json().await.unwrap();
    assert_eq!(
        body.pointer("/errors/0/extensions/requestId")
            .and_then(Value::as_str),
        Some("a.b-c_1")
    );
    let response = server
        .get("/healthz")
        .header("x-request-id", "a b")
        .send()
        .await
        .unwrap();
    assert_eq!(header(&response, "x-request-id").len(), 26);
}

#[tokio::test]
async fn only_listed_origins_may_read() {
    let server = Server::start(&["--allowed-origins", "https://shop.example"]).await;
    let names = |response: &Response| {
        response
            .headers()
            .keys()
            .filter(|name| name.as_str().starts_with("access-control"))
            .count()
    };
    for origin in [
        "https://shop.example",
        "http://localhost:3000",
        "http://localhost:8080",
    ] {
        let response = server
            .query("{ who }")
            .header("origin", origin)
            .send()
            .await
            .unwrap();
        assert_eq!(header(&response, "access-control-allow-origin"), origin);
        assert_eq!(
            header(&response, "access-control-allow-credentials"),
            "true"
        );
        let preflight = server
            .client
            .request(reqwest::Method::OPTIONS, server.url("/graphql"));
        let preflight = preflight
            .header("origin", origin)
            .header("access-control-request-method", "POST");
        let response = preflight.send().await.unwrap();
        assert_eq!(
            (
                response.status().as_u16(),
                header(&response, "access-control-allow-origin")
            ),
            (204, origin)
        );
        assert!(header(&response, "access-control-allow-headers").contains("authorization"));
    }
    for origin in [
        "null",
        "https://shop.example.evil",
        "http://shop.example",
        "https://SHOP.example",
        "https://sub.shop.example",
    ] {
        let response = server
            .query("{ who }")
            .header("origin", origin)
            .send()
            .await
            .unwrap();
        assert_eq!(
            (names(&response), header(&response, "vary")),
            (0, "Origin"),
            "{origin}"
        );
        let preflight = server
            .client
            .request(reqwest::Method::OPTIONS, server.url("/graphql"));
        let preflight = preflight
            .header("origin", origin)
            .header("access-control-request-method", "POST");
        assert_eq!(names(&preflight.send().await.unwrap()), 0, "{origin}");
    }
}

#[tokio::test]
async fn elsewhere_there_are_problem_details() {
    let server = Server::start(&[]).await;
    let response = server.get("/nothing").send().await.unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            header(&response, "content-type")
        ),
        (404, "application/problem+json")
    );
    let response = server
        .client
        .post(server.url("/healthz"))
        .send()
        .await
        .unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            header(&response, "content-type")
        ),
        (405, "application/problem+json")
    );
    assert_eq!(header(&response, "allow"), "GET,HEAD");
}

#[tokio::test]
async fn long_urls_and_heads_are_refused() {
    let server = Server::start(&[]).await;
    let response = server
        .get(&format!("/graphql?query={}", "x".repeat(8 * 1024)))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 414);
    for size in [16 * 1024, 256 * 1024] {
        let head = format!(
            "GET /healthz HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n",
            "x".repeat(size)
        );
        let answer = raw(&server, head.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 431"), "{size}: {answer:.80}");
    }
    let body = "x".repeat(200 * 1024);
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = raw(&server, request.as_bytes()).await;
    assert!(
        answer.starts_with("HTTP/1.1 400"),
        "a body is not counted as head: {answer:.80}"
    );
}

#[tokio::test]
async fn what_is_not_http_is_refused() {
    let server = Server::start(&[]).await;
    assert!(
        raw(&server, b"nonsense\r\n\r\n")
            .await
            .starts_with("HTTP/1.1 400")
    );
    assert_eq!(status(server.get("/healthz")).await, 200);
}
