"""The network has the published shape, and gradients reach what is used."""

import pytest
import torch

from lunar_assets.models.lunar import n_parameters
from lunar_assets.models.network import CrossAttention, GeneSelector, Lunar, NetworkConfig

ABLATIONS = {
    "lunar": NetworkConfig(),
    "lunar_catt": NetworkConfig(self_attention=False),
    "lunar_satt": NetworkConfig(cross_attention=False),
    "lunar_natt": NetworkConfig(self_attention=False, cross_attention=False),
}
ablations = pytest.mark.parametrize("config", ABLATIONS.values(), ids=ABLATIONS)


def inputs(n: int = 5) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    return tuple(torch.randn(n, width, generator=generator) for width in (8, 121, 110))


@pytest.mark.parametrize(
    ("name", "all_weights", "used"),
    [
        ("lunar", 276_328, 226_408),
        ("lunar_catt", 226_408, 176_488),
        ("lunar_satt", 176_488, 176_488),
        ("lunar_natt", 126_568, 126_568),
    ],
)
def test_number_of_parameters_is_the_published_one(name: str, all_weights: int, used: int):
    network = Lunar((8, 121, 110), ABLATIONS[name])
    assert n_parameters(network, with_unused=True) == all_weights
    assert n_parameters(network) == used


@ablations
def test_a_logit_and_three_fusion_weights_that_add_up_to_one_for_each_patient(config: NetworkConfig):
    logits, weights = Lunar((8, 121, 110), config)(*inputs())
    assert logits.shape == (5,)
    assert weights.shape == (5, 3)
    assert (weights > 0).all()
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(5))


@ablations
def test_gradients_reach_every_used_parameter_and_no_unused_one(config: NetworkConfig):
    network = Lunar((8, 121, 110), config)
    network(*inputs())[0].sum().backward()
    for name, parameter in network.named_parameters():
        if ".mha_kq." in name:
            assert parameter.grad is None, name
        else:
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


@ablations
def test_attention_modules_are_there_only_where_the_ablation_has_them(config: NetworkConfig):
    modules = {name.split(".")[0] for name, _ in Lunar((8, 121, 110), config).named_parameters()}
    assert {"self_c", "self_e", "self_m"} <= modules or not config.self_attention
    assert {"cross_ce", "cross_cm", "cross_em"} <= modules or not config.cross_attention
    assert any(name.startswith("self_") for name in modules) == config.self_attention
    assert any(name.startswith("cross_") for name in modules) == config.cross_attention


@pytest.mark.parametrize(("cross_attention", "depends"), [(True, False), (False, True)])
def test_the_clinical_token_does_not_depend_on_clinical_features_under_cross_attention(cross_attention, depends):
    network = Lunar((8, 121, 110), NetworkConfig(cross_attention=cross_attention)).eval()
    clinical, expression, mutation = inputs()
    before, *_ = network.tokens(clinical, expression, mutation)
    after, *_ = network.tokens(clinical + 1, expression, mutation)
    assert torch.equal(before, after) != depends


def test_cross_attention_gives_each_modality_the_output_in_which_it_is_the_query():
    attention = CrossAttention(NetworkConfig(hidden=6, embedding=4)).eval()
    x, y = torch.ones(1, 4), torch.zeros(1, 4)
    of_x, of_y = attention(x, y)
    torch.testing.assert_close(of_x, attention.mha_qk(x[:, None], y[:, None], y[:, None])[0][:, 0])
    torch.testing.assert_close(of_y, attention.mha_qk(y[:, None], x[:, None], x[:, None])[0][:, 0])


def test_a_gate_starts_at_the_sigmoid_of_one_and_goes_to_a_half_when_its_weight_is_zero():
    selector = GeneSelector(2)
    torch.testing.assert_close(selector(torch.tensor([[1.0, -2.0]])), torch.tensor([[0.7310586, -1.4621172]]))
    with torch.no_grad():
        selector.weights.zero_()
    torch.testing.assert_close(selector(torch.tensor([[1.0, -2.0]])), torch.tensor([[0.5, -1.0]]))


def test_dropout_rates_are_the_published_ones_and_the_first_block_has_none():
    network = Lunar((8, 121, 110), NetworkConfig())
    rates = {name: m.p for name, m in network.named_modules() if isinstance(m, torch.nn.Dropout)}
    assert rates == {
        "enc_c.net.6": 0.2, "enc_c.net.10": 0.25,
        "enc_e.net.6": 0.2, "enc_e.net.10": 0.5,
        "enc_m.net.6": 0.2, "enc_m.net.10": 0.5,
        "classifier.net.3": 0.2, "classifier.net.7": 0.3,
    }  # fmt: skip
