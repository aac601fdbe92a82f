use serde_json::json;

use super::*;

#[tokio::test]
async fn post_and_get_answer() {
    let server = Server::start(&[]).await;
    let posted = server
        .query("query($n: Int) { rows(first: $n) { name } }")
        .header("accept", GRAPHQL);
    let response = posted.send().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(
        header(&response, "content-type"),
        "application/graphql-response+json; charset=utf-8"
    );
    assert_eq!(
        response.json::<Value>().await.unwrap(),
        json!({"data": {"rows": [{"name": "0"}, {"name": "1"}]}})
    );
    let response = server.get("/graphql?query=query%20A($n:Int)%7Brows(first:$n)%7Bname%7D%7Dquery%20B%7Bwho%7D&operationName=A&variables=%7B%22n%22:1%7D");
    let response = response.send().await.unwrap();
    assert_eq!(
        header(&response, "content-type"),
        "application/json; charset=utf-8"
    );
    assert_eq!(
        response.json::<Value>().await.unwrap(),
        json!({"data": {"rows": [{"name": "0"}]}})
    );
}

#[tokio::test]
async fn media_types_are_kept_to() {
    let server = Server::start(&[]).await;
    assert_eq!(
        outcome(server.query("{ who }").header("accept", "text/plain")).await,
        (406, "NOT_ACCEPTABLE".into(), false)
    );
    let url = server.url("/graphql");
    let body = r#"{"query": "{ who }"}"#;
    let unsupported = (415, "UNSUPPORTED_MEDIA_TYPE".to_owned(), false);
    assert_eq!(
        outcome(server.client.post(&url).body(body)).await,
        unsupported
    );
    for kind in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
    ] {
        assert_eq!(
            outcome(
                server
                    .client
                    .post(&url)
                    .header("content-type", kind)
                    .body(body)
            )
            .await,
            unsupported,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn methods_are_kept_to() {
    let server = Server::start(&[]).await;
    let response = server
        .get("/graphql?query=mutation%7Blogin%7D")
        .send()
        .await
        .unwrap();
    assert_eq!(
        (response.status().as_u16(), header(&response, "allow")),
        (405, "POST")
    );
    for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
        let request = server
            .client
            .request(method.parse().unwrap(), server.url("/graphql"));
        let response = request.send().await.unwrap();
        assert_eq!(
            (response.status().as_u16(), header(&response, "allow")),
            (405, "GET, POST"),
            "{method}"
        );
    }
    assert_eq!(
        outcome(server.get("/graphql")).await,
        (400, "BAD_REQUEST".into(), false)
    );
}

#[tokio::test]
async fn a_browser_is_sent_to_graphiql() {
    let server = Server::start(&[]).await;
    let html = "text/html,application/xhtml+xml,*/*;q=0.8";
    let response = server
        .get("/graphql")
        .header("accept", html)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (response.status().as_u16(), header(&response, "location")),
        (303, "/graphiql")
    );
    assert_eq!(
        status(
            server
                .get("/graphql?query=%7Bwho%7D")
                .header("accept", html)
        )
        .await,
        200
    );
    let off = Server::start(&["--graphiql", "off"]).await;
    assert_eq!(
        status(off.get("/graphql").header("accept", html)).await,
        400
    );
}

#[tokio::test]
async fn a_bad_credential_is_refused_unless_one_is_asked_for() {
    let server = Server::start(&[]).await;
    for authorization in ["Bearer unknown", "Basic dTpw", "nonsense"] {
        let response = server
            .query("{ who }")
            .header("authorization", authorization)
            .send()
            .await
            .unwrap();
        assert_eq!(
            (
                response.status().as_u16(),
                header(&response, "www-authenticate")
            ),
            (401, "Bearer"),
            "{authorization}"
        );
        let login = server
            .query("mutation { login }")
            .header("authorization", authorization);
        assert_eq!(
            login.send().await.unwrap().json::<Value>().await.unwrap(),
            json!({"data": {"login": "Anonymous"}})
        );
    }
    let who = server
        .query("{ who }")
        .bearer_auth(&server.staff)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert!(who.contains("Staff"), "{who}");
}

#[tokio::test]
async fn staff_may_send_larger_bodies() {
    let server = Server::start(&["--max-body", "1KiB"]).await;
    let of = |size: usize| {
        json!({"query": "{ who }", "extensions": {"pad": "x".repeat(size)}}).to_string()
    };
    let too_large = (413, "PAYLOAD_TOO_LARGE".to_owned(), false);
    let good = (200, String::new(), true);
    assert_eq!(outcome(server.post(of(500))).await, good);
    assert_eq!(outcome(server.post(of(1024))).await, too_large);
    assert_eq!(
        outcome(server.post(of(15 * 1024)).bearer_auth(&server.staff)).await,
        good
    );
    assert_eq!(
        outcome(server.post(of(16 * 1024)).bearer_auth(&server.staff)).await,
        too_large
    );
    let chunks =
        futures_util::stream::iter((0..64).map(|_| Ok::<_, std::io::Error>("x".repeat(64))));
    assert_eq!(
        outcome(server.post(reqwest::Body::wrap_stream(chunks))).await,
        too_large
    );
}

#[tokio::test]
async fn an_abandoned_mutation_ends() {
    let server = Server::start(&[]).await;
    let address = server.address;
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let body = r#"{"query": "mutation { slow }"}"#;
    let request = format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    tokio::io::AsyncWriteExt::write_all(&mut stream, request.as_bytes())
        .await
        .unwrap();
    server.probe.started.notified().await;
    drop(stream);
    server.probe.go_on.notify_one();
    server.app.engine.drained().await;
    assert_eq!(
        server.probe.count.load(std::sync::atomic::Ordering::SeqCst),
        2
    );
}
