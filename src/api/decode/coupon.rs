//! One entry of the list: a coupon, or a bad row that says what is wrong with it.

use std::sync::Arc;

use serde_json::value::RawValue;

use serde::de::MapAccess;

use super::lenient::Level;
use super::reader::{Name, Problem, Reader, Value, each_field, is_empty, own_id};
use crate::domain::{
    BadEntry, Clean, Coupon, CustomProperty, DiscountKind, Entry, Id, Properties, Redemption, Reversal, Store,
};

/// Reads one element of `coupons`.
pub(super) fn entry<'a>(reader: &mut Reader<'a>, raw: &'a RawValue) -> Entry {
    let mut draft = Draft::default();
    let is_object = each_field(raw, |name, value| draft.take(reader, name, value));
    let remark = reader.remark.take();
    if is_object { draft.finish(remark) } else { bad(NO_OBJECT) }
}

/// Reads one element of `coupons` without looking over it first. What is worse than a bad row here
/// fails the whole walk, so whoever walks so has to be ready to walk again.
pub(super) struct Straight<'r, 'a>(pub(super) &'r mut Reader<'a>);

impl<'de> Level<'de> for Straight<'_, 'de> {
    type Out = Entry;

    fn other(self, _: &Value<'_>) -> Entry {
        bad(NO_OBJECT)
    }

    fn object<A: MapAccess<'de>>(self, mut map: A) -> Result<Entry, A::Error> {
        let mut draft = Draft::default();
        while let Some(name) = map.next_key::<Name<'de>>()? {
            draft.take(self.0, &name.0, map.next_value()?);
        }
        Ok(draft.finish(self.0.remark.take()))
    }
}

const NO_OBJECT: &str = "this entry is no object";

/// A bad row without a code.
pub(super) fn bad(problem: &str) -> Entry {
    Entry::Bad(BadEntry { problem: Clean::new(problem), code: None })
}

/// Without these nobody can say which coupon it is, or whether it can be used. What else cannot be read
/// costs only itself.
const DECISIVE: [&str; 8] =
    ["code", "id", "couponId", "validTill", "validTillDateTime", "redemptionCount", "redemptionsLeft", "redemptions"];

/// Bytes that are no text leave a mark where they were: with it the code is another one.
fn code(name: &str, raw: &RawValue) -> Result<Option<Clean>, Problem> {
    let code = Reader::exact_text(name, raw)?;
    if code.as_ref().is_some_and(|code| code.as_str().contains(char::REPLACEMENT_CHARACTER)) {
        return Err(Problem(format!("{name} holds bytes that are no text")));
    }
    Ok(code)
}

/// A coupon in the making. The page's table and its samples name two fields differently; with both
/// there, the samples' name wins whichever comes first.
#[derive(Default)]
struct Draft {
    coupon: Coupon,
    code: Option<Clean>,
    coupon_id: Option<Id>,
    issued: Option<Arc<Store>>,
    problem: Option<Problem>,
}

