//! Single values: what a slice of JSON is, and what a field makes of it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use serde::Deserializer as _;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::cache::Cache;
use super::limits::{Room, elements};
use crate::domain::original::Spans;
use crate::domain::{Clean, Id, Number, Properties, ServerDate, Store};

/// A JSON value by its first byte; nothing is converted.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::api) enum Value<'a> {
    /// null or `""`.
    Nothing,
    Text(Cow<'a, str>),
    /// A number's or a boolean's lexeme.
    Bare(&'a str),
    List,
    Object,
    /// A string with half a surrogate pair: the only thing the parser's walk lets through.
    Broken,
}

impl<'a> Value<'a> {
    pub(in crate::api) fn of(raw: &'a RawValue) -> Self {
        let text = raw.get();
        match text.as_bytes().first() {
            Some(b'"') => Self::string(text),
            Some(b'[') => Self::List,
            Some(b'{') => Self::Object,
            Some(b'n') | None => Self::Nothing,
            Some(_) => Self::Bare(text),
        }
    }

    fn string(quoted: &'a str) -> Self {
        let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(quoted);
        if inner.is_empty() {
            Self::Nothing
        } else if inner.contains('\\') {
            serde_json::from_str(quoted).map_or(Self::Broken, |text: String| Self::Text(Cow::Owned(text)))
        } else {
            Self::Text(Cow::Borrowed(inner))
        }
    }
}

/// `[]`, `{}`, `""` or null: servers write any of them for an empty list or object.
pub(super) fn is_empty(raw: &RawValue) -> bool {
    let text = raw.get();
    let inside = |open, close| text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
    matches!(text, "null" | "\"\"")
        || inside('[', ']').or_else(|| inside('{', '}')).is_some_and(|t| t.trim().is_empty())
}

/// Characters of a value that are quoted where it is not what it should be.
const QUOTED: usize = 40;

/// What is wrong with a field, in words: `redemptions.date is a list, not a text`.
#[derive(Debug)]
pub(super) struct Problem(pub(super) String);

impl Problem {
    pub(super) fn new(field: &str, value: &Value<'_>, wanted: &str) -> Self {
        let is = match value {
            Value::Nothing => "empty",
            Value::Text(_) => "a text",
            Value::Bare(_) => "a bare value",
            Value::List => "a list",
            Value::Object => "an object",
            Value::Broken => return Self(format!("{field} holds half a character")),
        };
        Self(format!("{field} is {is}, not {wanted}"))
    }

    /// This problem as the parent names it: `redemptions.date` for `date`.
    fn within(self, parent: &str) -> Self {
        Self(format!("{parent}.{}", self.0))
    }
}

/// Calls `each` for every field of an object. A name that comes twice is handed on twice: the last
/// one wins where fields are assigned. False when `raw` is no object.
pub(in crate::api) fn each_field<'a>(raw: &'a RawValue, each: impl FnMut(&str, &'a RawValue)) -> bool {
    serde_json::Deserializer::from_str(raw.get()).deserialize_map(Fields(each)).is_ok()
}

struct Fields<F>(F);

impl<'de, F: FnMut(&str, &'de RawValue)> Visitor<'de> for Fields<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Name<'de>>()? {
            (self.0)(&name.0, map.next_value()?);
        }
        Ok(())
    }
}

