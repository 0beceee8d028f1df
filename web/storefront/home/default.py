"""The home page of a site for which nobody has made one yet: it shows what there is."""

from core.content.types import Block, BlockId, BlockKind, ContentState, Rule, Settings

_KINDS = (
    (BlockKind.HERO, Settings()),
    (BlockKind.PROMISES, Settings()),
    (BlockKind.TILES, Settings()),
    (BlockKind.GRID, Settings(rule=Rule.NEWEST)),
    (BlockKind.GRID, Settings(rule=Rule.SMALL_PRICES, count=4)),
    (BlockKind.MERCHANTS, Settings()),
    (BlockKind.RECENT, Settings()),
)

BLOCKS = tuple(
    Block(BlockId(-number), kind, ContentState.PUBLISHED, 1, settings=settings)
    for number, (kind, settings) in enumerate(_KINDS, 1)
)
