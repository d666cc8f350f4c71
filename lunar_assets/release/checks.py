"""Checks of stage release."""

from lunar_assets.graph.contract_checks import contract_checks

contract_checks("release")
