"""What shoppers do in a bench: put something into the cart, fill in the checkout, place the order, pay."""

import re
from collections.abc import Callable, Generator, Iterator
from itertools import count

from cli.bench.crowd import Answer, Errand, Step, Visit

Form = dict[str, str]

HOME = "/en"
MOST_HOPS = 4
_HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"')
_WAYS = re.compile(r'<input[^>]*name="(method-[^"]+)"[^>]*value="([^"]+)"')
_GATEWAY = re.compile(r'<input[^>]*name="gateway"[^>]*value="([^"]+)"')
_PAY = re.compile(r'action="([^"]*/sandbox-pay/[^"]*/payment)"')

ADDRESS = {
    "name": "Ada Bench",
    "street_address": "12 Loopback Lane",
    "city": "Springfield",
    "country_area": "IL",
    "postal_code": "62701",
    "country": "US",
    "phone": "+1 217 555 0100",
}


def visitors(first: int = 0) -> Iterator[Visit]:
    """Give shoppers without end, each from an address of their own out of 10.0.0.0/8."""
    for number in count(first + 1):
        yield Visit(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")


def fields_of(page: str) -> Form:
    """Read the hidden fields of a page."""
    return {name: value.replace("&#34;", '"').replace("&amp;", "&") for name, value in _HIDDEN.findall(page)}


def put_into_cart(variants: list[int]) -> Errand:
    """Put one unit of each variant into the cart."""
    for variant in variants:
        answer = yield Step("add to cart", f"{HOME}/cart", {"variant": str(variant), "quantity": "1"})
        if answer.status != 303:
            return False
    return True


def address_of(email: str) -> Form:
    """Give the address of a shopper, another one for each: guests of one address are one shopper in a flash sale."""
    return {**ADDRESS, "street_address": f"{email.partition('@')[0]}, Loopback Lane", "email": email}


def enter(email: str) -> Generator[Step, Answer, Form | None]:
    """Fill in the checkout as far as the last page; gives that page's form, or None where a step refused."""
    page = yield Step("checkout", f"{HOME}/checkout")
    answer = yield Step("contact", f"{HOME}/checkout", {**fields_of(page.body), **address_of(email)})
    if answer.status != 303:
        return None
    page = yield Step("shipping", answer.location)
    ways: Form = {}
    for name, value in _WAYS.findall(page.body):
        ways.setdefault(name, value)
    answer = yield Step("methods", f"{HOME}/checkout/shipping", {**fields_of(page.body), **ways})
    if answer.status != 303:
        return None
    page = yield Step("review", answer.location)
    form = fields_of(page.body)
    chosen = _GATEWAY.search(page.body)
    return {**form, "gateway": chosen[1]} if chosen and "fingerprint" in form else None


def prepare(variants: list[int], email: str, keep: Callable[[Form], None]) -> Errand:
    """Go as far as the last click, and keep what it would send."""
    if not (yield from put_into_cart(variants)):
        return False
    form = yield from enter(email)
    if form is not None:
        keep(form)
    return form is not None


def place(form: Form, *, may_lose: bool = False) -> Errand:
    """Click once more; the answer sends the shopper to pay, or says that others were faster where that may be."""
    answer = yield Step("place order", f"{HOME}/checkout/place", form)
    is_told = may_lose and 400 <= answer.status < 500 and bool(answer.body)
    return is_told or (answer.status == 303 and bool(answer.location))


def buy(product: str, variant: int, email: str) -> Errand:
    """Look at a product, put it into the cart, check out, order, pay, and read the thanks."""
    page = yield Step("product", product)
    if page.status != 200 or not (yield from put_into_cart([variant])):
        return False
    form = yield from enter(email)
    if form is None:
        return False
    answer = yield Step("place order", f"{HOME}/checkout/place", form)
    if answer.status != 303:
        return False
    page = yield from follow("pay page", answer)
    pays = _PAY.search(page.body)
    if pays is None:
        return False
    answer = yield Step("pay", pays[1], {"scenario": "success"})
    return (yield from follow("thanks", answer)).status == 200


def follow(name: str, answer: Answer) -> Generator[Step, Answer, Answer]:
    """Go where answers lead, up to the first page."""
    for _ in range(MOST_HOPS):
        if answer.status != 303:
            break
        answer = yield Step(name, answer.location)
    return answer
