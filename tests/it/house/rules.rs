//! Who may import whom.

/// The slices, each with its place in the order: one may use the services of those with a lower place.
const SLICES: [(&str, u8); 8] = [
    ("event", 0),
    ("mail", 0),
    ("webhook", 1),
    ("customer", 1),
    ("address", 2),
    ("group", 2),
    ("account", 3),
    ("lifecycle", 4),
];

/// Modules that know nothing but each other and the rows.
const LEAVES: [&str; 5] = ["value", "error", "page", "actor", "clock"];

/// A source file, as far as the rules care.
pub(super) struct Home {
    module: Vec<String>,
}

impl Home {
    /// The home that a file below `src` is.
    pub(super) fn of(file: &str) -> Self {
        let file = file.trim_start_matches("src/").trim_end_matches(".rs");
        let names = file
            .split('/')
            .filter(|name| !matches!(*name, "mod" | "lib" | "main"));
        Self {
            module: ["crate"]
                .into_iter()
                .chain(names)
                .map(str::to_owned)
                .collect(),
        }
    }

    /// The path of its module, from `crate` on.
    pub(super) fn module(&self) -> &[String] {
        &self.module
    }

    fn top(&self) -> &str {
        self.module.get(1).map_or("", String::as_str)
    }

    /// Whether it stands in one of these top modules.
    fn is_in(&self, tops: &[&str]) -> bool {
        tops.contains(&self.top())
    }

    /// Whether its name, or that of a folder it is in, begins like this.
    fn is_a(&self, role: &str) -> bool {
        self.module.iter().any(|name| name.starts_with(role))
    }
}

/// Why a file may not name a path, or none when it may.
pub(super) fn breach(home: &Home, path: &[String]) -> Option<&'static str> {
    let may = match path[0].as_str() {
        "axum" | "hyper" | "hyper_util" => {
            return told(home.is_in(&["http"]), "HTTP stays in http/");
        }
        "async_graphql" => home.is_a("graphql") || home.is_in(&["page", "http"]),
        "sea_orm" => {
            return told(
                home.is_a("store") || home.is_in(&["db", "page"]),
                "SQL stays in stores, db/ and page/",
            );
        }
        "lettre" | "minijinja" => {
            return told(
                home.is_in(&["mail", "config"]),
                "messages and templates stay in mail/",
            );
        }
        "prometheus" | "opentelemetry" | "opentelemetry_sdk" | "opentelemetry_otlp"
        | "opentelemetry_http" => {
            return told(
                home.is_in(&["telemetry"]),
                "names of metrics and spans stay in telemetry/",
            );
        }
        "crate" => {
            let part = path.get(2).map_or("", String::as_str);
            return leaf(home, &path[1], part)
                .or_else(|| telemetry(home, &path[1]))
                .or_else(|| slice(home, &path[1], part));
        }
        _ => true,
    };
    told(may, "GraphQL stays in graphql files, page/ and http/")
}

/// The scalars of the API are a leaf as well, which filters take.
fn leaf(home: &Home, module: &str, part: &str) -> Option<&'static str> {
    told(
        !home.is_in(&LEAVES) || LEAVES.contains(&module) || (module, part) == ("graphql", "scalar"),
        "a leaf knows only leaves and rows",
    )
}

/// Everybody tells telemetry, which asks nobody.
fn telemetry(home: &Home, module: &str) -> Option<&'static str> {
    told(
        !home.is_in(&["telemetry"]) || LEAVES.contains(&module) || module == "telemetry",
        "telemetry knows only leaves",
    )
}

/// The order binds services and stores. API types and filters of all slices make one schema, and a
/// resolver stands above all services.
fn slice(home: &Home, theirs: &str, part: &str) -> Option<&'static str> {
    let place = |slice: &str| Some(SLICES.iter().find(|(name, _)| *name == slice)?.1);
    let (Some(own), Some(other)) = (place(home.top()), place(theirs)) else {
        return None;
    };
    let filters = home.is_a("graphql") || home.is_a("filter");
    if home.top() == theirs || (filters && part.starts_with("graphql")) {
        return None;
    }
    told(!part.starts_with("store"), "a store is its own slice's")
        .or_else(|| {
            told(
                !part.starts_with("graphql"),
                "API types are for API types and filters",
            )
        })
        .or_else(|| {
            told(
                home.is_a("graphql") || other < own,
                "slices use only those before them",
            )
        })
}

