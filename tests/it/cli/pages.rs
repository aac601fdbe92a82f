//! `patronage completions` and `patronage man`

use std::fs;
use std::path::Path;
use std::process::Command;

use super::binary::Binary;

/// Every command, as it is written on the command line.
const COMMANDS: [&str; 12] = [
    "serve",
    "migrate",
    "schema",
    "api-key",
    "keys",
    "seed",
    "import",
    "export",
    "doctor",
    "ready",
    "completions",
    "man",
];

/// A file of settings with passwords, which must be in nothing that is printed.
const SECRETS: &str = "database_url = 'postgres://shop:hidden@127.0.0.1/shop'
mail_url = 'smtp://shop:hidden@127.0.0.1'
max_depth = 7\n";

fn is_here(program: &str) -> bool {
    let found = Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .output();
    found.is_ok_and(|found| found.status.success())
}

/// What a script prints in the folder of a binary.
#[track_caller]
fn run(shell: &str, folder: &Path, script: &str) -> String {
    let ran = Command::new(shell)
        .args(["-c", script])
        .current_dir(folder)
        .output()
        .expect(shell);
    let errors = String::from_utf8_lossy(&ran.stderr);
    assert!(
        ran.status.success() && errors.is_empty(),
        "{shell}: {errors}"
    );
    String::from_utf8(ran.stdout).expect("text")
}

#[test]
fn shells_load_the_completions() {
    let binary = Binary::new().with_file(SECRETS);
    for (shell, script) in [
        ("bash", "source ./script && complete -p patronage"),
        (
            "zsh",
            "autoload -U compinit && compinit -u -d ./dump && source ./script && print ${_comps[patronage]}",
        ),
        ("fish", "source ./script; complete -C 'patronage '"),
    ] {
        let script_text = binary.run(&["completions", shell]).ok();
        for command in COMMANDS {
            assert!(script_text.contains(command), "{shell}: {command}");
        }
        assert!(script_text.contains("public-url") && !script_text.contains("hidden"));
        fs::write(binary.path().join("script"), script_text).expect("a file");
        if is_here(shell) {
            let loaded = run(shell, binary.path(), script);
            assert!(
                loaded.contains("patronage") || loaded.contains("doctor"),
                "{shell}: {loaded}"
            );
        } else {
            println!("skipped: no {shell} here to load its script");
        }
    }
    // Of a setting after a command, as somebody types it.
    let typed = "source ./script && COMP_WORDS=(patronage serve --public) COMP_CWORD=2 && _patronage patronage --public serve && echo ${COMPREPLY[*]}";
    let script = binary.run(&["completions", "bash"]).ok();
    fs::write(binary.path().join("script"), script).expect("a file");
    assert_eq!(run("bash", binary.path(), typed), "--public-url\n");
}

#[test]
fn every_command_has_a_manual_page() {
    let binary = Binary::new().with_file(SECRETS);
    let first = binary.run(&["man"]).ok();
    assert_eq!(binary.run(&["man", "--out", "pages/man1"]).ok(), "");
    let folder = binary.path().join("pages/man1");
    let page = |name: &str| {
        let file = folder.join(format!("{name}.1"));
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    assert_eq!(page("patronage"), first);
    // Hyphens are escaped, so that they are not broken at.
    let plain = first.replace('\\', "");
    assert!(plain.contains("PATRONAGE_MAX_DEPTH") && plain.contains("[default: 12]"));
    for command in COMMANDS {
        assert!(
            plain.contains(&format!("patronage-{command}(1)")),
            "{command}"
        );
        page(&format!("patronage-{command}"));
    }
    page("patronage-api-key-create");
    for file in fs::read_dir(&folder).expect("the folder") {
        let file = file.expect("a page").path();
        let text = fs::read_to_string(&file).expect("text");
        assert!(!text.contains("hidden"), "{}", file.display());
        let file = file
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        if is_here("groff") {
            let check = format!("groff -Kutf8 -man -Tutf8 -ww -z {file}");
            assert_eq!(run("sh", &folder, &check), "", "{file}");
        }
        if is_here("mandoc") {
            let check = format!("mandoc -T lint -W error {file}");
            assert_eq!(run("sh", &folder, &check), "", "{file}");
        }
    }
    let (status, told) = binary.run(&["man", "--out", "patronage.toml"]).failed();
    assert_eq!(status, 1);
    assert!(told.starts_with("patronage: patronage.toml: "), "{told}");
}

/// Where the library by itself would panic.
#[test]
fn what_cannot_be_printed_is_told_in_a_line() {
    let binary = Binary::new();
    let program = env!("CARGO_BIN_EXE_patronage");
    for args in ["man", "completions bash"] {
        let script = format!("{program} {args} 2>&1 >/dev/full || echo $?");
        let told = run("sh", binary.path(), &script);
        let expected = "patronage: No space left on device (os error 28)\n1\n";
        assert_eq!(told, expected, "{args}");
    }
}
