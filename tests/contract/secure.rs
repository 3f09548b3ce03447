//! TLS: which certificates are trusted, and in which words others are refused.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use couponscope::api::{BaseUrl, Client, Credentials};
use couponscope::domain::FailureKind as Kind;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::server::{Act, Server, call, client, failure, message, rows};

pub(super) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/tls").join(name)
}

/// The server's side of TLS, with this certificate.
pub(super) fn acceptor(certificate: &str, protocol: &str) -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_file(fixture(certificate)).unwrap()];
    let key = PrivateKeyDer::from_pem_file(fixture("server.key")).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_no_client_auth().with_single_cert(chain, key).unwrap();
    config.alpn_protocols = vec![protocol.as_bytes().to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

/// A TLS server that shows `certificate` and answers every request with rows; its port.
pub(super) async fn server(certificate: &str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = acceptor(certificate, "http/1.1");
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await.is_ok_and(|n| n > 0) {}
            let _ = stream.write_all(&rows()).await;
            let _ = stream.shutdown().await;
        }
    });
    port
}

/// A client of that port, which trusts `ca` beside the system's roots.
pub(super) fn of(host: &str, port: u16, ca: Option<&str>) -> Client {
    let base = BaseUrl::parse(&format!("https://{host}:{port}")).unwrap();
    let mut settings = client(base, Credentials::basic_password("u", "server123".into())).settings().clone();
    settings.ca_file = ca.map(fixture);
    Client::new(settings)
}

#[tokio::test]
async fn a_certificate_of_the_profiles_own_authority_is_trusted() {
    let port = server("good.pem").await;
    assert_eq!(call(&of("127.0.0.1", port, Some("ca.pem"))).await.0.unwrap().len(), 1);
}

#[tokio::test]
async fn a_certificate_that_cannot_be_trusted_is_told_in_plain_words() {
    let cases = [
        ("good.pem", "127.0.0.1", None, "the server's certificate has an unknown issuer"),
        ("expired.pem", "127.0.0.1", Some("ca.pem"), "the server's certificate has expired"),
        ("good.pem", "localhost", Some("ca.pem"), "the server's certificate is for another host"),
    ];
    for (certificate, host, ca, words) in cases {
        let failure = failure(&of(host, server(certificate).await, ca)).await;
        assert_eq!((failure.kind, message(&failure)), (Kind::Tls, words));
    }
}

#[tokio::test]
async fn a_server_without_tls_on_that_port_is_told() {
    let plain = Server::start(|_, _| Act::Reply(rows())).await;
    // a TLS greeting holds no blank line, so an HTTP server keeps waiting; this one answers at once
    let garbage = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = garbage.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = garbage.accept().await {
            let _ = stream.read(&mut [0; 64]).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let failed = failure(&of("127.0.0.1", port, None)).await;
    assert_eq!((failed.kind, message(&failed)), (Kind::Tls, "the server does not speak TLS on this port"));
    let mut settings = of("127.0.0.1", plain.address.port(), None).settings().clone();
    settings.timeouts.connect = std::time::Duration::from_millis(50);
    let failed = failure(&Client::new(settings)).await;
    assert_eq!((failed.kind, message(&failed)), (Kind::TimedOut, "no connection within 0.05 s"));
}

#[tokio::test]
async fn a_ca_file_that_is_missing_or_empty_is_a_fault_of_the_settings() {
    for (file, words) in [("none.pem", "ca_file cannot be read"), ("README.md", "ca_file holds no certificate")] {
        let failure = failure(&of("127.0.0.1", 1, Some(file))).await;
        assert_eq!(failure.kind, Kind::Setup);
        assert!(message(&failure).starts_with(words), "{failure}");
    }
}
