//! The paths that a source file names, whether in a `use` or in its code.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{TokenStream, TokenTree};

/// Every path of more than one segment outside of `mod tests`, those of our crate from `crate` on: `super` and `self` are
/// resolved against `module`, the path of the file's module, which starts with `crate`.
///
/// # Panics
/// When the source is no Rust.
pub(super) fn paths(source: &str, module: &[String]) -> Vec<Vec<String>> {
    let tokens = source
        .parse::<TokenStream>()
        .unwrap_or_else(|error| panic!("not Rust: {error}"));
    let mut finder = Finder {
        module: module.to_vec(),
        found: Vec::new(),
    };
    finder.collect(tokens, &[]);
    finder.found
}

struct Finder {
    /// Of the code looked at.
    module: Vec<String>,
    found: Vec<Vec<String>>,
}

impl Finder {
    /// Finds the paths in tokens. Each begins with `stem`, which is not empty within the braces of a `use`.
    fn collect(&mut self, tokens: TokenStream, stem: &[String]) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(word) if word == "as" && !stem.is_empty() => {
                    tokens.next();
                }
                TokenTree::Ident(word) if word == "mod" => self.module(&mut tokens),
                TokenTree::Ident(first) => self.path(stem, first.to_string(), &mut tokens),
                TokenTree::Group(group) => self.collect(group.stream(), stem),
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    /// Finds the paths in a module within the file, after its `mod`.
    fn module(&mut self, tokens: &mut Peekable<IntoIter>) {
        let name = tokens.next().map(|name| name.to_string());
        if let Some(TokenTree::Group(group)) = tokens.peek() {
            let body = group.stream();
            if name.as_deref() != Some("tests") {
                self.module.extend(name);
                self.collect(body, &[]);
                self.module.pop();
            }
            tokens.next();
        }
    }

    /// Follows a path from its first segment to its end, and into the braces that end it.
    fn path(&mut self, stem: &[String], first: String, tokens: &mut Peekable<IntoIter>) {
        let mut path = [stem, &[first]].concat();
        while separator(tokens) {
            match tokens.next() {
                Some(TokenTree::Ident(segment)) => path.push(segment.to_string()),
                Some(TokenTree::Group(group)) => return self.collect(group.stream(), &path),
                // `*`, or the `<` of a type's arguments.
                _ => break,
            }
        }
        let path = self.resolve(path);
        if path.len() > 1 {
            self.found.push(path);
        }
    }

    fn resolve(&self, path: Vec<String>) -> Vec<String> {
        let selfs = usize::from(path[0] == "self");
        let ups = path[selfs..]
            .iter()
            .take_while(|segment| *segment == "super")
            .count();
        if ups + selfs == 0 || path.len() == 1 {
            return path;
        }
        let above = &self.module[..self.module.len().saturating_sub(ups)];
        [above, &path[ups + selfs..]].concat()
    }
}

/// Passes `::`, if that is next.
fn separator(tokens: &mut Peekable<IntoIter>) -> bool {
    let mut passed = 0;
    while passed < 2
        && matches!(tokens.peek(), Some(TokenTree::Punct(colon)) if colon.as_char() == ':')
    {
        tokens.next();
        passed += 1;
    }
    passed == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn names(source: &str, expected: &[&str]) {
        let module = ["crate", "address", "service"].map(str::to_owned);
        let found: Vec<_> = paths(source, &module)
            .iter()
            .map(|path| path.join("::"))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn finds_imports() {
        names("use axum::Router;", &["axum::Router"]);
        names(
            "pub use crate::{event, customer::{service as s, store::*}};",
            &[
                "crate::event",
                "crate::customer::service",
                "crate::customer::store",
            ],
        );
        names(
            "use super::super::group::{self, store};",
            &["crate::group::self", "crate::group::store"],
        );
        names(
            "use self::part::Part;",
            &["crate::address::service::part::Part"],
        );
    }

    #[test]
    fn finds_paths_in_code() {
        names(
            "fn f(a: &sea_orm::Db) { crate::group::store::find(super::store::x()) }",
            &[
                "sea_orm::Db",
                "crate::group::store::find",
                "crate::address::store::x",
            ],
        );
        names("vec![axum::http::A]", &["axum::http::A"]);
    }

    #[test]
    fn knows_modules_within_the_file() {
        names(
            "mod part { use super::Part; fn f() { super::super::store::x() } } mod tests { use axum::Json; } use super::store;",
            &[
                "crate::address::service::Part",
                "crate::address::store::x",
                "crate::address::store",
            ],
        );
    }

    #[test]
    fn passes_over_words() {
        names(
            "//! axum::Router\n/// sea_orm::Db\nfn f(a: u8) { let b: u8 = \"hyper::x\"; }",
            &[],
        );
    }
}
