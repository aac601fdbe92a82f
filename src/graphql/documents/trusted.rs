//! The documents of a manifest.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::asked::Name;
use super::digest::Digest;
use crate::graphql::gate::{Document, Gate};

/// The documents of a manifest, by their ids and by the hashes of their texts.
pub(super) struct Trusted {
    by_id: HashMap<String, Arc<Document>>,
    by_digest: HashMap<Digest, Arc<Document>>,
}

/// What a manifest of Apollo's says that it is.
const APOLLO: &str = "apollo-persisted-query-manifest";

/// The members of Apollo's form that matter: <https://www.apollographql.com/docs/graphos/platform/security/persisted-queries>.
#[derive(Deserialize)]
struct Apollo {
    version: u64,
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
struct Operation {
    id: String,
    body: String,
}

impl Trusted {
    /// Reads a manifest, and lets each of its documents through the gate.
    ///
    /// # Errors
    /// One line that says what is wrong, with the id of the document where it is one.
    pub(super) fn load(file: &Path, gate: &Gate) -> Result<Self, String> {
        let text = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        Self::read(&text, gate)
    }

    fn read(manifest: &str, gate: &Gate) -> Result<Self, String> {
        let mut trusted = Self {
            by_id: HashMap::new(),
            by_digest: HashMap::new(),
        };
        for (id, text) in documents(manifest)? {
            let digest = Digest::of(&text);
            let document = match trusted.by_digest.entry(digest) {
                Entry::Occupied(same) => Arc::clone(same.get()),
                Entry::Vacant(place) => {
                    let document = gate
                        .inspect(text)
                        .map_err(|refusal| format!("document {id}: {}", refusal.message))?;
                    Arc::clone(place.insert(Arc::new(document)))
                }
            };
            if trusted
                .by_id
                .insert(Name::of_id(&id).id, document)
                .is_some()
            {
                return Err(format!("document {id}: the id is there twice"));
            }
        }
        Ok(trusted)
    }

    /// The document of a name.
    pub(super) fn named(&self, name: &Name) -> Option<&Arc<Document>> {
        let by_digest = || self.by_digest.get(&name.digest?);
        self.by_id.get(&name.id).or_else(by_digest)
    }

    /// The document of exactly this text.
    pub(super) fn of_text(&self, digest: &Digest) -> Option<&Arc<Document>> {
        self.by_digest.get(digest)
    }
}

/// The ids and texts of a manifest, whichever of the two forms it has.
fn documents(manifest: &str) -> Result<Vec<(String, String)>, String> {
    let members: Map<String, Value> =
        serde_json::from_str(manifest).map_err(|error| format!("no JSON object: {error}"))?;
    if members.get("format").is_some_and(|format| format == APOLLO) {
        let Apollo {
            version,
            operations,
        } = serde_json::from_value(Value::Object(members))
            .map_err(|error| format!("no manifest of Apollo's: {error}"))?;
        if version != 1 {
            return Err(format!(
                "a manifest of Apollo's in version {version}, not 1"
            ));
        }
        return Ok(operations
            .into_iter()
            .map(|operation| (operation.id, operation.body))
            .collect());
    }
    let texts = members.into_iter().map(|(id, text)| match text {
        Value::String(text) => Ok((id, text)),
        _ => Err(format!(
            "document {id}: no text; a manifest of Relay's has ids with texts, Apollo's a `format`"
        )),
    });
    texts.collect()
}

#[cfg(test)]
#[path = "trusted_tests.rs"]
mod tests;
