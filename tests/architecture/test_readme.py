import re

from core.platform.settings import ROOT, TABLE


def test_the_readme_documents_every_setting_with_its_default() -> None:
    rows = dict(
        re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    wanted = {
        variable.name: f"`{variable.default.replace(f'{ROOT}/', '')}`" if variable.default else ""
        for variable in TABLE
    }
    assert rows == wanted


def test_every_file_that_the_readme_names_exists() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if "://" not in link]
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]
