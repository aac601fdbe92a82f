//! The table of addresses, and what holds for any text.

use proptest::prelude::*;

use super::*;

/// Given, and as stored.
const ACCEPTED: [(&str, &str); 28] = [
    ("jane@x.com", "jane@x.com"),
    ("Jane@X.com ", "jane@x.com"),
    ("\t\u{3000}JANE@EXAMPLE.COM\r\n", "jane@example.com"),
    ("jane.doe@example.com", "jane.doe@example.com"),
    ("jane+tag@example.com", "jane+tag@example.com"),
    ("j@x.co", "j@x.co"),
    ("1@2.com", "1@2.com"),
    ("o'brien@example.ie", "o'brien@example.ie"),
    (
        "!#$%&'*+-/=?^_`{|}~@example.com",
        "!#$%&'*+-/=?^_`{|}~@example.com",
    ),
    ("_@example.com", "_@example.com"),
    ("-a-@example.com", "-a-@example.com"),
    ("jane@sub.sub.example.co.uk", "jane@sub.sub.example.co.uk"),
    ("jane@a-b.com", "jane@a-b.com"),
    ("jane@r3---sn.example.com", "jane@r3---sn.example.com"),
    ("jane@1and1.com", "jane@1and1.com"),
    ("jane@1.2.3.com", "jane@1.2.3.com"),
    ("jane@example.photography", "jane@example.photography"),
    ("jane@bücher.example", "jane@xn--bcher-kva.example"),
    ("jane@BÜCHER.example", "jane@xn--bcher-kva.example"),
    ("jane@bu\u{308}cher.example", "jane@xn--bcher-kva.example"),
    ("jane@xn--bcher-kva.example", "jane@xn--bcher-kva.example"),
    ("jane@straße.de", "jane@xn--strae-oqa.de"),
    ("jane@example。com", "jane@example.com"),
    ("用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v"),
    ("JOSÉ@example.com", "josé@example.com"),
    ("jose\u{301}@example.com", "josé@example.com"),
    ("अजय@डाटा.भारत", "अजय@xn--c2bd1gb.xn--h2brj9c"),
    ("ﬁ@example.com", "ﬁ@example.com"),
];

const REFUSED: [&str; 52] = [
    "jane",
    "@",
    "@example.com",
    "jane@",
    "jane@localhost",
    "jane@@example.com",
    "jane@doe@example.com",
    "jane@example.com@",
    "jane doe@example.com",
    "jane @example.com",
    "jane@ example.com",
    "jane@exam ple.com",
    ".jane@example.com",
    "jane.@example.com",
    "jane..doe@example.com",
    "jane@.example.com",
    "jane@example.com.",
    "jane@example..com",
    "jane@-example.com",
    "jane@example-.com",
    "jane@exam_ple.com",
    "jane@127.0.0.1",
    "jane@[127.0.0.1]",
    "jane@[IPv6:::1]",
    "jane@example.123",
    "\"jane doe\"@example.com",
    "\"jane\"@example.com",
    "Jane Doe <jane@example.com>",
    "<jane@example.com>",
    "jane@example.com, joe@example.com",
    "jane@example.com;joe@example.com",
    "jane@example.com joe@example.com",
    "jane(comment)@example.com",
    "jane@(comment)example.com",
    "jane\\@example.com",
    "jane:doe@example.com",
    "mailto:jane@example.com",
    "jane@example.com:25",
    "jane@example.com?subject=x",
    "jane@exa\0mple.com",
    "ja\0ne@example.com",
    "jane\r\nBcc: joe@example.com",
    "jane@example.com\r\nBcc: joe@example.com",
    "ja\u{7F}ne@example.com",
    "ja\u{200B}ne@example.com",
    "jane@exam\u{200B}ple.com",
    "jane@exam\u{AD}ple.com",
    "\u{202E}enaj@example.com",
    "jane@exam\u{2066}ple.com",
    "\u{FEFF}jane@example.com",
    "jane＠example.com",
    "jane@xn--a.example",
];

#[test]
fn accepted_addresses_have_one_form() {
    for (given, stored) in ACCEPTED {
        let parsed = Email::parse(given).map(Email::into_string);
        assert_eq!(parsed.as_deref(), Ok(stored), "{given:?}");
    }
}

#[test]
fn anything_but_one_plain_address_is_refused() {
    for given in REFUSED {
        let fault = Email::parse(given).expect_err(given);
        assert_eq!(fault.code, Code::Invalid, "{given:?}");
        assert!(
            given.len() < 2 || !fault.message.contains(given),
            "{given:?}"
        );
    }
}

