//! Records in chunks, read and parsed on a thread of their own.

use tokio::sync::mpsc::{self, Receiver, Sender};

use super::record::{Item, Rules};
use super::shape::Shaped;
use super::source::Place;
use crate::error::UserError;

/// Records of one transaction. Each writes pages all over the indexes, so the fewer there are the better,
/// but they keep other writers waiting.
const RECORDS: usize = 20_000;
/// Bytes of the file in one transaction, but for the last record, so that memory stays bounded whatever
/// customers have.
const BYTES: u64 = 2 << 20;

/// Records that are stored together, with where they stand.
pub(super) struct Chunk {
    /// The records, or all faults of one.
    pub(super) records: Vec<(Place, Result<Item, Vec<UserError>>)>,
    /// Bytes of the file that were read up to its end.
    pub(super) read: u64,
}

impl Chunk {
    fn new() -> Self {
        Self {
            records: Vec::with_capacity(RECORDS),
            read: 0,
        }
    }

    /// The records that are none of a fault.
    pub(super) fn items(&self) -> impl Iterator<Item = &Item> {
        let records = self.records.iter();
        records.filter_map(|(_, item)| item.as_ref().ok())
    }
}

/// Reads and parses, never more than one chunk ahead. It ends when nobody takes them. Where the file
/// cannot be read on, one line says why.
pub(super) fn chunks(shaped: Shaped, rules: Rules) -> Receiver<Result<Chunk, String>> {
    let (sender, receiver) = mpsc::channel(1);
    tokio::task::spawn_blocking(move || {
        if let Err(why) = parse(shaped, &rules, &sender) {
            // Nobody listens any more, or is told.
            let _ = sender.blocking_send(Err(why));
        }
    });
    receiver
}

fn parse(
    mut shaped: Shaped,
    rules: &Rules,
    sender: &Sender<Result<Chunk, String>>,
) -> Result<(), String> {
    let mut begun = 0;
    let mut chunk = Chunk::new();
    while let Some(entry) = shaped.source.next()? {
        let parsed = match entry.value {
            Ok(object) => rules.parse(shaped.ours(object)),
            Err(fault) if entry.place.record == 1 => {
                let line = entry.place.line;
                return Err(format!("line {line}: {} Is --from right?", fault.message));
            }
            Err(fault) => Err(vec![fault.of_no_field()]),
        };
        chunk.records.push((entry.place, parsed));
        chunk.read = entry.read;
        if chunk.records.len() == RECORDS || entry.read - begun > BYTES {
            begun = entry.read;
            let full = std::mem::replace(&mut chunk, Chunk::new());
            if sender.blocking_send(Ok(full)).is_err() {
                return Ok(());
            }
        }
    }
    if !chunk.records.is_empty() {
        // As above.
        let _ = sender.blocking_send(Ok(chunk));
    }
    Ok(())
}
