//! Countries of ISO 3166-1 and their parts of ISO 3166-2.

use rust_iso3166::{CountryCode, from_alpha2, iso3166_2};

use super::Text;
use crate::error::Fault;

/// A country of ISO 3166-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Country(CountryCode);

impl Country {
    /// Parses an alpha-2 code in any case; nothing but white space is none.
    ///
    /// # Errors
    /// [`crate::error::Code::Invalid`] for what is no code of ISO 3166-1.
    pub fn parse(text: &str) -> Result<Option<Self>, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        Self::from_code(text).map(Some).ok_or_else(|| {
            Fault::invalid("The country is no two-letter code of ISO 3166-1, e.g. it.")
        })
    }

    /// The country of an alpha-2 code, in any case.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        // Longer texts are not worth a copy.
        if code.len() != 2 {
            return None;
        }
        from_alpha2(&code.to_ascii_uppercase()).map(Self)
    }

    /// The alpha-2 code in lower case, as it is stored.
    #[must_use]
    pub fn code(self) -> String {
        self.0.alpha2.to_ascii_lowercase()
    }

    /// The alpha-2 code, e.g. `IT`.
    #[must_use]
    pub const fn iso2(self) -> &'static str {
        self.0.alpha2
    }

    /// The alpha-3 code, e.g. `ITA`.
    #[must_use]
    pub const fn iso3(self) -> &'static str {
        self.0.alpha3
    }

    /// The numeric code, e.g. 380.
    #[must_use]
    pub const fn numeric(self) -> u16 {
        self.0.numeric
    }

    /// The short name of ISO 3166-1 in English, e.g. Italy.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        self.0.name
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code()
    }
}

/// Parses a province: the lower-case code of ISO 3166-2 when it is one of the country, with the
/// country before it or without; otherwise the text as given.
///
/// # Errors
/// As [`Text::parse`].
pub fn province(text: &str, country: Option<Country>) -> Result<Option<String>, Fault> {
    let text = Text::parse(text)?;
    Ok(text.map(|text| {
        country
            .and_then(|country| subdivision(text.as_str(), country))
            .unwrap_or_else(|| text.into_string())
    }))
}

/// The lower-case code of a part of a country.
fn subdivision(text: &str, country: Country) -> Option<String> {
    let text = text.to_ascii_uppercase();
    let within = format!("{}-{text}", country.iso2());
    [text, within]
        .iter()
        .filter_map(|code| iso3166_2::from_code(code))
        .find(|part| part.country_code == country.iso2())
        .map(|part| part.code.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::error::Code;

    fn country(code: &str) -> Option<Country> {
        Country::parse(code).unwrap()
    }

    fn part(text: &str, code: &str) -> Option<String> {
        province(text, country(code)).unwrap()
    }

    #[test]
    fn any_case_is_stored_lower() {
        for given in ["it", "IT", "It", " iT\n"] {
            let italy = country(given).unwrap();
            assert_eq!(italy.code(), "it");
            assert_eq!((italy.iso2(), italy.iso3()), ("IT", "ITA"));
            assert_eq!((italy.numeric(), italy.display_name()), (380, "Italy"));
            assert_eq!(Country::from_code(&italy.code()), Some(italy));
        }
        assert_eq!(country(" "), None);
    }

    #[test]
    fn other_codes_are_refused() {
        // UK and EU are reserved, XK is for private use, ITA has three letters.
        for given in [
            "xx", "uk", "eu", "xk", "ita", "i", "380", "i t", "ı", "Italy", "ＩＴ",
        ] {
            let fault = Country::parse(given).unwrap_err();
            assert_eq!(fault.code, Code::Invalid);
            assert_eq!(Country::from_code(given), None);
        }
        let long = "zz".repeat(100_000);
        assert!(!Country::parse(&long).unwrap_err().message.contains("zz"));
    }

    #[test]
    fn the_table_is_complete_and_distinct() {
        let all: Vec<Country> = rust_iso3166::ALL_ALPHA2
            .iter()
            .filter_map(|code| Country::from_code(code))
            .collect();
        assert_eq!(all.len(), 249);
        let distinct =
            |key: fn(&Country) -> String| all.iter().map(key).collect::<HashSet<_>>().len();
        assert_eq!(distinct(|c| c.code()), 249);
        assert_eq!(distinct(|c| c.iso3().to_owned()), 249);
        assert_eq!(distinct(|c| c.numeric().to_string()), 249);
        assert_eq!(distinct(|c| c.display_name().to_owned()), 249);
    }

    #[test]
    fn a_code_of_the_country_is_stored_whole() {
        for given in ["NY", "ny", "us-ny", "US-NY", " Us-Ny "] {
            assert_eq!(part(given, "us").as_deref(), Some("us-ny"));
        }
        assert_eq!(part("RM", "it").as_deref(), Some("it-rm"));
        assert_eq!(part("13", "jp").as_deref(), Some("jp-13"));
        assert_eq!(part("NSW", "au").as_deref(), Some("au-nsw"));
    }

    #[test]
    fn anything_else_stays_as_given() {
        assert_eq!(part(" New York ", "us").as_deref(), Some("New York"));
        assert_eq!(part("US-NY", "ca").as_deref(), Some("US-NY"));
        assert_eq!(part("ZZ", "us").as_deref(), Some("ZZ"));
        assert_eq!(part("", "us"), None);
        assert_eq!(province("NY", None).unwrap().as_deref(), Some("NY"));
        assert_eq!(province("a\0", None).unwrap_err().code, Code::Invalid);
        assert_eq!(
            province(&"a".repeat(256), country("us")).unwrap_err().code,
            Code::TooLong
        );
    }

    proptest! {
        #[test]
        fn a_province_parses_to_itself(text in any::<String>(), code in "[a-z]{2}") {
            let country = Country::from_code(&code);
            if let Ok(Some(first)) = province(&text, country) {
                prop_assert_eq!(province(&first, country), Ok(Some(first)));
            }
        }

        #[test]
        fn every_part_is_found_by_either_code(index in 0..iso3166_2::SUBDIVISION_MAP.len()) {
            let part = iso3166_2::SUBDIVISION_MAP.values().nth(index).unwrap();
            let country = Country::from_code(part.country_code);
            let stored = Ok(Some(part.code.to_lowercase()));
            prop_assert_eq!(province(part.code, country), stored.clone());
            prop_assert_eq!(province(part.region_code, country), stored);
        }
    }
}
