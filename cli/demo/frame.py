"""The demo world's frame: stock locations, sites, shipping services and merchants."""

from collections.abc import Mapping
from dataclasses import dataclass

from cli.demo.reading import Json, read_world
from core.inventory import service as inventory
from core.kernel.actor import Actor, ActorKind
from core.kernel.ids import LocationId, MerchantId
from core.kernel.places import Address
from core.logistics import service as logistics
from core.logistics.types import NewZone
from core.merchants import service as merchants
from core.merchants.types import ReturnPayer
from core.sites import queries as site_queries
from core.sites import service as sites
from core.sites.types import SiteDetail

DEMO = Actor(ActorKind.SYSTEM, "demo world")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where and by whom goods are sold, by code."""

    sites: Mapping[str, SiteDetail]
    locations: Mapping[str, LocationId]
    merchants: Mapping[str, MerchantId]
    sku_prefixes: Mapping[str, str]


def build_frame() -> Frame:
    """Open everything that has to be there before the first product."""
    locations = {raw["code"]: _open_location(raw) for raw in read_world("stock_locations")}
    for position, raw in enumerate(read_world("sites")):
        _open_site(raw, locations, is_default=position == 0)
    for position, raw in enumerate(read_world("shipping")["services"]):
        _add_service(raw, locations, position)
    sellers = read_world("merchants")
    return Frame(
        sites={site.code: site for site in site_queries.list_sites()},
        locations=locations,
        merchants={raw["key"]: _open_merchant(raw) for raw in sellers},
        sku_prefixes={raw["key"]: raw["sku_prefix"] for raw in sellers},
    )


def _open_location(raw: Json) -> LocationId:
    return inventory.open_location(
        code=raw["code"],
        kind=raw["kind"],
        names=raw["names"],
        country=raw["address"]["country"],
        address=raw["address"],
        time_zone=raw["timezone"],
    )


def _open_site(raw: Json, locations: Mapping[str, LocationId], *, is_default: bool) -> None:
    site_id = sites.open_site(
        code=raw["code"],
        host=raw["host"],
        names=raw["names"],
        legal_entity=_legal_entity(raw["legal_entity"], raw["default_language"]),
        languages=_first(raw["default_language"], raw["languages"]),
        currencies=_first(raw["default_currency"], raw["currencies"]),
        countries=raw["countries"],
        default_country=raw["default_country"],
        prices_include_tax=raw["prices_include_tax"],
        tax_country=raw["reference_tax_country"] or raw["default_country"],
        time_zone=raw["timezone"],
        excluded_categories=raw["assortment"]["excluded_categories"],
        excluded_merchants=raw["assortment"]["excluded_merchants"],
        is_default=is_default,
        by=DEMO,
    )
    inventory.sell_from(site_id, [locations[code] for code in raw["stock_locations"]])


def _legal_entity(raw: Json, language: str) -> dict[str, str]:
    names: dict[str, str] = raw["names"]
    return {
        "name": names.get(language, names["en"]),
        "address": ", ".join(Address(name="", **raw["address"]).lines()),
        "tax_id": ", ".join(f"{number['kind']} {number['value']}" for number in raw["tax_ids"]),
    }


def _first(leader: str, everybody: list[str]) -> list[str]:
    return [leader, *(one for one in everybody if one != leader)]


def _add_service(raw: Json, locations: Mapping[str, LocationId], position: int) -> None:
    logistics.add_service(
        code=raw["code"],
        carrier=raw["carrier"],
        names=raw["names"],
        location_id=locations[raw["stock_location"]],
        currency=raw["currency"],
        divisor=raw["divisor"],
        max_weight_g=raw["max_weight_g"],
        max_side_mm=raw["max_side_mm"],
        handling_days=raw["handling_days"],
        position=position,
        zones=[_zone(raw, zone["code"], zone["countries"]) for zone in raw["zones"]],
    )


def _zone(service: Json, code: str, countries: list[str]) -> NewZone:
    fastest, slowest = service["transit_days"][code]
    return NewZone(
        code=code,
        countries=tuple(countries),
        bands=tuple((band["up_to_g"], band["price"]) for band in service["bands"][code]),
        transit_days=(fastest, slowest),
        free_over=service["free_over"].get(code),
    )


def _open_merchant(raw: Json) -> MerchantId:
    about = raw["texts"]["about"]
    return merchants.open_merchant(
        code=raw["key"],
        name=raw["display_name"],
        legal_name=raw["legal_name"],
        country=raw["country"],
        address=raw["address"],
        contact_email=raw["contact_email"],
        about=about,
        return_policy=raw["texts"]["return_policy"],
        languages=tuple(about),
        return_days=raw["return_days"],
        return_payer=_who_pays_returns(raw["key"]),
        by=DEMO,
    )


def _who_pays_returns(merchant: str) -> ReturnPayer:
    generous = merchant in read_world("knowledge")["free_returns"]
    return ReturnPayer.MERCHANT if generous else ReturnPayer.SHOPPER
