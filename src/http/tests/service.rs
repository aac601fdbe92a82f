use super::*;

#[tokio::test]
async fn health_is_told() {
    let server = Server::start(&[]).await;
    assert_eq!(status(server.get("/healthz")).await, 200);
    assert_eq!(status(server.get("/readyz")).await, 200);
    server.app.drain();
    assert_eq!(status(server.get("/healthz")).await, 200);
    assert_eq!(status(server.get("/readyz")).await, 503);
}

#[tokio::test]
async fn keys_are_published() {
    let server = Server::start(&["--public-url", "https://shop.example"]).await;
    for path in [
        "/.well-known/jwks.json",
        "/.well-known/openid-configuration",
    ] {
        let response = server.get(path).send().await.unwrap();
        assert_eq!(
            (
                response.status().as_u16(),
                header(&response, "cache-control")
            ),
            (200, "public, max-age=240"),
            "{path}"
        );
    }
    let configuration: Value = server
        .get("/.well-known/openid-configuration")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(configuration["issuer"], "https://shop.example");
    assert_eq!(
        configuration["jwks_uri"],
        "https://shop.example/.well-known/jwks.json"
    );
}

#[tokio::test]
async fn the_schema_is_for_those_who_may_introspect() {
    let open = Server::start(&[]).await;
    let sdl = open
        .get("/schema.graphql")
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    assert_eq!(sdl, *crate::graphql::SDL);
    let closed = Server::start(&["--introspection", "off"]).await;
    assert_eq!(status(closed.get("/schema.graphql")).await, 404);
    assert_eq!(
        status(closed.get("/schema.graphql").bearer_auth("unknown")).await,
        404
    );
    assert_eq!(
        status(closed.get("/schema.graphql").bearer_auth(&closed.staff)).await,
        200
    );
}

#[tokio::test]
async fn a_stop_lets_requests_under_way_end() {
    let server = Server::start(&[]).await;
    let under_way = tokio::spawn(server.query("mutation { slow }").send());
    server.probe.started.notified().await;
    let url = server.url("/healthz");
    server.stop.send(()).unwrap();
    // The listener closes while the request is still under way.
    while reqwest::get(&url).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(!server.task.is_finished());
    server.probe.go_on.notify_one();
    assert_eq!(under_way.await.unwrap().unwrap().status(), 200);
    drop(server.client);
    server.task.await.unwrap();
}

#[tokio::test]
async fn readiness_fails_before_the_listener_closes() {
    let server = Server::start(&["--drain-delay", "1h"]).await;
    server.stop.send(()).unwrap();
    let url = format!("http://{}/readyz", server.address);
    while server.client.get(&url).send().await.unwrap().status() != 503 {
        tokio::task::yield_now().await;
    }
    server.task.abort();
}
