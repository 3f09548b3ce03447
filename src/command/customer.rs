//! The customer named on the command line or on stdin.

use std::io::{self, BufRead, Read};

use crate::cli::Who;
use crate::domain::{CountryCode, Identifier, IdentifierError, Kind};
use crate::system_error;

/// A line longer than any identifier is not read to its end.
const LONGEST_LINE: u64 = 4096;

/// Why no customer could be read.
#[derive(Debug, thiserror::Error)]
pub enum CustomerError {
    /// Stdin failed.
    #[error("the customer cannot be read from stdin: {}", system_error::reading(.0))]
    Unreadable(#[from] io::Error),
    /// Stdin held no customer.
    #[error("the customer on stdin: {0}")]
    Wrong(IdentifierError),
    /// The command line names no customer.
    #[error(transparent)]
    Given(IdentifierError),
}

/// The customer, read as one line from `input` where the command line says so. A national number
/// gets the code of the country.
///
/// # Errors
/// When stdin fails or its line names no customer.
pub fn resolve(who: &Who, country: Option<&CountryCode>, input: &mut dyn BufRead) -> Result<Identifier, CustomerError> {
    match who {
        Who::Given(typed) => typed.identifier(country).map_err(CustomerError::Given),
        Who::Stdin(kind) => read(*kind, country, input),
    }
}

fn read(
    kind: Option<Kind>,
    country: Option<&CountryCode>,
    input: &mut dyn BufRead,
) -> Result<Identifier, CustomerError> {
    let mut line = Vec::new();
    input.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    let line = String::from_utf8(line).map_err(|_| CustomerError::Wrong(IdentifierError::NotText))?;
    let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
    Identifier::read(kind, line, country).map_err(CustomerError::Wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_from(kind: Option<Kind>, mut input: &[u8]) -> Result<(String, Vec<u8>), String> {
        let found = resolve(&Who::Stdin(kind), None, &mut input).map_err(|error| error.to_string())?;
        Ok((found.lookup(), input.to_vec()))
    }

    #[test]
    fn one_line_of_stdin_names_the_customer_and_the_rest_stays_there() {
        let (lookup, rest) = read_from(None, b"918860000001\r\nnext\n").unwrap();
        assert_eq!((lookup.as_str(), rest.as_slice()), ("mobile:918860000001", b"next\n".as_slice()));
        assert_eq!(read_from(None, b"ext:A-17").unwrap().0, "ext:A-17");
        assert_eq!(read_from(Some(Kind::Id), b"918860000001").unwrap().0, "id:918860000001");
        assert_eq!(read_from(None, "\u{feff}9188600000\n".as_bytes()).unwrap().0, "mobile:9188600000");
    }

    #[test]
    fn a_stdin_without_a_customer_says_so_and_repeats_nothing() {
        assert_eq!(read_from(None, b"").unwrap_err(), "the customer on stdin: no customer given");
        assert!(read_from(None, b"\xff\xfe\n").is_err());
        let endless = vec![b'7'; 100_000];
        assert!(!read_from(None, &endless).unwrap_err().contains("777"));
    }
}
