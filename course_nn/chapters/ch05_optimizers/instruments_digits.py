"""The instruments of chapter 05 on real data: a rate by hand, the size of a batch, a schedule."""

from ...widgets.controls import Choice, LogSlider
from ...widgets.instrument import Instrument
from . import batch_size, schedule_trials, tuning
from . import batch_size_figure as plot_batch_size
from . import schedule_trials_figure as plot_schedule_trials
from . import tuning_figure as plot_tuning

SIZE = (6.6, 3.5)


def tune_by_hand(who="Adam", rate=0.1):
    """Choose an optimizer and its learning rate, and train the digits network with them, live."""
    return Instrument(
        tuning.by_hand,
        plot_tuning.draw_trial,
        [
            Choice("name", "data", list(tuning.PROBLEMS), "digits"),
            Choice("who", "optimizer", list(tuning.OPTIMIZERS), who),
            LogSlider("rate", "learning rate α", 0.0001, 10, rate),
        ],
        _describe_rate,
        title="A rate by hand",
        caption="Right: mean and range of five seeds; the star is the best. Crosses: worse than untrained.",
        size=SIZE,
    )


def batch_gradients(size=8, stage=20, rule="the same for all"):
    """Take batches of one size from the digits: how their gradients scatter, and what they make of two epochs."""
    sizes = {f"{m}" if m < batch_size.N else f"all {m:,}": m for m in batch_size.SIZES}
    return Instrument(
        batch_size.batch,
        plot_batch_size.draw_batch,
        [
            Choice("size", "batch size m", sizes, size),
            Choice("stage", "gradients seen", batch_size.STAGES, stage),
            Choice("rule", "learning rate", list(batch_size.RULES), rule),
        ],
        _describe_batch,
        title="The noise of a batch",
        caption="A dot: the gradient of one batch, in a plane; the arrow: that of all. At the border: farther out.",
        size=SIZE,
    )


def schedule_trial(name="diabetes", who="SGD", kind="cosine"):
    """Train on real data under a learning-rate schedule, beside the best constant rate."""
    return Instrument(
        schedule_trials.trial,
        plot_schedule_trials.draw_trial,
        [
            Choice("name", "data", list(schedule_trials.SIZES), name),
            Choice("who", "optimizer", list(schedule_trials.OPTIMIZERS), who),
            Choice("kind", "schedule", list(schedule_trials.SCHEDULES), kind),
            LogSlider("rate", "highest learning rate", 0.001, 4, 0.05),
        ],
        _describe_schedule,
        title="A schedule on trial",
        caption="One seed, 20 epochs. Dashed: the constant rate that was best among 16, from the same start.",
        size=SIZE,
    )


def _describe_rate(result):
    run, tuned = result["run"], result["tuned"]
    end, best = run["validation"][-1], tuned["validation"][-1]
    begin = f"{result['who']} on {result['name']} with α = {result['rate']:.3g}"
    if run["diverged"]:
        return f"{begin} has diverged and ends worse than it began; tuned ({result['best']:.3g}) it reaches {best:.2g}."
    if result["rate"] == result["best"]:
        return f"{begin}, its best of {len(tuning.RATES)} rates, ends at a validation loss of {end:.2g}."
    share = end / best - 1
    more = f"{share:.0%} above" if 0.005 <= share < 2 else f"{end / best:.0f} times" if share >= 2 else "no worse than"
    below = f"{-share:.0%} below" if share < -0.005 else more
    return f"{begin} ends at a validation loss of {end:.2g}, {below} that of the tuned rate {result['best']:.3g}."


def _describe_batch(result):
    cloud, run = result["cloud"], result["run"]
    if cloud["size"] == batch_size.N:
        first = "A batch of all examples has no noise"
    else:
        ratio = cloud["noise"] / cloud["gradient"]
        uphill = 1 - cloud["downhill"]
        first = (
            f"With m = {cloud['size']} the noise is {ratio:.2g} times as long as the gradient, and "
            f"{uphill:.0%} of the batches point uphill"
        )
    trained = result["trained"]
    said = f"two epochs with m = {trained} and α = {run['rate']:.2g}"
    if run["loss"][-1] > run["loss"][0]:
        return f"{first}; {said} make the cost larger than it was."
    return f"{first}; {said} bring the cost to {run['loss'][-1]:.2g}."


def _describe_schedule(result):
    run, constant = result["run"], result["constant"]
    said = f"{result['who']} on {result['name']}, {result['kind']}, up to α = {result['rate']:.3g}"
    if run["diverged"]:
        return f"{said}: it has diverged and ends worse than it began."
    return (
        f"{said}: cost {run['loss'][-1]:.2g} and validation loss {run['validation'][-1]:.2g} in the end; "
        f"the tuned constant rate has {constant['loss'][-1]:.2g} and {constant['validation'][-1]:.2g}."
    )
