//! The fields of a printed coupon, by JSON path: the columns of CSV, and what `--fields` chooses.

/// Every field, in the order of the columns.
pub const FIELDS: [&str; 27] = [
    "customerId",
    "lookup",
    "id",
    "code",
    "seriesId",
    "description",
    "validTill",
    "validTillDateTime",
    "discountType",
    "discountValue",
    "discountUpto",
    "redemptionCount",
    "redemptionsLeft",
    "createdDate",
    "createdDateISO",
    "transactionNumber",
    "issuedAt.code",
    "issuedAt.name",
    "customProperty",
    "redemptions",
    "reversedRedemptions",
    "state.expired",
    "state.redeemed",
    "state.redeemable",
    "state.expiresAt",
    "state.expiryApproximate",
    "problem",
];

/// The fields as words of an option.
pub(super) const WORDS: &[(&str, &str)] = &{
    let mut words = [("", ""); FIELDS.len()];
    let mut at = 0;
    while at < FIELDS.len() {
        #[expect(clippy::indexing_slicing, reason = "checked by the compiler: this runs there")]
        {
            words[at] = (FIELDS[at], FIELDS[at]);
        }
        at += 1;
    }
    words
};
