"""The way of a parcel on a map, drawn as SVG on the server: the outline of the land around it, and its stops.

The outline is Natural Earth's (public domain), as the npm package world-atlas brings it. Degrees become a
plane by stretching longitudes to the middle latitude; ways across the Pacific keep to it.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from core.logistics.types import Point, TrackingDetail
from core.platform.settings import ROOT
from web.shared import filters

WIDTH, HEIGHT = 720, 340
ROOM = 0.22  # of the way's own extent, left free around it
LEAST_DEGREES = 9.0
NEAR_DEGREES = 70.0  # a window narrower than this shows the finer outline
OUTLINES = ROOT / "node_modules" / "world-atlas"
Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Stop:
    """A place of the way on the picture; `anchor` is start, middle or end of its label."""

    x: float
    y: float
    label: str
    anchor: str
    is_reached: bool


@dataclass(frozen=True, slots=True)
class RouteMap:
    """What the template draws: paths in the units of the picture, and what it says to who cannot see it."""

    width: int
    height: int
    land: str
    done: str
    ahead: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class _Window:
    west: float
    north: float
    scale: float
    stretch: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - self.west) * self.stretch * self.scale, (self.north - latitude) * self.scale


def map_of(tracking: TrackingDetail) -> RouteMap | None:
    """Draw the way of a parcel; None where we know too little of its places."""
    if tracking.start is None or tracking.end is None or tracking.start == tracking.end:
        return None
    reached = _visited(tracking)
    points = _unrolled([*reached, tracking.end])
    window = _window(points)
    spots = [window.place(*point) for point in points]
    is_there = tracking.is_finished
    return RouteMap(
        width=WIDTH,
        height=HEIGHT,
        land=_land(window),
        done=_curve(spots if is_there else spots[:-1]),
        ahead="" if is_there else _curve(spots[-2:]),
        stops=tuple(_stops(tracking, spots, is_there=is_there)),
    )


def _visited(tracking: TrackingDetail) -> list[Point]:
    assert tracking.start is not None
    points = [tracking.start, *(seen.point for seen in tracking.scans if seen.point)]
    kept = [point for place, point in enumerate(points) if place == 0 or point != points[place - 1]]
    return [point for point in kept if point != tracking.end] or [tracking.start]


def _unrolled(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Give longitudes and latitudes in which no step is longer than half the globe."""
    unrolled: list[tuple[float, float]] = []
    for point in points:
        longitude = point.longitude
        if unrolled:
            while longitude - unrolled[-1][0] > 180:
                longitude -= 360
            while longitude - unrolled[-1][0] < -180:
                longitude += 360
        unrolled.append((longitude, point.latitude))
    return unrolled


def _window(points: Sequence[tuple[float, float]]) -> _Window:
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    stretch = math.cos(math.radians((south + north) / 2))
    wide = max((east - west) * stretch, LEAST_DEGREES) * (1 + 2 * ROOM)
    high = max(north - south, LEAST_DEGREES / 2) * (1 + 2 * ROOM)
    scale = min(WIDTH / wide, HEIGHT / high)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    # Rounded, so that ways between the same places share one drawing of the land.
    return _Window(
        round(middle_x - WIDTH / scale / stretch / 2, 1),
        round(middle_y + HEIGHT / scale / 2, 1),
        round(scale, 2),
        round(stretch, 3),
    )


def _curve(spots: Sequence[tuple[float, float]]) -> str:
    if len(spots) < 2:
        return ""
    drawn = f"M{spots[0][0]:.0f} {spots[0][1]:.0f}"
    for (from_x, from_y), (x, y) in pairwise(spots):
        lift = min(60.0, math.hypot(x - from_x, y - from_y) * 0.18)
        drawn += f"Q{(from_x + x) / 2:.0f} {(from_y + y) / 2 - lift:.0f} {x:.0f} {y:.0f}"
    return drawn


def _stops(
    tracking: TrackingDetail, spots: Sequence[tuple[float, float]], *, is_there: bool
) -> Iterator[Stop]:
    labels = [
        filters.country(tracking.origin),
        *[""] * (len(spots) - 2),
        filters.country(tracking.destination),
    ]
    for place, ((x, y), label) in enumerate(zip(spots, labels, strict=True)):
        anchor = "start" if x < WIDTH * 0.25 else "end" if x > WIDTH * 0.75 else "middle"
        yield Stop(round(x), round(y), label, anchor, is_there or place < len(spots) - 1)


@lru_cache(maxsize=256)
def _land(window: _Window) -> str:
    degrees = WIDTH / window.scale / window.stretch
    name = "land-50m.json" if degrees < NEAR_DEGREES else "land-110m.json"
    drawn = []
    for turn in (-360, 0, 360):
        for ring in _outline(name):
            path = _path([window.place(x + turn, y) for x, y in ring])
            if path:
                drawn.append(path)
    return "".join(drawn)


def _path(spots: Sequence[tuple[float, float]]) -> str:
    """Draw a ring in whole units; what lies outside of the picture is drawn along its edge."""
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    if max(xs) < 0 or min(xs) > WIDTH or max(ys) < 0 or min(ys) > HEIGHT:
        return ""
    kept: list[tuple[int, int]] = []
    for x, y in spots:
        spot = round(min(max(x, -9), WIDTH + 9)), round(min(max(y, -9), HEIGHT + 9))
        if not kept or abs(spot[0] - kept[-1][0]) + abs(spot[1] - kept[-1][1]) > 2:
            kept.append(spot)
    if len(kept) < 4:
        return ""
    steps = [f"M{kept[0][0]} {kept[0][1]}l"]
    steps += [f"{x - last_x} {y - last_y} " for (last_x, last_y), (x, y) in pairwise(kept)]
    return "".join(steps).rstrip() + "z"


@lru_cache(maxsize=2)
def _outline(name: str) -> tuple[Ring, ...]:
    """Read the outer rings of the land from TopoJSON: arcs in steps of a grid, shared by their numbers."""
    told: dict[str, Any] = json.loads((OUTLINES / name).read_text("utf-8"))
    (scale_x, scale_y), (move_x, move_y) = told["transform"]["scale"], told["transform"]["translate"]
    arcs: list[Ring] = []
    for steps in told["arcs"]:
        x = y = 0
        arc: Ring = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(arc)
    shapes = told["objects"]["land"]["geometries"]
    polygons = [polygon for shape in shapes for polygon in shape["arcs"]]
    return tuple(_ring(polygon[0], arcs) for polygon in polygons)


def _ring(numbers: Sequence[int], arcs: Sequence[Ring]) -> Ring:
    ring: Ring = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc if not ring else arc[1:]
    return ring
