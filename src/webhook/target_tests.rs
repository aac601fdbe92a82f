//! Where webhooks may go, by a table.

use proptest::prelude::*;

use super::*;

const PRODUCTION: Policy = Policy {
    development: false,
    allow_private: false,
};
const DEVELOPMENT: Policy = Policy {
    development: true,
    allow_private: false,
};
const PRIVATE: Policy = Policy {
    development: false,
    allow_private: true,
};

#[test]
fn public_addresses_may_be_called() {
    for url in [
        "https://shop.example/hooks?a=b",
        "https://shop.example:8443",
        "https://shop.example:80/",
        "https://8.8.8.8/",
        "https://172.15.255.255/",
        "https://172.32.0.1/",
        "https://100.63.255.255/",
        "https://100.128.0.1/",
        "https://223.255.255.255/",
        "https://[2606:4700::1111]/",
        "https://[2a00:1450::1]/",
        "https://[64:ff9b::8.8.8.8]/",
        "https://[::ffff:8.8.8.8]/",
        "https://xn--mnchen-3ya.example/",
        "HTTPS://Shop.Example/",
    ] {
        for policy in [PRODUCTION, DEVELOPMENT, PRIVATE] {
            assert!(policy.url(url).is_ok(), "{url} {policy:?}");
        }
    }
}

/// Each with whether development takes it, and who allows private networks.
const LOCAL: [(&str, bool, bool); 38] = [
    ("https://localhost/", true, true),
    ("https://localhost./", true, true),
    ("https://api.LOCALHOST/", true, true),
    ("https://127.0.0.1/", true, true),
    ("https://127.9.9.9/", true, true),
    ("https://127.1/", true, true),
    ("https://2130706433/", true, true),
    ("https://0x7f000001/", true, true),
    ("https://0177.0.0.1/", true, true),
    ("https://0x7f.1/", true, true),
    ("https://①②⑦.0.0.1/", true, true),
    ("https://%31%32%37.0.0.1/", true, true),
    ("https://[::1]/", true, true),
    ("https://[0:0:0:0:0:0:0:1]/", true, true),
    ("https://[::ffff:127.0.0.1]/", true, true),
    ("https://[::ffff:7f00:1]/", true, true),
    ("https://10.0.0.1/", false, true),
    ("https://172.16.0.1/", false, true),
    ("https://172.31.255.255/", false, true),
    ("https://192.168.1.1/", false, true),
    ("https://100.64.0.1/", false, true),
    ("https://3232235777/", false, true),
    ("https://[fc00::1]/", false, true),
    ("https://[fd12:3456::1]/", false, true),
    ("https://[::ffff:10.0.0.1]/", false, true),
    ("https://0.0.0.0/", false, false),
    ("https://169.254.169.254/latest/meta-data", false, false),
    ("https://2852039166/", false, false),
    ("https://[::ffff:169.254.169.254]/", false, false),
    ("https://[fd00:ec2::254]/", false, false),
    ("https://[fe80::1]/", false, false),
    ("https://[::]/", false, false),
    ("https://[::127.0.0.1]/", false, false),
    ("https://[64:ff9b::10.0.0.1]/", false, false),
    ("https://[64:ff9b:1::10.0.0.1]/", false, false),
    ("https://[2002:7f00:1::]/", false, false),
    ("https://224.0.0.1/", false, false),
    ("https://255.255.255.255/", false, false),
];

#[test]
fn what_only_we_reach_may_not() {
    for (url, development, private) in LOCAL {
        assert_eq!(PRODUCTION.url(url), Err(Refused::Address), "{url}");
        assert_eq!(DEVELOPMENT.url(url).is_ok(), development, "{url}");
        assert_eq!(PRIVATE.url(url).is_ok(), private, "{url}");
    }
}

#[test]
fn a_url_is_https_and_plain() {
    for (url, refused) in [
        ("http://shop.example/", Refused::Scheme),
        ("ftp://shop.example/", Refused::Scheme),
        ("file:///etc/passwd", Refused::Scheme),
        ("gopher://shop.example/", Refused::Scheme),
        ("data:text/plain,a", Refused::Scheme),
        ("https://jane@shop.example/", Refused::Credentials),
        ("https://jane:secret@shop.example/", Refused::Credentials),
        ("https://shop.example#127.0.0.1", Refused::Fragment),
        ("https://shop.example:22/", Refused::Port),
        ("https://shop.example:25/", Refused::Port),
        ("https://shop.example:0/", Refused::Port),
        ("https://shop.example:99999/", Refused::Malformed),
        ("https://", Refused::Malformed),
        ("shop.example", Refused::Malformed),
        ("//shop.example", Refused::Malformed),
        ("https://shop.example/a b", Refused::Malformed),
        ("https://127.0.0.1\t/", Refused::Malformed),
        ("https://shop\n.example/", Refused::Malformed),
    ] {
        assert_eq!(PRODUCTION.url(url), Err(refused), "{url:?}");
    }
    assert!(DEVELOPMENT.url("http://127.0.0.1:4000/hooks").is_ok());
    assert!(DEVELOPMENT.url("http://shop.example/").is_ok());
    assert_eq!(PRIVATE.url("http://10.0.0.1/"), Err(Refused::Scheme));
}

#[test]
fn what_is_wrong_with_a_text_is_told() {
    let code = |text: &str| PRODUCTION.parse(text).map_err(|fault| fault.code);
    assert_eq!(code(" "), Err(Code::Required));
    assert_eq!(code("nonsense"), Err(Code::Invalid));
    let long = format!("https://shop.example/{}", "a".repeat(2048));
    assert_eq!(code(&long), Err(Code::TooLong));
    let kept = code(" https://shop.example ").unwrap();
    assert_eq!(kept, "https://shop.example", "as it was given");
}

proptest! {
    /// However an address is written, and whatever way leads to it.
    #[test]
    fn an_address_of_ipv4_is_judged_alike_in_ipv6(bits: u32) {
        let v4 = Ipv4Addr::from_bits(bits);
        let mapped = v4.to_ipv6_mapped();
        prop_assert_eq!(reach(v4.into()), reach(mapped.into()));
        let decimal = format!("https://{bits}/");
        let dotted = format!("https://{v4}/");
        prop_assert_eq!(PRODUCTION.url(&decimal).is_ok(), PRODUCTION.url(&dotted).is_ok());
        prop_assert_eq!(PRODUCTION.url(&dotted).is_ok(), reach(v4.into()) == Reach::Public);
        if v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_unspecified() {
            prop_assert_ne!(reach(v4.into()), Reach::Public);
        }
    }

    #[test]
    fn any_text_is_taken_or_refused(text: String) {
        let _ = PRODUCTION.parse(&text);
    }
}
