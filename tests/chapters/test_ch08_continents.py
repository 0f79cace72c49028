"""Regions of place names: the split, the bag beside scikit-learn's, the network's steps, the contest, own words."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from corners import sentences
from helpers import refused
from own_data import move_everywhere

from course_nn import softmax
from course_nn.chapters.ch08_rnns import continents
from course_nn.chapters.ch08_rnns.continents_figure import show_standings
from course_nn.chapters.ch08_rnns.instruments import continents as instrument
from course_nn.data import place_names
from course_nn.text import near_duplicates


def test_regions_with_few_names_are_left_out():
    words, labels = continents.regions()
    counts = Counter(place_names().regions)
    assert len(words) == len(labels) == 419 and sum(counts.values()) - 419 == 52
    assert Counter(labels) == {region: n for region, n in counts.items() if n >= 40} and len(set(labels)) == 5
    left = {region for region, n in counts.items() if n < 40}
    assert left == {"Antarctica", "Arctic", "Atlantic", "Australia", "Indian"}


def test_near_duplicates_are_on_one_side():
    (words, labels), (new, theirs) = continents.split(0)
    assert sorted([*words, *new]) == sorted(continents.regions()[0]) and 60 < len(new) <= 84
    assert not any(near_duplicates(a, b) for a in words for b in new)
    region = dict(zip(*continents.regions(), strict=True))
    assert [region[word] for word in words] == labels and [region[word] for word in new] == theirs


def test_the_bag_is_that_of_scikit_learn():
    from sklearn.feature_extraction.text import CountVectorizer

    (words, labels), (new, _) = continents.split(1)
    bag = continents.BagReader(words, labels, n=3, C=0.3)
    other = CountVectorizer(analyzer="char", ngram_range=(1, 3), lowercase=False)
    expected = other.fit_transform([f"·{word}·" for word in words]).toarray()
    assert sorted(bag.columns) == sorted(other.vocabulary_)
    order = [bag.columns[gram] for gram in other.get_feature_names_out()]
    np.testing.assert_array_equal(bag.counts(words)[:, order], expected)
    np.testing.assert_array_equal(bag.counts(new)[:, order], other.transform([f"·{w}·" for w in new]).toarray())
    assert bag.probabilities(new).shape == (len(new), 5)


@pytest.mark.long
def test_the_network_says_at_each_letter_what_it_says_of_the_beginning_alone():
    read = continents.read_names()
    result = read("amsterdam")
    network = continents._stored()[0]["GRU"]
    assert result["p"].shape == (9, 5) and result["classes"] == ["Africa", "America", "Asia", "Europe", "Pacific"]
    tokens = network.alphabet.encode(["amsterdam"])
    _, state, _ = network.network.reader.run(tokens[:, :4])
    np.testing.assert_allclose(result["p"][3], softmax(network.network.output(state[0]).astype(float))[0], rtol=1e-4)
    np.testing.assert_allclose(result["p"].sum(axis=1), 1)


def test_what_was_never_learned_is_passed_over():
    network = continents.NetworkReader(["abab", "baba", "cc", "ccc"] * 5, [0, 0, 1, 1] * 5, **continents.SHOWN["GRU"])
    p = network.probabilities(["abab", "xaybzab", "xyz", "cc"])
    np.testing.assert_allclose(p[0], p[1], rtol=1e-5)
    assert p[2].tolist() == [0.5, 0.5] and p[0, 0] > 0.5 > p[3, 0]


def test_as_it_was_measured():
    found = continents.standings()
    bag, network, largest = found["bag of n-grams"], found["GRU"], found["largest class"]
    assert len(bag) == len(network) == len(largest) == 10
    assert bag.mean() > largest.mean() + 0.05 and network.mean() > largest.mean() + 0.04
    assert bag.max() < 0.6 and network.max() < 0.6, "neither tells much from a name alone"
    difference = network - bag
    assert abs(difference.mean()) < 2 * difference.std(ddof=1) / 10**0.5, "which is better can't be told"
    assert 2 <= (difference > 0).sum() <= 8


def test_the_figure_of_the_contest(monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    found = continents.standings()
    shown = show_standings(found)
    assert shown.figure.axes[0].get_title(loc="left") == "Network and bag of n-grams: no clear winner"
    assert "the GRU is ahead of the bag on 3, behind it on 6" in shown.alt
    better = show_standings(found | {"GRU": found["bag of n-grams"] + np.linspace(0.04, 0.05, 10)})
    assert better.figure.axes[0].get_title(loc="left") == "The network wins"


@pytest.mark.long
def test_one_split_again():
    stored = continents.measurements(continents.__package__, "continents")
    (words, labels), test = continents.split(3)
    for method, reader in continents.READERS.items():
        setting = stored["settings"][method][3]
        assert setting in continents.TRIED[method] and len(continents.TRIED[method]) == 8
        again = continents.accuracy(reader(words, labels, 3, **setting), *test)
        assert again == pytest.approx(stored[method][3], abs=0.03)
    assert stored["largest class"][3] == pytest.approx(np.mean([label == "America" for label in test[1]]), abs=1e-4)


def test_the_setting_is_chosen_by_the_training_part(monkeypatch):
    words = [f"{letter}{other}" for letter in "aaabc" for other in "defghijkl"]
    labels = [word[0] for word in words]
    tried = [{"n": 1, "C": 1e-6}, {"n": 1, "C": 1.0}]
    monkeypatch.setitem(continents.TRIED, "bag of n-grams", tried)
    assert continents.chosen("bag of n-grams", words, labels) == tried[1]


def test_the_instrument():
    one = instrument()
    assert one.values == {"word": "helsinki"} and "It is listed under Europe" in one.description
    assert len(set(sentences(one))) >= 3
    assert "listed" not in one.set(word="atlantis").description
    with refused("expected letters among"):
        one.set(word="Oslo")


def test_it_opens_with_a_name_that_the_notebook_does_not_ask_about():
    """A name that is asked about would be answered before it is typed."""
    notebook = json.loads((Path(__file__).parents[2] / "notebooks" / "08_rnns.ipynb").read_text("utf-8"))
    texts = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    (asked,) = (text for text in texts if "honolulu" in text)
    assert instrument().values["word"] not in asked


@pytest.mark.long
def test_words_of_ones_own():
    words = ["running", "singing", "talked", "walked", "fast", "slow"] * 3
    labels = ["a rather long name of a class", "a rather long name of a class", 2, 2, "x", "x"] * 3
    one = instrument(words, labels)
    assert one.values == {"word": "running"} and one.result["classes"] == sorted(set(map(str, labels)))
    seen = set()
    for _ in move_everywhere(one):
        seen.add(one.description)
    assert len(seen) > 1
    assert one.set(word="gangs").result["region"] is None
    assert one.title == "A word is read" and "name" not in one.caption and "region" not in one.caption
    six = instrument([*"abcdefghijkl"], [*"uvwxyzuvwxyz"])
    assert all(six.result["p"].shape[1] == 6 for _ in move_everywhere(six))


def bold(shown):
    """The names that stand in bold beside the bars."""
    return [name.get_text() for name in shown.figure.axes[1].get_yticklabels() if name.get_fontweight() == "bold"]


@pytest.mark.long
def test_the_label_that_a_word_was_given_is_bold_and_said():
    shown = instrument(["salt", "malt", "salt", "sugar", "sugar"], ["sour", "grain", "sour", "sweet", "white"])
    assert shown.values == {"word": "salt"} and bold(shown) == ["sour"]
    assert shown.description.endswith("Its label is sour, and both learned from it.")
    for word in ("sugar", "mast"):  # of two labels, of none
        assert "label is" not in shown.set(word=word).description and not bold(shown)
    assert bold(instrument()) == ["Europe"] and "the region that the name is listed under" in instrument().caption


def test_words_and_labels_may_be_generators():
    words = ["running", "singing", "talked", "walked"]
    shown = instrument((word for word in words), iter([1, 1, 2, 2]))
    assert shown.values == {"word": "running"} and "Its label is 1" in shown.description
    assert shown.controls[0].letters == "".join(sorted(set("".join(words))))


def test_it_opens_with_a_whole_word_or_says_that_it_is_cut():
    long, longer = "an" * 8, "ban" * 6
    whole = instrument([long, "nab", longer], [1, 2, 3])
    assert whole.values == {"word": "nab"} and "longer word" not in whole.caption
    cut = instrument([long, longer], [1, 2])
    assert cut.values == {"word": long[:15]} and "opens with the first letters of a longer word" in cut.caption


@pytest.mark.long
def test_labels_that_look_alike_are_numbered_in_picture_and_sentence():
    labels = ["a rather long b", "a rather long a", "京", "都", "."]
    shown = instrument(["abc", "bcd", "cde", "def", "efg"], labels)
    steps, bars = shown.figure.axes
    names = ["1. .", "2. a rather…", "3. a rather…", "4. □", "5. □"]
    assert [name.get_text() for name in bars.get_yticklabels()] == names
    assert {text.get_text() for text in steps.texts} == set(names)
    assert "Its label is 3. a rather…" in shown.description and "numbered as they are sorted" in shown.caption
    assert "Its label is 4. 京" in shown.set(word="cde").description
    unseen = instrument(["abc", "bcd", "cde"], ["京", " 都", " 人"])
    assert [name.get_text() for name in unseen.figure.axes[1].get_yticklabels()] == ["1. ␣□", "2. ␣□", "3. □"]
    assert "Its label is 1. “␣人”, and" in unseen.set(word="cde").description
    unshown = instrument(["abc", "bcd"], ["京", "都"])
    assert [name.get_text() for name in unshown.figure.axes[1].get_yticklabels()] == ["1. □", "2. □"]
    assert "numbered" not in instrument(["abc", "bcd"], ["a rather long b", "one"]).caption


@pytest.mark.long
def test_labels_that_can_not_be_seen_as_they_are_are_explained():
    shown = instrument(["abc", "bcd", "efg"], ["a\nb", "京", " c"])
    assert "□: a character that the picture can't show" in shown.caption
    assert [name.get_text() for name in shown.figure.axes[1].get_yticklabels()] == ["␣c", "a□b", "□"]
    assert "Its label is “a⟨line break⟩b”, and" in shown.description
    assert "Its label is 京, and" in shown.set(word="bcd").description
    assert "Its label is “␣c”, and" in shown.set(word="efg").description
    assert "□" not in instrument(["abc", "bcd"], ["a rather long 京", "b"]).caption, "which is cut"


def test_a_sentence_says_what_can_not_be_seen_of_the_word():
    shown = instrument(["a b", " b\t"], ["x", "y"])
    assert "At the end of “␣b⟨tab⟩” the" in shown.set(word=" b\t").description


@pytest.mark.long
def test_names_beside_the_lines_touch_no_axis_and_no_other_name():
    shown = instrument()
    for word in ("amsterdam", "buenos aires", "z" * 15, "a", "port moresby"):
        steps, bars = shown.set(word=word).figure.axes
        boxes = [text.get_window_extent() for text in [*steps.texts, *bars.get_yticklabels()]]
        assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k]), word
        assert min(box.y0 for box in boxes) >= steps.bbox.y0 - 1, word
        room = min(box.x0 for box in boxes[len(steps.texts) :]) - max(box.x1 for box in boxes[: len(steps.texts)])
        assert room > 8, word


def test_a_probability_of_nearly_one_is_not_said_to_be_one():
    shown = instrument(["aaa", "bbb"] * 100, [1, 2] * 100)
    assert shown.result["p"][-1].max() > 0.995 and "p over 0.99" in shown.description
    assert "1.00" not in shown.description


def test_bad_input():
    with refused("continents: expected a list of labels, got 7"):
        instrument(["a", "b"], 7)
    with refused("continents: expected a list of labels, got 'uv'"):
        instrument(["a", "b"], "uv")
    with refused("continents: expected words and labels together, got one of them"):
        instrument(["a"])
    with refused("continents: expected a label for each word, got 2 words and 1 labels"):
        instrument(["a", "b"], [1])
    with refused("2 to 6 different labels, got 2 with 1"):
        instrument(["a", "b"], [1, 1])
    with refused("expected a list of words, got one"):
        instrument("ab", [1, 2])
    for words, labels, came in (
        (["a", "b"], {"a": 1, "b": 2}, "dict"),
        (["a", "b"], {1, 2}, "set"),
        ({"a", "b"}, [1, 2], "set"),
    ):
        with refused(f"continents: expected words and labels as two lists in the same order, got .*{came}"):
            instrument(words, labels)
    for label in ("", " ", "\n", "\u00a0", "\u200b"):
        with refused("continents: expected labels of which something can be seen, got "):
            instrument(["a", "b"], ["x", label])
    with refused("expected words, got 3 among them"):
        instrument(["a", 3], [1, 2])


def test_letters_of_ones_own_are_drawn_as_they_are():
    words = [a + b for a in ("$a$", "$京$") for b in "abcdefgh"]
    shown = instrument(words, [word[1] + "$x$" for word in words])
    assert "□" in shown.caption and "□" not in instrument().caption
    shown.set(word="$京$a")
    steps, bars = shown.figure.axes
    texts = [steps.title, steps._left_title, *steps.get_xticklabels(), *bars.get_yticklabels()]
    assert all(not text._preprocess_math(text.get_text())[1] for text in texts), "no formula in any"
    assert "“$□$a”" in steps._left_title._preprocess_math(steps.get_title(loc="left"))[0]
