"""The place in each country that stands for it on a map: its name, its clock, and where it lies. Pure."""

from core.logistics.types import Point

_PLACES = """
AE Dubai Asia/Dubai 25.2 55.3 | AM Yerevan Asia/Yerevan 40.2 44.5 | AT Vienna Europe/Vienna 48.2 16.4
AU Sydney Australia/Sydney -33.9 151.2 | BE Brussels Europe/Brussels 50.9 4.4 | BG Sofia Europe/Sofia 42.7 23.3
BR São_Paulo America/Sao_Paulo -23.5 -46.6 | BY Minsk Europe/Minsk 53.9 27.6 | CA Toronto America/Toronto 43.7 -79.4
CH Zürich Europe/Zurich 47.4 8.5 | CL Santiago America/Santiago -33.4 -70.7 | CN Shenzhen Asia/Shanghai 22.5 114.1
CY Nicosia Asia/Nicosia 35.2 33.4 | CZ Prague Europe/Prague 50.1 14.4 | DE Leipzig Europe/Berlin 51.3 12.4
DK Copenhagen Europe/Copenhagen 55.7 12.6 | EE Tallinn Europe/Tallinn 59.4 24.8 | ES Madrid Europe/Madrid 40.4 -3.7
FI Helsinki Europe/Helsinki 60.2 24.9 | FR Paris Europe/Paris 48.9 2.4 | GB London Europe/London 51.5 -0.1
GE Tbilisi Asia/Tbilisi 41.7 44.8 | GR Athens Europe/Athens 38.0 23.7 | HK Hong_Kong Asia/Hong_Kong 22.3 114.2
HR Zagreb Europe/Zagreb 45.8 16.0 | HU Budapest Europe/Budapest 47.5 19.0 | IE Dublin Europe/Dublin 53.3 -6.3
IL Tel_Aviv Asia/Jerusalem 32.1 34.8 | IN Delhi Asia/Kolkata 28.6 77.2 | IT Milan Europe/Rome 45.5 9.2
JP Tokyo Asia/Tokyo 35.7 139.7 | KG Bishkek Asia/Bishkek 42.9 74.6 | KR Seoul Asia/Seoul 37.6 127.0
KW Kuwait_City Asia/Kuwait 29.4 48.0 | KZ Almaty Asia/Almaty 43.2 76.9 | LT Vilnius Europe/Vilnius 54.7 25.3
LU Luxembourg Europe/Luxembourg 49.6 6.1 | LV Riga Europe/Riga 56.9 24.1 | MT Valletta Europe/Malta 35.9 14.5
MX Mexico_City America/Mexico_City 19.4 -99.1 | MY Kuala_Lumpur Asia/Kuala_Lumpur 3.1 101.7
NL Amsterdam Europe/Amsterdam 52.4 4.9 | NO Oslo Europe/Oslo 59.9 10.8 | NZ Auckland Pacific/Auckland -36.8 174.8
PH Manila Asia/Manila 14.6 121.0 | PL Warsaw Europe/Warsaw 52.2 21.0 | PT Lisbon Europe/Lisbon 38.7 -9.1
RO Bucharest Europe/Bucharest 44.4 26.1 | RS Belgrade Europe/Belgrade 44.8 20.5 | RU Moscow Europe/Moscow 55.8 37.6
SA Riyadh Asia/Riyadh 24.7 46.7 | SE Stockholm Europe/Stockholm 59.3 18.1 | SG Singapore Asia/Singapore 1.4 103.8
SI Ljubljana Europe/Ljubljana 46.1 14.5 | SK Bratislava Europe/Bratislava 48.1 17.1 | TH Bangkok Asia/Bangkok 13.8 100.5
TR Istanbul Europe/Istanbul 41.0 29.0 | TW Taipei Asia/Taipei 25.0 121.6 | US Chicago America/Chicago 41.9 -87.6
UZ Tashkent Asia/Tashkent 41.3 69.2 | ZA Johannesburg Africa/Johannesburg -26.2 28.0
"""


def _read(entry: str) -> tuple[str, tuple[str, str, Point]]:
    country, name, zone, latitude, longitude = entry.split()
    return country, (name.replace("_", " "), zone, Point(float(latitude), float(longitude)))


_BY_COUNTRY = dict(_read(entry) for row in _PLACES.strip().splitlines() for entry in row.split("|"))


def point_of(country: str) -> Point | None:
    """Give where a country's place lies; None for countries we know nothing of."""
    found = _BY_COUNTRY.get(country)
    return found[2] if found else None


def place_of(country: str) -> tuple[str, str]:
    """Give a country's place and the zone of its clock; an unknown country has no place, and its clock is UTC."""
    found = _BY_COUNTRY.get(country)
    return found[:2] if found else ("", "UTC")
