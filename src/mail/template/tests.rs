//! Our templates, and those of operators.

use std::fs;

use super::*;

const SHOP: &str = "https://shop.example";

fn letter(kind: Kind, first_name: &str) -> Letter {
    let secret = kind.page().is_some() || kind == Kind::LoginCode;
    Letter {
        to: "jane@example.com".to_owned(),
        first_name: first_name.to_owned(),
        secret: secret.then(|| "s3cret".to_owned()),
        minutes: secret.then_some(45),
    }
}

/// What becomes of a folder with such files.
fn load(files: &[(&str, &str)]) -> Result<Templates, String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    // Its name is another each time.
    Templates::load(Some(folder.path()))
        .map_err(|error| error.replace(&folder.path().display().to_string(), "folder"))
}

#[test]
fn ours_say_what_they_have_to_in_both_forms() {
    let templates = Templates::load(None).unwrap();
    let mut subjects = Vec::new();
    for kind in Kind::ALL {
        let letter = letter(kind, "Zoë");
        let Rendered {
            subject,
            text,
            html,
        } = templates.render(kind, &letter, SHOP).unwrap();
        let html = html.replace("&#x2f;", "/");
        assert!(
            html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>"),
            "{html}"
        );
        for part in [&text, &html] {
            assert!(part.contains("Hello Zoë,") && part.contains(SHOP), "{part}");
            assert_eq!(
                part.contains("45 minutes"),
                letter.secret.is_some(),
                "{part}"
            );
            let shown = kind.page().map_or("s3cret".to_owned(), |page| {
                format!("{SHOP}{page}?token=s3cret")
            });
            assert_eq!(part.contains(&shown), letter.secret.is_some(), "{part}");
        }
        subjects.push(subject);
    }
    subjects.sort();
    subjects.dedup();
    assert_eq!(subjects.len(), Kind::ALL.len());
}

#[test]
fn nobody_in_particular_is_greeted_as_nobody() {
    let templates = Templates::load(None).unwrap();
    let kind = Kind::AccountExists;
    let rendered = templates.render(kind, &letter(kind, ""), SHOP).unwrap();
    assert!(rendered.text.starts_with("Hello,\n"));
    assert!(rendered.html.contains("<p>Hello,</p>"));
}

#[test]
fn what_stands_in_html_is_escaped_and_in_text_is_not() {
    let templates = Templates::load(None).unwrap();
    let kind = Kind::AccountExists;
    let rendered = templates
        .render(kind, &letter(kind, "<b>\"&'"), SHOP)
        .unwrap();
    assert!(rendered.text.starts_with("Hello <b>\"&',"));
    assert!(
        rendered.html.contains("Hello &lt;b&gt;&quot;&amp;&#x27;,"),
        "{}",
        rendered.html
    );
}

#[test]
fn files_of_a_folder_replace_ours_one_by_one() {
    let templates = load(&[
        (
            "login-code.subject.txt",
            "{{ code }} ist\r\n\tIhr Code\u{7}\n",
        ),
        (
            "layout.html",
            "<main>{% block content %}{% endblock %}</main>",
        ),
        ("README.md", "{{ what is this }"),
    ]);
    let templates = templates.unwrap();
    let kind = Kind::LoginCode;
    let rendered = templates.render(kind, &letter(kind, ""), SHOP).unwrap();
    assert_eq!(rendered.subject, "s3cret ist Ihr Code");
    assert!(rendered.html.starts_with("<main>") && rendered.html.contains("s3cret"));
    assert!(rendered.text.contains("Your code to log in"));
}

#[test]
fn a_template_that_would_fail_is_told_at_start() {
    for (name, text, told) in [
        ("login-code.txt", "{{ code", "syntax error"),
        ("login-code.txt", "{{ link }}", "undefined value"),
        ("login-code.txt", "{{ frist_name }}", "undefined value"),
        (
            "login-code.html",
            "{% extends \"none.html\" %}",
            "none.html",
        ),
        (
            "login-code.txt",
            "{% include \"/etc/passwd\" %}",
            "/etc/passwd",
        ),
        (
            "login-code.subject.txt",
            " \n",
            "login-code.subject.txt is empty",
        ),
        (
            "login-cod.txt",
            "Hello",
            "folder/login-cod.txt is the name of no template",
        ),
        ("layout.html", "{% block content %}", "layout.html"),
    ] {
        let Err(error) = load(&[(name, text)]) else {
            panic!("{name} {text} is accepted")
        };
        assert!(
            error.contains(told) && error.lines().count() == 1,
            "{error}"
        );
    }
    let huge = "x".repeat(300 * 1024);
    assert!(load(&[("login-code.txt", &huge)]).is_err());
    assert!(Templates::load(Some("/no/such/folder".as_ref())).is_err());
}
