"""The device that networks are trained on: the CPU, or a GPU of CUDA where there is one and the setting asks for it."""

import os
from typing import Literal

import torch

from lunar_assets.errors import TrainingError
from lunar_assets.settings import DeviceChoice

Device = Literal["cpu", "cuda"]


def device_of(choice: DeviceChoice) -> Device:
    """The device that a setting stands for on this machine.

    Raises:
        TrainingError: CUDA is asked for, and torch finds none.
    """
    if choice == "cpu":
        return "cpu"
    if torch.cuda.is_available():
        # Without it cuBLAS is not deterministic, and torch refuses; read when the first product is made.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        return "cuda"
    if choice == "cuda":
        raise TrainingError(
            f"LUNAR_DEVICE is cuda, but torch {torch.__version__} finds no GPU of CUDA: install a torch that is built "
            "for CUDA and look at the driver (nvidia-smi), or set LUNAR_DEVICE to auto or cpu."
        )
    return "cpu"
