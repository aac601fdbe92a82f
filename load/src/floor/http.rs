//! HTTP of the floor, on bare hyper.

use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

use super::Source;
use crate::Result;

/// What the route for the limit of HTTP answers, about as long as one customer.
static BYTES: [u8; 1024] = [b' '; 1024];

/// Takes connections until the listener fails.
pub(super) async fn accept(listener: TcpListener, source: Arc<Source>) -> Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let source = Arc::clone(&source);
        tokio::spawn(async move {
            let service = service_fn(|request| answer(request, &source));
            // A connection that breaks is told by the client that it breaks for.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    source: &Source,
) -> std::result::Result<Response<Full<Bytes>>, Infallible> {
    let done = match *request.method() {
        Method::POST => write(request, source).await,
        _ => read(request.uri().path(), request.uri().query(), source).await,
    };
    let (status, body) = match done {
        Ok(Some(body)) => (StatusCode::OK, body),
        Ok(None) => (StatusCode::NOT_FOUND, Bytes::new()),
        Err(error) => {
            eprintln!("floor: {error}");
            (StatusCode::INTERNAL_SERVER_ERROR, Bytes::new())
        }
    };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(CONTENT_TYPE, json);
    Ok(response)
}

async fn read(path: &str, query: Option<&str>, source: &Source) -> Result<Option<Bytes>> {
    if let Some(id) = path.strip_prefix("/customer/") {
        return Ok(Some(source.customer(id).await?.into()));
    }
    let number = |name: &str| query?.strip_prefix(name)?.strip_prefix('=');
    match path {
        "/customers" => {
            let first = number("first").unwrap_or("50").parse()?;
            Ok(Some(source.customers(first).await?.into()))
        }
        "/ids" => {
            let count = number("count").unwrap_or("1000").parse()?;
            Ok(Some(source.ids(count).await?.into()))
        }
        "/events" => Ok(Some(source.events().await?.to_string().into())),
        "/static" => Ok(Some(Bytes::from_static(&BYTES))),
        _ => Ok(None),
    }
}

async fn write(request: Request<Incoming>, source: &Source) -> Result<Option<Bytes>> {
    let (head, body) = request.into_parts();
    let body = body.collect().await?.to_bytes();
    match head.uri.path() {
        "/customers" => Ok(Some(source.create(&body).await?.into())),
        "/addresses" => Ok(Some(source.change(&body).await?.into())),
        _ => Ok(None),
    }
}
