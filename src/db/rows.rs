//! Many rows in few statements, for services.

use sea_orm::sea_query::{Expr, ExprTrait, Query, TableRef, ValueTuple};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn,
};

use super::bulk::PARAMETERS;

/// Rows in parts that each fit a statement, given their columns. The sizes are powers of two, so that
/// whatever the number of rows is, a table has some ten statements to be prepared and no more.
pub fn parts<T>(rows: &[T], columns: usize) -> impl Iterator<Item = &[T]> {
    let most = 1 << (PARAMETERS / columns.max(1)).max(1).ilog2();
    let mut rest = rows;
    std::iter::from_fn(move || {
        let size: usize = 1 << rest.len().checked_ilog2()?;
        let (part, behind) = rest.split_at(Ord::min(size, most));
        rest = behind;
        Some(part)
    })
}

/// Adds rows.
///
/// # Errors
/// When the database fails or refuses one, see [`super::violated`].
pub async fn insert_all<R, A>(db: &impl ConnectionTrait, rows: &[R]) -> Result<(), DbErr>
where
    R: Clone + IntoActiveModel<A>,
    A: ActiveModelTrait,
{
    let columns = <A::Entity as EntityTrait>::Column::iter().count();
    for part in parts(rows, columns) {
        let part = part
            .iter()
            .map(|row| row.clone().into_active_model().reset_all());
        A::Entity::insert_many(part)
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}

/// What a statement calls the rows that it is given.
const GIVEN: &str = "given";

/// Writes changed rows, found by their ids.
///
/// # Errors
/// When the database fails or refuses one, see [`super::violated`].
pub async fn replace_all<M: ModelTrait>(
    db: &impl ConnectionTrait,
    rows: &[M],
) -> Result<(), DbErr> {
    // Both databases call the columns of a list of values `column1` and so on.
    let columns: Vec<_> = <M::Entity as EntityTrait>::Column::iter()
        .enumerate()
        .map(|(index, column)| (column, Expr::col((GIVEN, format!("column{}", index + 1)))))
        .collect();
    for part in parts(rows, columns.len()) {
        let values = part.iter().map(|row| {
            let values = columns.iter().map(|(column, _)| row.get(*column));
            ValueTuple::Many(values.collect())
        });
        let mut update = Query::update();
        update
            .table(M::Entity::default())
            .from(TableRef::ValuesList(values.collect(), GIVEN.into()));
        for (column, given) in &columns {
            if is_id::<M>(column) {
                let id = Expr::col((M::Entity::default(), *column));
                update.and_where(id.eq(given.clone()));
            } else {
                update.value(*column, given.clone());
            }
        }
        db.execute(&update).await?;
    }
    Ok(())
}

type ColumnOf<M> = <<M as ModelTrait>::Entity as EntityTrait>::Column;

fn is_id<M: ModelTrait>(column: &ColumnOf<M>) -> bool {
    use sea_orm::IdenStatic;
    <M::Entity as EntityTrait>::PrimaryKey::iter()
        .any(|key| key.into_column().as_str() == column.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_of_few_sizes_and_leave_nothing_out() {
        let rows: Vec<_> = (0..1000).collect();
        let sizes: Vec<_> = parts(&rows, 22).map(<[_]>::len).collect();
        assert_eq!(sizes, [256, 256, 256, 128, 64, 32, 8]);
        let together: Vec<_> = parts(&rows, 22).flatten().copied().collect();
        assert_eq!(together, rows);
        assert_eq!(parts(&rows[..0], 22).count(), 0);
        assert_eq!(parts(&rows[..3], PARAMETERS * 2).count(), 3);
    }
}
