"""Checks of stage explanation."""

from lunar_assets.contract_checks import contract_checks

contracts = contract_checks("explanation")