/// A field's name, borrowed from the body unless it has escapes.
#[derive(Deserialize)]
pub(super) struct Name<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// Turns values into domain types and shares what repeats.
pub(super) struct Reader<'a> {
    texts: Cache<'a, Clean>,
    stores: Cache<'a, Option<Arc<Store>>>,
    pub(super) properties: Cache<'a, Properties>,
    body: &'a str,
    pub(super) room: Room,
    pub(super) keeps_spans: bool,
    /// Where the rows of each customer stand in the body.
    pub(super) spans: Vec<Spans>,
    /// What was wrong inside the coupon that is being read, where that does not cost the coupon.
    pub(super) remark: Option<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(body: &'a str) -> Self {
        let (texts, stores, properties) = (Cache::new(), Cache::new(), Cache::new());
        let room = Room::new();
        Self { texts, stores, properties, body, room, keeps_spans: true, spans: Vec::new(), remark: None }
    }

    pub(super) fn without_spans(body: &'a str) -> Self {
        Self { keeps_spans: false, ..Self::new(body) }
    }

    /// Where a value stands in the body. Values are slices of it, so their addresses tell.
    pub(super) fn span(&self, raw: &'a RawValue) -> (u32, u32) {
        let text = raw.get();
        let start = (text.as_ptr() as usize).saturating_sub(self.body.as_ptr() as usize);
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        (number(start), number(start + text.len()))
    }

    /// A text; numbers and booleans are taken as they are written.
    pub(super) fn text(&mut self, field: &str, raw: &'a RawValue) -> Result<Option<Clean>, Problem> {
        let text = scalar(field, raw, "a text")?;
        Ok(text.map(|text| match text {
            Cow::Borrowed(text) if !Clean::is_free(text.len()) => self.shared(text),
            text => Clean::new(&text),
        }))
    }

    fn shared(&mut self, text: &'a str) -> Clean {
        self.texts.find(text).unwrap_or_else(|| {
            let clean = Clean::new(text);
            self.texts.keep(text, &clean);
            clean
        })
    }

    /// A text that is different in every row, so that keeping it in the table would only drive
    /// others out.
    pub(super) fn own_text(field: &str, raw: &'a RawValue) -> Result<Option<Clean>, Problem> {
        Ok(scalar(field, raw, "a text")?.map(|text| Clean::new(&text)))
    }

    /// A text that has to be printed as it came, every character of it: the original is kept.
    pub(super) fn exact_text(field: &str, raw: &'a RawValue) -> Result<Option<Clean>, Problem> {
        Ok(scalar(field, raw, "a text")?.map(|text| Clean::keeping(&text)))
    }

    pub(super) fn stamp(field: &str, raw: &RawValue) -> Result<Option<ServerDate>, Problem> {
        Ok(scalar(field, raw, "a date")?.map(|text| ServerDate::new(&text)))
    }

    /// A quantity. A text that is no number is no quantity, and costs no row.
    pub(super) fn number(&mut self, field: &str, raw: &RawValue) -> Result<Option<Number>, Problem> {
        self.quantity(field, raw, "a number", Number::of_text)
    }

    /// How often: a whole number as number or text. A fraction or a word is no count, and costs no row.
    pub(super) fn count(&mut self, field: &str, raw: &RawValue) -> Result<Option<i64>, Problem> {
        self.quantity(field, raw, "a count", whole)
    }

    fn quantity<T>(
        &mut self,
        field: &str,
        raw: &RawValue,
        wanted: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Problem> {
        let text = scalar(field, raw, wanted)?;
        let value = text.as_deref().and_then(parse);
        if let Some(text) = text.filter(|_| value.is_none()) {
            let quoted: String = text.chars().take(QUOTED).collect();
            self.note(Problem(format!("{field} is {quoted}, not {wanted}")));
        }
        Ok(value)
    }

    /// What of the coupon could not be read; the first such thing is told.
    pub(super) fn note(&mut self, problem: Problem) {
        self.remark.get_or_insert(problem);
    }

    /// An id that repeats over rows: a series.
    pub(super) fn shared_id(&mut self, field: &str, raw: &'a RawValue) -> Result<Option<Id>, Problem> {
        let quoted = raw.get().starts_with('"');
        let text = self.text(field, raw)?;
        // hardly ever, and then not shared
        let exact = if text.as_ref().is_some_and(Clean::was_altered) { Self::exact_text(field, raw)? } else { text };
        Ok(exact.map(|text| Id::of(text, quoted)))
    }

    pub(super) fn store(&mut self, field: &str, raw: &'a RawValue) -> Result<Option<Arc<Store>>, Problem> {
        if is_empty(raw) {
            return Ok(None);
        }
        if let Some(known) = self.stores.find(raw.get()) {
            return Ok(known);
        }
        let mut store = Store::default();
        object(field, raw, |name, value| {
            match name {
                "code" => store.code = self.text(name, value)?,
                "name" => store.name = self.text(name, value)?,
                _ => {}
            }
            Ok(())
        })?;
        let store = (store != Store::default()).then(|| Arc::new(store));
        self.stores.keep(raw.get(), &store);
        Ok(store)
    }

    /// A list of objects, each read by `item`, which names its own fields. What is no object costs
    /// no other, and a field that cannot be read costs only itself; null is nothing.
    pub(super) fn list<T: Default>(
        &mut self,
        field: &str,
        raw: &'a RawValue,
        item: impl Fn(&mut Self, &mut T, &str, &'a RawValue) -> Result<(), Problem>,
    ) -> Result<Box<[T]>, Problem> {
        if is_empty(raw) {
            return Ok(Box::default());
        }
        let (items, more) =
            elements(raw, self.room.details).ok_or_else(|| Problem::new(field, &Value::of(raw), "a list"))?;
        if more {
            return Err(Problem(format!("{field} holds more than is read of one answer")));
        }
        self.room.details -= items.len();
        let mut list = Vec::with_capacity(items.len());
        for raw in items {
            let is = Value::of(raw);
            if is == Value::Nothing {
                continue;
            }
            let mut one = T::default();
            if let Err(problem) = object(field, raw, |name, value| item(self, &mut one, name, value)) {
                self.note(problem);
            }
            if is == Value::Object {
                list.push(one);
            }
        }
        Ok(list.into())
    }
}

/// An id of its own: a coupon's, a redemption's.
pub(super) fn own_id(field: &str, raw: &RawValue) -> Result<Option<Id>, Problem> {
    let quoted = raw.get().starts_with('"');
    let text = scalar(field, raw, "an id")?;
    if text.as_ref().is_some_and(|text| text.contains(char::REPLACEMENT_CHARACTER)) {
        // bytes that are no text leave a mark: two ids could become one
        return Err(Problem(format!("{field} holds bytes that are no text")));
    }
    Ok(text.map(|text| if quoted { Id::quoted(&text) } else { Id::number(&text) }))
}

/// Most counts are plain digits, which need no [`Number`] to be made and thrown away.
pub(super) fn whole(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| Number::of_text(text)?.whole())
}