impl Draft {
    fn take<'a>(&mut self, reader: &mut Reader<'a>, name: &str, raw: &'a RawValue) {
        match self.set(reader, name, raw) {
            Ok(()) => {}
            Err(problem) if DECISIVE.contains(&name) => {
                self.problem.get_or_insert(problem);
            }
            Err(problem) => reader.note(problem),
        }
    }

    fn set<'a>(&mut self, reader: &mut Reader<'a>, name: &str, raw: &'a RawValue) -> Result<(), Problem> {
        let coupon = &mut self.coupon;
        match name {
            "code" => self.code = code(name, raw)?,
            "id" => coupon.id = own_id(name, raw)?,
            "couponId" => self.coupon_id = own_id(name, raw)?,
            "seriesId" => coupon.series_id = reader.shared_id(name, raw)?,
            "description" => coupon.description = reader.text(name, raw)?,
            "validTill" => coupon.valid_till = Reader::stamp(name, raw)?,
            "validTillDateTime" => coupon.valid_till_date_time = Reader::stamp(name, raw)?,
            "discountType" => coupon.discount.kind = reader.text(name, raw)?.map(|word| DiscountKind::new(&word)),
            "discountValue" => coupon.discount.value = reader.number(name, raw)?,
            "discountUpto" => coupon.discount.up_to = reader.number(name, raw)?,
            "redemptionCount" => coupon.redemption_count = reader.count(name, raw)?,
            "redemptionsLeft" => coupon.redemptions_left = reader.count(name, raw)?,
            "createdDate" => coupon.created_date = Reader::stamp(name, raw)?,
            "createdDateISO" => coupon.created_date_iso = Reader::stamp(name, raw)?,
            "transactionNumber" => coupon.transaction_number = reader.text(name, raw)?,
            "issuedAt" => coupon.issued_at = reader.store(name, raw)?,
            "issued" => self.issued = reader.store(name, raw)?,
            "customProperty" | "customProperties" => coupon.custom_properties = properties(reader, name, raw)?,
            "redemptions" => coupon.redemptions = reader.list(name, raw, redemption)?,
            "reversedRedemptions" => coupon.reversed_redemptions = reader.list(name, raw, reversal)?,
            _ => {}
        }
        Ok(())
    }

    /// The row; `remark` tells what of the coupon could not be read though the rest could.
    fn finish(mut self, remark: Option<Problem>) -> Entry {
        if let Some(Problem(problem)) = self.problem {
            return Entry::Bad(BadEntry { problem: Clean::new(&problem), code: self.code });
        }
        if self.coupon.id.is_none() {
            self.coupon.id = self.coupon_id;
        }
        if self.coupon.issued_at.is_none() {
            self.coupon.issued_at = self.issued;
        }
        if self.code.is_none() && self.coupon.id.is_none() {
            return bad("this entry has neither id nor code");
        }
        self.coupon.code = self.code.unwrap_or_default();
        self.coupon.problem = remark.map(|Problem(problem)| Box::new(Clean::new(&problem)));
        Entry::Coupon(self.coupon)
    }
}

/// What has neither name nor value tells nothing and is left out.
fn properties<'a>(reader: &mut Reader<'a>, name: &str, raw: &'a RawValue) -> Result<Properties, Problem> {
    if is_empty(raw) {
        return Ok(Properties::default());
    }
    if let Some(known) = reader.properties.find(raw.get()) {
        return Ok(known);
    }
    let before = reader.remark.take();
    let pairs = reader.list(name, raw, property);
    let is_whole = reader.remark.is_none();
    reader.remark = before.or(reader.remark.take());
    let pairs = pairs?;
    let told = |pair: &Property| pair.name.is_some() || pair.value.is_some();
    let whole = |pair: Property| CustomProperty { name: pair.name.unwrap_or_default(), value: pair.value };
    let properties = pairs.into_iter().filter(told).map(whole).collect();
    // each coupon has to tell of what was wrong in its own
    if is_whole {
        reader.properties.keep(raw.get(), &properties);
    }
    Ok(properties)
}

#[derive(Default)]
struct Property {
    name: Option<Clean>,
    value: Option<Clean>,
}

fn property<'a>(
    reader: &mut Reader<'a>,
    property: &mut Property,
    name: &str,
    raw: &'a RawValue,
) -> Result<(), Problem> {
    match name {
        "name" => property.name = reader.text(name, raw)?,
        "value" => property.value = reader.text(name, raw)?,
        _ => {}
    }
    Ok(())
}

fn redemption<'a>(
    reader: &mut Reader<'a>,
    redemption: &mut Redemption,
    name: &str,
    raw: &'a RawValue,
) -> Result<(), Problem> {
    match name {
        "id" => redemption.id = own_id(name, raw)?,
        "date" => redemption.date = Reader::stamp(name, raw)?,
        "dateISO" => redemption.date_iso = Reader::stamp(name, raw)?,
        "transactionNumber" => redemption.transaction_number = Reader::own_text(name, raw)?,
        "redeemedAt" => redemption.redeemed_at = reader.store(name, raw)?,
        _ => {}
    }
    Ok(())
}

fn reversal<'a>(
    reader: &mut Reader<'a>,
    reversal: &mut Reversal,
    name: &str,
    raw: &'a RawValue,
) -> Result<(), Problem> {
    match name {
        "id" => reversal.id = own_id(name, raw)?,
        "date" => reversal.date = Reader::stamp(name, raw)?,
        "dateISO" => reversal.date_iso = Reader::stamp(name, raw)?,
        "reversedOn" => reversal.reversed_on = Reader::stamp(name, raw)?,
        "redeemedAt" => reversal.redeemed_at = reader.store(name, raw)?,
        _ => {}
    }
    Ok(())
}
