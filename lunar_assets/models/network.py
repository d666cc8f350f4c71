"""The networks: LUNAR and its ablations, module for module as published, so that the published weights load strictly.

Beside them stands joint attention, which the paper describes and the study's code does not have.
"""

from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import linear


@dataclass(frozen=True)
class NetworkConfig:
    """Everything that shapes the network but the number of features (Patricoski-Chavez et al. 2025, Methods)."""

    self_attention: bool = True  # one attention a modality over its own token; False in CAtt and NAtt
    cross_attention: bool = True  # attention between pairs of modalities; False in SAtt and NAtt
    joint_attention: bool = False  # attention over the three tokens as one sequence; in none of the study's networks
    hidden: int = 128  # width of the first two blocks of every encoder
    embedding: int = 64  # width of a token
    heads: int = 2  # heads of every attention; has to divide `embedding`
    clinical_dropout: tuple[float, float, float] = (0.0, 0.2, 0.25)  # a block of the clinical encoder
    genomic_dropout: tuple[float, float, float] = (0.0, 0.2, 0.5)  # a block of the other two encoders
    classifier_dropout: tuple[float, float] = (0.2, 0.3)  # a block of the classifier


class Dropout(nn.Dropout):
    """Dropout whose masks come from torch's random state of the CPU, the same ones wherever the network lies.

    On the CPU it is that of torch, bit by bit.
    """

    def forward(self, input: Tensor) -> Tensor:
        """Values as they are in evaluation; in training each is 0 with probability p, the others are over 1 - p."""
        if not self.training:
            return input
        kept = 1 - self.p
        return input * torch.empty(input.shape, dtype=input.dtype).bernoulli_(kept).div_(kept).to(input.device)


def blocks(widths: tuple[int, ...], dropouts: tuple[float, ...]) -> list[nn.Module]:
    """Linear, LayerNorm, ReLU and Dropout from each width to the next; no Dropout module where its rate is 0."""
    layers: list[nn.Module] = []
    for (n_in, n_out), rate in zip(pairwise(widths), dropouts, strict=True):
        layers += [nn.Linear(n_in, n_out), nn.LayerNorm(n_out), nn.ReLU(), *([Dropout(rate)] if rate else [])]
    return layers


class GeneSelector(nn.Module):
    """A gate a gene, `x * sigmoid(w)`. With w pulled to 0 the gate goes to 0.5: it shrinks, it selects nothing."""

    def __init__(self, n_genes: int) -> None:
        """All gates alike: w = 1."""
        super().__init__()
        self.weights = nn.Parameter(torch.ones(n_genes))

    def forward(self, x: Tensor) -> Tensor:
        """(n, genes) to (n, genes)."""
        return x * torch.sigmoid(self.weights)


class ModalityEncoder(nn.Module):
    """The features of one modality to its token."""

    def __init__(self, n_features: int, config: NetworkConfig, dropouts: tuple[float, ...]) -> None:
        """Three blocks."""
        super().__init__()
        self.net = nn.Sequential(*blocks((n_features, config.hidden, config.hidden, config.embedding), dropouts))

    def forward(self, x: Tensor) -> Tensor:
        """(n, features) to (n, embedding)."""
        return self.net(x)


def attend(attention: nn.MultiheadAttention, other: Tensor) -> Tensor:
    """Attention of any one token to one other, (n, embedding) to (n, embedding).

    Its weight is a softmax over one score, which is 1 whatever the query: what is left are the projections of the value
    and of the output. They are computed alone, for half the time of the whole module, with the same logits.
    """
    width = attention.embed_dim
    value = linear(other, attention.in_proj_weight[2 * width :], attention.in_proj_bias[2 * width :])
    return attention.out_proj(value)


