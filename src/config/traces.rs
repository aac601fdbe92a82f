//! Where traces go. All else of them is by OpenTelemetry's own variables, which its libraries read
//! themselves
//! (<https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/>).

use clap::Args;
use url::Url;

/// Where traces go.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Traces")]
pub struct Traces {
    /// Send traces by OTLP over HTTP, to v1/traces below this URL
    #[arg(long, env = "OTEL_EXPORTER_OTLP_ENDPOINT", value_parser = endpoint)]
    pub otel_exporter_otlp_endpoint: Option<Url>,
    /// The whole URL that traces go to, instead
    #[arg(long, env = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", value_parser = endpoint)]
    pub otel_exporter_otlp_traces_endpoint: Option<Url>,
    /// No traces, whatever the endpoint
    #[arg(long, env = "OTEL_SDK_DISABLED", default_value_t = false, num_args = 0..=1, default_missing_value = "true")]
    pub otel_sdk_disabled: bool,
}

impl Traces {
    /// The whole URL that traces go to; none where there are no traces.
    #[must_use]
    pub fn endpoint(&self) -> Option<String> {
        if self.otel_sdk_disabled {
            return None;
        }
        if let Some(traces) = &self.otel_exporter_otlp_traces_endpoint {
            return Some(traces.to_string());
        }
        let base = self.otel_exporter_otlp_endpoint.as_ref()?.as_str();
        Some(format!("{}/v1/traces", base.trim_end_matches('/')))
    }
}

fn endpoint(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(url),
        _ => Err("give a URL, such as http://localhost:4318".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::settings;

    #[test]
    fn the_endpoint_is_by_the_conventions() {
        let endpoint = |args: &[&str]| settings(args).traces.endpoint();
        let base = "--otel-exporter-otlp-endpoint=http://localhost:4318";
        let whole = "--otel-exporter-otlp-traces-endpoint=http://other/path";
        assert_eq!(endpoint(&[]), None);
        let below = Some("http://localhost:4318/v1/traces".to_owned());
        assert_eq!(endpoint(&[base]), below);
        assert_eq!(endpoint(&[&format!("{base}/")]), below);
        assert_eq!(
            endpoint(&[base, whole]).as_deref(),
            Some("http://other/path")
        );
        assert_eq!(endpoint(&[base, "--otel-sdk-disabled"]), None);
        for bad in ["localhost:4318", "grpc://localhost", "http://"] {
            assert!(super::endpoint(bad).is_err(), "{bad}");
        }
    }
}
