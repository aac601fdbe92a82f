//! Phone numbers: E.164 where they are valid, free text otherwise.

use phonenumber::country::Source;
use phonenumber::{Mode, PhoneNumber};

use super::Country;
use crate::error::{Code, Fault};

/// The longest phone, in characters.
const MAX_CHARS: usize = 50;

/// A phone number: in E.164 where it is a valid number, as given otherwise.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

text_value!(Phone);

impl Phone {
    /// Parses a phone, by the rules of its country where that is known; nothing but white space is
    /// none.
    ///
    /// # Errors
    /// [`Code::TooLong`] beyond 50 characters; [`Code::Invalid`] without a digit, or with anything
    /// but digits, spaces and `+ - ( ) . / x`.
    pub fn parse(text: &str, country: Option<Country>) -> Result<Option<Self>, Fault> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > MAX_CHARS {
            return Err(Fault::new(
                Code::TooLong,
                "The phone has more than 50 characters.",
            ));
        }
        let is_allowed = |c: char| c.is_ascii_digit() || " +-()./x".contains(c);
        if !text.chars().all(is_allowed) || !text.contains(|c: char| c.is_ascii_digit()) {
            return Err(Fault::invalid(
                "The phone must have digits, and besides only spaces and + - ( ) . / x.",
            ));
        }
        let phone = e164(text, country).unwrap_or_else(|| text.to_owned());
        Ok(Some(Self(phone)))
    }
}

/// The number in E.164, where it is a valid one without an extension.
fn e164(text: &str, country: Option<Country>) -> Option<String> {
    // A plus behind a digit is no prefix: there may be two numbers.
    if text.contains('x') || text.rfind('+') > text.find(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // The crate applies the trunk prefix of the given country to numbers of others too.
    let country = country.filter(|_| !text.contains('+'));
    let country = country.and_then(|country| country.iso2().parse().ok());
    let number = phonenumber::parse(country, text).ok()?;
    (number.is_valid() && keeps_digits(&number, text))
        .then(|| number.format().mode(Mode::E164).to_string())
}

/// Whether an international number has the digits it was given with, but for a trunk zero
/// behind the country code, as in `+44 (0)20 7946 0958`.
fn keeps_digits(number: &PhoneNumber, text: &str) -> bool {
    if number.code().source() == Source::Default {
        return true;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (code, national) = (number.code().value(), number.national());
    digits.ends_with(&format!("{code}{national}"))
        || digits.ends_with(&format!("{code}0{national}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str, country: &str) -> Option<String> {
        Phone::parse(text, Country::from_code(country))
            .unwrap()
            .map(Phone::into_string)
    }

    #[test]
    fn valid_numbers_are_stored_in_e164() {
        for (given, country, stored) in [
            ("+1 (650) 253-0000", "", "+16502530000"),
            ("(+44) 20 7946 0958", "", "+442079460958"),
            ("+44 (0)20 7946 0958", "", "+442079460958"),
            ("+44 20 7946 0958", "us", "+442079460958"),
            ("(650) 253-0000", "us", "+16502530000"),
            ("650.253.0000", "US", "+16502530000"),
            ("16502530000", "us", "+16502530000"),
            ("020 7946 0958", "gb", "+442079460958"),
            ("030/123456", "de", "+4930123456"),
            ("02 3661 8300", "it", "+390236618300"),
            ("+39 02 3661 8300", "", "+390236618300"),
            ("011 44 20 7946 0958", "us", "+442079460958"),
        ] {
            assert_eq!(
                parsed(given, country).as_deref(),
                Some(stored),
                "{given} {country}"
            );
        }
    }

    #[test]
    fn other_numbers_stay_as_given() {
        for (given, country) in [
            ("+1234567890", ""),
            ("16128234334802", ""),
            ("16128234334802", "us"),
            ("650 253 0000", ""),
            ("+1 650 253 0000 x12", "us"),
            ("555-0100", "us"),
            ("0", "aq"),
            ("650 253 0000 / 650 253 0001", "us"),
            ("+4930123456 +4930654321", "de"),
            ("x1", "us"),
            ("1+", "us"),
        ] {
            assert_eq!(
                parsed(&format!(" {given}\n"), country).as_deref(),
                Some(given),
                "{country}"
            );
        }
        assert_eq!(parsed(" ", "us"), None);
    }

    #[test]
    fn a_foreign_number_loses_no_digit_to_the_country() {
        // A parser that took 1 for the trunk prefix of the address's country would drop it here.
        assert_eq!(
            parsed("+86 131 2345 6736", "us").as_deref(),
            Some("+8613123456736")
        );
        assert_eq!(
            parsed("011 86 131 2345 6736", "us").as_deref(),
            Some("011 86 131 2345 6736")
        );
    }

    #[test]
    fn other_characters_and_lengths_are_refused() {
        let code = |text: &str| Phone::parse(text, None).unwrap_err().code;
        for given in [
            "phone",
            "+",
            "()",
            "x",
            "12a",
            "1#2",
            "1\t2",
            "1\u{0}",
            "１２３",
            "٣",
            "1X2",
        ] {
            assert_eq!(code(given), Code::Invalid, "{given:?}");
        }
        assert_eq!(code(&"1".repeat(51)), Code::TooLong);
        assert_eq!(parsed(&"1".repeat(50), "us"), Some("1".repeat(50)));
    }

    #[test]
    fn no_country_is_without_an_answer() {
        for code in rust_iso3166::ALL_ALPHA2 {
            assert!(
                parsed("0201234567", code).is_some_and(|phone| phone.ends_with("201234567")),
                "{code}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_phone_parses_to_itself(text in "[+(]{0,2}[0-9 ().x/-]{1,20}", code in "[a-z]{2}") {
            let country = Country::from_code(&code);
            if let Ok(Some(first)) = Phone::parse(&text, country) {
                prop_assert_eq!(Phone::parse(first.as_str(), country), Ok(Some(first)));
            }
        }

        #[test]
        fn a_refusal_never_repeats_the_phone(text in "[0-9]{4,60}[a-w]") {
            let fault = Phone::parse(&text, None).unwrap_err();
            prop_assert!(!fault.message.contains(&text));
        }
    }
}
