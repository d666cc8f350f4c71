"""What the training of a model hands over: the model, how long it took, and the splits that it was trained under."""

from dataclasses import dataclass

from lunar_assets.models.fitted import FittedModel


@dataclass(frozen=True)
class TrainedModel:
    """A fitted model with the circumstances of its training.

    Attributes:
        model: The fitted model.
        scheme: Split schemes of TCGA and GLASS, such as `published / published`.
        train_seconds: Wall time of the fit in seconds.
    """

    model: FittedModel
    scheme: str
    train_seconds: float
