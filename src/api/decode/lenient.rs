//! A container where one belongs, and a shrug where something else stands.
//!
//! Serde's own derive fails the whole body when a list stands where an object belongs, or when a
//! name comes twice. Here each level of the frame says what it does with an object, with a list,
//! and with anything else.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::reader::Value;

/// One level of the frame. Whatever is not expected is read over and goes to [`Level::other`].
pub(super) trait Level<'de>: Sized {
    type Out;

    /// The value was neither the object nor the list wanted. Null and whatever else servers write
    /// for none is [`Value::Nothing`].
    fn other(self, is: &Value<'_>) -> Self::Out;

    fn object<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Out, A::Error> {
        let mut is = Value::Nothing;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            is = Value::Object;
        }
        Ok(self.other(&is))
    }

    fn list<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Out, A::Error> {
        let mut is = Value::Nothing;
        while seq.next_element::<IgnoredAny>()?.is_some() {
            is = Value::List;
        }
        Ok(self.other(&is))
    }
}

/// Makes a [`Level`] readable by serde.
pub(super) struct Loose<'de, L>(L, PhantomData<&'de ()>);

impl<'de, L: Level<'de>> Loose<'de, L> {
    pub(super) fn new(level: L) -> Self {
        Self(level, PhantomData)
    }
}

impl<'de, L: Level<'de>> DeserializeSeed<'de> for Loose<'de, L> {
    type Value = L::Out;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<L::Out, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, L: Level<'de>> Visitor<'de> for Loose<'de, L> {
    type Value = L::Out;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<L::Out, A::Error> {
        self.0.object(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<L::Out, A::Error> {
        self.0.list(seq)
    }

    fn visit_unit<E: Error>(self) -> Result<L::Out, E> {
        Ok(self.0.other(&Value::Nothing))
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<L::Out, E> {
        Ok(self.0.other(&BARE))
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<L::Out, E> {
        Ok(self.0.other(&BARE))
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<L::Out, E> {
        Ok(self.0.other(&BARE))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<L::Out, E> {
        Ok(self.0.other(&BARE))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<L::Out, E> {
        Ok(self.0.other(&if text.is_empty() { Value::Nothing } else { Value::Text(text.into()) }))
    }
}

/// A number or a boolean, of which only that matters here.
const BARE: Value<'static> = Value::Bare("");
