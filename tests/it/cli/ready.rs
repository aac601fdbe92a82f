//! `patronage ready`

use std::net::TcpListener;

use super::binary::Binary;

#[test]
fn a_server_is_ready_until_it_stops() {
    let binary = Binary::new();
    let server = binary.serve(&["serve", "--listen", "127.0.0.1:0", "--drain-delay", "5s"]);
    let listen = format!("--listen={}", server.address());
    assert_eq!(binary.run(&["ready", &listen]).ok(), "ready\n");
    let url = format!("http://{}/healthz", server.address());
    assert_eq!(binary.run(&["ready", "--url", &url]).ok(), "ready\n");

    server.signal("TERM");
    // It may take a moment to hear of it, and has five seconds until it is gone.
    let told = loop {
        let ran = binary.run(&["ready", &listen]);
        if ran.status() != 0 {
            break ran.failed();
        }
    };
    let expected = format!(
        "patronage: http://{}/readyz answers 503 Service Unavailable\n",
        server.address()
    );
    assert_eq!(told, (1, expected));
}

#[test]
fn nobody_there_is_not_ready() {
    let binary = Binary::new();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("a bound port");
    let listen = format!("--listen={address}");
    let (status, told) = binary.run(&["ready", &listen]).failed();
    assert_eq!(status, 1, "it never answers");
    assert!(told.contains("cannot be asked"), "{told}");

    drop(taken);
    let (status, told) = binary.run(&["ready", &listen]).failed();
    assert_eq!(status, 1);
    assert!(told.contains("Connection refused"), "{told}");
}
