//! `patronage ready`

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use reqwest::{Client, StatusCode};

use super::Outcome;

/// How long the server may take. It gives its database a second.
const PATIENCE: Duration = Duration::from_secs(3);

/// Which server is asked.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// What is asked, by http [default: /readyz at the address of --listen]
    #[arg(long)]
    url: Option<String>,
}

/// Fails unless a server answers that it takes work.
pub(super) async fn run(options: Options, listen: SocketAddr) -> Outcome {
    let url = options
        .url
        .unwrap_or_else(|| format!("http://{}/readyz", reachable(listen)));
    // The server speaks no TLS, so that no certificates need be read each few seconds.
    let client = Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .timeout(PATIENCE)
        .build()?;
    let answer = client.get(&url).send().await;
    let status = answer
        .map_err(|error| format!("{url} cannot be asked: {}", root(&error)))?
        .status();
    if status != StatusCode::OK {
        return Err(format!("{url} answers {status}").into());
    }
    println!("ready");
    Ok(())
}

/// Where an address to listen on is reached from the same machine.
fn reachable(mut listen: SocketAddr) -> SocketAddr {
    match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => listen.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => listen.set_ip(Ipv6Addr::LOCALHOST.into()),
        IpAddr::V4(_) | IpAddr::V6(_) => {}
    }
    listen
}

/// The cause of an error that has no cause of its own; those above it only say that there is one.
fn root(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(below) = cause.source() {
        cause = below;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interface_is_reached_by_loopback() {
        for (listen, reached) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("10.0.0.5:80", "10.0.0.5:80"),
        ] {
            let listen = listen.parse().unwrap();
            assert_eq!(reachable(listen).to_string(), reached);
        }
    }
}
