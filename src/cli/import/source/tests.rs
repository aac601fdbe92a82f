use std::io::Write as _;

use tempfile::NamedTempFile;

use super::*;

/// The line of each record, and its JSON or the kind of its fault.
type Entries = Vec<(u64, Result<String, Code>)>;

fn file(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn json(bytes: &[u8]) -> Result<Entries, String> {
    let opened = Opened::open(file(bytes).path())?;
    all(opened.json(&[&["customers"], &["data", "customers", "items"]])?)
}

fn table(bytes: &[u8]) -> Result<Entries, String> {
    let opened = Opened::open(file(bytes).path())?;
    all(opened.table(b',', |header| {
        let keys = |name: &String| Some(name.split('.').map(str::to_owned).collect());
        Ok(Reading {
            columns: header.iter().map(keys).collect(),
            undo: |cell| cell,
        })
    })?)
}

fn all(mut source: Source) -> Result<Entries, String> {
    let mut entries = Vec::new();
    while let Some(entry) = source.next()? {
        assert_eq!(entry.place.record, entries.len() as u64 + 1);
        let value = entry.value.map(|object| Value::Object(object).to_string());
        entries.push((entry.place.line, value.map_err(|fault| fault.code)));
    }
    Ok(entries)
}

fn good(line: u64, json: &str) -> (u64, Result<String, Code>) {
    (line, Ok(json.to_owned()))
}

#[test]
fn lines_are_read_one_by_one_and_bad_ones_passed() {
    let text =
        b"\xEF\xBB\xBF{\"a\":1}\r\n\n  \n{\"a\":\n[1]\n{\"a\":\"\xFF\"}\n{\"a\":\"\0\"}\n{\"a\":2}";
    let invalid = |line| (line, Err(Code::Invalid));
    let expected = [
        good(1, r#"{"a":1}"#),
        invalid(4),
        invalid(5),
        invalid(6),
        invalid(7),
        good(8, r#"{"a":2}"#),
    ];
    assert_eq!(json(text).unwrap(), expected);
}

#[test]
fn a_line_that_is_too_long_is_passed_and_the_next_is_read() {
    let mut text = b"{\"a\":1}\n".to_vec();
    text.extend(vec![b'x'; MAX_RECORD + 1]);
    text.extend(b"\n{\"a\":2}\n");
    let expected = [
        good(1, r#"{"a":1}"#),
        (2, Err(Code::TooLong)),
        good(3, r#"{"a":2}"#),
    ];
    assert_eq!(json(&text).unwrap(), expected);
}

#[test]
fn lists_are_read_bare_and_within_what_apis_put_around() {
    let list = r#"[{"a":{"b":["}\"]",2]}} ,
        {"a" broken}, {}]"#;
    let expected = [
        good(1, r#"{"a":{"b":["}\"]",2]}}"#),
        (2, Err(Code::Invalid)),
        good(2, "{}"),
    ];
    for around in [
        "$",
        " $\n",
        r#"{"customers":$,"count":3}"#,
        r#"{ "data" : {"customers": {"items" :$,"totalItems":3}}}"#,
    ] {
        let text = around.replace('$', list);
        assert_eq!(json(text.as_bytes()).unwrap(), expected, "{around}");
    }
    let mut long = b"[{\"a\":\"".to_vec();
    long.extend(vec![b'x'; MAX_RECORD]);
    long.extend(b"\"},{}]");
    assert_eq!(
        json(&long).unwrap(),
        [(1, Err(Code::TooLong)), good(1, "{}")]
    );
}

#[test]
fn a_list_that_is_cut_off_or_of_other_things_cannot_be_read_on() {
    for (text, why) in [
        ("[{},", "line 1: the file ends within the list"),
        ("[{}\n,{\"a\":1", "line 2: the file ends within a record"),
        ("[1]", "line 1: the list holds other than objects"),
    ] {
        assert_eq!(json(text.as_bytes()).unwrap_err(), why);
    }
}

#[test]
fn rows_are_objects_of_their_columns() {
    let text = b"\xEF\xBB\xBFid,a.0.b,a.0.c,a\n1,\"x\ny\",,[]\n\n2,,,[]\n3,4\n5,\xFF,,\n";
    let expected = [
        good(2, r#"{"a":{"0":{"b":"x\ny"}},"id":"1"}"#),
        good(5, r#"{"a":"[]","id":"2"}"#),
        (6, Err(Code::Invalid)),
        (7, Err(Code::Invalid)),
    ];
    assert_eq!(table(text).unwrap(), expected);
}

#[test]
fn lines_of_rows_are_counted_however_they_end() {
    for end in ["\n", "\r\n"] {
        let text = ["id", "1", "\"2\"", "", "3", ""].join(end);
        let lines: Vec<_> = table(text.as_bytes())
            .unwrap()
            .into_iter()
            .map(|(line, _)| line)
            .collect();
        assert_eq!(lines, [2, 3, 5], "{end:?}");
    }
}

#[test]
fn a_quote_left_open_does_not_take_the_whole_file() {
    let mut text = b"id,name\n1,a\n2,\"b\n".to_vec();
    for _ in 0..(MAX_RECORD / 8) {
        text.extend(b"3,abcdefghi\n");
    }
    let why = table(&text).unwrap_err();
    assert_eq!(
        why,
        "line 3: a row of more than 4 MiB begins here; is a quote left open?"
    );
}

#[test]
fn files_that_are_none_are_told() {
    assert!(table(b"").unwrap_err().ends_with(" is empty"));
    assert!(json(b" \n").unwrap_err().ends_with(" is empty"));
    assert!(
        table(b"i\xFFd\n1\n")
            .unwrap_err()
            .starts_with("the header is not UTF-8")
    );
    assert!(
        table(b"i\0d\n1\n")
            .unwrap_err()
            .starts_with("the header is not UTF-8")
    );
    let folder = tempfile::tempdir().unwrap();
    let why = Opened::open(folder.path()).err().unwrap();
    assert!(why.ends_with(": it is a folder"), "{why}");
    let why = Opened::open(&folder.path().join("none")).err().unwrap();
    assert!(why.contains("No such file"), "{why}");
}
