//! What made-up customers are made of: names, places and numbers that fit together, by country.
//!
//! In patterns `#` is a digit, `@` a Latin capital, `%` a house number and `*` a family name. Phones
//! are of ranges that their regulators keep for fiction, so that they are nobody's; where there is no
//! such range there is no phone.

mod africa_asia;
mod americas_oceania;
mod europe_east;
mod europe_west;

/// One country.
#[derive(Debug)]
pub(super) struct Country {
    /// ISO 3166-1 alpha-2, lower case.
    pub(super) code: &'static str,
    /// Given names; one in another script has its Latin form behind a slash.
    pub(super) given: &'static [&'static str],
    /// Family names, likewise.
    pub(super) family: &'static [&'static str],
    /// Cities.
    pub(super) cities: &'static [City],
    /// Patterns of a street line.
    pub(super) streets: &'static [&'static str],
    /// Patterns of companies.
    pub(super) companies: &'static [&'static str],
    /// Patterns of phones in E.164.
    pub(super) phones: &'static [&'static str],
}

/// A city: its name, its part of the country by ISO 3166-2 in lower case (empty for none), and the
/// pattern of its postal codes (empty for none).
pub(super) type City = (&'static str, &'static str, &'static str);

/// Every country with made-up customers.
pub(super) const ALL: [&Country; 18] = [
    &americas_oceania::UNITED_STATES,
    &americas_oceania::CANADA,
    &americas_oceania::BRAZIL,
    &americas_oceania::AUSTRALIA,
    &europe_west::BRITAIN,
    &europe_west::IRELAND,
    &europe_west::GERMANY,
    &europe_west::FRANCE,
    &europe_west::SPAIN,
    &europe_east::ITALY,
    &europe_east::NETHERLANDS,
    &europe_east::SWEDEN,
    &europe_east::POLAND,
    &europe_east::UKRAINE,
    &europe_east::GREECE,
    &africa_asia::EGYPT,
    &africa_asia::ISRAEL,
    &africa_asia::JAPAN,
];
