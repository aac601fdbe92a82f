//! Documents seen before, as many as there is room for.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashlink::LinkedHashSet;

use super::digest::Digest;
use crate::graphql::gate::Document;

/// Bytes that the tables take for each document, at most.
const OVERHEAD: usize = 512;

/// Who has brought a document: a network, or a key of staff.
pub(super) type Owner = Arc<str>;

/// Documents seen before, within a number of bytes. When they are full, whoever has brought most gives up
/// what was not asked for the longest: nobody can crowd out the documents of others by bringing many.
pub(super) struct Cache {
    max: usize,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    documents: HashMap<Digest, Entry>,
    owners: HashMap<Owner, Holding>,
    /// Every owner by what they hold.
    by_bytes: BTreeSet<(usize, Owner)>,
    bytes: usize,
}

struct Entry {
    document: Arc<Document>,
    owner: Owner,
    /// Whether it may be asked for by its hash.
    is_named: bool,
}

#[derive(Default)]
struct Holding {
    bytes: usize,
    /// Those not asked for the longest come first.
    digests: LinkedHashSet<Digest>,
}

/// How a document was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// By its text.
    Text,
    /// By its text, to be asked for by its hash from now on.
    TextToBeNamed,
    /// By its hash.
    Hash,
}

impl Cache {
    /// An empty one of this many bytes.
    pub(super) fn new(max: usize) -> Self {
        Self {
            max,
            kept: Mutex::default(),
        }
    }

    /// The document, if it is there and may be asked for so.
    pub(super) fn get(&self, digest: &Digest, by: By) -> Option<Arc<Document>> {
        let mut kept = self.lock();
        let kept = &mut *kept;
        let entry = kept.documents.get_mut(digest)?;
        match by {
            By::Hash if !entry.is_named => return None,
            By::TextToBeNamed => entry.is_named = true,
            By::Hash | By::Text => {}
        }
        if let Some(holding) = kept.owners.get_mut(&entry.owner) {
            holding.digests.to_back(digest);
        }
        Some(Arc::clone(&entry.document))
    }

    /// Keeps a document, and gives up others for it.
    pub(super) fn put(
        &self,
        digest: Digest,
        document: &Arc<Document>,
        owner: Owner,
        is_named: bool,
    ) {
        let mut kept = self.lock();
        if weight(document) <= self.max && !kept.documents.contains_key(&digest) {
            kept.add(
                digest,
                Entry {
                    document: Arc::clone(document),
                    owner,
                    is_named,
                },
            );
            while kept.bytes > self.max && kept.give_up_one() {}
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn add(&mut self, digest: Digest, entry: Entry) {
        let (owner, bytes) = (Arc::clone(&entry.owner), weight(&entry.document));
        self.documents.insert(digest, entry);
        let holding = self.owners.entry(Arc::clone(&owner)).or_default();
        self.by_bytes.remove(&(holding.bytes, Arc::clone(&owner)));
        holding.digests.insert(digest);
        holding.bytes += bytes;
        self.by_bytes.insert((holding.bytes, owner));
        self.bytes += bytes;
    }

    /// Whether there was one.
    fn give_up_one(&mut self) -> bool {
        let Some((_, owner)) = self.by_bytes.pop_last() else {
            return false;
        };
        let Some(holding) = self.owners.get_mut(&owner) else {
            return true;
        };
        let given_up = holding
            .digests
            .pop_front()
            .and_then(|digest| self.documents.remove(&digest));
        let bytes = given_up.map_or(0, |entry| weight(&entry.document));
        holding.bytes -= bytes;
        self.bytes -= bytes;
        if holding.digests.is_empty() {
            self.owners.remove(&owner);
        } else {
            self.by_bytes.insert((holding.bytes, owner));
        }
        true
    }
}

fn weight(document: &Document) -> usize {
    document.weight() + OVERHEAD
}

#[cfg(test)]
#[path = "cache_tests.rs"]
mod tests;
