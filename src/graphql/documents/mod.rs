//! Documents that are known: those of a manifest, and those seen before. Every transport finds its
//! documents here, and the gate looks at what is not known yet.

mod asked;
mod cache;
mod digest;
mod trusted;

use std::path::Path;
use std::sync::Arc;

use self::cache::{By, Cache, Owner};
use self::digest::Digest;
use self::trusted::Trusted;
use super::errors::ErrorCode;
use super::gate::{Document, Gate, Refusal};
use super::{schema, whole_sdl};
use crate::actor::{Actor, Client};
use crate::config::{self, Settings, Toggle};
use crate::error::{Error, Result as ServiceResult};
use crate::value::Network;

pub use self::asked::{Asked, Name};

/// Documents that are known.
pub struct Documents {
    /// Then nothing else runs for anyone but staff.
    trusted: Option<Trusted>,
    seen: Cache,
    by_hash: bool,
}

/// Whether the manifest that the settings name is sound.
///
/// # Errors
/// One line that says what to mend.
pub fn check(settings: &Settings) -> Result<(), String> {
    let Some(file) = &settings.documents.trusted_documents else {
        return Ok(());
    };
    let gate = Gate::new(&whole_sdl(&schema().finish()), &settings.limits)
        .map_err(|error| error.to_string())?;
    trusted(file, &gate).map(drop)
}

fn trusted(file: &Path, gate: &Gate) -> Result<Trusted, String> {
    let complain = |problem| format!("PATRONAGE_TRUSTED_DOCUMENTS: {}: {problem}", file.display());
    Trusted::load(file, gate).map_err(complain)
}

impl Documents {
    /// Those of the settings' manifest, and none seen yet.
    ///
    /// # Errors
    /// [`Error::Internal`] for a manifest that [`check`] would refuse.
    pub fn new(settings: &config::Documents, gate: &Gate) -> ServiceResult<Self> {
        let file = settings.trusted_documents.as_deref();
        let trusted = file.map(|file| trusted(file, gate).map_err(Error::internal));
        Ok(Self {
            trusted: trusted.transpose()?,
            seen: Cache::new(settings.document_cache),
            by_hash: settings.persisted_queries == Toggle::On,
        })
    }

    /// The document that was asked for, which has passed the gate. A bad credential is nobody's.
    ///
    /// # Errors
    /// What the gate refuses it for, `DOCUMENT_NOT_TRUSTED`, `PERSISTED_QUERY_NOT_FOUND`,
    /// `PERSISTED_QUERY_NOT_SUPPORTED`, or `BAD_REQUEST` for a hash that is not the text's.
    pub fn find(
        &self,
        gate: &Gate,
        asked: Asked,
        caller: (Option<&Actor>, &Client),
    ) -> Result<Arc<Document>, Refusal> {
        let may_run_any = self.trusted.is_none() || caller.0.is_some_and(Actor::is_staff);
        match (asked.text, asked.name) {
            (Some(text), name) => self.of_text(gate, text, name.as_ref(), may_run_any, caller),
            (None, Some(name)) => self.named(&name, may_run_any),
            (None, None) => Err(Refusal::new(ErrorCode::BadRequest, "There is no `query`.")),
        }
    }

    fn of_text(
        &self,
        gate: &Gate,
        text: String,
        name: Option<&Name>,
        may_run_any: bool,
        caller: (Option<&Actor>, &Client),
    ) -> Result<Arc<Document>, Refusal> {
        let digest = Digest::of(&text);
        let said = name.and_then(|name| name.digest);
        if said.is_some_and(|said| said != digest) {
            let message = "The hash is not that of `query`.";
            return Err(Refusal::new(ErrorCode::BadRequest, message));
        }
        if let Some(document) = self
            .trusted
            .as_ref()
            .and_then(|trusted| trusted.of_text(&digest))
        {
            return Ok(Arc::clone(document));
        }
        if !may_run_any {
            return Err(not_trusted());
        }
        let is_named = self.by_hash && said.is_some();
        let by = if is_named {
            By::TextToBeNamed
        } else {
            By::Text
        };
        if let Some(document) = self.seen.get(&digest, by) {
            return Ok(document);
        }
        let document = Arc::new(gate.inspect(text)?);
        // Else whoever guesses at a password could ask for the hash of a login, and would learn of a hit
        // without an attempt that counts.
        if !document.may_tell_a_secret() {
            self.seen.put(digest, &document, owner(caller), is_named);
        }
        Ok(document)
    }

    fn named(&self, name: &Name, may_run_any: bool) -> Result<Arc<Document>, Refusal> {
        if let Some(document) = self
            .trusted
            .as_ref()
            .and_then(|trusted| trusted.named(name))
        {
            return Ok(Arc::clone(document));
        }
        if !may_run_any {
            return Err(not_trusted());
        }
        // The messages are those that Apollo's clients look for.
        if !self.by_hash {
            let message = "PersistedQueryNotSupported";
            return Err(Refusal::new(ErrorCode::PersistedQueryNotSupported, message));
        }
        let seen = name
            .digest
            .and_then(|digest| self.seen.get(&digest, By::Hash));
        seen.ok_or_else(|| {
            Refusal::new(ErrorCode::PersistedQueryNotFound, "PersistedQueryNotFound")
        })
    }
}

fn not_trusted() -> Refusal {
    let message = "Only the documents of this service's manifest run for anyone but staff.";
    Refusal::new(ErrorCode::DocumentNotTrusted, message)
}

/// Who brings a document: a key of staff, or the network of anyone else, who has logins for the asking.
fn owner((actor, client): (Option<&Actor>, &Client)) -> Owner {
    let staff = actor.filter(|actor| actor.is_staff()).and_then(Actor::name);
    let network = || {
        client
            .ip
            .map(|address| Network::of_caller(address).to_string())
    };
    staff.or_else(network).unwrap_or_default().into()
}

#[cfg(test)]
mod tests;
