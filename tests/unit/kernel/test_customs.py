import pytest

from core.kernel.customs import crosses_customs


@pytest.mark.parametrize(
    ("origin", "destination", "is_crossed"),
    [
        ("DE", "DE", False),
        ("PL", "DE", False),
        ("CN", "DE", True),
        ("PL", "CH", True),
        ("KZ", "RU", False),
        ("PL", "GB", True),
        ("CH", "LI", False),
        ("CN", "HK", True),
    ],
)
def test_goods_pass_customs_between_unions_only(origin: str, destination: str, is_crossed: bool) -> None:
    assert crosses_customs(origin, destination) is is_crossed
    assert crosses_customs(destination, origin) is is_crossed
