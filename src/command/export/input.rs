//! The file of customers: one identifier a line, or CSV whose header names the kind, or CSV that this
//! program wrote.
//!
//! It is read twice, first to count and to recognise it again after a break, then row by row, so
//! that memory does not grow with it but for 16 bytes a customer, by which a customer named twice
//! is asked for once.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use md5::{Digest, Md5};

use crate::domain::{CountryCode, Identifier, IdentifierError, Kind, mask};
use crate::system_error;

/// A line longer than any identifier is cut here; what is left names nobody.
const LONGEST_LINE: u64 = 64 * 1024;

/// Why the customers cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum InputError {
    #[error("--input: {file} cannot be read: {}", system_error::reading(error))]
    Unopened { file: String, error: io::Error },
    #[error("--input cannot be read: {}", system_error::reading(.0))]
    Unreadable(#[from] io::Error),
    #[error(
        "--input: the first line has several columns, none of them named mobile, email, external_id or id; \
         name the column, or give one identifier a line"
    )]
    NoKind,
    #[error("--input: this is UTF-16, as a spreadsheet saves \"Unicode text\"; save it as CSV in UTF-8")]
    Utf16,
    #[error(
        "--input: a column id beside customerId holds the coupons' ids; keep the column lookup, by which the customers \
         were found, or name the customers' column mobile, email, external_id or id and leave the other out"
    )]
    CouponIds,
}

/// One customer of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The kind, stated or guessed.
    pub(super) kind: Kind,
    /// The identifier as it stands in the file, without its kind.
    pub(super) text: String,
    /// The identifier, or why it is none.
    pub(super) named: Result<Identifier, IdentifierError>,
}

/// The file, ready to be read again from its beginning.
pub(super) struct Input {
    file: File,
    layout: Layout,
    country: Option<CountryCode>,
    /// The MD5 of its bytes.
    pub(super) hash: [u8; 16],
    /// How many bytes it has.
    pub(super) bytes: u64,
    /// How many customers it names.
    pub(super) customers: u64,
}

/// How the file is written.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Layout {
    Lines,
    Columns { delimiter: u8, kinds: Columns },
}

/// The columns that name customers; where there is no kind, each cell states its own.
type Columns = Vec<(usize, Option<Kind>)>;

impl Input {
    /// Opens the file, or keeps what stdin holds in a nameless file that goes with the process.
    /// National numbers get the code of the country.
    pub(super) fn open(
        path: Option<&Path>,
        country: Option<&CountryCode>,
        stdin: &mut dyn BufRead,
    ) -> Result<Self, InputError> {
        let file = match path {
            None => spool(stdin)?,
            // a customer may have been named in its place
            Some(path) => opened(path)
                .map_err(|error| InputError::Unopened { file: mask::misplaced(&path.to_string_lossy()), error })?,
        };
        Self::of(file, country.cloned())
    }

    fn of(mut file: File, country: Option<CountryCode>) -> Result<Self, InputError> {
        let (hash, bytes) = fingerprint(&mut file)?;
        let layout = layout(&mut file)?;
        let mut input = Self { file, layout, country, hash, bytes, customers: 0 };
        for row in input.rows()? {
            row?;
            input.customers += 1;
        }
        Ok(input)
    }

    /// Its customers from the first on, each once.
    pub(super) fn rows(&self) -> io::Result<Rows> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Rows { source: Source::of(file, &self.layout), country: self.country.clone(), seen: HashSet::new() })
    }
}

fn opened(path: &Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    // a pipe cannot be read twice
    if file.metadata()?.is_file() { Ok(file) } else { spool(&mut file) }
}

/// Copies what can be read once into a file that can be read twice.
fn spool(from: &mut dyn Read) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    io::copy(from, &mut file)?;
    Ok(file)
}

fn fingerprint(file: &mut File) -> io::Result<([u8; 16], u64)> {
    file.seek(SeekFrom::Start(0))?;
    let mut hash = Md5::new();
    let bytes = io::copy(file, &mut hash)?;
    hash.flush()?;
    Ok((hash.finalize().into(), bytes))
}

