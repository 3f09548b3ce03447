//! The frame around the coupons: envelope, entity, customers, in one walk over the body.

use serde::de::{DeserializeSeed as _, MapAccess, SeqAccess};
use serde_json::value::RawValue;

use super::lenient::{Level, Loose};
use super::limits::{rest, take_one};
use super::reader::{Name, Problem, Reader, Value, each_field, own_id, whole};
use super::{Decoded, coupon, not_json, notice, unreadable};
use crate::domain::{Customer, CustomerCoupons, Entry, Failure, Pagination};

/// Reads a whole body and notes where its rows stand.
pub(super) fn decode(text: &str) -> Result<Decoded, Failure> {
    read(text, Reader::new(text))
}

/// Decodes without the places of the rows, in one walk instead of two over each row.
pub(super) fn decode_straight(text: &str) -> Result<Decoded, Failure> {
    read(text, Reader::without_spans(text))
}

fn read<'a>(text: &'a str, mut reader: Reader<'a>) -> Result<Decoded, Failure> {
    let mut json = serde_json::Deserializer::from_str(text);
    let decoded = Loose::new(Envelope(&mut reader)).deserialize(&mut json).map_err(|error| not_json(&error))?;
    json.end().map_err(|error| not_json(&error))?;
    let mut decoded = decoded.ok_or_else(|| unreadable("the answer is not a JSON object"))?;
    decoded.spans = reader.spans;
    Ok(decoded)
}

struct Envelope<'r, 'de>(&'r mut Reader<'de>);

impl<'de> Level<'de> for Envelope<'_, 'de> {
    type Out = Option<Decoded>;

    fn other(self, _: &Value<'_>) -> Self::Out {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Out, A::Error> {
        let mut decoded = Decoded::default();
        while let Some(name) = map.next_key::<Name<'de>>()? {
            match &*name.0 {
                "entity" => match map.next_value_seed(Loose::new(Entity(&mut *self.0)))? {
                    Some((customers, pagination)) => {
                        decoded.customers = customers;
                        decoded.pagination = pagination;
                    }
                    None => decoded.customers = Err(Decoded::NO_ENTITY.to_owned()),
                },
                "warnings" => decoded.warnings = notice::all(map.next_value()?),
                "errors" => decoded.errors = notice::all(map.next_value()?),
                _ => skip(&mut map)?,
            }
        }
        Ok(Some(decoded))
    }
}

struct Entity<'r, 'de>(&'r mut Reader<'de>);

impl<'de> Level<'de> for Entity<'_, 'de> {
    type Out = Option<(Result<Vec<CustomerCoupons>, String>, Pagination)>;

    fn other(self, _: &Value<'_>) -> Self::Out {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Out, A::Error> {
        let (mut customers, mut page) = (Ok(Vec::new()), Pagination::default());
        while let Some(name) = map.next_key::<Name<'de>>()? {
            match &*name.0 {
                "customers" => customers = map.next_value_seed(Loose::new(Customers(&mut *self.0)))?,
                "pagination" => page = pagination(map.next_value()?),
                _ => skip(&mut map)?,
            }
        }
        // a total of none beside rows is nonsense
        page.total.take_if(|total| *total == 0 && customers.iter().flatten().any(|holder| !holder.entries.is_empty()));
        Ok(Some((customers, page)))
    }
}

struct Customers<'r, 'de>(&'r mut Reader<'de>);

impl<'de> Level<'de> for Customers<'_, 'de> {
    /// The customers, or what stands where they belong: that is no answer, or a customer who is
    /// there would be taken for one who is not.
    type Out = Result<Vec<CustomerCoupons>, String>;

    fn other(self, is: &Value<'_>) -> Self::Out {
        self.0.spans.clear();
        if *is == Value::Nothing { Ok(Vec::new()) } else { Err(Problem::new("customers", is, "a list").0) }
    }

    fn list<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Out, A::Error> {
        let mut holders = Vec::new();
        // a name that comes twice wins the second time
        self.0.spans.clear();
        while take_one(&mut self.0.room.customers) {
            match seq.next_element_seed(Loose::new(OneHolder(&mut *self.0)))? {
                Some(holder) => holders.push(holder),
                None => return Ok(Ok(holders)),
            }
        }
        if rest(&mut seq)?.is_some() {
            self.0.spans.push(Vec::new());
            holders.push(CustomerCoupons { customer: Customer::default(), entries: vec![coupon::bad(MORE_CUSTOMERS)] });
        }
        Ok(Ok(holders))
    }

    /// One customer without the list around it.
    fn object<A: MapAccess<'de>>(self, map: A) -> Result<Self::Out, A::Error> {
        self.0.spans.clear();
        Ok(Ok(vec![OneHolder(self.0).object(map)?]))
    }
}

