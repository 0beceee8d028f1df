from core.kernel.refusal import Refusal


class FeatureUnknown(Refusal):
    """There is no such switch."""

    code = "switches.feature_unknown"


class LevelUnknown(Refusal):
    """This feature does not know that level; `levels` names those that it knows."""

    code = "switches.level_unknown"


class ReasonMissing(Refusal):
    """Whoever comes next has to know why it was switched."""

    code = "switches.reason_missing"


class ExpiryOutOfReason(Refusal):
    """An expiry lies ahead, by at most a month."""

    code = "switches.expiry_out_of_reason"
