//! Whether lists are read along an index, for the tests of the slices.

use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect, QueryTrait, Select};

use crate::db::Db;
use crate::page::Order;
use crate::page::args::Travel;
use crate::page::keyset::{Part, Span};

/// What `SQLite` says of its way through a list, both ways: nothing when it goes along an index and so
/// stops at the end of a page, else the steps that make it read the list to its end.
pub(crate) async fn detours<E: EntityTrait>(
    db: &Db,
    rows: Select<E>,
    order: &Order<E>,
) -> Vec<String> {
    // A million rows, or so its statistics say; it plans otherwise for empty tables.
    let many = "ANALYZE; DELETE FROM sqlite_stat1;
        INSERT INTO sqlite_stat1 SELECT tbl_name, name, CASE tbl_name
            WHEN 'customer' THEN '1000000 2' ELSE '4000000 2' END
            FROM sqlite_schema WHERE type = 'index';
        ANALYZE sqlite_schema";
    db.write().execute_unprepared(many).await.unwrap();
    let mut detours = Vec::new();
    for travel in [Travel::Forward, Travel::Backward] {
        for part in Part::of(&order.terms, travel) {
            let page = part.select(rows.clone(), &order.terms, Span::default(), travel);
            let mut statement = page.unwrap().limit(21).build(db.backend());
            statement.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
            for step in db.write().query_all_raw(statement).await.unwrap() {
                let step: String = step.try_get("", "detail").unwrap();
                if !step.contains("INDEX") && !step.starts_with("CORRELATED SCALAR SUBQUERY") {
                    detours.push(step);
                }
            }
        }
    }
    detours
}
