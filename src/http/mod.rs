//! .

pub mod graphiql;

/// stub
pub async fn serve(
    _: std::sync::Arc<crate::app::App>,
    _: Option<graphiql::Demo>,
    _: tokio::net::TcpListener,
    _: impl Future<Output = ()>,
) -> std::io::Result<()> {
    Ok(())
}