#[test]
fn invisible_letters_and_look_alikes_of_signs_are_refused() {
    for c in "\u{3164}\u{FFA0}\u{115F}\u{34F}\u{FE0F}\u{200D}\u{E0101}\u{E000}．＂\u{A0}😀".chars()
    {
        let fault = Email::parse(&format!("ja{c}ne@example.com")).expect_err("refused");
        assert_eq!(fault.code, Code::Invalid, "{c:?}");
    }
}

#[test]
fn empty_is_none_or_required() {
    for empty in ["", "  ", "\u{A0}\n"] {
        assert_eq!(Email::parse_optional(empty), Ok(None));
        assert_eq!(Email::parse(empty).unwrap_err().code, Code::Required);
    }
}

#[test]
fn lengths_are_those_of_rfc_5321() {
    let long = |local: usize, labels: usize| {
        let domain = format!("{}com", format!("{}.", "d".repeat(49)).repeat(labels));
        Email::parse(&format!("{}@{domain}", "l".repeat(local))).map(|email| email.as_str().len())
    };
    assert_eq!(long(64, 3), Ok(64 + 1 + 153));
    assert_eq!(long(50, 4), Ok(254));
    assert_eq!(long(51, 4).unwrap_err().code, Code::TooLong);
    assert_eq!(long(65, 1).unwrap_err().code, Code::TooLong);
    assert_eq!(long(1, 100_000).unwrap_err().code, Code::TooLong);
    let label = |length: usize| Email::parse(&format!("a@{}.com", "d".repeat(length)));
    assert!(label(63).is_ok());
    assert_eq!(label(64).unwrap_err().code, Code::Invalid);
    // 22 letters of three octets each.
    let fault = Email::parse(&format!("{}@example.com", "用".repeat(22))).unwrap_err();
    assert_eq!(fault.code, Code::TooLong);
    // Short as typed, too long as A-labels.
    let domain = "üöäüöäüöäüöäüöäüöä.".repeat(10);
    let fault = Email::parse(&format!("{}@{domain}com", "l".repeat(60))).unwrap_err();
    assert!(matches!(fault.code, Code::TooLong | Code::Invalid));
}

#[test]
fn the_parts_are_those_around_the_at() {
    let email = Email::parse("Jane.Doe@Bücher.example").unwrap();
    assert_eq!(email.local_part(), "jane.doe");
    assert_eq!(email.domain(), "xn--bcher-kva.example");
    assert_eq!(format!("{email:?}"), "Email([redacted])");
}

proptest! {
    #[test]
    fn a_parsed_address_parses_to_itself(text in "\\PC{1,20}@\\PC{1,20}\\.\\PC{1,6}") {
        if let Ok(first) = Email::parse(&text) {
            prop_assert_eq!(Email::parse(first.as_str()), Ok(first));
        }
    }

    #[test]
    fn letters_of_any_script_parse_to_themselves(
        local in "[\\p{L}\\p{M}\\p{N}]{1,12}",
        domain in "[\\p{L}\\p{N}]{1,12}",
    ) {
        if let Ok(first) = Email::parse(&format!("{local}@{domain}.com")) {
            prop_assert!(first.domain().is_ascii());
            prop_assert_eq!(Email::parse(first.as_str()), Ok(first));
        }
    }

    #[test]
    fn case_and_blanks_make_no_other_address(
        text in "[a-z0-9]([a-z0-9+_-]{0,10}[a-z0-9])?@[a-z0-9]{1,10}\\.[a-z]{2,6}",
    ) {
        let stored = Email::parse(&text).unwrap();
        prop_assert_eq!(stored.as_str(), &text);
        prop_assert_eq!(Email::parse(&format!(" {}\n", text.to_uppercase())), Ok(stored));
    }

    #[test]
    fn nothing_unseen_or_unsafe_is_ever_stored(text in any::<String>(), at in 0_usize..20) {
        let mut text: Vec<char> = text.chars().collect();
        text.insert(at.min(text.len()), '@');
        let text: String = text.into_iter().chain(".com".chars()).collect();
        match Email::parse(&text) {
            Ok(email) => {
                prop_assert!(email.as_str().len() <= 254);
                prop_assert!(!email.as_str().contains(|c: char| c.is_control() || c.is_whitespace()));
                prop_assert_eq!(email.as_str().matches('@').count(), 1);
            }
            Err(fault) => prop_assert!(!fault.message.contains(text.trim())),
        }
    }
}
