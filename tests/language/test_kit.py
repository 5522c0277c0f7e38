"""A translator's file holds every text with its fields, and what would be said wrongly is found in it."""

from __future__ import annotations

import json

import pytest

from course.language import PLURALS, forms, speaking
from course.texts import DAY, say
from tests.language.catalogue import pseudo_language, texts
from tests.language.kit import entries, main, problems

TEXT = "{count} {count:fee|fees} paid in {coin}, which has no price here: counted as 0."


def test_a_made_up_language_is_right_in_all_its_texts():
    assert list(problems({**pseudo_language(), "en": "de"})) == []


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ("{count} {count:fee|fees} paid", "the field {coin} is missing"),
        ("{count} {count:a|b} {coin} {kind}", "there is no field {kind}"),
        ("{count:$} {count:a|b} {coin}", "{count:$} has another unit"),
        ("{count} {count:a|b|c} {coin}", "{count:a|b|c} has 3 forms, the language has 2"),
        ("{count} {count:a|b} {coin", "a brace is not closed"),
        ("{count} {count:a|b} **{coin}**", "its marks of bold"),
        ("{count} {count:a|b} <b>{coin}", "its tags"),
    ],
)
def test_what_would_be_said_wrongly_is_found(said, wrong):
    (text,) = (text for text in texts() if text == TEXT)
    found = list(problems({"en": "de", text: said}))
    assert [one for one in found if wrong in one]
    assert list(problems({"en": "de", text: "{coin}: {count:a|b}, {count}"})) == []


def test_a_text_that_is_none_and_a_language_of_unknown_plurals_are_found():
    assert ["has no such text" in one for one in problems({"en": "fr", "so it never says": "x"})] == [True]
    assert ["is no code" in one for one in problems({"en": "xx"})] == [True]


def test_the_file_goes_out_is_filled_in_and_comes_back(tmp_path, capsys):
    path, catalogue = tmp_path / "texts.json", tmp_path / "catalogue.json"
    assert main("write", str(path)) == 0
    written = json.loads(path.read_text(encoding="utf-8"))
    by_text = {entry["text"]: entry for entry in written}
    assert set(by_text) == {"en", *texts()}
    assert by_text[TEXT]["fields"] == {"count": "a counted word: fee|fees", "coin": "a word or a whole number"}
    assert by_text[TEXT]["where"][0].startswith("course/simulation/own/history_reading.py:")
    assert DAY in by_text
    by_text["en"]["other"], by_text[TEXT]["other"] = "pl", "{coin}: {count} {count:opłata|opłaty|opłat}"
    path.write_text(json.dumps(written), encoding="utf-8")
    assert main("check", str(path), str(catalogue)) == 0
    assert "2 of" in capsys.readouterr().out
    assert main("write", str(path)) == 0
    assert {entry["text"]: entry["other"] for entry in entries({})}[TEXT] == ""
    with speaking(json.loads(catalogue.read_text(encoding="utf-8"))):
        counted = [say(TEXT, count=n, coin="BNB") for n in (1, 3, 5, 22)]
    assert counted == ["BNB: 1 opłata", "BNB: 3 opłaty", "BNB: 5 opłat", "BNB: 22 opłaty"]
    by_text[TEXT]["other"] = "no field"
    path.write_text(json.dumps(written), encoding="utf-8")
    assert main("check", str(path)) == 1


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "0b 1a 2b 5b 21b 1.5b"), ("fr", "0a 1a 2b 5b 21b 1.5a"), ("ru", "0c 1a 2b 5c 21a 1.5c"),
     ("ja", "0a 1a 2a 5a 21a 1.5a"), ("pl", "0c 1a 2b 5c 21c 1.5c"), ("cs-CZ", "0c 1a 2b 5c 21c 1.5c")],
)  # fmt: skip
def test_a_counted_word_has_as_many_forms_as_its_language(code, said):
    with speaking({"en": code, "{n:#~}{n:a|b}": "{n:#~}{n:a|b|c}"}):
        assert " ".join(say("{n:#~}{n:a|b}", n=n) for n in (0, 1, 2, 5, 21, 1.5)) == said
    assert 1 <= forms(code.partition("-")[0]) <= 3
    assert code.partition("-")[0] in PLURALS
