//! Connections: pages as GraphQL clients know them. What is not selected costs no statement.

use async_graphql::SimpleObject;

/// Where a page stands in its list.
#[derive(SimpleObject)]
#[graphql(shareable)]
pub struct PageInfo {
    /// Whether the list goes on behind this page.
    pub has_next_page: bool,
    /// Whether the list has something ahead of this page.
    pub has_previous_page: bool,
    /// Cursor of the first object; null on an empty page.
    pub start_cursor: Option<String>,
    /// Cursor of the last object; null on an empty page.
    pub end_cursor: Option<String>,
}

/// The connection and edge types of one kind of object.
macro_rules! connection {
    ($connection:ident, $edge:ident, $node:ident, $entity:ty) => {
        #[doc = concat!("A page of a list of `", stringify!($node), "` objects.")]
        #[derive(async_graphql::Description)]
        pub(crate) struct $connection(pub(crate) $crate::page::Page<$entity>);

        #[doc = concat!("A `", stringify!($node), "` at its place in a list.")]
        #[derive(async_graphql::SimpleObject)]
        pub(crate) struct $edge {
            /// Opaque; to go on from here with `after` or `before`, in the same order.
            cursor: String,
            /// The object.
            node: $node,
        }

        impl $crate::graphql::Leaves for $edge {}

        #[async_graphql::Object(use_type_description)]
        impl $connection {
            /// The objects with their cursors.
            async fn edges(&self) -> $crate::graphql::Rows<$edge> {
                let edge = |row: &std::sync::Arc<_>| $edge {
                    cursor: self.0.cursor(row),
                    node: $node(std::sync::Arc::clone(row)),
                };
                self.0.rows.iter().map(edge).collect()
            }

            /// The objects alone.
            async fn nodes(&self) -> $crate::graphql::Rows<$node> {
                self.0.rows.iter().cloned().map($node).collect()
            }

            /// Where the page stands. Each of its flags costs a statement at most, when selected.
            async fn page_info(
                &self,
                ctx: &async_graphql::Context<'_>,
            ) -> async_graphql::Result<$crate::graphql::PageInfo> {
                let db = $crate::graphql::nearby(ctx).read();
                let selected = |field| ctx.look_ahead().field(field).exists();
                let next = selected("hasNextPage") && self.0.has_next(db).await?;
                let previous = selected("hasPreviousPage") && self.0.has_previous(db).await?;
                Ok($crate::graphql::PageInfo {
                    has_next_page: next,
                    has_previous_page: previous,
                    start_cursor: self.0.rows.first().map(|row| self.0.cursor(row)),
                    end_cursor: self.0.rows.last().map(|row| self.0.cursor(row)),
                })
            }

            /// Counts all matches; costs a statement only when selected.
            async fn total_count(
                &self,
                ctx: &async_graphql::Context<'_>,
            ) -> async_graphql::Result<i32> {
                let total = self.0.total($crate::graphql::nearby(ctx).read()).await?;
                Ok(i32::try_from(total).unwrap_or(i32::MAX))
            }
        }
    };
}

pub(crate) use connection;
