from core.promotions.service.claiming import claim, claim_directly, count_try
from core.promotions.service.offers import (
    add_offer,
    announce,
    change_offer,
    end_due_offers,
    end_offer,
    publish_offer,
)
from core.promotions.service.settling import (
    AWAY,
    drop,
    list_waiting,
    mend_line,
    settle,
    tell_settled,
    wait_for_claims,
)

__all__ = [
    "AWAY", "add_offer", "announce", "change_offer", "claim", "claim_directly", "count_try", "drop", "end_due_offers",
    "end_offer", "list_waiting", "mend_line", "publish_offer", "settle", "tell_settled", "wait_for_claims",
]  # fmt: skip
