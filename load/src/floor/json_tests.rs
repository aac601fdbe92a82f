//! What the floor writes, with rows made by hand.

use super::*;

enum Cell {
    Text(Option<&'static str>),
    Flag(bool),
    Integer(i64),
}

impl Columns for Vec<Cell> {
    fn text(&self, column: usize) -> Result<Option<&str>> {
        match self.get(column) {
            Some(Cell::Text(text)) => Ok(*text),
            _ => Err("no text".into()),
        }
    }

    fn flag(&self, column: usize) -> Result<bool> {
        match self.get(column) {
            Some(Cell::Flag(value)) => Ok(*value),
            _ => Err("no truth value".into()),
        }
    }

    fn integer(&self, column: usize) -> Result<i64> {
        match self.get(column) {
            Some(Cell::Integer(value)) => Ok(*value),
            _ => Err("no integer".into()),
        }
    }
}

fn row(texts: &[&'static str]) -> Vec<Cell> {
    texts.iter().map(|text| Cell::Text(Some(text))).collect()
}

fn text_of(millis: i64) -> String {
    let mut out = Vec::new();
    instant(&mut out, millis).expect("a vector takes all");
    String::from_utf8(out).expect("digits")
}

#[test]
fn instants_are_rfc_3339() {
    assert_eq!(text_of(0), "1970-01-01T00:00:00.000Z");
    assert_eq!(text_of(-1), "1969-12-31T23:59:59.999Z");
    assert_eq!(text_of(1_795_249_800_123), "2026-11-21T08:30:00.123Z");
    assert_eq!(text_of(951_782_400_000), "2000-02-29T00:00:00.000Z");
    assert_eq!(text_of(4_107_542_399_999), "2100-02-28T23:59:59.999Z");
    assert_eq!(text_of(4_107_542_400_000), "2100-03-01T00:00:00.000Z");
}

#[test]
fn children_go_to_their_customer() {
    let customer = |id| {
        let mut row = row(&[id]);
        row.push(Cell::Text(Some("a\"b\n@x.test")));
        row.extend((2..6).map(|_| Cell::Text(None)));
        row.extend([Cell::Flag(true), Cell::Integer(0)]);
        row
    };
    let customers = [customer("cus_1"), customer("cus_2")];
    let groups = [
        row(&["cus_2", "cgroup_1", "A"]),
        row(&["cus_2", "cgroup_2", "B"]),
    ];
    let out = page(&customers, &[], &groups).expect("well-formed rows");
    let scalars = r#""email":"a\"b\n@x.test","firstName":null,"lastName":null,"companyName":null,"phone":null,"hasAccount":true,"createdAt":"1970-01-01T00:00:00.000Z","addresses":[]"#;
    let expected = format!(
        r#"{{"data":{{"customers":{{"nodes":[{{"id":"cus_1",{scalars},"groups":[]}},{{"id":"cus_2",{scalars},"groups":[{{"id":"cgroup_1","name":"A"}},{{"id":"cgroup_2","name":"B"}}]}}]}}}}}}"#
    );
    assert_eq!(String::from_utf8(out).expect("text"), expected);
}

#[test]
fn one_customer_is_put_together() {
    let parts = Parts {
        scalars: r#"{"id":"cus_1"}"#,
        created_at: 0,
        addresses: None,
        groups: Some(r#"{"id":"cgroup_1"}"#),
    };
    let out = customer(Some(&parts)).expect("well-formed parts");
    let expected = r#"{"data":{"customer":{"id":"cus_1","createdAt":"1970-01-01T00:00:00.000Z","addresses":[],"groups":[{"id":"cgroup_1"}]}}}"#;
    assert_eq!(String::from_utf8(out).expect("text"), expected);
    let nobody = customer(None).expect("nothing to go wrong");
    assert_eq!(nobody, br#"{"data":{"customer":null}}"#);
}
