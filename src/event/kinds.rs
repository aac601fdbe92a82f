//! The types of events, and how callers name several at once.

/// Every type, as the API names them.
pub(super) const KINDS: [&str; 23] = [
    "customer.created",
    "customer.updated",
    "customer.deleted",
    "customer.restored",
    "customer.registered",
    "customer.merged",
    "customer.erased",
    "customer.email_changed",
    "customer.email_verified",
    "customer.password_changed",
    "customer.logged_in",
    "customer.session_compromised",
    "customer.identity_linked",
    "customer.identity_unlinked",
    "customer.address_created",
    "customer.address_updated",
    "customer.address_deleted",
    "customer_group.created",
    "customer_group.updated",
    "customer_group.deleted",
    "customer_group.restored",
    "customer_group.customer_added",
    "customer_group.customer_removed",
];

/// The types that patterns name: each is a type, or the beginning of some and then `*`.
#[must_use]
pub fn matching(patterns: &[String]) -> Vec<&'static str> {
    let is_named = |kind: &&str| patterns.iter().any(|pattern| is_match(pattern, kind));
    KINDS.into_iter().filter(is_named).collect()
}

fn is_match(pattern: &str, kind: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => kind.starts_with(start),
        None => kind == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(patterns: &[&str]) -> Vec<&'static str> {
        let patterns: Vec<_> = patterns.iter().map(|text| (*text).to_owned()).collect();
        matching(&patterns)
    }

    #[test]
    fn patterns_name_types() {
        assert_eq!(named(&["customer.created"]), ["customer.created"]);
        assert_eq!(named(&["*"]), KINDS);
        assert_eq!(named(&["customer.*", "customer_group.*"]), KINDS);
        assert_eq!(
            named(&["customer.address_*", "customer.address_created"]),
            [
                "customer.address_created",
                "customer.address_updated",
                "customer.address_deleted"
            ]
        );
        for nothing in ["", "customer", "customer.", "Customer.created", "x*", "**"] {
            assert!(named(&[nothing]).is_empty(), "{nothing}");
        }
        assert!(named(&[]).is_empty());
    }

    /// A type that is written but not listed here could not be filtered by.
    #[test]
    fn every_type_that_is_written_is_listed() {
        let written = include_str!("mod.rs");
        let written = written.split('"').skip(1).step_by(2);
        let kinds: Vec<_> = written
            .filter(|text| text.starts_with("customer") && text.contains('.'))
            .collect();
        assert!(kinds.len() > 10, "{kinds:?}");
        for kind in kinds {
            assert!(KINDS.contains(&kind), "{kind}");
        }
    }
}
