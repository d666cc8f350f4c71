"""What `deploy/` holds, as far as it can be looked at without an engine that runs it."""

import yaml

from lunar_assets.settings import CHECKOUT

DEPLOY = CHECKOUT / "deploy"


def test_the_instance_on_postgresql_differs_from_the_usual_one_by_its_storage_alone():
    usual, there = (yaml.safe_load((folder / "dagster.yaml").read_text()) for folder in (CHECKOUT, DEPLOY))
    assert there.pop("storage").keys() == {"postgres"}
    assert there == usual
