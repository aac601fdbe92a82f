//! A file that `SQLite` cannot do with as it has to.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use super::super::patronage;

/// What the doctor says of the database, run by somebody whom permissions bind.
fn told(file: &Path) -> String {
    const DOCTOR: [&str; 2] = [env!("CARGO_BIN_EXE_patronage"), "doctor"];
    let is_root = fs::metadata("/proc/self").expect("ourselves").uid() == 0;
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        let bound = "-dac_override,-dac_read_search";
        command.args(["--bounding-set", bound, "--inh-caps", bound]);
        command.args(DOCTOR);
        command
    } else {
        let mut command = Command::new(DOCTOR[0]);
        command.arg(DOCTOR[1]);
        command
    };
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let ran = command
        .env_clear()
        .env("DATABASE_URL", url)
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .expect("the binary");
    let said = String::from_utf8(ran.stdout).expect("text");
    let line = said.lines().find(|line| line.contains(" database: "));
    line.unwrap_or_else(|| panic!("{said}")).to_owned()
}

fn allow(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).expect("a path of ours");
}

#[test]
fn what_may_not_be_written_is_told() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let file = folder.path().join("shop.db");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    assert_eq!(patronage(&url, &["migrate", "up"]).status, Some(0));
    assert_eq!(told(&file), "ok   database: SQLite");

    allow(&file, 0o444);
    let line = told(&file);
    assert!(
        line.starts_with(&format!(
            "FAIL database: {}: Permission denied",
            file.display()
        )) && line.contains("the service's user"),
        "{line}"
    );
    allow(&file, 0o644);
    allow(folder.path(), 0o555);
    let line = told(&file);
    allow(folder.path(), 0o755);
    let place = folder.path().display();
    assert!(
        line.starts_with(&format!("FAIL database: {place}: Permission denied"))
            && line.contains("the service's user"),
        "{line}"
    );
}

#[test]
fn a_folder_that_is_not_there_is_told() {
    let line = told(Path::new("/no/such/folder/shop.db"));
    assert!(
        line.starts_with("FAIL database: there is no folder /no/such/folder: make it"),
        "{line}"
    );
}

#[test]
fn a_file_of_another_kind_is_told() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    let file = folder.path().join("shop.db");
    fs::write(&file, "customers,addresses\n".repeat(100)).expect("a file");
    let line = told(&file);
    assert!(
        line.starts_with("FAIL database: ")
            && line.contains("not a database")
            && line.contains("DATABASE_URL"),
        "{line}"
    );
}
