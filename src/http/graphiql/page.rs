//! The page itself, and the policy it is held to.

use std::fmt::Write as _;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::assets::{Asset, Kind, Source};

/// What the example tabs are filled in with under `serve --demo`. Anyone who can load the page
/// reads it there, which the demo's loopback listener and throw-away database allow.
#[derive(Debug)]
pub struct Demo {
    /// An API key that carries every scope.
    pub staff_key: SecretString,
    /// The e-mail of a demo customer. The page logs in with it to have an access token.
    pub email: String,
    /// The password of that customer.
    pub password: SecretString,
}

/// Stands in the page for what each view has its own of.
const NONCE: &str = "{{nonce}}";

/// The page, but for the nonce.
#[derive(Debug)]
pub(super) struct Page(String);

impl Page {
    /// Puts the page together.
    pub(super) fn new(assets: &[Asset], demo: Option<&Demo>) -> Self {
        let (mut styles, mut scripts) = (String::new(), String::new());
        for asset in assets {
            let tags = match asset.kind {
                Kind::Style => &mut styles,
                Kind::Script => &mut scripts,
            };
            tags.push_str(&tag(asset));
        }
        let page = include_str!("../../../graphiql/page/page.html")
            .replace("{{styles}}\n", &styles)
            .replace("{{scripts}}\n", &scripts)
            .replace("{{settings}}", &settings(demo));
        Self(page)
    }

    /// The page of one view.
    pub(super) fn html(&self, nonce: &str) -> String {
        self.0.replace(NONCE, nonce)
    }
}

/// The policy of one view: only what carries the nonce runs or styles, and requests go to this
/// server alone. Fonts and icons are inside GraphiQL's style sheet.
pub(super) fn policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src data:; font-src data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

fn tag(asset: &Asset) -> String {
    let url = &asset.url;
    let mut attributes = format!("nonce=\"{NONCE}\"");
    if let Source::Cdn { integrity } = asset.source {
        // Writing to a string cannot fail.
        let _ = write!(
            attributes,
            " integrity=\"{integrity}\" crossorigin=\"anonymous\""
        );
    }
    match asset.kind {
        Kind::Style => format!("<link rel=\"stylesheet\" href=\"{url}\" {attributes}>\n"),
        Kind::Script => format!("<script defer src=\"{url}\" {attributes}></script>\n"),
    }
}

/// What the page's script is told, as JSON that cannot end the element it stands in.
fn settings(demo: Option<&Demo>) -> String {
    let demo = demo.map(|demo| {
        json!({
            "staffKey": demo.staff_key.expose_secret(),
            "email": demo.email,
            "password": demo.password.expose_secret(),
        })
    });
    json!({ "demo": demo }).to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::super::assets;
    use super::*;

    fn demo(password: &str) -> Demo {
        Demo {
            staff_key: "sk_demo".into(),
            email: "demo@example.com".to_owned(),
            password: password.into(),
        }
    }

    /// The JSON between the tags of the settings.
    fn embedded(html: &str) -> &str {
        let (_, rest) = html.split_once("id=\"settings\">").unwrap();
        rest.split_once("</script>").unwrap().0
    }

    #[test]
    fn settings_cannot_leave_their_element() {
        let wicked = "</script><script>alert(1)</script><!--";
        let html = Page::new(&assets::all(), Some(&demo(wicked))).html("N");
        let settings: serde_json::Value = serde_json::from_str(embedded(&html)).unwrap();
        assert_eq!(settings["demo"]["password"], wicked);
        assert_eq!(settings["demo"]["staffKey"], "sk_demo");
        assert!(!html.contains("alert(1)</script>"));
    }

    #[test]
    fn without_demo_the_page_holds_no_key() {
        let html = Page::new(&assets::all(), None).html("N");
        assert_eq!(embedded(&html), r#"{"demo":null}"#);
    }

    #[test]
    fn all_that_runs_or_styles_carries_the_nonce() {
        let html = Page::new(&assets::all(), None).html("abc");
        assert!(!html.contains("{{"), "{html}");
        let tags: Vec<_> = html
            .lines()
            .filter(|line| line.contains(" src=") || line.contains("stylesheet"))
            .collect();
        assert_eq!(tags.len(), assets::all().len());
        assert!(
            tags.iter().all(|tag| tag.contains("nonce=\"abc\"")),
            "{tags:?}"
        );
        assert!(policy("abc").contains("script-src 'nonce-abc';"));
    }

    #[test]
    fn what_comes_from_elsewhere_is_held_to_its_integrity() {
        let html = Page::new(&assets::all_without_embedded(), None).html("N");
        let foreign: Vec<_> = html
            .lines()
            .filter(|line| line.contains("https://"))
            .collect();
        assert_eq!(foreign.len(), 4);
        for tag in foreign {
            assert!(
                tag.contains(" integrity=\"sha384-") && tag.contains(" crossorigin=\"anonymous\""),
                "{tag}"
            );
        }
    }
}
