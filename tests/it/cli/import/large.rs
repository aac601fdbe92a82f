//! Files of any length: what is read is stored and forgotten before the next is read.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::resumed::{start, stored, wait_for_the_first};
use super::{figures, folder, import, lines};
use crate::harness::on_both;

/// Addresses of a customer, as many as there may be.
const ADDRESSES: usize = 100;
/// Customers who have together more addresses than a statement has parameters, on either database.
const CUSTOMERS: usize = 660;

/// Lines after which a writer gives up that anything is ever stored.
const ENDLESS: u64 = 5_000_000;

on_both! {
    async fn the_first_are_stored_while_the_last_are_not_written_yet(shop: &Shop) {
        let folder = folder();
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
        let child = start(shop, &pipe);
        let has_stored = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&has_stored);
        let writer = tokio::task::spawn_blocking(move || {
            let mut pipe = BufWriter::new(File::create(&pipe).expect("the pipe"));
            for written in 0..ENDLESS {
                if seen.load(Ordering::Relaxed) {
                    return written;
                }
                writeln!(pipe, "{}", json!({"id": format!("cus_{written}")})).expect("a line");
            }
            panic!("nothing is stored before the file ends");
        });
        wait_for_the_first(shop).await;
        has_stored.store(true, Ordering::Relaxed);
        let written = writer.await.expect("the writer");
        let output = child.wait_with_output().expect("its end");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(stored(shop).await, written);
    }
}

on_both! {
    async fn more_ids_than_a_statement_takes_are_looked_up(shop: &Shop) {
        let folder = folder();
        let member = |n: usize| {
            let addresses = (0..ADDRESSES).map(|a| json!({"id": format!("addr_{n}_{a}")}));
            json!({"id": format!("cus_{n}"), "addresses": addresses.collect::<Vec<_>>()})
        };
        let file = lines(&folder, &(0..CUSTOMERS).map(member).collect::<Vec<_>>());
        let file = file.to_str().expect("a path");
        let ran = import(shop, file, &["--from", "patronage"]).ok();
        let all = json!({"customers": CUSTOMERS, "addresses": CUSTOMERS * ADDRESSES});
        assert_eq!(figures(&ran), all);
        let again = import(shop, file, &["--from", "patronage"]).ok();
        assert_eq!(figures(&again), json!({"already there": CUSTOMERS}));
    }
}

/// Records of more than a transaction, which takes 2 MiB of a file.
const CHUNK: usize = 14_000;

on_both! {
    async fn what_is_still_being_written_is_known(shop: &Shop) {
        let folder = folder();
        let member = |n: usize| json!({
            "id": format!("cus_{n}"), "email": format!("c{n}@example.com"), "hasAccount": true,
            "addresses": [{"id": format!("addr_{n}"), "city": "Rome"}],
            "groups": [{"id": "cgroup_1", "name": "VIP", "membershipId": format!("cgc_{n}")}],
        });
        let mut records: Vec<_> = (0..CHUNK).map(member).collect();
        // All these are looked up while those before them are not there yet.
        records.extend((0..10).map(member));
        let mut other = member(10);
        other["firstName"] = json!("Ada");
        records.push(other);
        let mut account = member(CHUNK);
        account["email"] = json!("c11@example.com");
        records.push(account);
        records.push(json!({"id": "cus_guest", "groups": ["vip"]}));
        let file = lines(&folder, &records);
        for args in [&["--from", "patronage", "--dry-run"][..], &["--from", "patronage"]] {
            let ran = import(shop, file.to_str().expect("a path"), args);
            let expected = json!({
                "customers": CHUNK + 1, "addresses": CHUNK, "memberships": CHUNK + 1, "groups": 1,
                "already there": 10, "refused": 2,
            });
            assert_eq!(figures(&ran), expected, "{}", ran.stderr);
            let told: Vec<_> = ran.stderr.lines().collect();
            let other = "line 14011, record 14011: id: ID_TAKEN: A customer with this id is there, with other values.";
            let account = "line 14012, record 14012: email: EMAIL_TAKEN: An account with this e-mail exists.";
            assert_eq!(told[..2], [other, account]);
        }
    }
}
