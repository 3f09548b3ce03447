//! The names of the printed fields and their order: the API's own, and what is computed alike.

use super::super::write::{Json, list, object};
use super::{
    CouponShape, CustomerShape, Each, EntryShape, NoticeShape, PaginationShape, PropertyShape, RedemptionShape,
    ReversalShape, StateShape, StoreShape,
};
use crate::domain::{CustomProperty, Redemption, Reversal};

impl Json for EntryShape<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Coupon(coupon) => coupon.write(out),
            Self::Bad { problem } => object(out, &[("problem", problem)]),
        }
    }
}

impl Json for CouponShape<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        object(
            out,
            &[
                ("id", &self.id),
                ("code", &self.code),
                ("seriesId", &self.series_id),
                ("description", &self.description),
                ("validTill", &self.valid_till),
                ("validTillDateTime", &self.valid_till_date_time),
                ("discountType", &self.discount_type),
                ("discountValue", &self.discount_value),
                ("discountUpto", &self.discount_upto),
                ("redemptionCount", &self.redemption_count),
                ("redemptionsLeft", &self.redemptions_left),
                ("createdDate", &self.created_date),
                ("createdDateISO", &self.created_date_iso),
                ("transactionNumber", &self.transaction_number),
                ("issuedAt", &self.issued_at),
                ("customProperty", &self.custom_property),
                ("redemptions", &self.redemptions),
                ("reversedRedemptions", &self.reversed_redemptions),
                ("state", &self.state),
            ],
        );
        if let Some(problem) = &self.problem {
            out.pop();
            out.extend_from_slice(br#","problem":"#);
            problem.write(out);
            out.push(b'}');
        }
    }
}

impl Json for StateShape {
    fn write(&self, out: &mut Vec<u8>) {
        object(
            out,
            &[
                ("expired", &self.expired),
                ("redeemed", &self.redeemed),
                ("redeemable", &self.redeemable),
                ("expiresAt", &self.expires_at),
                ("expiryApproximate", &self.expiry_approximate),
            ],
        );
    }
}

impl Json for StoreShape<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        object(out, &[("code", &self.code), ("name", &self.name)]);
    }
}

impl Json for PropertyShape<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        object(out, &[("name", &self.name), ("value", &self.value)]);
    }
}

impl Json for RedemptionShape<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        object(
            out,
            &[
                ("id", &self.id),
                ("date", &self.date),
                ("dateISO", &self.date_iso),
                ("transactionNumber", &self.transaction_number),
                ("redeemedAt", &self.redeemed_at),
            ],
        );
    }
}

impl Json for ReversalShape<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        object(
            out,
            &[
                ("id", &self.id),
                ("date", &self.date),
                ("dateISO", &self.date_iso),
                ("reversedOn", &self.reversed_on),
                ("redeemedAt", &self.redeemed_at),
            ],
        );
    }
}

impl Json for Each<'_, CustomProperty> {
    fn write(&self, out: &mut Vec<u8>) {
        list(out, self.0.iter().map(PropertyShape::of));
    }
}

impl Json for Each<'_, Redemption> {
    fn write(&self, out: &mut Vec<u8>) {
        list(out, self.0.iter().map(RedemptionShape::of));
    }
}

impl Json for Each<'_, Reversal> {
    fn write(&self, out: &mut Vec<u8>) {
        list(out, self.0.iter().map(ReversalShape::of));
    }
}

impl Json for CustomerShape<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        object(
            out,
            &[
                ("firstname", &self.firstname),
                ("lastname", &self.lastname),
                ("email", &self.email),
                ("mobile", &self.mobile),
                ("id", &self.id),
                ("externalId", &self.external_id),
            ],
        );
    }
}

impl Json for PaginationShape {
    fn write(&self, out: &mut Vec<u8>) {
        object(
            out,
            &[("limit", &self.limit), ("offset", &self.offset), ("total", &self.total), ("fetched", &self.fetched)],
        );
    }
}

impl Json for NoticeShape<'_> {
    fn write(&self, out: &mut Vec<u8>) {
        object(out, &[("code", &self.code), ("message", &self.message)]);
    }
}
