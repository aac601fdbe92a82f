//! From the form of each source to ours, which `export` writes.

mod mapping;
mod medusa;
mod rename;
mod shopify;
mod vendure;

use serde_json::{Map, Value};

pub(super) use self::mapping::{Mapped, file as mapping_file, pair as mapping_pair};

use super::source::{Opened, Reading, Source};
use super::{Options, Origin, Tags};

/// A customer, or a group, as a JSON object.
type Object = Map<String, Value>;

/// A source whose records come in our form.
pub(super) struct Shaped {
    /// The records, in the form of their source.
    pub(super) source: Source,
    /// Columns of the file that are not read.
    pub(super) left_out: Vec<String>,
    shape: Shape,
}

enum Shape {
    Ours,
    Medusa,
    Vendure,
    Shopify(Tags),
}

impl Shaped {
    /// Opens the file as its source writes it.
    ///
    /// # Errors
    /// One line: it is not what the source writes, or the columns do not suit the mapping.
    pub(super) fn open(opened: Opened, options: &Options, maps: &[Mapped]) -> Result<Self, String> {
        let mut left_out = Vec::new();
        let (source, shape) = match options.from {
            Origin::Patronage => (json_only(opened)?, Shape::Ours),
            Origin::Medusa if opened.is_json => (opened.json(medusa::LISTS)?, Shape::Medusa),
            Origin::Vendure if opened.is_json => (opened.json(vendure::LISTS)?, Shape::Vendure),
            from => {
                let delimiter = options.delimiter;
                let source = opened.table(delimiter, |header| {
                    let reading = reading(from, header, maps, options.skip_unmapped)?;
                    let columns = header.iter().zip(&reading.columns);
                    let unread = columns.filter(|(_, column)| column.is_none());
                    left_out.extend(unread.map(|(name, _)| name.clone()));
                    Ok(reading)
                })?;
                let shape = match from {
                    Origin::Medusa => Shape::Medusa,
                    Origin::Vendure => Shape::Vendure,
                    Origin::Shopify => Shape::Shopify(options.tags),
                    Origin::Patronage | Origin::Csv => Shape::Ours,
                };
                (source, shape)
            }
        };
        Ok(Self {
            source,
            left_out,
            shape,
        })
    }

    /// A record in our form.
    pub(super) fn ours(&self, record: Object) -> Object {
        match self.shape {
            Shape::Ours => record,
            Shape::Medusa => medusa::ours(record),
            Shape::Vendure => vendure::ours(record),
            Shape::Shopify(tags) => shopify::ours(record, tags),
        }
    }
}

fn json_only(opened: Opened) -> Result<Source, String> {
    if opened.is_json {
        return opened.json(&[]);
    }
    Err("the file is not JSON: --from patronage reads what `patronage export` writes".to_owned())
}

fn reading(
    from: Origin,
    header: &[String],
    maps: &[Mapped],
    skip_unmapped: bool,
) -> Result<Reading, String> {
    let reading = match from {
        Origin::Medusa => nested(header, medusa::is_known),
        Origin::Vendure => nested(header, vendure::is_known),
        Origin::Shopify => shopify::reading(header),
        Origin::Patronage | Origin::Csv => mapping::reading(header, maps, skip_unmapped)?,
    };
    if reading.columns.iter().all(Option::is_none) {
        return Err("the file has no column that is known: is --from right?".to_owned());
    }
    Ok(reading)
}

/// Columns that are named like keys within keys: `addresses.0.city`.
fn nested(header: &[String], is_known: fn(&str) -> bool) -> Reading {
    let column = |name: &String| {
        let keys = rename::path(name);
        keys.first()
            .is_some_and(|key| is_known(key))
            .then_some(keys)
    };
    Reading {
        columns: header.iter().map(column).collect(),
        undo: |cell| cell,
    }
}

#[cfg(test)]
mod tests;
