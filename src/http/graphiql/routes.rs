//! What answers for the page and its files.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::assets::{self, Source};
use super::page::{self, Demo, Page};
use crate::clock::Clock;

/// `GET /`, `GET /graphiql` and the files of the page. With a [`Demo`] the example tabs carry its
/// key and login; without one they say which header to fill in.
///
/// The page brings its own `Content-Security-Policy` and `Referrer-Policy`, its files their own
/// `Cache-Control`: layers around these routes must leave those alone.
pub fn routes<S>(clock: Clock, demo: Option<&Demo>) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    let assets = assets::all();
    let page = Arc::new(Page::new(&assets, demo));
    let view = get(move || async move { view(&page, &clock) });
    let router = Router::new()
        .route("/", view.clone())
        .route("/graphiql", view);
    assets
        .into_iter()
        .fold(router, |router, asset| match asset.source {
            Source::Here(bytes) => {
                let content_type = asset.kind.content_type();
                router.route(
                    &asset.url,
                    get(move || async move { file(content_type, bytes) }),
                )
            }
            Source::Cdn { .. } => router,
        })
}

fn view(page: &Page, clock: &Clock) -> Response {
    let nonce = STANDARD.encode(clock.secret::<16>());
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CONTENT_SECURITY_POLICY, page::policy(&nonce)),
        (header::REFERRER_POLICY, "no-referrer".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, page.html(&nonce)).into_response()
}

fn file(content_type: &'static str, bytes: &'static [u8]) -> Response {
    let headers = [
        (header::CONTENT_TYPE, content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, Bytes::from_static(bytes)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The address of a server that answers on these routes alone.
    async fn serve() -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router: Router = routes(Clock::default(), None);
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
        response.headers()[name].to_str().unwrap()
    }

    #[tokio::test]
    async fn each_view_has_a_policy_with_a_nonce_of_its_own() {
        let base = serve().await;
        let mut policies = Vec::new();
        for path in ["/", "/graphiql", "/graphiql?query=%3Cscript%3E"] {
            let response = reqwest::get(format!("{base}{path}")).await.unwrap();
            assert_eq!(response.status(), 200);
            assert_eq!(header(&response, "cache-control"), "no-store");
            let policy = header(&response, "content-security-policy").to_owned();
            let (_, rest) = policy.split_once("'nonce-").unwrap();
            let nonce = rest.split_once('\'').unwrap().0.to_owned();
            assert!(policy.ends_with("frame-ancestors 'none'"));
            assert!(!policy.contains("unsafe"));
            let html = response.text().await.unwrap();
            assert!(html.contains(&format!("nonce=\"{nonce}\"")));
            assert!(!html.contains("<script>"));
            policies.push(policy);
        }
        policies.sort();
        policies.dedup();
        assert_eq!(policies.len(), 3);
    }

    #[tokio::test]
    async fn files_are_served_for_good() {
        let base = serve().await;
        let mut served = 0;
        for asset in assets::all() {
            let Source::Here(bytes) = asset.source else {
                continue;
            };
            let response = reqwest::get(format!("{base}{}", asset.url)).await.unwrap();
            assert_eq!(response.status(), 200, "{}", asset.url);
            assert_eq!(header(&response, "content-type"), asset.kind.content_type());
            assert!(header(&response, "cache-control").ends_with("immutable"));
            assert_eq!(response.bytes().await.unwrap(), bytes);
            served += 1;
        }
        assert!(served >= 3);
        let missing = reqwest::get(format!("{base}/graphiql/assets/none/page.js"))
            .await
            .unwrap();
        assert_eq!(missing.status(), 404);
    }
}
