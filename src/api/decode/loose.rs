//! A container where one belongs, and a shrug where something else stands.
//!
//! Serde's own derive fails the whole body when a list stands where an object belongs, or when a
//! name comes twice. Here each level of the frame says what it does with an object, with a list,
//! and with anything else.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// One level of the frame. Whatever is not expected is read over and counts as [`Level::other`].
pub(super) trait Level<'de>: Sized {
    type Out;

    /// The value was neither the object nor the list wanted.
    fn other(self) -> Self::Out;

    fn object<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Out, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.other())
    }

    fn list<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Out, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.other())
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
        Ok(self.0.other())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<L::Out, E> {
        Ok(self.0.other())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<L::Out, E> {
        Ok(self.0.other())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<L::Out, E> {
        Ok(self.0.other())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<L::Out, E> {
        Ok(self.0.other())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<L::Out, E> {
        Ok(self.0.other())
    }
}
