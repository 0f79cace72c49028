"""Dates: the notations, days that are held out, right inside the trained years and wrong outside."""

import datetime

import numpy as np
import pytest
from corners import sentences
from helpers import refused
from own_data import move_everywhere

from course_nn.chapters.ch08_rnns import dates
from course_nn.chapters.ch08_rnns.instruments import dates as instrument

CHRISTMAS = datetime.date(1998, 12, 24)


def test_the_notations_say_what_their_names_show():
    assert [write(CHRISTMAS) for write in dates.NOTATIONS.values()] == list(dates.NOTATIONS)
    early = datetime.date(2005, 3, 7)
    assert [write(early) for write in dates.NOTATIONS.values()] == ["7 Mar 2005", "March 7, 2005", "07.03.05"]
    for day in dates.days(1900, 2099)[::97]:
        date = datetime.date.fromordinal(int(day))
        for form, how in (("%d %b %Y", "24 Dec 1998"), ("%B %d, %Y", "December 24, 1998"), ("%d.%m.%y", "24.12.98")):
            assert datetime.datetime.strptime(dates.NOTATIONS[how](date), form).date().replace(year=date.year) == date


def test_pairs_and_the_days_held_out():
    source, target = dates.pairs([CHRISTMAS.toordinal()] * 3, dates.NOTATIONS)
    assert [dates.SOURCE.decode(row) for row in source] == list(dates.NOTATIONS)
    assert {dates.TARGET.decode(row) for row in target} == {"1998-12-24"} and target.shape == (3, 10)
    every, learned, held = (dates.days(1950, 2049, seen) for seen in (None, True, False))
    assert len(every) == 36525 and not set(learned) & set(held) and set(learned) | set(held) == set(every)
    assert len(held) / len(every) == pytest.approx(0.1, abs=1e-3)
    longest = max(len(write(datetime.date(2000, 9, 30))) for write in dates.NOTATIONS.values())
    assert longest == dates.LENGTH


def test_a_text_is_read_if_it_is_a_date():
    assert dates.read("24 Dec 1998") == (CHRISTMAS, "24 Dec 1998")
    assert dates.read("24.12.98") == (CHRISTMAS, "24.12.98") and dates.read("01.01.49")[0].year == 2049
    assert dates.read("29 Feb 2000")[0] == datetime.date(2000, 2, 29)
    wrong = (
        "29 Feb 1900",
        "31 Feb 1998",
        "24 Dec 1899",
        "Dec 24, 1998",
        "4.12.98",
        "",
        "9",
        "1 1 1",
        "24 Dec 98",
        "a b c",
    )
    for text in (*wrong, "24.12.1998", "24 Dec 19980000000000", "December 24 1998", "00.12.98", "24.Dec.98"):
        assert dates.read(text) == (None, None), text
    for day in dates.days(1950, 2049)[::71]:
        date = datetime.date.fromordinal(int(day))
        assert all(dates.read(write(date)) == (date, how) for how, write in dates.NOTATIONS.items())


def test_as_it_was_measured():
    found = dates.measured()
    assert found["exact"].shape == (5, 3) and found["exact"].min() >= 0.99 and found["seconds"].max() < 12
    trained = slice(5, 15)
    for how in list(dates.NOTATIONS)[:2]:
        exact = found[f"by decade, {how}"]
        assert exact.shape == (5, 20) and exact[:, trained].min() >= 0.98
        assert np.delete(exact, trained, axis=1).max() < 0.1, "outside the trained years nearly all are wrong"
    assert found["other century"].min() > 0.7, "most of them are written as the same day of the trained century"


def test_the_stored_network_is_that_of_the_first_seed():
    network = dates.trained()
    found = dates.unseen(network, 300)
    assert list(found) == list(dates.NOTATIONS)
    assert all(one["exact"] > 0.98 and one["exact"] <= one["forced"] + 1e-9 for one in found.values())
    assert dates.other_century(network, "24 Dec 1998", 200) > 0.7
    decades = dates.by_decade(network, dates.SHORT, 50)
    assert np.isnan(decades).tolist() == [True] * 5 + [False] * 10 + [True] * 5 and np.nanmin(decades) > 0.95


@pytest.mark.long
def test_a_short_training_again():
    network, losses = dates.train_dates(seed=7, steps=60)
    assert len(losses) == 60 and losses[-5:].mean() < 1.2 < 2 < losses[0]
    assert network.theta.size < 80_000


@pytest.fixture(scope="module")
def one():
    """The instrument with the stored network, which takes a second to count its decades."""
    return instrument()


@pytest.mark.long
def test_the_instrument(one):
    assert one.result["text"] == "24 Dec 1998" and one.result["wrote"] == one.result["right"] == "1998-12-24"
    one.set(year=2050)
    assert one.result["right"] == "2050-12-24" != one.result["wrote"] and "which it never learned" in one.description
    one.set(year=2000, day=366, notation="December 24, 1998")
    assert one.result["text"] == "December 31, 2000"
    one.set(year=2001)
    assert one.result["text"] == "December 31, 2001"  # its last day is the 365th
    one.set(year=2098, notation=dates.SHORT, day=1)
    assert one.result["text"] == "01.01.98" and one.result["right"] == "1998-01-01"
    one.set(typed="29 Feb 2000")
    assert one.result["wrote"] == one.result["right"] == "2000-02-29"
    one.set(typed="31 Feb 1998")
    assert one.result["right"] is None and "no date of 1900 to 2099 in one" in one.description
    with refused("expected letters among"):
        one.set(typed="24/12/1998")
    assert len(set(sentences(one.reset()))) > 10
    own = instrument(dates.untrained())
    for _ in move_everywhere(own):
        assert own.result["wrote"] != own.result["right"]
        decades = own.figure.axes[1]
        assert decades.get_xlabel().startswith("decade; gray: 1950 to 2049")
        said = [own.description, own.caption, decades.get_xlabel(), *(text.get_text() for text in decades.texts)]
        assert not any(word in part for part in said for word in ("trained", "never learned"))


@pytest.mark.long
def test_what_is_counted_and_what_is_written_are_of_the_same_network():
    network = dates.trained()
    own = instrument(network)
    before = own.description
    network.theta[...] = 0
    assert own.set(year=1990).set(year=1998).description == before and ": right. Of" in before
    assert "as it was when this opened" in own.caption


@pytest.mark.long
def test_what_sliders_do_not_do_is_said(one):
    one.reset().set(year=2001, day=366)
    assert one.result["text"] == "31 Dec 2001" and "Day 366 of a shorter year is its last day" in one.caption
    text = one.set(typed="24.12.98").description
    assert one.set(year=1970, day=5, notation="24 Dec 1998").description == text
    assert "While a text is typed, notation, year and day do nothing" in one.caption
    assert "as it was when" not in one.caption


@pytest.mark.long
def test_a_year_without_its_century_that_stands_for_another_one_is_said(one):
    one.reset().set(notation=dates.SHORT)
    for year, told, name in (
        (1900, "; 00 is read as 2000, not 1900. Of", "; 00: 2000, not 1900"),
        (2098, "; 98 is read as 1998, not 2098. Of", "; 98: 1998, not 2098"),
        (1998, ": right. Of", ""),
    ):
        assert told in one.set(year=year).description
        assert one.figure.axes[1].get_xlabel() == f"decade; gray: trained{name}"
    assert "is read as" not in one.set(year=1900, notation="24 Dec 1998").description
    assert "is read as" not in one.set(typed="24.12.00").description, "who types it sees no other year"
