//! Limits, numbers, the examples of RFC 7396, and what holds for any JSON.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn parsed(value: Value) -> Value {
    Metadata::parse(value).unwrap().unwrap().into_json()
}

fn code(value: Value) -> Code {
    Metadata::parse(value).unwrap_err().code
}

/// `levels` objects within one another.
fn nested(levels: usize) -> Value {
    (1..levels).fold(json!({}), |value, _| json!({ "a": value }))
}

#[test]
fn an_object_is_kept_and_null_is_none() {
    let object = json!({"a": [1, "x", null, true, {"b": 1.5}], "c": null, "": {}});
    assert_eq!(parsed(object.clone()), object);
    assert_eq!(parsed(json!({})), json!({}));
    assert_eq!(Metadata::parse(Value::Null), Ok(None));
    let shown = format!("{:?}", Metadata::parse(object).unwrap().unwrap());
    assert_eq!(shown, "Metadata([redacted])");
}

#[test]
fn anything_but_an_object_is_refused() {
    for value in [json!([]), json!("{}"), json!(1), json!(false)] {
        assert_eq!(code(value), Code::Invalid);
    }
}

#[test]
fn sixteen_kibibytes_pass_and_no_more() {
    let of = |bytes: usize| json!({"k": "a".repeat(bytes - r#"{"k":""}"#.len())});
    assert_eq!(parsed(of(16 * 1024)).to_string().len(), 16 * 1024);
    assert_eq!(code(of(16 * 1024 + 1)), Code::TooLong);
    // Bytes, not characters.
    assert_eq!(code(json!({"k": "é".repeat(8 * 1024)})), Code::TooLong);
}

#[test]
fn eight_levels_pass_and_no_more() {
    assert_eq!(parsed(nested(8)), nested(8));
    assert_eq!(code(nested(9)), Code::Invalid);
    assert_eq!(code(json!({"a": [[[[[[[[]]]]]]]]})), Code::Invalid);
    assert_eq!(code(nested(5_000)), Code::Invalid);
    assert_eq!(merge(None, nested(5_000)).unwrap_err().code, Code::Invalid);
}

#[test]
fn nul_is_refused_wherever_it_stands() {
    for value in [
        json!({"a\0": 1}),
        json!({"a": "\0"}),
        json!({"a": [{"b": "x\0"}]}),
        json!({"a": {"\0": null}}),
    ] {
        assert_eq!(code(value.clone()), Code::Invalid);
        assert_eq!(merge(None, value).unwrap_err().code, Code::Invalid);
    }
}

#[test]
fn whole_floats_become_integers() {
    assert_eq!(
        parsed(json!({"a": [1.0, -0.0, 1e3, 2.5]})).to_string(),
        r#"{"a":[1,0,1000,2.5]}"#
    );
    let largest = 9_007_199_254_740_991.0_f64;
    assert_eq!(
        parsed(json!({"a": -largest})),
        json!({"a": -9_007_199_254_740_991_i64})
    );
    assert_eq!(
        parsed(json!({"a": [i64::MAX, i64::MIN]})),
        json!({"a": [i64::MAX, i64::MIN]})
    );
}

#[test]
fn inexact_numbers_are_refused() {
    for value in [
        json!(9_007_199_254_740_992.0),
        json!(-1e300),
        json!(u64::MAX),
    ] {
        assert_eq!(code(json!({"a": [value]})), Code::Invalid);
    }
    let digits: Value = serde_json::from_str(r#"{"a": 123456789012345678901234567890}"#).unwrap();
    assert_eq!(code(digits), Code::Invalid);
}

/// Appendix A of RFC 7396, as far as both are objects: current, patch, outcome.
#[test]
fn patches_merge_as_in_the_rfc() {
    for (current, patch, merged) in [
        (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
        (
            json!({"a": "b"}),
            json!({"b": "c"}),
            json!({"a": "b", "b": "c"}),
        ),
        (json!({"a": "b"}), json!({"a": null}), json!({})),
        (
            json!({"a": "b", "b": "c"}),
            json!({"a": null}),
            json!({"b": "c"}),
        ),
        (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
        (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
        (
            json!({"a": {"b": "c"}}),
            json!({"a": {"b": "d", "c": null}}),
            json!({"a": {"b": "d"}}),
        ),
        (
            json!({"a": [{"b": "c"}]}),
            json!({"a": [1]}),
            json!({"a": [1]}),
        ),
        (
            json!({"e": null}),
            json!({"a": 1}),
            json!({"e": null, "a": 1}),
        ),
        (
            json!([1, 2]),
            json!({"a": "b", "c": null}),
            json!({"a": "b"}),
        ),
        (
            json!({}),
            json!({"a": {"bb": {"ccc": null}}}),
            json!({"a": {"bb": {}}}),
        ),
    ] {
        assert_eq!(merge(Some(current), patch), Ok(Some(merged)));
    }
    assert_eq!(
        merge(None, json!({"a": 1, "b": null})),
        Ok(Some(json!({"a": 1})))
    );
    assert_eq!(merge(Some(json!({"a": 1})), Value::Null), Ok(None));
    assert_eq!(merge(None, json!([])).unwrap_err().code, Code::Invalid);
}

#[test]
fn the_outcome_of_a_patch_keeps_the_limits() {
    let half = "a".repeat(9 * 1024);
    let current = Some(json!({"a": half}));
    let fault = merge(current.clone(), json!({"b": half})).unwrap_err();
    assert_eq!(fault.code, Code::TooLong);
    assert!(merge(current, json!({"a": null, "b": half})).is_ok());
}

/// Any JSON of some depth.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-1e16..1e16).prop_map(|float: f64| Value::from(float.trunc())),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(10, 64, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("[a-d]{0,2}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn parsed_metadata_parses_to_itself_and_survives_its_text(value in any_json()) {
        if let Ok(Some(first)) = Metadata::parse(json!({ "a": value })) {
            let text = first.clone().into_json().to_string();
            prop_assert!(text.len() <= 16 * 1024);
            let read: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(Metadata::parse(read), Ok(Some(first)));
        }
    }

    #[test]
    fn a_patch_twice_is_a_patch_once(current in any_json(), patch in any_json()) {
        if let Ok(once) = merge(Some(current), patch.clone()) {
            prop_assert_eq!(merge(once.clone(), patch), Ok(once));
        }
    }

    #[test]
    fn a_refusal_never_repeats_a_value(text in "[a-z]{8,20}\0") {
        let fault = Metadata::parse(json!({ "a": text })).unwrap_err();
        prop_assert!(!fault.message.contains(text.trim_end_matches('\0')));
    }
}

fn filled(current: Value, other: &Value) -> Value {
    let mut current = Metadata::parse(current).unwrap().map(Metadata::into_json);
    fill(&mut current, Some(other));
    current.into()
}

#[test]
fn filling_adds_what_is_missing_and_changes_nothing() {
    let other = json!({"a": 1, "b": {"x": 1}});
    assert_eq!(filled(Value::Null, &other), other);
    let current = json!({"b": null, "c": 3});
    assert_eq!(filled(current, &other), json!({"a": 1, "b": null, "c": 3}));
    assert_eq!(filled(Value::Null, &json!({})), Value::Null);
    let mut none = None;
    fill(&mut none, None);
    assert_eq!(none, None);
}

proptest! {
    #[test]
    fn filled_to_the_brim_it_is_still_metadata(own in 0..16_300_usize, sizes in prop::collection::vec(0..400_usize, 0..60)) {
        let current = json!({"own": "ö".repeat(own / 2)});
        let other = sizes.iter().enumerate().map(|(n, size)| (format!("k\"{n}"), Value::from("x".repeat(*size))));
        let other = Value::Object(other.collect());
        let full = filled(current, &other);
        prop_assert!(Metadata::parse(full.clone()).is_ok());
        let room = 16 * 1024 - full.to_string().len();
        for (key, value) in other.as_object().unwrap() {
            let entry = json!({ key.as_str(): value }).to_string().len() - 1;
            prop_assert!(full.get(key).is_some() || entry > room, "it had room");
        }
    }
}
