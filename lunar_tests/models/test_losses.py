"""The terms of the loss against calculations by hand."""

import math

import pytest
import torch

from lunar_assets.models.losses import Losses, class_weights, coral, gene_penalty, task_loss


def test_class_weights_are_one_over_the_class_sizes():
    labels = torch.tensor([0] * 75 + [1] * 58)
    torch.testing.assert_close(class_weights(labels), torch.tensor([1 / 75, 1 / 58]))


def test_task_loss_is_averaged_over_patients_and_not_over_weights():
    # sigmoid(0) = 1/2: every patient costs ln 2 times its weight
    loss = task_loss(torch.zeros(3), torch.tensor([0, 0, 1]), torch.tensor([1 / 4, 1 / 2]))
    assert loss.item() == pytest.approx(math.log(2) * (1 / 4 + 1 / 4 + 1 / 2) / 3)


def test_task_loss_of_a_confident_error():
    loss = task_loss(torch.tensor([3.0]), torch.tensor([0]), torch.tensor([0.1, 1.0]))
    assert loss.item() == pytest.approx(0.1 * math.log(1 + math.exp(3)))


def test_task_loss_of_undecided_scores_is_about_a_hundredth_at_the_published_class_sizes():
    labels = torch.tensor([0] * 75 + [1] * 58)
    assert task_loss(torch.zeros(133), labels, class_weights(labels)).item() == pytest.approx(2 * math.log(2) / 133)


def test_gene_penalty_is_the_sum_of_absolute_gate_weights():
    assert gene_penalty(torch.tensor([1.0, -2.0]), torch.tensor([0.5])).item() == 3.5


def test_coral_by_hand():
    source = torch.tensor([[0.0, 0.0], [2.0, 2.0]])  # covariance [[2, 2], [2, 2]]
    target = torch.tensor([[0.0, 0.0], [0.0, 2.0], [0.0, 4.0]])  # covariance [[0, 0], [0, 4]]
    assert coral(source, target).item() == pytest.approx((2**2 + 2**2 + 2**2 + 2**2) / (4 * 2**2))


def test_coral_ignores_a_shift_and_is_zero_for_equal_covariances():
    source = torch.tensor([[0.0, 1.0], [2.0, 0.0], [1.0, 5.0]])
    assert coral(source, source + 10).item() == pytest.approx(0, abs=1e-9)


def test_the_total_is_the_sum_of_the_terms():
    assert Losses(torch.tensor(1.0), torch.tensor(2.0), torch.tensor(4.0)).total.item() == 7
