//! Transport errors in plain words.
//!
//! reqwest's own texts hold the URL, and with it the customer's number; so none of them is quoted.
//! The chain of sources is walked for what is known: TLS, operating system, HTTP.

use std::error::Error;
use std::io;

use rustls::CertificateError;

use super::settings::Timeouts;
use crate::domain::{Failure, FailureKind};

/// What a transport error means.
pub(super) fn failure(error: &reqwest::Error, timeouts: &Timeouts) -> Failure {
    let (kind, message) = told(error, timeouts);
    Failure::new(kind).with_message(&message)
}

fn told(error: &reqwest::Error, timeouts: &Timeouts) -> (FailureKind, String) {
    let plain = |kind, words: &str| (kind, words.to_owned());
    if let Some(tls) = chain(error).find_map(|error| error.downcast_ref()) {
        return plain(FailureKind::Tls, tls_words(tls));
    }
    if error.is_timeout() {
        return timed_out(error, timeouts);
    }
    if error.is_dns() {
        return plain(FailureKind::Unreachable, "no such host, or no name server to ask");
    }
    if let Some(io) = chain(error).find_map(io_kind) {
        return of_io(io, error);
    }
    if error.is_connect() {
        return plain(FailureKind::Unreachable, connect_words(error));
    }
    if chain(error).filter_map(|e| e.downcast_ref::<hyper::Error>()).any(hyper::Error::is_parse) {
        return plain(FailureKind::Unreadable, "the answer is not HTTP");
    }
    if error.is_builder() {
        return plain(FailureKind::Setup, "the request cannot be made");
    }
    plain(FailureKind::BrokenOff, "the server closed the connection before the answer was complete")
}

/// The time-out of a whole call with its retries.
pub(super) fn out_of_time(timeouts: &Timeouts) -> Failure {
    let seconds = timeouts.total.as_secs_f32();
    Failure::new(FailureKind::TimedOut).with_message(&format!("no complete answer within {seconds} s"))
}

fn timed_out(error: &reqwest::Error, timeouts: &Timeouts) -> (FailureKind, String) {
    let (connect, silence) = (timeouts.connect.as_secs_f32(), timeouts.silence.as_secs_f32());
    let words = if error.is_connect() {
        format!("no connection within {connect} s")
    } else if is_of_the_body(error) {
        format!("nothing came for {silence} s")
    } else {
        // bytes of an endless header may well have come
        format!("no answer within {silence} s")
    };
    (FailureKind::TimedOut, words)
}

fn is_of_the_body(error: &reqwest::Error) -> bool {
    error.is_body() || error.is_decode()
}

/// The error and all that it came from.
fn chain<'a>(error: &'a reqwest::Error) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(error.source(), |&error| beneath(error))
}

/// What an error came from. An `io::Error` hides the error it was made of: its `source` is already
/// that one's source. TLS errors stand behind two of them.
fn beneath<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    error.downcast_ref::<io::Error>().map(io::Error::kind).filter(|kind| *kind != io::ErrorKind::Other)
}

fn of_io(kind: io::ErrorKind, error: &reqwest::Error) -> (FailureKind, String) {
    use io::ErrorKind as E;
    let connecting = error.is_connect();
    let (failure, words) = match kind {
        E::ConnectionRefused => (FailureKind::Unreachable, "connection refused"),
        E::HostUnreachable => (FailureKind::Unreachable, "no route to the host"),
        E::NetworkUnreachable | E::NetworkDown => (FailureKind::Unreachable, "the network is unreachable"),
        E::PermissionDenied => (FailureKind::Unreachable, "this machine forbids the connection"),
        E::AddrNotAvailable => (FailureKind::Unreachable, "no local address for the connection"),
        E::ConnectionReset | E::ConnectionAborted | E::BrokenPipe | E::NotConnected => {
            (FailureKind::BrokenOff, "connection reset")
        }
        E::UnexpectedEof => (FailureKind::BrokenOff, "the connection ended before the answer did"),
        E::InvalidData | E::InvalidInput if chain(error).any(<dyn Error>::is::<hyper::Error>) => {
            (FailureKind::Unreadable, "the answer is not HTTP")
        }
        E::InvalidData | E::InvalidInput if !connecting => {
            (FailureKind::Unreadable, "the compressed answer is damaged")
        }
        _ if connecting => (FailureKind::Unreachable, "the connection failed"),
        _ => (FailureKind::BrokenOff, "the connection failed"),
    };
    (failure, words.to_owned())
}

/// Proxy errors have no public type: their fixed texts are matched, never shown.
fn connect_words(error: &reqwest::Error) -> &'static str {
    let proxy = chain(error).any(|error| {
        let text = error.to_string();
        text.contains("proxy") || text.contains("tunnel") || text.contains("socks")
    });
    if proxy { "the proxy does not let the connection through" } else { "the connection failed" }
}

fn tls_words(error: &rustls::Error) -> &'static str {
    use CertificateError as C;
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            C::Expired | C::ExpiredContext { .. } => "the server's certificate has expired",
            C::NotValidYet | C::NotValidYetContext { .. } => "the server's certificate is not valid yet",
            C::UnknownIssuer => "the server's certificate has an unknown issuer",
            C::NotValidForName | C::NotValidForNameContext { .. } => "the server's certificate is for another host",
            C::Revoked => "the server's certificate has been revoked",
            C::BadEncoding => "the server's certificate cannot be read",
            _ => "the server's certificate cannot be trusted",
        },
        rustls::Error::InvalidMessage(_) => "the server does not speak TLS on this port",
        rustls::Error::AlertReceived(_) => "the server refused the secure connection",
        rustls::Error::PeerIncompatible(_) => "the server's TLS is too old or too different",
        rustls::Error::NoCertificatesPresented => "the server shows no certificate",
        _ => "the secure connection failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_fail_in_plain_words() {
        let words = |error| tls_words(&rustls::Error::InvalidCertificate(error));
        assert_eq!(words(CertificateError::Expired), "the server's certificate has expired");
        assert_eq!(words(CertificateError::UnknownIssuer), "the server's certificate has an unknown issuer");
    }

    #[test]
    fn a_tls_error_is_found_behind_io_errors() {
        let inner = rustls::Error::InvalidCertificate(CertificateError::Revoked);
        let error = io::Error::other(io::Error::new(io::ErrorKind::InvalidData, inner));
        let bottom = beneath(&error).and_then(beneath).unwrap();
        assert!(bottom.is::<rustls::Error>());
        assert!(beneath(&io::Error::from(io::ErrorKind::InvalidData)).is_none());
    }
}
