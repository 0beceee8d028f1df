from web.shared.style_guide.long_words import stretch, stretched


def test_vowels_are_doubled_and_placeholders_kept() -> None:
    assert stretched("Order <b>%(number)s</b> is paid") == "ÖÖrdéér <b>%(number)s</b> íís pááííd"


def test_sample_data_keeps_its_addresses_and_numbers() -> None:
    line = {"title": "Tea", "href": "tea", "count": 3, "rows": [("Size", "0.9 l")]}
    assert stretch(line) == {"title": "Tééáá", "href": "tea", "count": 3, "rows": [("Síízéé", "0.9 l")]}
