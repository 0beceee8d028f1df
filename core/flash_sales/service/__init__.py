from core.flash_sales.service.counting import give_units_back, see_counter, set_counter, take_units
from core.flash_sales.service.deciding import change_terms, draft_sale, schedule_sale, set_rate, withdraw_sale
from core.flash_sales.service.letting_in import give_turn
from core.flash_sales.service.sharing import (
    forget_account,
    forget_shoppers,
    retake_shares,
    return_shares,
    take_shares,
)
from core.flash_sales.service.turning import drain_ended, end_sale, start_sale, turn_sale

__all__ = [
    "change_terms",
    "draft_sale",
    "drain_ended",
    "end_sale",
    "forget_account",
    "forget_shoppers",
    "give_turn",
    "give_units_back",
    "retake_shares",
    "return_shares",
    "schedule_sale",
    "see_counter",
    "set_counter",
    "set_rate",
    "start_sale",
    "take_shares",
    "take_units",
    "turn_sale",
    "withdraw_sale",
]  # fmt: skip
