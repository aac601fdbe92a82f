//! What `/metrics` says.

use std::collections::BTreeMap;

use crate::harness::Caller;

/// One scrape.
#[derive(Debug)]
pub(super) struct Scrape {
    /// The kind of each metric, by name.
    pub(super) kinds: BTreeMap<String, String>,
    /// The value of each series, by its name with its labels.
    pub(super) series: BTreeMap<String, f64>,
}

impl Scrape {
    /// Scrapes.
    ///
    /// # Panics
    /// When there is nothing to scrape, or what there is has not the form of Prometheus.
    pub(super) async fn of(caller: &Caller) -> Self {
        let answer = caller.get("/metrics").await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
        let content_type = &answer.headers["content-type"];
        assert_eq!(content_type, "text/plain; version=0.0.4; charset=utf-8");
        let (mut kinds, mut series) = (BTreeMap::new(), BTreeMap::new());
        for line in answer.text.lines() {
            if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').expect("a name and a kind");
                kinds.insert(name.to_owned(), kind.to_owned());
            } else if !line.starts_with('#') {
                let (name, value) = line.rsplit_once(' ').expect("a series and its value");
                let value = value.parse().expect("a number");
                assert_eq!(series.insert(name.to_owned(), value), None, "{name} twice");
            }
        }
        Self { kinds, series }
    }

    /// The value of a series, 0 where there is none.
    pub(super) fn get(&self, series: &str) -> f64 {
        self.series.get(series).copied().unwrap_or(0.0)
    }

    /// The names of the labels of a metric.
    pub(super) fn labels(&self, metric: &str) -> Vec<String> {
        let of = |series: &&String| {
            let rest = series.strip_prefix(metric)?;
            let rest = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|part| rest.strip_prefix(part))
                .unwrap_or(rest);
            (rest.is_empty() || rest.starts_with('{')).then(|| rest.to_owned())
        };
        let mut names = Vec::new();
        for labels in self.series.keys().filter_map(|series| of(&series)) {
            for label in labels.trim_matches(['{', '}']).split("\",") {
                let name = label.split('=').next().unwrap_or_default().to_owned();
                if !name.is_empty() && name != "le" && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        names.sort();
        names
    }
}