struct OneHolder<'r, 'de>(&'r mut Reader<'de>);

impl<'de> Level<'de> for OneHolder<'_, 'de> {
    type Out = CustomerCoupons;

    /// A customer that is no object is told by one bad row.
    fn other(self, _: &Value<'_>) -> Self::Out {
        self.0.spans.push(Vec::new());
        CustomerCoupons { customer: Customer::default(), entries: vec![coupon::bad("this customer is no object")] }
    }

    fn object<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Out, A::Error> {
        let mut holder = CustomerCoupons::default();
        self.0.spans.push(Vec::new());
        while let Some(name) = map.next_key::<Name<'de>>()? {
            if name.0 == "coupons" {
                holder.entries = map.next_value_seed(Loose::new(Coupons(&mut *self.0)))?;
            } else {
                set(&mut holder.customer, &name.0, map.next_value()?);
            }
        }
        Ok(holder)
    }
}

/// A field of a customer that cannot be read is a field that is not there: the rows count.
fn set(customer: &mut Customer, name: &str, raw: &RawValue) {
    let text = || Reader::own_text(name, raw).ok().flatten();
    match name {
        "firstname" => customer.firstname = text(),
        "lastname" => customer.lastname = text(),
        "email" => customer.email = text(),
        "mobile" => customer.mobile = text(),
        "externalId" => customer.external_id = text(),
        "id" => customer.id = own_id(name, raw).ok().flatten(),
        _ => {}
    }
}

struct Coupons<'r, 'de>(&'r mut Reader<'de>);

impl<'de> Level<'de> for Coupons<'_, 'de> {
    type Out = Vec<Entry>;

    /// Something where the coupons belong is not none: one bad row tells of it.
    fn other(self, is: &Value<'_>) -> Self::Out {
        if let Some(of_customer) = self.0.spans.last_mut() {
            of_customer.clear();
        }
        if *is == Value::Nothing { Vec::new() } else { vec![coupon::bad(&Problem::new("coupons", is, "a list").0)] }
    }

    fn list<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Out, A::Error> {
        let mut entries = if self.0.keeps_spans { self.with_spans(&mut seq)? } else { self.straight(&mut seq)? };
        // pages are kept for as long as the customer is on screen
        entries.shrink_to_fit();
        Ok(entries)
    }
}

impl<'de> Coupons<'_, 'de> {
    fn with_spans<A: SeqAccess<'de>>(self, seq: &mut A) -> Result<Vec<Entry>, A::Error> {
        let (mut entries, mut spans) = (Vec::new(), Vec::new());
        let mut add = |reader: &Reader<'de>, entry, raw| {
            entries.push(entry);
            spans.push(reader.span(raw));
        };
        while take_one(&mut self.0.room.rows) {
            let Some(raw) = seq.next_element::<&'de RawValue>()? else { break };
            let entry = coupon::entry(self.0, raw);
            add(self.0, entry, raw);
        }
        if let Some(unread) = rest(seq)? {
            add(self.0, coupon::bad(MORE_COUPONS), unread);
        }
        spans.shrink_to_fit();
        if let Some(of_customer) = self.0.spans.last_mut() {
            *of_customer = spans;
        }
        Ok(entries)
    }

    fn straight<A: SeqAccess<'de>>(self, seq: &mut A) -> Result<Vec<Entry>, A::Error> {
        let mut entries = Vec::new();
        while take_one(&mut self.0.room.rows) {
            match seq.next_element_seed(Loose::new(coupon::Straight(&mut *self.0)))? {
                Some(entry) => entries.push(entry),
                None => return Ok(entries),
            }
        }
        if rest(seq)?.is_some() {
            entries.push(coupon::bad(MORE_COUPONS));
        }
        Ok(entries)
    }
}

/// Stand where the reading ended.
const MORE_COUPONS: &str = "more entries came than are read of one answer";
const MORE_CUSTOMERS: &str = "more customers came than are read of one answer";

/// Limit and offset come as strings, the total as a number; what is negative or absurd is unknown.
fn pagination(raw: &RawValue) -> Pagination {
    let mut page = Pagination::default();
    each_field(raw, |name, value| {
        let number = match Value::of(value) {
            Value::Text(text) => whole(&text),
            Value::Bare(lexeme) => whole(lexeme),
            Value::Nothing | Value::List | Value::Object | Value::Broken => None,
        };
        let number = number.and_then(|number| u64::try_from(number).ok()).filter(|number| *number <= MOST);
        match name {
            "limit" => page.limit = number,
            "offset" => page.offset = number,
            "total" => page.total = number,
            _ => {}
        }
    });
    page
}

/// No customer holds more coupons than this; a larger figure is a server's nonsense.
const MOST: u64 = 1_000_000_000;

fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<serde::de::IgnoredAny>().map(|_| ())
}
