"""The exercises of chapter 14, frameworks and many machines."""

from .exercise_averaged_gradient import AVERAGED_GRADIENT
from .exercise_five_translations import FIVE_TRANSLATIONS
from .exercise_from_state_dict import FROM_STATE_DICT
from .exercise_keras_parameters import KERAS_PARAMETERS

__all__ = ["AVERAGED_GRADIENT", "FIVE_TRANSLATIONS", "FROM_STATE_DICT", "KERAS_PARAMETERS"]
