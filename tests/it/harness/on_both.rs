//! One behaviour, two tests.

/// Makes two tests of one behaviour, `name::sqlite` and `name::postgres`, each with a server and a
/// database of its own. Flags after `with` go to that server.
///
/// ```ignore
/// on_both! {
///     with ["--max-depth=3"]
///     async fn deep_documents_are_refused(shop: &Shop) {
///         let answer = shop.anonymous().gql("{ me { id } }", json!({})).await;
///     }
/// }
/// ```
macro_rules! on_both {
    ($(with [$($flag:expr),* $(,)?])? async fn $name:ident($shop:ident: &Shop) $body:block) => {
        async fn $name($shop: &$crate::harness::Shop) $body

        // The function and the module share a name without a clash: one is a value, one a type.
        mod $name {
            use $crate::harness::{Backend, Shop};

            async fn run(backend: Backend) {
                if let Some(shop) = Shop::open(backend, &[$($($flag),*)?]).await {
                    super::$name(&shop).await;
                    shop.finish().await;
                }
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run(Backend::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run(Backend::Postgres).await;
            }
        }
    };
}
pub(crate) use on_both;
