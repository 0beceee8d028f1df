from cli.bench.crowd import Answer, Errand, Step
from cli.bench.errands import buy, place

REVIEW = """<form><input type="hidden" name="csrf_token" value="t"><input type="hidden" name="key" value="k">
<input type="hidden" name="fingerprint" value="f"><input type="hidden" name="accepted" value="{&#34;a&#34;:1}">
<input type="radio" name="gateway" value="sandbox" checked></form>"""
SHIPPING = """<input type="radio" name="method-1-2" value="post"><input type="radio" name="method-1-2" value="air">"""


def played(errand: Errand, answers: list[Answer]) -> tuple[list[Step], bool]:
    """Play an errand with answers prepared; gives its steps and how it ended."""
    steps = [next(errand)]
    for answer in answers:
        try:
            steps.append(errand.send(answer))
        except StopIteration as end:
            return steps, end.value
    raise AssertionError(f"still wants {steps[-1]}")


def page(body: str = "") -> Answer:
    return Answer(200, body, "")


def onward(path: str) -> Answer:
    return Answer(303, "", path)


def test_a_whole_purchase_sends_what_the_pages_hold() -> None:
    steps, is_fine = played(
        buy("/en/p/tea", 7, "a@bench.example"),
        [
            page(), onward("/en/cart"), page('<input type="hidden" name="csrf_token" value="t">'),
            onward("/en/checkout/shipping"), page(SHIPPING), onward("/en/checkout/review"), page(REVIEW),
            onward("/en/checkout/pay/x"), onward("/sandbox-pay/x"), page('<form action="/sandbox-pay/x/payment">'),
            onward("/en/checkout/return/x"), onward("/en/orders/1"), page("Thank you"),
        ],
    )  # fmt: skip
    forms = {step.name: step.form for step in steps if step.form}
    assert is_fine
    assert forms["contact"]["csrf_token"] == "t"
    assert forms["methods"] == {"method-1-2": "post"}
    assert forms["place order"]["accepted"] == '{"a":1}'
    assert forms["place order"]["gateway"] == "sandbox"
    assert [step.path for step in steps][-2:] == ["/en/checkout/return/x", "/en/orders/1"]


def test_a_purchase_that_a_step_refuses_has_failed() -> None:
    _, is_fine = played(buy("/en/p/tea", 7, "a@bench.example"), [page(), Answer(422, "sold out", "")])
    assert not is_fine


def test_only_where_others_may_be_faster_a_refusal_is_an_answer() -> None:
    refusal = Answer(409, "sold out", "")
    assert played(place({"key": "k"}), [refusal])[1] is False
    assert played(place({"key": "k"}, may_lose=True), [refusal])[1] is True
    assert played(place({"key": "k"}, may_lose=True), [Answer(500, "broken", "")])[1] is False
