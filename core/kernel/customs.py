"""Which countries share a customs border: goods that stay inside of one never owe duty."""

# The European Union's customs territory with Monaco, the Eurasian Economic Union, Switzerland with Liechtenstein.
_UNIONS = """
AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK
AM BY KG KZ RU
CH LI
"""
_TOGETHER = tuple(frozenset(row.split()) for row in _UNIONS.strip().splitlines())


def crosses_customs(origin: str, destination: str) -> bool:
    """Say whether goods sent from one country to another pass a customs border."""
    return origin != destination and not any({origin, destination} <= union for union in _TOGETHER)
