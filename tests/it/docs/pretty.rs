//! JSON as a document shows it: what fits on a line stays on it, and members keep their order.

use async_graphql::Value;

/// Characters of a line, unless a single text is longer.
const WIDTH: usize = 110;

/// An answer, laid out.
pub(super) fn pretty(value: &Value, indent: usize) -> String {
    let line = laid(value, &|part| pretty(part, 0), "", " ", "");
    if line.len() + indent <= WIDTH && !line.contains('\n') {
        return line;
    }
    let inner = format!("\n{}", " ".repeat(indent + 2));
    let outer = format!("\n{}", " ".repeat(indent));
    laid(
        value,
        &|part| pretty(part, indent + 2),
        &inner,
        &inner,
        &outer,
    )
}

/// A value whose parts are put between these.
fn laid(
    value: &Value,
    part: &dyn Fn(&Value) -> String,
    open: &str,
    next: &str,
    close: &str,
) -> String {
    let next = format!(",{next}");
    match value {
        Value::List(items) if !items.is_empty() => {
            let parts: Vec<_> = items.iter().map(part).collect();
            format!("[{open}{}{close}]", parts.join(&next))
        }
        Value::Object(members) if !members.is_empty() => {
            let parts: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("\"{name}\": {}", part(value)))
                .collect();
            format!("{{{open}{}{close}}}", parts.join(&next))
        }
        plain => serde_json::to_string(plain).expect("JSON"),
    }
}
