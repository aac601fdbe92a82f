//! JSON of customers, written straight from rows of either database, in the order of the fields that the
//! GraphQL document has.

use std::io::Write;

use crate::Result;

/// A row, by position.
pub(super) trait Columns {
    /// Text, or null.
    fn text(&self, column: usize) -> Result<Option<&str>>;
    /// A truth value.
    fn flag(&self, column: usize) -> Result<bool>;
    /// An integer.
    fn integer(&self, column: usize) -> Result<i64>;
}

/// One customer of which the database has written all but the time and the outer braces.
pub(super) struct Parts<'a> {
    /// An object with every scalar but `createdAt`, which comes last.
    pub(super) scalars: &'a str,
    /// Milliseconds since 1970.
    pub(super) created_at: i64,
    /// Objects with commas between.
    pub(super) addresses: Option<&'a str>,
    /// Objects with commas between.
    pub(super) groups: Option<&'a str>,
}

/// The answer to one id.
pub(super) fn customer(parts: Option<&Parts<'_>>) -> Result<Vec<u8>> {
    let Some(parts) = parts else {
        return Ok(br#"{"data":{"customer":null}}"#.to_vec());
    };
    let scalars = parts.scalars.strip_suffix('}').ok_or("no object")?;
    let mut out = Vec::with_capacity(2048);
    out.extend_from_slice(br#"{"data":{"customer":"#);
    out.extend_from_slice(scalars.as_bytes());
    out.extend_from_slice(br#","createdAt":""#);
    instant(&mut out, parts.created_at)?;
    out.extend_from_slice(br#"","addresses":["#);
    out.extend_from_slice(parts.addresses.unwrap_or_default().as_bytes());
    out.extend_from_slice(br#"],"groups":["#);
    out.extend_from_slice(parts.groups.unwrap_or_default().as_bytes());
    out.extend_from_slice(b"]}}}");
    Ok(out)
}

/// The answer to a page. Addresses and groups begin with the id of their customer and come in the order
/// of the customers, so one pass over each puts them where they belong.
pub(super) fn page<R: Columns>(customers: &[R], addresses: &[R], groups: &[R]) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(1 << 16);
    let (mut addresses, mut groups) = (addresses, groups);
    out.extend_from_slice(br#"{"data":{"customers":{"nodes":["#);
    for (number, row) in customers.iter().enumerate() {
        let id = row.text(0)?;
        out.extend_from_slice(if number == 0 { b"{" } else { b",{" });
        texts(&mut out, row, 0, &CUSTOMER)?;
        flag(&mut out, r#","hasAccount":"#, row.flag(6)?);
        out.extend_from_slice(br#","createdAt":""#);
        instant(&mut out, row.integer(7)?)?;
        out.extend_from_slice(br#"","addresses":["#);
        children(&mut out, id, &mut addresses, |out, row| {
            texts(out, row, 1, &ADDRESS)?;
            flag(out, r#","isDefaultShipping":"#, row.flag(8)?);
            flag(out, r#","isDefaultBilling":"#, row.flag(9)?);
            Ok(())
        })?;
        out.extend_from_slice(br#"],"groups":["#);
        children(&mut out, id, &mut groups, |out, row| {
            texts(out, row, 1, &GROUP)
        })?;
        out.extend_from_slice(b"]}");
    }
    out.extend_from_slice(b"]}}}");
    Ok(out)
}

const CUSTOMER: [&str; 6] = [
    r#""id":"#,
    r#","email":"#,
    r#","firstName":"#,
    r#","lastName":"#,
    r#","companyName":"#,
    r#","phone":"#,
];

const ADDRESS: [&str; 7] = [
    r#""id":"#,
    r#","addressName":"#,
    r#","address1":"#,
    r#","city":"#,
    r#","countryCode":"#,
    r#","province":"#,
    r#","postalCode":"#,
];

const GROUP: [&str; 2] = [r#""id":"#, r#","name":"#];

/// Writes the rows of one customer and takes them off the front.
fn children<R: Columns>(
    out: &mut Vec<u8>,
    customer: Option<&str>,
    rows: &mut &[R],
    write: impl Fn(&mut Vec<u8>, &R) -> Result<()>,
) -> Result<()> {
    let mut comma: &[u8] = b"{";
    while let [row, rest @ ..] = *rows
        && row.text(0)? == customer
    {
        out.extend_from_slice(comma);
        write(out, row)?;
        out.push(b'}');
        comma = b",{";
        *rows = rest;
    }
    Ok(())
}

/// Writes texts from a column on, each after its name.
fn texts(out: &mut Vec<u8>, row: &impl Columns, from: usize, names: &[&str]) -> Result<()> {
    for (column, name) in (from..).zip(names) {
        out.extend_from_slice(name.as_bytes());
        match row.text(column)? {
            Some(text) => serde_json::to_writer(&mut *out, text)?,
            None => out.extend_from_slice(b"null"),
        }
    }
    Ok(())
}

fn flag(out: &mut Vec<u8>, name: &str, value: bool) {
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(if value { b"true" } else { b"false" });
}

/// Writes milliseconds since 1970 as RFC 3339 in UTC; the date by Howard Hinnant's `civil_from_days`,
/// <https://howardhinnant.github.io/date_algorithms.html>.
fn instant(out: &mut Vec<u8>, millis: i64) -> Result<()> {
    let (days, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60);
    let (second, milli) = (rest / 1_000 % 60, rest % 1_000);
    write!(
        out,
        "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"
    )?;
    Ok(())
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