/// Walks the fields of an object that must be one; the first problem inside is told.
fn object<'a>(
    field: &str,
    raw: &'a RawValue,
    mut each: impl FnMut(&str, &'a RawValue) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut problem = None;
    let whole = each_field(raw, |name, value| {
        if let Err(found) = each(name, value) {
            problem.get_or_insert(found);
        }
    });
    match problem {
        Some(problem) => Err(problem.within(field)),
        None if whole => Ok(()),
        None => Err(Problem::new(field, &Value::of(raw), "an object")),
    }
}

fn scalar<'a>(field: &str, raw: &'a RawValue, wanted: &str) -> Result<Option<Cow<'a, str>>, Problem> {
    match Value::of(raw) {
        Value::Nothing => Ok(None),
        Value::Text(text) => Ok(Some(text)),
        Value::Bare(lexeme) => Ok(Some(Cow::Borrowed(lexeme))),
        other @ (Value::List | Value::Object | Value::Broken) => Err(Problem::new(field, &other, wanted)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> &RawValue {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_value_is_known_by_its_first_byte() {
        assert_eq!(Value::of(raw("null")), Value::Nothing);
        assert_eq!(Value::of(raw(r#""""#)), Value::Nothing);
        assert_eq!(Value::of(raw(r#""a\"b""#)), Value::Text("a\"b".into()));
        assert_eq!(Value::of(raw("1e400")), Value::Bare("1e400"));
        assert_eq!(Value::of(raw(r#""\ud800""#)), Value::Broken);
    }

    #[test]
    fn counts_come_as_numbers_or_texts_and_nonsense_is_no_count() {
        let cases = [("3", Some(3)), ("\"-1\"", Some(-1)), ("2.0", Some(2)), ("\"many\"", None), ("1e400", None)];
        for (text, expected) in cases {
            let mut reader = Reader::new("");
            assert_eq!(reader.count("n", raw(text)).unwrap(), expected, "{text}");
            assert_eq!(reader.remark.is_some(), expected.is_none(), "what is lost is told");
        }
        let mut reader = Reader::new("");
        assert_eq!(
            reader.count("redemptionsLeft", raw("[1]")).unwrap_err().0,
            "redemptionsLeft is a list, not a count"
        );
    }
}
