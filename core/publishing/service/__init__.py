from core.publishing.service.keeping import (
    announce,
    finish,
    keep,
    note_failures,
    note_hits,
    put_in_place,
    say_paused,
    sole,
    take_away,
)
from core.publishing.service.marking import BELL, leave_only, mark, mark_page, mark_stock, want
from core.publishing.service.sweeping import (
    cool_down,
    drop_orphans,
    forget_gone,
    mark_outlived,
    mark_unwritten,
)
from core.publishing.service.taking import seconds_to_next, take

__all__ = [
    "BELL", "announce", "cool_down", "drop_orphans", "finish", "forget_gone", "keep", "leave_only", "mark",
    "mark_outlived", "mark_page", "mark_stock", "mark_unwritten", "note_failures", "note_hits",
    "put_in_place", "say_paused", "seconds_to_next", "sole", "take", "take_away", "want",
]  # fmt: skip