/// By its byte order mark, which no UTF-8 begins with.
fn is_utf16(file: &mut File) -> io::Result<bool> {
    file.seek(SeekFrom::Start(0))?;
    let mut mark = Vec::new();
    file.take(2).read_to_end(&mut mark)?;
    Ok(matches!(mark.as_slice(), [0xff, 0xfe] | [0xfe, 0xff]))
}

/// By the first line that is not blank.
fn layout(file: &mut File) -> Result<Layout, InputError> {
    if is_utf16(file)? {
        return Err(InputError::Utf16);
    }
    file.seek(SeekFrom::Start(0))?;
    let mut lines = Lines(BufReader::new(file));
    let Some(line) = lines.next().transpose()? else { return Ok(Layout::Lines) };
    // the one that makes the most columns; of one column alone a comma
    let headers = [b'\t', b';', b','].into_iter().filter_map(|delimiter| Some((delimiter, header(&line, delimiter)?)));
    let Some((delimiter, header)) = headers.max_by_key(|(_, header)| header.len()) else { return Ok(Layout::Lines) };
    let kinds = columns(&header)?;
    match kinds.is_empty() {
        false => Ok(Layout::Columns { delimiter, kinds }),
        true if header.len() > 1 => Err(InputError::NoKind),
        true => Ok(Layout::Lines),
    }
}

fn header(line: &str, delimiter: u8) -> Option<StringRecord> {
    let mut reader = ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(line.as_bytes());
    reader.records().next()?.ok()
}

fn columns(header: &StringRecord) -> Result<Columns, InputError> {
    let place = |wanted: &str| header.iter().position(|name| letters(name) == wanted);
    let kinds: Columns = header.iter().enumerate().filter_map(|(at, name)| Some((at, Some(kind_of(name)?)))).collect();
    let names_customers = kinds.iter().any(|(_, kind)| *kind != Some(Kind::Id));
    match (names_customers, place("lookup"), place("customerid"), place("id")) {
        (false, Some(lookup), _, _) => Ok(vec![(lookup, None)]),
        (false, None, Some(_), Some(_)) => Err(InputError::CouponIds),
        _ => Ok(kinds),
    }
}

/// A column's name whatever hand wrote it.
fn letters(column: &str) -> String {
    column.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn kind_of(column: &str) -> Option<Kind> {
    match letters(column).as_str() {
        "mobile" => Some(Kind::Mobile),
        "email" => Some(Kind::Email),
        "externalid" => Some(Kind::ExternalId),
        "id" => Some(Kind::Id),
        _ => None,
    }
}

/// The customers, each once.
pub(super) struct Rows {
    source: Source,
    country: Option<CountryCode>,
    /// Of each name its MD5, which is shorter than the name.
    seen: HashSet<[u8; 16]>,
}

enum Source {
    Lines(Lines<BufReader<File>>),
    Columns { records: Box<csv::StringRecordsIntoIter<File>>, kinds: Columns },
}

impl Source {
    fn of(file: File, layout: &Layout) -> Self {
        match layout {
            Layout::Lines => Self::Lines(Lines(BufReader::new(file))),
            Layout::Columns { delimiter, kinds } => {
                let reader = ReaderBuilder::new().delimiter(*delimiter).flexible(true).from_reader(file);
                Self::Columns { records: Box::new(reader.into_records()), kinds: kinds.clone() }
            }
        }
    }

    fn next(&mut self, country: Option<&CountryCode>) -> Option<io::Result<Row>> {
        match self {
            Self::Lines(lines) => lines.next().map(|line| line.map(|line| Row::of_line(&line, country))),
            Self::Columns { records, kinds } => loop {
                match records.next()? {
                    // what is no text names nobody, and keeps its place
                    Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                        return Some(Ok(Row::no_text()));
                    }
                    Err(error) => return Some(Err(error.into())),
                    // rows without anything in them are as blank lines
                    Ok(record) if record.iter().all(|cell| cell.trim().is_empty()) => {}
                    Ok(record) => return Some(Ok(Row::of_record(&record, kinds, country))),
                }
            },
        }
    }
}

