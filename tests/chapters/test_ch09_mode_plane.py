"""Replays of trainings in the plane: stored and recorded, what they hold, and what the picture says of them."""

import numpy as np
import pytest
from scipy.stats import norm

from course_nn.chapters.ch09_gans import mode_plane
from course_nn.chapters.ch09_gans.mixtures import drawn, ring
from course_nn.chapters.ch09_gans.mode_collapse import measured as measured_collapse
from course_nn.chapters.ch09_gans.mode_plane import MOMENTS, RUNS, latent_lines, moments_of, packed, record, replays
from course_nn.chapters.ch09_gans.plane_gan import measured as measured_gan
from course_nn.functions import sigmoid
from course_nn.training import train_adversarial
from course_nn.widgets import INSTRUMENTS


@pytest.fixture(scope="module")
def own():
    return record(drawn([[1.0, 1.0], [-1.0, 0.5]]), seed=3, steps=40)


def test_the_moments_begin_at_0_and_end_at_the_last_step():
    for steps in (40, 3000, 12_000):
        found = moments_of(steps)
        assert found[0] == 0 and found[-1] == steps and (np.diff(found) > 0).all()
    assert len(moments_of(3000)) == MOMENTS


def test_one_percent_of_the_noise_falls_into_each_mesh_of_the_latent_grid():
    lines = latent_lines()
    np.testing.assert_allclose(norm.cdf(lines[:9, 0, 0]), np.arange(1, 10) / 10, atol=1e-4)
    np.testing.assert_allclose(norm.cdf(lines[0, [0, -1], 1]), [0.01, 0.99], atol=1e-4)
    np.testing.assert_array_equal(lines[:9], lines[9:, :, ::-1])


def test_a_replay_holds_what_the_pair_does(own):
    """The last moment, made again from the same seed: field, lines and samples are those of G and D."""
    target = drawn([[1.0, 1.0], [-1.0, 0.5]])
    pair = mode_plane.make_plane_gan(3, steps=40)
    for _ in train_adversarial(pair, mode_plane.TargetBatches(target, 40, 3)):
        pass
    np.testing.assert_allclose(own["samples"][-1], pair.sample(2500)[:150], atol=1e-6)
    half = own["half"]
    corner = np.array([[half, -half]], np.float32)  # x last, y first
    np.testing.assert_allclose(own["field"][-1][0, -1], sigmoid(pair.critic(corner))[0, 0], atol=1e-6)
    np.testing.assert_allclose(own["lines"][-1][4, 3], pair.generator(latent_lines()[4, 3:4])[0], atol=1e-6)
    assert own["modes"] == 2 and own["steps"][-1] == 40


def test_packing_keeps_what_the_picture_shows(own):
    kept = packed(own)
    assert np.abs(kept["samples"] * mode_plane.UNIT - own["samples"]).max() <= mode_plane.UNIT / 2 + 1e-6
    assert np.abs(kept["field"] / 255 - own["field"]).max() <= 1 / 500


def test_the_stored_beginning_is_what_the_code_trains_today():
    target, settings = RUNS["ring of 8"]
    stored = mode_plane.measured()["ring of 8"]
    pair = mode_plane.make_plane_gan(0, **settings)
    game = train_adversarial(pair, mode_plane.TargetBatches(target(), 6000, 0))
    for _ in range(int(stored["steps"][2])):
        next(game)
    np.testing.assert_allclose(stored["samples"][2], pair.sample(2500)[:150], atol=0.02)


def test_the_stored_runs_end_as_they_were_measured():
    replayed = mode_plane.measured()
    for task, found in measured_gan().items():
        assert abs(replayed[task]["good"][-1] - found["good"][0]) < 0.02
        assert replayed[task]["covered"][-1] == found["covered"][0]
    last = replayed["ring, 3 steps of D, no noise"]
    assert last["covered"][-1] == measured_collapse()["covered"][0, -1, 1] == 5
    assert last["covered"].max() == 5 and last["good"][-1] > 0.7


def test_the_run_that_loses_modes_is_the_one_that_is_counted_among_the_collapses():
    """One training is stored twice, in steps of 0.002 and of 0.001: both must be of the same library."""
    replay, counted = mode_plane.measured()["ring, 3 steps of D, no noise"], measured_collapse()
    for name in mode_plane.COUNTS:
        assert replay[name][-1] == pytest.approx(counted[name][0, -1, 1], abs=1e-6), name
    np.testing.assert_allclose(replay["samples"][-1], counted["samples"][0, -1, 1], atol=1.6e-3)


def test_in_the_stored_runs_d_is_least_sure_at_the_end_of_the_recommended_setting():
    """At the centers of the ring D's probability of real ends near 1/2: real and generated look alike there."""
    found = mode_plane.measured()["ring of 8"]
    axis = np.linspace(-found["half"], found["half"], mode_plane.PLACES)
    at = [[np.abs(axis - c).argmin() for c in center] for center in ring().centers]
    assert all(abs(found["field"][-1][y, x] - 0.5) < 0.12 for x, y in at)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: record(np.zeros((3, 2))), r"record: expected a Mixture such as drawn\(points\)"),
        (lambda: record(ring(), pack=2), "record: expected pack=1, got 2: no other fits into the plane"),
        (lambda: record(ring(), latent=3), "record: expected latent=2, got 3"),
        (lambda: replays("ring"), r"mode_plane: expected a replay, as record\(target\) gives it, got 'ring'"),
        (lambda: replays({"steps": 3}), "mode_plane: expected a replay"),
    ],
)
def test_what_is_no_replay_is_refused_in_a_sentence(call, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        call()


@pytest.mark.long
def test_the_picture_and_the_sentence_tell_the_moment(own):
    instrument = INSTRUMENTS["mode_plane"]()
    for run, counted in (
        ("ring of 8", "8 of 8 modes covered"),
        ("ring, 3 steps of D, no noise", "5 of 8 modes covered"),
    ):
        instrument.set(run=run, moment=MOMENTS - 1)
        assert f"steps: {counted}, " in instrument.description
        assert instrument.figure.axes[0].get_title(loc="left") == counted
    yours = INSTRUMENTS["mode_plane"](own)
    assert "of 40 steps" in yours.description and [c.name for c in yours.controls] == ["moment"]


def test_what_leaves_the_window_is_marked(own):
    far = own | {"samples": own["samples"] + 100.0}
    instrument = INSTRUMENTS["mode_plane"](far)
    assert "100 % of G's outside" in [text.get_text() for text in instrument.figure.axes[0].texts]
    assert all(text.get_bbox_patch() is not None for text in instrument.figure.axes[0].texts), "words on paper"
    drawn_points = np.concatenate([line.get_xydata() for line in instrument.figure.axes[0].lines])
    assert np.nanmax(np.abs(drawn_points)) <= own["half"]
