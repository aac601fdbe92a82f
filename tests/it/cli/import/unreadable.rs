//! Files that cannot be read, and wrong usage: one line each.

use std::fs;

use super::{exported, fixture, folder, import};
use crate::cli::patronage;
use crate::harness::on_both;

/// Names, contents and sources of files, and what is said of them.
const FILES: [(&str, &[u8], &str, &str); 13] = [
    ("empty.csv", b"", "csv", "is empty"),
    ("blank.jsonl", b" \n\n", "patronage", "is empty"),
    (
        "image.png",
        b"\x89PNG\r\n\x1A\n\0\0",
        "patronage",
        "the file is not JSON: --from patronage reads what `patronage export` writes",
    ),
    (
        "image.png",
        b"\x89PNG\r\n\x1A\n\0\0",
        "csv",
        "the header is not UTF-8: save the file as CSV in UTF-8",
    ),
    (
        "utf16.csv",
        b"\xFF\xFEe\0m\0a\0i\0l\0",
        "shopify",
        "the header is not UTF-8: save the file as CSV in UTF-8",
    ),
    (
        "wrong.csv",
        b"a,b\n1,2\n",
        "shopify",
        "the file has no column that is known: is --from right?",
    ),
    (
        "wrong.csv",
        b"a,b\n1,2\n",
        "medusa",
        "the file has no column that is known: is --from right?",
    ),
    (
        "wrong.csv",
        b"email,b\n1,2\n",
        "csv",
        "the column \"b\" is for no field: map it, or give --skip-unmapped",
    ),
    (
        "broken.jsonl",
        b"{\"id\":\n",
        "patronage",
        "line 1: The record is broken JSON. Is --from right?",
    ),
    (
        "latin1.jsonl",
        b"{\"firstName\":\"Jos\xE9\"}\n",
        "patronage",
        "line 1: The record is not UTF-8. Is --from right?",
    ),
    (
        "numbers.json",
        b"[1,2]",
        "medusa",
        "line 1: the list holds other than objects; 0 customers are stored, and the same command goes on from there",
    ),
    (
        "cut.json",
        b"[{\"id\":\"cus_1\"},\n{\"id\"",
        "medusa",
        "line 2: the file ends within a record; 0 customers are stored, and the same command goes on from there",
    ),
    (
        "rows.csv",
        b"id,email\ncus_1,a@b.example,c\n",
        "csv",
        "line 2: The row has 3 cells, the header 2. Is --from right?",
    ),
];

on_both! {
    async fn each_is_told_in_a_line_and_stores_nothing(shop: &Shop) {
        let folder = folder();
        for (name, content, from, why) in FILES {
            let file = folder.path().join(name);
            fs::write(&file, content).expect("a file");
            let ran = import(shop, file.to_str().expect("a path"), &["--from", from]);
            assert_eq!(ran.status, Some(1), "{name} {from}: {}", ran.stderr);
            let last = ran.stderr.lines().last().expect("a line");
            assert!(last.starts_with("patronage: ") && last.contains(why), "{name} {from}: {last}");
        }
        assert!(exported(shop, &[]).is_empty());
    }
}

on_both! {
    async fn bad_records_do_not_keep_others_out(shop: &Shop) {
        let folder = folder();
        let file = folder.path().join("mixed.jsonl");
        let mut text = b"{\"id\":\"cus_1\"}\n{\"id\":\n\xFF\n[]\n{\"id\":\"cus_2\",\"firstName\":\"a\\u0000b\"}\n".to_vec();
        text.extend(b"{\"id\":\"");
        text.extend(vec![b'x'; 5 << 20]);
        text.extend(b"\"}\n{\"id\":\"cus_3\"}");
        fs::write(&file, text).expect("a file");
        let ran = import(shop, file.to_str().expect("a path"), &["--from", "patronage"]);
        assert_eq!(ran.status, Some(1));
        let expected = "line 2, record 2: INVALID: The record is broken JSON.
line 3, record 3: INVALID: The record is not UTF-8.
line 4, record 4: INVALID: The record is no JSON object.
line 5, record 5: firstName: INVALID: The text has control characters, line breaks or bidirectional overrides.
line 6, record 6: TOO_LONG: The record has more than 4 MiB.
patronage: 5 of 7 records were refused
";
        assert_eq!(ran.stderr, expected);
        assert_eq!(exported(shop, &[]).len(), 2);
    }
}

#[test]
fn wrong_usage_is_told() {
    let file = fixture("customers.csv");
    for (args, why) in [
        (&["--from", "magento"][..], "invalid value 'magento'"),
        (&[], "--from"),
        (
            &["--from", "csv", "--map", "mail=E-Mail"],
            "there is no field mail",
        ),
        (&["--from", "csv", "--map", "email"], "give FIELD=COLUMN"),
        (&["--from", "csv", "--delimiter", "ab"], "give one sign"),
        (
            &["--from", "shopify", "--map", "email=E-Mail"],
            "are for --from csv",
        ),
    ] {
        let ran = patronage("sqlite::memory:", &[&["import", &file][..], args].concat());
        assert_eq!(ran.status, Some(2), "{args:?}");
        assert!(ran.stderr.contains(why), "{args:?}: {}", ran.stderr);
    }
    let ran = patronage(
        "sqlite::memory:",
        &["import", "/no/such/file", "--from", "csv"],
    );
    let told = "patronage: cannot read /no/such/file: No such file or directory (os error 2)\n";
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(1), told));
}