fn told(may: bool, rule: &'static str) -> Option<&'static str> {
    (!may).then_some(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(file: &str, path: &str) -> bool {
        let path: Vec<_> = path.split("::").map(str::to_owned).collect();
        breach(&Home::of(file), &path).is_none()
    }

    #[test]
    fn libraries_stay_where_they_belong() {
        for (path, may, may_not) in [
            (
                "axum::Router",
                ["src/http/mod.rs", "src/http/graphql.rs"],
                ["src/app.rs", "src/graphql/schema.rs"],
            ),
            (
                "hyper::body",
                ["src/http/accept.rs", "src/http/mod.rs"],
                ["src/main.rs", "src/customer/graphql.rs"],
            ),
            (
                "async_graphql::ID",
                ["src/customer/graphql/input.rs", "src/page/input.rs"],
                ["src/customer/service.rs", "src/error.rs"],
            ),
            (
                "sea_orm::DbErr",
                ["src/customer/store.rs", "src/db/tx.rs"],
                ["src/customer/service/create.rs", "src/cli/seed.rs"],
            ),
            (
                "prometheus::Registry",
                ["src/telemetry/mod.rs", "src/telemetry/metrics/maker.rs"],
                ["src/app.rs", "src/account/login.rs"],
            ),
            (
                "lettre::Message",
                ["src/mail/message.rs", "src/config/parse.rs"],
                ["src/account/register.rs", "src/cli/doctor.rs"],
            ),
        ] {
            assert!(
                may.iter().all(|file| allowed(file, path)),
                "{path} in {may:?}"
            );
            assert!(
                !may_not.iter().any(|file| allowed(file, path)),
                "{path} in {may_not:?}"
            );
        }
    }

    #[test]
    fn slices_use_the_services_of_those_before_them() {
        for (file, path) in [
            ("src/address/service.rs", "crate::customer::service::find"),
            ("src/customer/service.rs", "crate::event::record"),
            ("src/customer/service.rs", "crate::customer::store::find"),
            ("src/lifecycle/create.rs", "crate::account::service"),
            ("src/account/register.rs", "crate::mail::queue"),
            (
                "src/customer/graphql.rs",
                "crate::address::graphql::Address",
            ),
            ("src/customer/graphql.rs", "crate::lifecycle::delete"),
            (
                "src/customer/store/filter.rs",
                "crate::group::graphql::Filter",
            ),
            ("src/graphql/schema.rs", "crate::address::graphql::Address"),
        ] {
            assert!(allowed(file, path), "{file} may use {path}");
        }
        for (file, path) in [
            ("src/customer/service.rs", "crate::address::service"),
            ("src/address/service.rs", "crate::group::service"),
            ("src/account/login.rs", "crate::lifecycle::create"),
            ("src/account/login.rs", "crate::customer::store::find"),
            ("src/account/login.rs", "crate::mail::store::insert"),
            ("src/mail/queue.rs", "crate::customer::service"),
            ("src/account/login.rs", "crate::customer::graphql::Customer"),
            ("src/customer/graphql.rs", "crate::address::store::find"),
            ("src/customer/store/filter.rs", "crate::group::store::find"),
        ] {
            assert!(!allowed(file, path), "{file} may not use {path}");
        }
    }

    #[test]
    fn leaves_know_leaves() {
        assert!(allowed("src/telemetry/mod.rs", "crate::error::Error"));
        assert!(!allowed("src/telemetry/mod.rs", "crate::db::Db"));
        assert!(allowed("src/mail/queue.rs", "crate::telemetry::Metrics"));
        assert!(allowed("src/value/email.rs", "crate::error::Fault"));
        assert!(allowed("src/page/cursor.rs", "entity::customer::Column"));
        assert!(!allowed("src/value/email.rs", "crate::customer::service"));
        assert!(!allowed("src/page/mod.rs", "crate::db::Db"));
        assert!(allowed("src/app.rs", "crate::db::Db"));
    }
}
