"""A trained network as a function of one tensor of all features, which is what methods of explanation take."""

from torch import Tensor, nn

from lunar_assets import words
from lunar_assets.models.lunar import LunarModel


class ConcatenatedLogit(nn.Module):
    """The logit of early recurrence as a differentiable function of all features side by side.

    The weights are those of the model, shared and in evaluation mode. The columns are `model.features`, so that
    `torch.tensor(frame[list(model.features)].to_numpy(np.float32))` is its input.
    """

    def __init__(self, model: LunarModel) -> None:
        """Wrap the network of a fitted model."""
        super().__init__()
        self.network = model.network
        self.sizes = [len(model.modality_features[modality]) for modality in words.MODALITIES]

    def forward(self, x: Tensor) -> Tensor:
        """Features (n, all features) float32 to logits (n, 1) float32."""
        logits, _ = self.network(*x.split(self.sizes, dim=1))
        return logits.unsqueeze(1)
