"""Checks of stage report."""

from lunar_assets.contract_checks import contract_checks

contracts = contract_checks("report")
