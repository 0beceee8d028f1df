from dataclasses import dataclass

from core.kernel.event import Event


@dataclass(frozen=True, kw_only=True)
class ContentChanged(Event):
    """A page that people write, or one of its blocks, is another one; `has_moved` where links to it may be others."""

    page_id: int
    site_id: int
    has_moved: bool
