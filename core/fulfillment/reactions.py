from core.fulfillment import queries, service
from core.logistics.events import TrackingMoved
from core.logistics.types import Milestone, TrackingId


def note_progress_of_parcel(event: TrackingMoved) -> None:
    """Let a parcel's order know how far it is."""
    parcel_id = queries.find_parcel_of_tracking(TrackingId(event.tracking_id))
    if parcel_id is not None:
        service.note_progress(parcel_id, Milestone(event.milestone))
