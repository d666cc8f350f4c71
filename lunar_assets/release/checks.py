"""Checks of stage release."""

from lunar_assets.contract_checks import contract_checks

contracts = contract_checks("release")
