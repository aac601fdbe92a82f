//! .

pub mod graphiql;
