"""The network has the published shape, and gradients reach what is used."""

import pytest
import torch

from lunar_assets.models.config import NETWORKS
from lunar_assets.models.lunar import n_parameters
from lunar_assets.models.network import CrossAttention, GeneSelector, JointAttention, Lunar, NetworkConfig, attend

networks = pytest.mark.parametrize("config", NETWORKS.values(), ids=NETWORKS)


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
        ("lunar_joint", 126_568 + 4 * (64 * 64 + 64) + 2 * 64, 143_336),  # four projections, and scale and shift
    ],
)
def test_number_of_parameters_of_the_study_is_the_published_one(name: str, all_weights: int, used: int):
    network = Lunar((8, 121, 110), NETWORKS[name])
    assert n_parameters(network, with_unused=True) == all_weights
    assert n_parameters(network) == used


@networks
def test_a_logit_and_three_fusion_weights_that_add_up_to_one_for_each_patient(config: NetworkConfig):
    logits, weights = Lunar((8, 121, 110), config)(*inputs())
    assert logits.shape == (5,)
    assert weights.shape == (5, 3)
    assert (weights > 0).all()
    torch.testing.assert_close(weights.sum(dim=1), torch.ones(5))


@networks
def test_gradients_reach_every_used_parameter_and_no_unused_one(config: NetworkConfig):
    network = Lunar((8, 121, 110), config)
    network(*inputs())[0].sum().backward()
    for name, parameter in network.named_parameters():
        if ".mha_kq." in name:
            assert parameter.grad is None, name
        else:
            assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


@networks
def test_attention_modules_are_there_only_where_the_ablation_has_them(config: NetworkConfig):
    modules = {name.split(".")[0] for name, _ in Lunar((8, 121, 110), config).named_parameters()}
    assert {"self_c", "self_e", "self_m"} <= modules or not config.self_attention
    assert {"cross_ce", "cross_cm", "cross_em"} <= modules or not config.cross_attention
    assert any(name.startswith("self_") for name in modules) == config.self_attention
    assert any(name.startswith("cross_") for name in modules) == config.cross_attention
    assert ("joint" in modules) == config.joint_attention


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("lunar", (False, True, True)),
        ("lunar_catt", (False, True, True)),
        ("lunar_satt", (True, False, False)),
        ("lunar_natt", (True, False, False)),
        ("lunar_joint", (True, True, True)),
    ],
)
def test_which_tokens_clinical_features_change(name: str, changed: tuple[bool, bool, bool]):
    network = Lunar((8, 121, 110), NETWORKS[name]).eval()
    clinical, expression, mutation = inputs()
    before, after = (network.tokens(x, expression, mutation) for x in (clinical, clinical + 1))
    assert tuple(not torch.equal(a, b) for a, b in zip(before, after, strict=True)) == changed


def test_joint_attention_depends_on_its_query_and_that_of_two_tokens_does_not():
    config = NetworkConfig(hidden=6, embedding=4)
    tokens = torch.randn(1, 3, 4, generator=torch.Generator().manual_seed(3))
    joint, cross = JointAttention(config).eval(), CrossAttention(config).eval()
    joint.norm = torch.nn.Identity()
    of_clinical, of_expression, _ = (joint(tokens) - tokens).unbind(dim=1)  # keys and values of both are the same
    assert not torch.allclose(of_clinical, of_expression, atol=1e-4)
    clinical, expression, mutation = tokens.unbind(dim=1)
    for query in (clinical, expression):  # the whole module, with any query, against its value and output alone
        whole, _ = cross.mha_qk(query[:, None], mutation[:, None], mutation[:, None])
        torch.testing.assert_close(whole.squeeze(1), attend(cross.mha_qk, mutation))


def test_joint_attention_is_a_residual_and_a_norm_and_knows_no_order():
    joint = JointAttention(NetworkConfig(hidden=6, embedding=4)).eval()
    tokens = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(3))
    turned = [2, 0, 1]
    torch.testing.assert_close(joint(tokens)[:, turned], joint(tokens[:, turned]))
    with torch.no_grad():
        joint.mha.out_proj.weight.zero_()
    torch.testing.assert_close(joint(tokens), torch.nn.functional.layer_norm(tokens, (4,)))


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
