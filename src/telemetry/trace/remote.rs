//! The trace that a request belongs to already, by W3C's Trace Context
//! (<https://www.w3.org/TR/trace-context/>).

use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::TraceContextExt;
use opentelemetry_sdk::propagation::TraceContextPropagator;

/// Characters of `tracestate` that are passed on; of a longer one nothing is (3.3.1.1 asks for 512).
const MAX_STATE: usize = 512;
/// Characters of the parts of `traceparent` in version 00: version, trace, parent, flags.
const PARTS: [usize; 4] = [2, 32, 16, 2];

/// A span of the caller's, which ours are below.
#[derive(Clone, Debug)]
pub struct Remote(Context);

impl Remote {
    /// The span that a request's headers name; none unless they are well formed.
    #[must_use]
    pub fn parse(traceparent: &str, tracestate: Option<&str>) -> Option<Self> {
        if !is_well_formed(traceparent) {
            return None;
        }
        let headers = Headers {
            traceparent,
            tracestate: tracestate.filter(|state| state.len() <= MAX_STATE),
        };
        let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &headers);
        context.has_active_span().then_some(Self(context))
    }

    pub(super) fn context(self) -> Context {
        self.0
    }
}

/// Stricter than the propagator, which also takes numbers of fewer digits. A later version may have more
/// parts (3.2.4).
fn is_well_formed(traceparent: &str) -> bool {
    let is_hex = |part: &str| {
        part.bytes()
            .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    };
    let parts: Vec<_> = traceparent.split('-').take(PARTS.len() + 1).collect();
    let sound = |(part, length): (&&str, &usize)| part.len() == *length && is_hex(part);
    parts.len() >= PARTS.len()
        && parts.iter().zip(&PARTS).all(sound)
        && (parts.len() == PARTS.len() || !traceparent.starts_with("00"))
}

struct Headers<'a> {
    traceparent: &'a str,
    tracestate: Option<&'a str>,
}

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        match key {
            "traceparent" => Some(self.traceparent),
            "tracestate" => self.tracestate,
            _ => None,
        }
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent", "tracestate"]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[test]
    fn only_what_is_well_formed_is_a_trace() {
        let future = format!("cc{}-more", &PARENT[2..]);
        for good in [PARENT, &future, &format!("cc{}", &PARENT[2..])] {
            let remote = Remote::parse(good, None).unwrap_or_else(|| panic!("{good}"));
            let span = remote.context().span().span_context().clone();
            assert_eq!(span.trace_id().to_string(), PARENT[3..35]);
            assert_eq!(span.span_id().to_string(), PARENT[36..52]);
            assert!(span.is_sampled() && span.is_remote());
        }
        for bad in [
            "",
            "00",
            "00-1-2-01",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
            "00-+af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ] {
            assert!(Remote::parse(bad, None).is_none(), "{bad}");
        }
    }

    #[test]
    fn state_comes_along_unless_it_is_long_or_malformed() {
        let state = |state: &str| {
            let remote = Remote::parse(PARENT, Some(state)).unwrap();
            let span = remote.context().span().span_context().clone();
            span.trace_state().header()
        };
        assert_eq!(state("vendor=1,other=2"), "vendor=1,other=2");
        assert_eq!(state(&format!("vendor={}", "x".repeat(506))), "");
        assert_eq!(state("no member"), "");
    }

    proptest! {
        #[test]
        fn no_header_breaks_it(parent in ".*", state in ".*") {
            let _ = Remote::parse(&parent, Some(&state));
        }
    }
}
