from core.kernel.refusal import Conflict, NotFound, Refusal


class PageNotFound(NotFound):
    """No such page on this site, or it is not published."""

    code = "content.page_not_found"


class BlockNotFound(NotFound):
    """No such block."""

    code = "content.block_not_found"


class ContentOutdated(Conflict):
    """Somebody changed the page or block since it was read."""

    code = "content.outdated"


class CodeTaken(Conflict):
    """The site has a page with this code."""

    code = "content.code_taken"


class TitleMissing(Refusal):
    """A page needs a title in one language at least."""

    code = "content.title_missing"


class TimesCrossed(Refusal):
    """A block would end before it begins."""

    code = "content.times_crossed"


class LinkUnknown(Refusal):
    """A link leads neither to a category, merchant or page nor to a path of the site."""

    code = "content.link_unknown"


class PageFull(Refusal):
    """A page has as many blocks as it may."""

    code = "content.page_full"
