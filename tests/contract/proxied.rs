//! HTTPS through the proxy that the environment names, and past it. The real program, since proxies
//! are read from a process's own environment; all of it on this machine.

use std::process::Output;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use assert_cmd::Command;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

use super::secure::{fixture, server};
use super::server::{Act, NUMBER, Server, rows};

/// Knows nobody but the proxy: such a name is never looked up here.
const AFAR: &str = "https://coupons.test";
const PROXY_PASSWORD: &str = "by-your-leave";

/// A proxy that leads every CONNECT to one port of this machine, or refuses all.
struct Proxy {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn start(leads_to: Option<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(lead(stream, leads_to, Arc::clone(&shared)));
            }
        });
        Self { port, heard }
    }

    fn url(&self) -> String {
        format!("http://till:{PROXY_PASSWORD}@127.0.0.1:{}", self.port)
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn lead(mut stream: TcpStream, leads_to: Option<u16>, heard: Arc<Mutex<Vec<String>>>) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await.is_ok_and(|n| n > 0) {}
    heard.lock().unwrap().push(String::from_utf8_lossy(&request).into_owned());
    let Some(port) = leads_to else {
        let _ = stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").await;
        return;
    };
    let mut behind = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.unwrap();
    let _ = copy_bidirectional(&mut stream, &mut behind).await;
}

/// `list` of one customer on this server, with this in the environment.
async fn list(base_url: String, ca: &'static str, env: Vec<(&'static str, String)>) -> Output {
    let run = move || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
        command.env_clear().timeout(Duration::from_secs(30)).args(["list", NUMBER, "--output", "ndjson"]);
        command.env("COUPONSCOPE_BASE_URL", base_url).env("COUPONSCOPE_USERNAME", "u");
        command.env("COUPONSCOPE_PASSWORD", "server123").env("SSL_CERT_FILE", fixture(ca)).envs(env);
        command.output().unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

fn is_good(output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!((output.status.code(), output.stdout.split(|byte| *byte == b'\n').count()), (Some(0), 2), "{said}");
}

#[tokio::test]
async fn https_goes_through_the_proxy_of_the_environment_which_learns_the_host_alone() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let proxy = Proxy::start(Some(server("elsewhere.pem").await)).await;
        is_good(&list(AFAR.to_owned(), "elsewhere-ca.pem", vec![(variable, proxy.url())]).await);
        let heard = proxy.heard();
        assert!(heard.len() == 1 && heard[0].starts_with("CONNECT coupons.test:443 HTTP/1.1\r\n"), "{heard:?}");
        let lower = heard[0].to_ascii_lowercase();
        assert!(lower.contains("proxy-authorization: basic ") && !lower.contains("\nauthorization"), "{heard:?}");
        assert!(!lower.contains(NUMBER) && !lower.contains("mobile"), "{heard:?}");
    }
}

#[tokio::test]
async fn a_host_of_no_proxy_and_this_machine_itself_are_asked_past_the_proxy() {
    let proxy = Proxy::start(None).await;
    let direct = |host: &'static str| {
        let no_proxy = ("NO_PROXY", format!("elsewhere.example, {host}"));
        vec![("HTTPS_PROXY", proxy.url()), no_proxy]
    };
    let port = server("elsewhere.pem").await;
    let unspecified = format!("https://0.0.0.0:{port}");
    is_good(&list(unspecified.clone(), "elsewhere-ca.pem", direct("0.0.0.0")).await);
    let loopback = format!("https://127.0.0.1:{}", server("good.pem").await);
    is_good(&list(loopback, "ca.pem", vec![("HTTPS_PROXY", proxy.url())]).await);
    assert_eq!(proxy.heard(), [""; 0]);
    // the same host without NO_PROXY: it was that variable which kept the proxy out of it
    list(unspecified, "elsewhere-ca.pem", vec![("HTTPS_PROXY", proxy.url())]).await;
    assert!(proxy.heard()[0].starts_with(&format!("CONNECT 0.0.0.0:{port} ")), "{:?}", proxy.heard());
}

#[tokio::test]
async fn plain_http_to_this_machine_never_goes_to_a_proxy() {
    let proxy = Proxy::start(None).await;
    for host in ["127.0.0.1", "localhost"] {
        let server = Server::start(|_, _| Act::Reply(rows())).await;
        let variables = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"];
        let env = variables.map(|variable| (variable, proxy.url()));
        is_good(&list(format!("http://{host}:{}", server.address.port()), "ca.pem", env.to_vec()).await);
        assert_eq!((server.requests().len(), proxy.heard()), (1, Vec::new()), "{host}");
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_without_its_password() {
    let proxy = Proxy::start(None).await;
    let output = list(AFAR.to_owned(), "elsewhere-ca.pem", vec![("HTTPS_PROXY", proxy.url())]).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(5), "{said}");
    let refusal = "the proxy does not let the connection through";
    let place = format!("(coupons.test:443 through the proxy 127.0.0.1:{}: {refusal})", proxy.port);
    assert!(said.contains(&place), "{said}");
    for secret in [PROXY_PASSWORD, "till", "@", NUMBER, "server123", "://"] {
        assert!(!said.contains(secret), "{said}");
    }
}

#[tokio::test]
async fn a_proxy_with_a_slip_in_it_is_not_passed_over_in_silence() {
    let (variable, slip) = ("HTTPS_PROXY", format!("htp://till:{PROXY_PASSWORD}@127.0.0.1:9"));
    let output = list(AFAR.to_owned(), "elsewhere-ca.pem", vec![(variable, slip)]).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("HTTPS_PROXY names no proxy") && !said.contains(PROXY_PASSWORD), "{said}");
}

#[tokio::test]
async fn the_doctor_names_the_proxy_that_is_asked_and_none_where_none_is() {
    let told = async |no_proxy: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_couponscope"));
        command.env_clear().timeout(Duration::from_secs(30)).arg("doctor").env("COUPONSCOPE_BASE_URL", AFAR);
        command.env("COUPONSCOPE_USERNAME", "u").env("COUPONSCOPE_PASSWORD", "server123").env("NO_PROXY", no_proxy);
        command.env("HTTPS_PROXY", format!("http://till:{PROXY_PASSWORD}@127.0.0.1:9"));
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let through = told("").await;
    assert!(through.contains("proxy           127.0.0.1:9\n") && !through.contains(PROXY_PASSWORD), "{through}");
    assert!(through.contains("the proxy has to know it"), "{through}");
    let past = told("coupons.test").await;
    assert!(!past.contains("127.0.0.1:9") && past.contains("coupons.test is not known"), "{past}");
}

#[tokio::test]
async fn the_proxy_cannot_stand_in_for_the_server() {
    // it leads to a server that shows a certificate for another host
    let proxy = Proxy::start(Some(server("good.pem").await)).await;
    let output = list(AFAR.to_owned(), "ca.pem", vec![("HTTPS_PROXY", proxy.url())]).await;
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(5) && said.contains("is for another host"), "{said}");
}
