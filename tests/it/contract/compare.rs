//! What a schema lacks of a contract, and where it says otherwise.

use std::collections::BTreeMap;

use super::model::{Field, Input, Schema, Type};

/// The outcome of a comparison, each entry named by its schema coordinate.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// What a client of the contract would trip over.
    pub(super) contradictions: Vec<String>,
    /// What is not there yet.
    pub(super) missing: Vec<String>,
}

/// Holds a schema against a contract. More is fine, unless callers have to know of it.
pub(super) fn compare(contract: &Schema, ours: &Schema) -> Verdict {
    let mut verdict = Verdict::default();
    for (name, asked) in &contract.0 {
        match ours.0.get(name) {
            None => verdict.missing.push(format!("{} {name}", asked.keyword)),
            Some(given) => verdict.types(name, asked, given),
        }
    }
    verdict
}

impl Verdict {
    fn types(&mut self, name: &str, asked: &Type, given: &Type) {
        self.same(name, "declared as", asked.keyword, given.keyword);
        self.missing.extend(
            asked
                .names
                .difference(&given.names)
                .map(|listed| format!("{name}.{listed}")),
        );
        for (field, asked) in &asked.fields {
            let place = format!("{name}.{field}");
            match given.fields.get(field) {
                None => self.missing.push(place),
                Some(given) => self.fields(&place, asked, given),
            }
        }
        self.inputs(&asked.inputs, &given.inputs, |input| {
            format!("{name}.{input}")
        });
    }

    fn fields(&mut self, place: &str, asked: &Field, given: &Field) {
        self.same(place, "of type", &asked.ty, &given.ty);
        self.inputs(&asked.arguments, &given.arguments, |argument| {
            format!("{place}({argument}:)")
        });
    }

    fn inputs(
        &mut self,
        asked: &BTreeMap<String, Input>,
        given: &BTreeMap<String, Input>,
        place: impl Fn(&str) -> String,
    ) {
        for (name, asked) in asked {
            match given.get(name) {
                None => self.missing.push(place(name)),
                Some(given) => {
                    self.same(&place(name), "of type", &asked.ty, &given.ty);
                    self.same(&place(name), "by default", default(asked), default(given));
                }
            }
        }
        let unknown = given
            .iter()
            .filter(|(name, input)| input.is_required() && !asked.contains_key(*name));
        self.contradictions.extend(
            unknown.map(|(name, _)| {
                format!("{} is required, and unknown to the contract", place(name))
            }),
        );
    }

    fn same(&mut self, place: &str, what: &str, asked: &str, given: &str) {
        if asked != given {
            self.contradictions
                .push(format!("{place} is {what} {given}, not {asked}"));
        }
    }
}

fn default(input: &Input) -> &str {
    input.default.as_deref().unwrap_or("absent")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONTRACT: &str = r#"
        "Said in other words elsewhere."
        scalar JSON
        interface Node { id: ID! }
        type Customer implements Node { id: ID! email: String addresses(first: Int = 20): [String!]! }
        enum Color { RED GREEN }
        union Owner = Customer
        input Look { id: ID! deep: Boolean = false }
    "#;

    /// What a replacement in the contract contradicts and lacks.
    #[track_caller]
    fn changed(from: &str, to: &str) -> (Vec<String>, Vec<String>) {
        let ours = CONTRACT.replace(from, to);
        assert_ne!(ours, CONTRACT, "the change has to hit something");
        let verdict = compare(&Schema::parse(CONTRACT), &Schema::parse(&ours));
        (verdict.contradictions, verdict.missing)
    }

    #[track_caller]
    fn contradicts(from: &str, to: &str, told: &str) {
        assert_eq!(changed(from, to), (vec![told.to_owned()], vec![]));
    }

    #[track_caller]
    fn lacks(from: &str, to: &str, told: &str) {
        assert_eq!(changed(from, to), (vec![], vec![told.to_owned()]));
    }

    #[test]
    fn more_is_fine() {
        let none = (vec![], vec![]);
        assert_eq!(changed("Said in other", "In our"), none);
        assert_eq!(
            changed(
                "scalar JSON",
                "scalar JSON type Query { customer(id: ID!): Customer }"
            ),
            none
        );
        assert_eq!(
            changed("first: Int = 20", "first: Int = 20, after: String"),
            none
        );
        assert_eq!(
            changed("email: String", "email: String phone(kind: Color!): String"),
            none
        );
        assert_eq!(changed("deep:", "wide: Boolean! = true deep:"), none);
        assert_eq!(changed("RED", "RED BLUE"), none);
        assert_eq!(
            changed(
                "type Customer implements Node {",
                "extend type Customer @key(fields: \"id\") { name: String } type Customer implements Node {"
            ),
            none
        );
    }

    #[test]
    fn another_type_contradicts() {
        contradicts(
            "email: String",
            "email: ID",
            "Customer.email is of type ID, not String",
        );
        contradicts(
            "email: String",
            "email: String!",
            "Customer.email is of type String!, not String",
        );
        contradicts(
            "): [String!]!",
            "): [String!]",
            "Customer.addresses is of type [String!], not [String!]!",
        );
        contradicts(
            "first: Int",
            "first: Int!",
            "Customer.addresses(first:) is of type Int!, not Int",
        );
        contradicts(
            "deep: Boolean",
            "deep: Boolean!",
            "Look.deep is of type Boolean!, not Boolean",
        );
        contradicts(
            "scalar JSON",
            "enum JSON { A }",
            "JSON is declared as enum, not scalar",
        );
    }

    #[test]
    fn another_default_contradicts() {
        contradicts(
            "= 20",
            "= 10",
            "Customer.addresses(first:) is by default 10, not 20",
        );
        contradicts("= false", "", "Look.deep is by default absent, not false");
        contradicts(
            "id: ID! deep",
            "id: ID! = \"1\" deep",
            "Look.id is by default \"1\", not absent",
        );
    }

    #[test]
    fn asking_for_more_contradicts() {
        let told = "is required, and unknown to the contract";
        contradicts(
            "first: Int = 20",
            "first: Int = 20, at: Int!",
            &format!("Customer.addresses(at:) {told}"),
        );
        contradicts(
            "deep:",
            "wide: Boolean! deep:",
            &format!("Look.wide {told}"),
        );
    }

    #[test]
    fn what_is_not_there_is_missing() {
        lacks(
            "input Look { id: ID! deep: Boolean = false }",
            "",
            "input Look",
        );
        lacks("email: String", "", "Customer.email");
        lacks("(first: Int = 20)", "", "Customer.addresses(first:)");
        lacks("deep: Boolean = false", "", "Look.deep");
        lacks("GREEN", "", "Color.GREEN");
        lacks("implements Node", "", "Customer.Node");
        lacks(
            "union Owner = Customer",
            "union Owner = Node",
            "Owner.Customer",
        );
    }
}
