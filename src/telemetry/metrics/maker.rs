//! Making metrics, each of them registered at once.

use prometheus::{
    Counter, Gauge, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry,
};

use super::MetricError;

/// Seconds, as OpenTelemetry recommends them for requests.
pub(super) const REQUEST_SECONDS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];
/// Seconds, as it recommends them for databases, with two more below: on `SQLite` most statements take
/// less than a millisecond.
pub(super) const STATEMENT_SECONDS: [f64; 12] = [
    0.0001, 0.0003, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Makes metrics of a registry.
pub(super) struct Maker<'a> {
    registry: &'a Registry,
}

type Made<T> = Result<T, MetricError>;

impl<'a> Maker<'a> {
    pub(super) const fn new(registry: &'a Registry) -> Self {
        Self { registry }
    }

    fn keep<T: prometheus::core::Collector + Clone + 'static>(&self, metric: T) -> Made<T> {
        self.registry.register(Box::new(metric.clone()))?;
        Ok(metric)
    }

    pub(super) fn counter(&self, name: &str, help: &str) -> Made<IntCounter> {
        self.keep(IntCounter::new(name, help)?)
    }

    /// A counter of what need not be whole, such as seconds.
    pub(super) fn total(&self, name: &str, help: &str) -> Made<Counter> {
        self.keep(Counter::new(name, help)?)
    }

    /// Counters by labels, there from the start for each of `values`: a rate is known only of what was
    /// there before it rose.
    pub(super) fn counters<const N: usize>(
        &self,
        (name, help): (&str, &str),
        labels: [&str; N],
        values: impl IntoIterator<Item = [&'static str; N]>,
    ) -> Made<IntCounterVec> {
        let counters = self.keep(IntCounterVec::new(Opts::new(name, help), &labels)?)?;
        for of in values {
            counters.get_metric_with_label_values(&of)?;
        }
        Ok(counters)
    }

    pub(super) fn gauge(&self, name: &str, help: &str) -> Made<IntGauge> {
        self.keep(IntGauge::new(name, help)?)
    }

    /// A gauge of a number that need not be whole, such as seconds.
    pub(super) fn measure(&self, name: &str, help: &str) -> Made<Gauge> {
        self.keep(Gauge::new(name, help)?)
    }

    pub(super) fn gauges(&self, name: &str, help: &str, labels: &[&str]) -> Made<IntGaugeVec> {
        self.keep(IntGaugeVec::new(Opts::new(name, help), labels)?)
    }

    pub(super) fn histogram(&self, name: &str, help: &str, seconds: &[f64]) -> Made<Histogram> {
        let opts = HistogramOpts::new(name, help).buckets(seconds.to_vec());
        self.keep(Histogram::with_opts(opts)?)
    }

    pub(super) fn histograms(
        &self,
        (name, help): (&str, &str),
        seconds: &[f64],
        labels: &[&str],
    ) -> Made<HistogramVec> {
        let opts = HistogramOpts::new(name, help).buckets(seconds.to_vec());
        self.keep(HistogramVec::new(opts, labels)?)
    }

    /// The metric that is always 1 and tells by its labels what runs.
    pub(super) fn build_info(&self, labels: &[(&str, &str)]) -> Made<()> {
        let help = "Always 1; the version that runs, and its database";
        let mut opts = Opts::new("patronage_build_info", help);
        for (name, value) in labels {
            opts = opts.const_label(*name, *value);
        }
        self.keep(IntGauge::with_opts(opts)?)?.set(1);
        Ok(())
    }
}
