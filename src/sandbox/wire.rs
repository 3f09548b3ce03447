//! A generated coupon in the shape of the samples: their field order, their absent fields.

use serde::Serialize;

/// A coupon.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Coupon {
    pub(super) code: String,
    pub(super) series_id: u64,
    pub(super) description: String,
    pub(super) valid_till: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) valid_till_date_time: Option<String>,
    pub(super) discount_type: &'static str,
    pub(super) discount_value: f64,
    pub(super) discount_upto: f64,
    pub(super) redemption_count: u32,
    pub(super) redemptions_left: i64,
    pub(super) id: u64,
    pub(super) created_date: String,
    #[serde(rename = "createdDateISO", skip_serializing_if = "Option::is_none")]
    pub(super) created_date_iso: Option<String>,
    pub(super) transaction_number: String,
    pub(super) issued_at: Store,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) custom_property: Vec<Property>,
    pub(super) redemptions: Vec<Redemption>,
    pub(super) reversed_redemptions: Vec<Reversal>,
}

/// A store.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Store {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
}

/// The demo stores.
pub(super) const STORES: [Store; 6] = [
    Store { code: "blr-mg01", name: "Bengaluru MG Road" },
    Store { code: "del-cp02", name: "Delhi Connaught Place" },
    Store { code: "bom-co03", name: "Mumbai Colaba" },
    Store { code: "maa-tn04", name: "Chennai T. Nagar" },
    Store { code: "ccu-ps05", name: "Kolkata Park Street" },
    Store { code: "web01", name: "Web shop" },
];

/// A custom property.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Property {
    pub(super) name: &'static str,
    pub(super) value: &'static str,
}

/// A redemption.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Redemption {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<u64>,
    pub(super) date: String,
    #[serde(rename = "dateISO", skip_serializing_if = "Option::is_none")]
    pub(super) date_iso: Option<String>,
    pub(super) transaction_number: String,
    pub(super) redeemed_at: Store,
}

/// A redemption taken back: no transaction number, no amount.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reversal {
    pub(super) id: u64,
    pub(super) date: String,
    #[serde(rename = "dateISO")]
    pub(super) date_iso: String,
    pub(super) reversed_on: String,
    pub(super) redeemed_at: Store,
}
