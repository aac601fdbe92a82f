//! Starting and stopping.

use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry::{Key, KeyValue};
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use super::client::Exporting;
use crate::error::Error;

/// How long spans that wait may take to be sent when the program ends.
const FLUSH: Duration = Duration::from_secs(3);

/// Why there are no traces.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The settings make no sense.
    #[error("traces: {0}")]
    Exporter(#[from] ExporterBuildError),
    /// The system has no certificate authorities.
    #[error("traces: no client can be made")]
    Client(#[from] reqwest::Error),
}

impl From<TraceError> for Error {
    fn from(error: TraceError) -> Self {
        Self::Internal(Box::new(error))
    }
}

/// What makes spans and sends them, or nothing.
pub struct Traces(Option<Active>);

struct Active {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl Traces {
    /// Sends spans to an endpoint, the whole URL of it; without one there are none.
    ///
    /// Everything else is by OpenTelemetry's own variables: sampler, resource, headers, batches. Spans wait
    /// in a bounded queue, and are dropped where it is full.
    ///
    /// # Errors
    /// When the endpoint or one of those variables makes no sense.
    pub fn start(endpoint: Option<&str>) -> Result<Self, TraceError> {
        let Some(endpoint) = endpoint else {
            return Ok(Self(None));
        };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(endpoint)
            .with_http_client(Exporting::new()?)
            .build()?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource())
            .build();
        let tracer = provider.tracer("patronage");
        Ok(Self(Some(Active { provider, tracer })))
    }

    pub(super) fn tracer(&self) -> Option<&SdkTracer> {
        Some(&self.0.as_ref()?.tracer)
    }

    /// Sends what waits, for three seconds at most, and ends.
    pub async fn stop(&self) {
        let Some(Active { provider, .. }) = &self.0 else {
            return;
        };
        let provider = provider.clone();
        // It blocks its thread, and what it waits for needs this runtime.
        let stopping = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FLUSH));
        if !matches!(stopping.await, Ok(Ok(()))) {
            tracing::warn!("traces were cut off at shutdown");
        }
    }
}

/// What the spans are of, by `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`.
fn resource() -> Resource {
    const NAME: &str = "service.name";
    const VERSION: &str = "service.version";
    let told = Resource::builder().build();
    let said = |key: &'static str| told.get(&Key::from_static_str(key));
    let unnamed = said(NAME).is_none_or(|name| name.as_str().starts_with("unknown_service"));
    let ours = [
        (unnamed, NAME, "patronage"),
        (said(VERSION).is_none(), VERSION, env!("CARGO_PKG_VERSION")),
    ];
    let missing = ours.into_iter().filter(|(missing, ..)| *missing);
    Resource::builder()
        .with_attributes(missing.map(|(_, key, value)| KeyValue::new(key, value)))
        .build()
}
