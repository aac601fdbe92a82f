//! Records that are refused, and how that is told.

use std::fs;

use serde_json::{Value, json};

use super::{exported, figures, folder, import, lines};
use crate::harness::on_both;
use crate::outbox::recorded;

/// bcrypt, of no password that matters.
const HASH: &str = "$2b$10$HHmvC2s0ZBW2zLXeqDtVHevpc/587RCUTQM2cFFddVZ4eePs7cPQ.";

fn clashing() -> Vec<Value> {
    vec![
        json!({"id": "cus_1", "email": "ada@example.com", "hasAccount": true, "externalId": "E-1",
            "addresses": [{"id": "addr_1", "city": "London"}]}),
        // An account with this e-mail, in this file.
        json!({"id": "cus_2", "email": "ADA@example.com", "passwordHash": HASH}),
        // A guest may share it.
        json!({"id": "cus_3", "email": "ada@example.com"}),
        json!({"id": "cus_1", "email": "other@example.com"}),
        json!({"id": "cus_4", "externalId": "E-1", "addresses": [{"id": "addr_1"}, {"id": "addr_2"}, {"id": "addr_2"}]}),
        json!({"id": "cus_5", "email": "no e-mail of Grace", "firstName": "Grace\u{202E}"}),
        json!({"id": "cus_6", "email": "vera@example.com", "hasAccount": true}),
        json!({"type": "group", "id": "cgroup_1", "name": "VIP"}),
        json!({"type": "group", "id": "cgroup_1", "name": "Press"}),
        json!({"type": "group", "id": "cgroup_2", "name": "vip"}),
    ]
}

on_both! {
    async fn what_clashes_is_refused_and_the_rest_is_stored(shop: &Shop) {
        let vera = shop.customer().await;
        let mut records = clashing();
        records[6]["email"] = json!(vera.email);
        let folder = folder();
        let file = lines(&folder, &records);
        let file = file.to_str().expect("a path");
        let report = folder.path().join("report.jsonl");
        let args = ["--from", "patronage", "--report", report.to_str().expect("a path")];
        let expected = json!([
            [2, "email", "EMAIL_TAKEN"],
            [4, "id", "ID_TAKEN"],
            [5, "externalId", "ID_TAKEN"],
            [5, "addresses.0.id", "ID_TAKEN"],
            [5, "addresses.2.id", "ID_TAKEN"],
            [6, "email", "INVALID"],
            [6, "firstName", "INVALID"],
            [7, "email", "EMAIL_TAKEN"],
            [9, "id", "ID_TAKEN"],
        ]);
        let numbers = json!({
            "customers": 2, "addresses": 1, "groups": 1, "already there": 1, "refused": 6,
        });

        // Rehearsed first: the same report, and nothing is written.
        let before = exported(shop, &[]);
        let dry = [&args[..], &["--dry-run"]].concat();
        let (ran, events) = recorded(shop, async { import(shop, file, &dry) }).await;
        assert_eq!((ran.status, figures(&ran)), (Some(1), numbers.clone()));
        assert_eq!(ran.stderr, "patronage: 6 of 10 records were refused\n");
        let rehearsed = fs::read_to_string(&report).expect("a report");
        assert!(events.is_empty());
        assert_eq!(exported(shop, &[]), before);

        let ran = import(shop, file, &args);
        assert_eq!((ran.status, figures(&ran)), (Some(1), numbers));
        let told = fs::read_to_string(&report).expect("a report");
        assert_eq!(told, rehearsed);
        assert!(!told.contains("example.com") && !told.contains("Grace"), "{told}");
        let faults = told.lines().map(|line| -> Value {
            let fault: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(fault["line"], fault["record"]);
            json!([fault["line"], fault["field"], fault["code"]])
        });
        assert_eq!(faults.collect::<Value>(), expected);
        let stored = exported(shop, &[]).into_iter().filter(|line| line["type"] == "customer");
        assert_eq!(stored.count(), 3);
    }
}

on_both! {
    async fn a_report_is_told_on_standard_error_or_as_csv(shop: &Shop) {
        let folder = folder();
        let records = [json!({"id": "cus_1"}), json!({"id": "cus_2", "phone": "call me"}), json!({"id": 3})];
        let file = lines(&folder, &records);
        let file = file.to_str().expect("a path");
        let ran = import(shop, file, &["--from", "patronage"]);
        let expected = "line 2, record 2: phone: INVALID: The phone must have digits, and besides only spaces and + - ( ) . / x.
line 3, record 3: id: INVALID: The id must be cus_ and 1 to 64 of A-Za-z0-9_-.
patronage: 2 of 3 records were refused
";
        assert_eq!(ran.stderr, expected);
        let report = folder.path().join("report.csv");
        let args = ["--from", "patronage", "--report", report.to_str().expect("a path")];
        assert_eq!(import(shop, file, &args).status, Some(1));
        let told = fs::read_to_string(&report).expect("a report");
        let expected = "line,record,field,code,message
2,2,phone,INVALID,The phone must have digits, and besides only spaces and + - ( ) . / x.
3,3,id,INVALID,The id must be cus_ and 1 to 64 of A-Za-z0-9_-.
";
        assert_eq!(told.replace('"', ""), expected);
    }
}

on_both! {
    async fn a_dry_run_of_a_good_file_writes_nothing_either(shop: &Shop) {
        let folder = folder();
        let member = |id: &str| json!({"id": id, "groups": ["VIP"]});
        let first = lines(&folder, &[member("cus_1")]);
        import(shop, first.to_str().expect("a path"), &["--from", "patronage"]).ok();
        let before = exported(shop, &[]);
        // A group that is there, and one that is not.
        let mut press = member("cus_3");
        press["groups"] = json!(["VIP", "Press"]);
        let second = lines(&folder, &[member("cus_1"), member("cus_2"), press]);
        let args = ["--from", "patronage", "--dry-run"];
        let ran = import(shop, second.to_str().expect("a path"), &args).ok();
        let numbers = json!({"customers": 2, "memberships": 3, "groups": 1, "already there": 1});
        assert_eq!(figures(&ran), numbers);
        assert_eq!(exported(shop, &[]), before);
    }
}