impl Iterator for Rows {
    type Item = io::Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match self.source.next(self.country.as_ref())? {
                Ok(row) => row,
                Err(error) => return Some(Err(error)),
            };
            let known = match &row.named {
                Ok(identifier) => !self.seen.insert(Md5::digest(identifier.lookup()).into()),
                Err(_) => false,
            };
            if !known {
                return Some(Ok(row));
            }
        }
    }
}

impl Row {
    fn of_line(line: &str, country: Option<&CountryCode>) -> Self {
        // a column without a header, quoted as every cell of some exports is
        let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
        let (kind, text) = Kind::stated(line).unwrap_or_else(|| (Kind::guess(line), line));
        Self::new(kind, text, country)
    }

    /// By the first of the named columns that is filled.
    fn of_record(record: &StringRecord, kinds: &[(usize, Option<Kind>)], country: Option<&CountryCode>) -> Self {
        let cells = kinds.iter().filter_map(|&(at, kind)| Some((kind, record.get(at)?)));
        let mut filled = cells.filter(|(_, cell)| !cell.trim().is_empty());
        let first = kinds.first().map_or(Some(Kind::ExternalId), |&(_, kind)| kind);
        match filled.next().unwrap_or((first, "")) {
            (Some(kind), cell) => Self::new(kind, plain(cell), country),
            (None, cell) => Self::of_line(plain(cell), country),
        }
    }

    fn no_text() -> Self {
        let named = Err(IdentifierError::NotText);
        Self { kind: Kind::ExternalId, text: char::REPLACEMENT_CHARACTER.to_string(), named }
    }

    fn new(kind: Kind, text: &str, country: Option<&CountryCode>) -> Self {
        let named = if text.contains(char::REPLACEMENT_CHARACTER) {
            Err(IdentifierError::NotText)
        } else {
            Identifier::read(Some(kind), text, country)
        };
        Self { kind, text: text.trim().to_owned(), named }
    }
}

/// A cell without the `'` that this program puts in front of what a spreadsheet would run.
pub(super) fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@'])).unwrap_or(cell)
}

