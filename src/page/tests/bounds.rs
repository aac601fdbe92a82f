//! How much a filter may hold, and that a database takes that much.

use async_graphql::ID;

use super::rows::{self, found};
use crate::customer::graphql::CustomerFilter;
use crate::error::Error;
use crate::page::{IdFilter, MAX_VALUES, StringFilter, condition};

fn nested(depth: usize) -> CustomerFilter {
    (0..depth).fold(CustomerFilter::default(), |inner, _| CustomerFilter {
        not: Some(Box::new(inner)),
        ..CustomerFilter::default()
    })
}

fn without(email: String) -> CustomerFilter {
    CustomerFilter {
        email: Some(StringFilter {
            ne: Some(email),
            ..StringFilter::default()
        }),
        ..CustomerFilter::default()
    }
}

fn with(email: String) -> CustomerFilter {
    CustomerFilter {
        email: Some(StringFilter {
            contains: Some(email),
            ..StringFilter::default()
        }),
        ..CustomerFilter::default()
    }
}

#[tokio::test]
async fn filters_are_bounded_and_their_greatest_runs() {
    let db = rows::database().await;
    rows::insert(&db, [rows::customer("cus_1")]).await;
    let backend = db.get_database_backend();
    assert!(condition(nested(5), backend).is_ok());
    assert!(matches!(
        condition(nested(6), backend),
        Err(Error::BadInput(_))
    ));

    let emails = |n| (0..n).map(|n| format!("{n}@example.com"));
    let listed = |n| CustomerFilter {
        id: Some(IdFilter {
            not_in: Some(emails(n).map(ID).collect()),
            ..IdFilter::default()
        }),
        ..CustomerFilter::default()
    };
    let all_of = |n| CustomerFilter {
        and: Some(emails(n).map(without).collect()),
        ..CustomerFilter::default()
    };
    let none_of = |n| CustomerFilter {
        not: Some(Box::new(CustomerFilter {
            or: Some(emails(n).map(with).collect()),
            ..CustomerFilter::default()
        })),
        ..CustomerFilter::default()
    };
    let empty = |n| CustomerFilter {
        or: Some(vec![CustomerFilter::default(); n]),
        ..CustomerFilter::default()
    };
    let filters: [&dyn Fn(usize) -> CustomerFilter; 4] = [&listed, &all_of, &none_of, &empty];
    for filter in filters {
        assert_eq!(found(&db, filter(MAX_VALUES)).await, ["cus_1"]);
        assert!(matches!(
            condition(filter(MAX_VALUES + 1), backend),
            Err(Error::BadInput(_))
        ));
    }
}
