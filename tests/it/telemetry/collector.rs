//! A collector of traces, as OpenTelemetry's is: an HTTP server that takes spans as protobuf.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::routing::post;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

/// How long spans may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A collector that runs while the test does.
pub(super) struct Collector {
    /// Where it takes spans.
    pub(super) endpoint: String,
    got: Arc<Mutex<Got>>,
}

#[derive(Default)]
struct Got {
    spans: Vec<Spanned>,
    resource: BTreeMap<String, String>,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

/// A span that came.
#[derive(Clone, Debug)]
pub(super) struct Spanned {
    pub(super) name: String,
    pub(super) trace: String,
    pub(super) id: String,
    /// Empty for one without.
    pub(super) parent: String,
    /// 2 is a server's, 3 a client's.
    pub(super) kind: i32,
    pub(super) attributes: BTreeMap<String, String>,
    /// 2 is an error.
    pub(super) status: i32,
}

impl Collector {
    pub(super) async fn start() -> Self {
        let got: Arc<Mutex<Got>> = Arc::default();
        let taking = Arc::clone(&got);
        let take = move |headers: HeaderMap, body: Bytes| async move {
            taking.lock().expect("spans").take(headers, &body);
            ([("content-type", "application/x-protobuf")], Bytes::new())
        };
        let router = Router::new().route("/v1/traces", post(take));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("a bound port"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { endpoint, got }
    }

    /// The flag by which a server sends it spans.
    pub(super) fn flag(&self) -> String {
        format!("--otel-exporter-otlp-endpoint={}", self.endpoint)
    }

    /// All spans so far.
    pub(super) fn spans(&self) -> Vec<Spanned> {
        self.got.lock().expect("spans").spans.clone()
    }

    /// What the spans are of.
    pub(super) fn resource(&self) -> BTreeMap<String, String> {
        self.got.lock().expect("spans").resource.clone()
    }

    /// A header of the last request.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let got = self.got.lock().expect("spans");
        Some(got.headers.get(name)?.to_str().expect("text").to_owned())
    }

    /// All bytes that came.
    pub(super) fn bytes(&self) -> Vec<u8> {
        self.got.lock().expect("spans").bytes.clone()
    }

    /// Waits until there is a span like that.
    pub(super) async fn span(&self, is_it: impl Fn(&Spanned) -> bool) -> Spanned {
        let coming = async {
            loop {
                if let Some(span) = self.spans().into_iter().find(&is_it) {
                    return span;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let came = tokio::time::timeout(PATIENCE, coming).await;
        came.unwrap_or_else(|_| panic!("no such span: {:#?}", self.spans()))
    }

    /// The spans below a span, by their names.
    pub(super) fn below(&self, parent: &Spanned) -> Vec<Spanned> {
        let spans = self.spans().into_iter();
        spans
            .filter(|span| span.parent == parent.id && span.trace == parent.trace)
            .collect()
    }
}

impl Got {
    fn take(&mut self, headers: HeaderMap, body: &[u8]) {
        let request = ExportTraceServiceRequest::decode(body).expect("spans as protobuf");
        for of_resource in request.resource_spans {
            let resource = of_resource.resource.expect("a resource");
            self.resource = texts(&resource.attributes);
            let spans = of_resource.scope_spans.into_iter();
            self.spans
                .extend(spans.flat_map(|scope| scope.spans).map(Spanned::from));
        }
        self.headers = headers;
        self.bytes.extend_from_slice(body);
    }
}

impl From<Span> for Spanned {
    fn from(span: Span) -> Self {
        assert!(
            span.end_time_unix_nano >= span.start_time_unix_nano,
            "{}",
            span.name
        );
        Self {
            name: span.name,
            trace: hex(&span.trace_id),
            id: hex(&span.span_id),
            parent: hex(&span.parent_span_id),
            kind: span.kind,
            attributes: texts(&span.attributes),
            status: span.status.map_or(0, |status| status.code),
        }
    }
}

fn texts(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let text = |value: Any| match value {
        Any::StringValue(text) => text,
        Any::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    };
    let value = |attribute: &KeyValue| attribute.value.clone()?.value;
    attributes
        .iter()
        .map(|attribute| {
            let value = value(attribute).expect("a value");
            (attribute.key.clone(), text(value))
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}