/// The lines of a file that hold something; what is no UTF-8 shows as replacement characters.
struct Lines<R>(R);

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            match (&mut self.0).take(LONGEST_LINE).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Err(error) => return Some(Err(error)),
                // the rest of such a line is no customer of its own
                Ok(_) if line.last() != Some(&b'\n') => {
                    if let Err(error) = self.0.skip_until(b'\n') {
                        return Some(Err(error));
                    }
                }
                Ok(_) => {}
            }
            let text = String::from_utf8_lossy(&line);
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text).trim();
            if !text.is_empty() {
                return Some(Ok(text.to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<Row>, String> {
        let input = Input::open(None, None, &mut &*bytes).map_err(|error| error.to_string())?;
        let rows: Vec<Row> = input.rows().unwrap().map(Result::unwrap).collect();
        assert_eq!(input.customers, u64::try_from(rows.len()).unwrap());
        Ok(rows)
    }

    fn lookups(bytes: &[u8]) -> Vec<String> {
        let name = |row: Row| row.named.map_or_else(|error| error.to_string(), |named| named.lookup());
        read(bytes).unwrap().into_iter().map(name).collect()
    }

    #[test]
    fn one_identifier_a_line_with_or_without_its_kind() {
        let text = "\u{feff}918860000001\r\n\n  ann@example.com \next:A-17\nid:5\n";
        let expected = ["mobile:918860000001", "email:ann@example.com", "ext:A-17", "id:5"];
        assert_eq!(lookups(text.as_bytes()), expected);
    }

    #[test]
    fn the_header_names_the_kind_and_other_columns_do_not_matter() {
        let text = "\u{feff}name,Mobile\n\"Ann, B\",+91 98000-00001\nTom,918860000001\n";
        assert_eq!(lookups(text.as_bytes()), ["mobile:919800000001", "mobile:918860000001"]);
        assert_eq!(lookups(b"id\n918860000001\n"), ["id:918860000001"]);
        assert_eq!(lookups(b"store;external_id\nS1;00017\n"), ["ext:00017"]);
        assert_eq!(lookups(b"externalId\tx\n'=1\tx\n"), ["ext:=1"]);
        assert_eq!(lookups(b"mobile;\n918860000001;\n"), ["mobile:918860000001"]);
    }

    #[test]
    fn a_file_of_coupons_names_the_customers_by_whom_they_were_found() {
        let ours =
            b"customerId,lookup,id,code\n7,mobile:918860000001,123,A\n7,mobile:918860000001,124,B\n8,ext:id:9,125,C\n";
        assert_eq!(lookups(ours), ["mobile:918860000001", "ext:id:9"]);
        assert_eq!(lookups(b"lookup\nemail:a@b.c\n"), ["email:a@b.c"]);
        assert_eq!(lookups(b"id,lookup,code\n123,id:5,A\n,,B\n"), ["id:5", "no customer given"]);
        assert_eq!(lookups(b"lookup,mobile\nx,918860000001\n"), ["mobile:918860000001"]);
        assert!(read(b"customerId,id,code\n7,123,A\n").unwrap_err().contains("coupons' ids"));
        assert_eq!(lookups(b"customerId,mobile\n7,918860000001\n"), ["mobile:918860000001"]);
    }

    #[test]
    fn of_several_kinds_the_first_that_is_filled_counts() {
        let text = b"mobile,email,external_id,id\n,a@b.c,,\n,,,7\n,,,\n";
        assert_eq!(lookups(text), ["email:a@b.c", "id:7"]);
    }

    #[test]
    fn national_numbers_get_the_code_of_the_country_as_in_list() {
        let country = "91".parse().unwrap();
        let input = Input::open(None, Some(&country), &mut &b"mobile\n098000 00001\n919800000001\n"[..]).unwrap();
        let named: Vec<String> = input.rows().unwrap().map(|row| row.unwrap().named.unwrap().lookup()).collect();
        assert_eq!(named, ["mobile:919800000001"]);
    }

    #[test]
    fn a_customer_named_twice_comes_once() {
        assert_eq!(lookups(b"918860000001\n+91 8860000001\nid:1\n918860000001\n").len(), 2);
    }

    #[test]
    fn what_names_nobody_keeps_its_place_and_says_why() {
        let said = lookups(b"mobile:ann\n\xff\xfd\nid:1\n");
        assert!(said[0].contains("digits") && said[1].contains("no text") && said[2] == "id:1", "{said:?}");
        let said = lookups(b"name,mobile\nTom,\n");
        assert_eq!(said, ["no customer given"]);
        assert_eq!(lookups(b"id\n\xff\n5\n").len(), 2);
    }

    #[test]
    fn cells_in_quotes_need_no_header() {
        assert_eq!(
            lookups(b"\"918860000001\"\n\"mobile:918860000002\"\n"),
            ["mobile:918860000001", "mobile:918860000002"]
        );
    }

    #[test]
    fn utf_16_is_refused_as_a_whole() {
        for start in [b"\xff\xfem\0", b"\xfe\xff\0m"] {
            assert!(read(start).unwrap_err().contains("UTF-16"));
        }
    }

    #[test]
    fn a_line_without_end_is_one_customer_who_is_none() {
        let mut text = vec![b'7'; 64 * 1024 + 12];
        text.extend_from_slice(b"\nid:1\n");
        assert_eq!(lookups(&text).len(), 2);
    }

    #[test]
    fn columns_without_a_kind_are_refused_and_an_empty_file_names_nobody() {
        assert!(read(b"number,name\n1,2\n").unwrap_err().contains("mobile, email, external_id or id"));
        assert!(read(b"918860000001;Tom\n").is_err());
        assert_eq!(read(b"").unwrap(), []);
        assert_eq!(read(b"\n\n").unwrap(), []);
    }
}
