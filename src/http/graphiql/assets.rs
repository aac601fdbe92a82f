//! The files that the page loads, and where from.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// A file of an npm package, exactly as published.
struct Pinned {
    /// Package, version and path: where the file is, on the CDN and in `graphiql/dist`.
    name: &'static str,
    /// Its hash, in the form of Subresource Integrity.
    integrity: &'static str,
    /// What it holds, where it was there at build time.
    bytes: Option<&'static [u8]>,
}

/// In the order in which the page loads them.
const PINNED: &[Pinned] = include!(concat!(env!("OUT_DIR"), "/graphiql_assets.rs"));

/// The page's own files, after the pinned ones.
const OWN: &[(&str, &[u8])] = &[
    (
        "page.css",
        include_bytes!("../../../graphiql/page/page.css"),
    ),
    ("tabs.js", include_bytes!("../../../graphiql/page/tabs.js")),
    ("page.js", include_bytes!("../../../graphiql/page/page.js")),
];

/// Serves npm packages file by file, at an exact version and unchanged.
const CDN: &str = "https://cdn.jsdelivr.net/npm";

/// What kind of file it is, which decides its tag and its content type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Style,
    Script,
}

impl Kind {
    fn of(name: &str) -> Self {
        if name.ends_with("css") {
            Self::Style
        } else {
            Self::Script
        }
    }

    /// The value of `Content-Type`.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Style => "text/css; charset=utf-8",
            Self::Script => "text/javascript; charset=utf-8",
        }
    }
}

/// Where the bytes of a file come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// This server, which holds them.
    Here(&'static [u8]),
    /// The CDN, held to a hash.
    Cdn { integrity: &'static str },
}

/// A file that the page loads.
#[derive(Debug)]
pub(super) struct Asset {
    /// A path on this server, or the whole address on the CDN.
    pub(super) url: String,
    pub(super) kind: Kind,
    pub(super) source: Source,
}

impl Asset {
    /// A file of this server. Its path changes with its bytes, so that it may be cached forever.
    fn here(name: &str, bytes: &'static [u8]) -> Self {
        let hash = digest::digest(&digest::SHA256, bytes);
        let hash = URL_SAFE_NO_PAD.encode(&hash.as_ref()[..12]);
        let file = name.rsplit('/').next().unwrap_or(name);
        Self {
            url: format!("/graphiql/assets/{hash}/{file}"),
            kind: Kind::of(name),
            source: Source::Here(bytes),
        }
    }

    fn pinned(file: &Pinned) -> Self {
        match file.bytes {
            Some(bytes) => Self::here(file.name, bytes),
            None => Self::on_cdn(file),
        }
    }

    fn on_cdn(file: &Pinned) -> Self {
        Self {
            url: format!("{CDN}/{}", file.name),
            kind: Kind::of(file.name),
            source: Source::Cdn {
                integrity: file.integrity,
            },
        }
    }
}

/// Every file the page loads, in order.
pub(super) fn all() -> Vec<Asset> {
    let own = OWN.iter().map(|(name, bytes)| Asset::here(name, bytes));
    PINNED.iter().map(Asset::pinned).chain(own).collect()
}

/// As [`all`], of a binary that holds no pinned file.
#[cfg(test)]
pub(super) fn all_without_embedded() -> Vec<Asset> {
    let own = OWN.iter().map(|(name, bytes)| Asset::here(name, bytes));
    PINNED.iter().map(Asset::on_cdn).chain(own).collect()
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    #[test]
    fn every_pinned_file_has_an_integrity_and_an_exact_version() {
        assert_eq!(PINNED.len(), 4);
        for file in PINNED {
            let hash = file.integrity.strip_prefix("sha384-").unwrap();
            assert_eq!(STANDARD.decode(hash).unwrap().len(), 48, "{}", file.name);
            let (_, rest) = file.name.split_once('@').unwrap();
            let (version, _) = rest.split_once('/').unwrap();
            assert!(
                version.split('.').all(|part| part.parse::<u32>().is_ok()),
                "{}",
                file.name
            );
        }
    }

    #[test]
    fn embedded_bytes_are_the_pinned_ones() {
        for file in PINNED {
            let Some(bytes) = file.bytes else { continue };
            let hash = digest::digest(&digest::SHA384, bytes);
            assert_eq!(
                format!("sha384-{}", STANDARD.encode(hash.as_ref())),
                file.integrity,
                "{}",
                file.name
            );
        }
    }

    #[test]
    fn a_path_changes_with_the_bytes() {
        let url = |bytes| Asset::here("some@1.0.0/folder/page.js", bytes).url;
        assert_ne!(url(b"one"), url(b"two"));
        assert_eq!(url(b"one"), url(b"one"));
        assert!(url(b"one").ends_with("/page.js"));
    }
}
