//! What a coupon is at a moment, and which of the nine statuses that answers to.

use crate::domain::Status;

/// A coupon as the status filter sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    /// Not past its last second.
    pub(super) active: bool,
    /// Redeemed at least once; reversed redemptions do not count.
    pub(super) redeemed: bool,
    /// A use is left, or uses are unlimited.
    pub(super) uses_left: bool,
}

impl Standing {
    /// Whether the server would list the coupon under `status`.
    pub(super) fn meets(self, status: Status) -> bool {
        match status {
            Status::Redeemed => self.redeemed,
            Status::Unredeemed => !self.redeemed,
            Status::Active => self.active,
            Status::Expired => !self.active,
            Status::ActiveRedeemed => self.active && self.redeemed,
            Status::ActiveUnredeemed => self.active && !self.redeemed,
            Status::ExpiredRedeemed => !self.active && self.redeemed,
            Status::ExpiredUnredeemed => !self.active && !self.redeemed,
            Status::Redeemable => self.active && self.uses_left,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statuses_of(active: bool, redeemed: bool, uses_left: bool) -> Vec<&'static str> {
        let standing = Standing { active, redeemed, uses_left };
        Status::ALL.into_iter().filter(|&status| standing.meets(status)).map(Status::param).collect()
    }

    #[test]
    fn each_coupon_stands_under_exactly_the_statuses_of_the_release_notes() {
        let cases: [(bool, bool, bool, &[&str]); 8] = [
            (true, false, true, &["REDEEMABLE", "ACTIVE", "UNREDEEMED", "ACTIVE_UNREDEEMED"]),
            (true, true, true, &["REDEEMABLE", "ACTIVE", "REDEEMED", "ACTIVE_REDEEMED"]),
            (true, true, false, &["ACTIVE", "REDEEMED", "ACTIVE_REDEEMED"]),
            (true, false, false, &["ACTIVE", "UNREDEEMED", "ACTIVE_UNREDEEMED"]),
            (false, false, true, &["UNREDEEMED", "EXPIRED", "EXPIRED_UNREDEEMED"]),
            (false, true, true, &["REDEEMED", "EXPIRED", "EXPIRED_REDEEMED"]),
            (false, true, false, &["REDEEMED", "EXPIRED", "EXPIRED_REDEEMED"]),
            (false, false, false, &["UNREDEEMED", "EXPIRED", "EXPIRED_UNREDEEMED"]),
        ];
        for (active, redeemed, uses_left, expected) in cases {
            assert_eq!(statuses_of(active, redeemed, uses_left), expected, "{active} {redeemed} {uses_left}");
        }
    }
}