class SelfAttention(nn.Module):
    """Attention of a token to itself, without a residual: an affine map."""

    def __init__(self, config: NetworkConfig) -> None:
        """One attention module."""
        super().__init__()
        self.mha = nn.MultiheadAttention(config.embedding, config.heads, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """(n, embedding) to (n, embedding)."""
        return attend(self.mha, x)


class CrossAttention(nn.Module):
    """Attention between two modalities, both ways through one module, as in the published code."""

    def __init__(self, config: NetworkConfig) -> None:
        """One attention that is used, and one that is only there because the checkpoints have it."""
        super().__init__()
        self.mha_qk = nn.MultiheadAttention(config.embedding, config.heads, batch_first=True)
        self.mha_kq = nn.MultiheadAttention(config.embedding, config.heads, batch_first=True)

    def forward(self, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        """The outputs of x and of y, in each of which it is the query."""
        return attend(self.mha_qk, y), attend(self.mha_qk, x)


class JointAttention(nn.Module):
    """Attention of every token over all three, with residual and LayerNorm: here it does depend on the query."""

    def __init__(self, config: NetworkConfig) -> None:
        """One attention module and its norm (the first half of a block of Vaswani et al. 2017)."""
        super().__init__()
        self.mha = nn.MultiheadAttention(config.embedding, config.heads, batch_first=True)
        self.norm = nn.LayerNorm(config.embedding)

    def forward(self, tokens: Tensor) -> Tensor:
        """(n, 3, embedding) to (n, 3, embedding)."""
        return self.norm(tokens + self.mha(tokens, tokens, tokens, need_weights=False)[0])


class LearnedQueryAttention(nn.Module):
    """Pools the three tokens by attention of one learned query a head; its softmax weights are the fusion weights."""

    def __init__(self, config: NetworkConfig) -> None:
        """Random queries, and projections of keys, values and output."""
        super().__init__()
        self.head_width = config.embedding // config.heads
        self.query = nn.Parameter(torch.randn(1, config.heads, 1, self.head_width))
        self.key_proj = nn.Linear(config.embedding, config.embedding)
        self.value_proj = nn.Linear(config.embedding, config.embedding)
        self.out_proj = nn.Linear(config.embedding, config.embedding)

    def forward(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens (n, 3, embedding) to the pooled token (n, embedding) and the weights (n, 3), mean over heads."""
        keys = self.key_proj(tokens).unflatten(2, (-1, self.head_width)).transpose(1, 2)  # (n, heads, 3, width)
        values = self.value_proj(tokens).unflatten(2, (-1, self.head_width)).transpose(1, 2)
        weights = (self.query @ keys.transpose(2, 3) / self.head_width**0.5).softmax(dim=-1)  # (n, heads, 1, 3)
        pooled = (weights @ values).squeeze(2).mT.flatten(1)  # (n, embedding); heads interleaved, as published
        return self.out_proj(pooled), weights.mean(dim=1).squeeze(1)


class Lunar(nn.Module):
    """LUNAR; where an attention of the configuration is off the tokens go on as they are."""

    def __init__(self, n_features: tuple[int, int, int], config: NetworkConfig) -> None:
        """Fresh weights from torch's random state, for so many clinical, expression and mutation features."""
        super().__init__()
        n_clinical, n_expression, n_mutation = n_features
        self.sel_e, self.sel_m = GeneSelector(n_expression), GeneSelector(n_mutation)
        self.enc_c = ModalityEncoder(n_clinical, config, config.clinical_dropout)
        self.enc_e = ModalityEncoder(n_expression, config, config.genomic_dropout)
        self.enc_m = ModalityEncoder(n_mutation, config, config.genomic_dropout)
        self.config = config
        if config.self_attention:
            self.self_c, self.self_e, self.self_m = (SelfAttention(config) for _ in range(3))
        if config.cross_attention:
            self.cross_ce, self.cross_cm, self.cross_em = (CrossAttention(config) for _ in range(3))
        if config.joint_attention:
            self.joint = JointAttention(config)
        self.pool = nn.ModuleDict({"pool": LearnedQueryAttention(config)})  # named pool.pool in the checkpoints
        self.combined_norm = nn.LayerNorm(config.embedding)
        layers = blocks((config.embedding, config.embedding, config.embedding // 2), config.classifier_dropout)
        self.classifier = nn.ModuleDict({"net": nn.Sequential(*layers, nn.Linear(config.embedding // 2, 1))})

    def genomic_embeddings(self, expression: Tensor, mutation: Tensor) -> tuple[Tensor, Tensor]:
        """Expression and mutation tokens (n, embedding) before attention: what CORAL aligns."""
        return self.enc_e(self.sel_e(expression)), self.enc_m(self.sel_m(mutation))

    def tokens(self, clinical: Tensor, expression: Tensor, mutation: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The three tokens that are pooled. With cross-attention each is a function of the other two modalities."""
        c, (e, m) = self.enc_c(clinical), self.genomic_embeddings(expression, mutation)
        if self.config.self_attention:
            c, e, m = self.self_c(c), self.self_e(e), self.self_m(m)
        if self.config.cross_attention:
            (c_e, e_c), (c_m, m_c), (e_m, m_e) = self.cross_ce(c, e), self.cross_cm(c, m), self.cross_em(e, m)
            c, e, m = (c_e + c_m) / 2, (e_c + e_m) / 2, (m_c + m_e) / 2
        if self.config.joint_attention:
            c, e, m = self.joint(torch.stack((c, e, m), dim=1)).unbind(dim=1)
        return c, e, m

    def forward(self, clinical: Tensor, expression: Tensor, mutation: Tensor) -> tuple[Tensor, Tensor]:
        """Float32 features (n, features of the modality) to logits (n) and fusion weights (n, 3)."""
        pooled, weights = self.pool["pool"](torch.stack(self.tokens(clinical, expression, mutation), dim=1))
        return self.classifier["net"](self.combined_norm(pooled)).squeeze(1), weights
