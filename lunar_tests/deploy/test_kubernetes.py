"""`deploy/helm/values.yaml` and the executor on Kubernetes: what of them becomes config of Dagster is taken by Dagster.

The chart is not at hand, so nothing is rendered: that its templates read these values in this way is not tested.
"""

import json
import re
from typing import Any

import dagster as dg
import pytest
import yaml

from lunar_assets.settings import CHECKOUT, Settings

VALUES: dict[str, Any] = yaml.safe_load((CHECKOUT / "deploy" / "helm" / "values.yaml").read_text())
(DEPLOYMENT,) = VALUES["dagster-user-deployments"]["deployments"]


def snake(words: Any) -> Any:
    """Keys of Dagster's config for those of the chart, down to what Kubernetes itself reads."""
    return {re.sub(r"([A-Z])", lambda found: f"_{found[1].lower()}", name): value for name, value in words.items()}


def dagster_yaml() -> dict[str, Any]:
    """The dagster.yaml that the chart is documented to write from these values, with a database that is not asked."""
    postgres = VALUES["postgresql"]
    launcher = snake(VALUES["runLauncher"]["config"]["k8sRunLauncher"])
    launcher["run_k8s_config"] = snake(launcher.pop("run_k8s_config"))
    launcher["load_incluster_config"] = False  # the tests run in no cluster
    launcher |= {
        "job_namespace": "default",
        "service_account_name": "lunar-dagster",
        "instance_config_map": "lunar-dagster-instance",
        "postgres_password_secret": VALUES["global"]["postgresqlSecretName"],
        "dagster_home": "/opt/dagster/dagster_home",
    }
    queue = snake(VALUES["dagsterDaemon"]["runCoordinator"]["config"]["queuedRunCoordinator"])
    return {
        "storage": {
            "postgres": {
                "postgres_db": {
                    "scheme": postgres["postgresqlScheme"],
                    "hostname": postgres["postgresqlHost"],
                    "port": postgres["service"]["port"],
                    "username": postgres["postgresqlUsername"],
                    "password": {"env": "DAGSTER_PG_PASSWORD"},
                    "db_name": postgres["postgresqlDatabase"],
                }
            }
        },
        "run_launcher": {"module": "dagster_k8s", "class": "K8sRunLauncher", "config": launcher},
        "run_coordinator": {
            "module": "dagster._core.run_coordinator",
            "class": "QueuedRunCoordinator",
            "config": queue,
        },
        "run_monitoring": snake(VALUES["dagsterDaemon"]["runMonitoring"]),
        "telemetry": VALUES["telemetry"],
    }


def test_the_values_make_an_instance_whose_runs_are_pods(tmp_path, monkeypatch):
    from dagster_k8s import K8sRunLauncher

    monkeypatch.setattr("kubernetes.config.load_kube_config", lambda **_: None)
    written = dagster_yaml()
    del written["storage"]  # it would be asked
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(written))
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        launcher = instance.run_launcher
        assert isinstance(launcher, K8sRunLauncher)
        assert launcher.run_k8s_config["job_spec_config"] == {"ttlSecondsAfterFinished": 86400}


def test_the_values_name_a_database_as_the_storage_takes_it(monkeypatch):
    from dagster._config import process_config, resolve_to_config_type
    from dagster_postgres.utils import pg_config

    monkeypatch.setenv("DAGSTER_PG_PASSWORD", "x")
    taken = process_config(resolve_to_config_type(pg_config()), dagster_yaml()["storage"]["postgres"])
    assert taken.success, taken.errors
    refused = process_config(resolve_to_config_type(pg_config()), {"postgres_db": {"no_such_word": 1}})
    assert not refused.success


def test_a_word_that_the_launcher_does_not_know_is_refused(tmp_path):
    written = dagster_yaml()
    del written["storage"]
    written["run_launcher"]["config"]["no_such_word"] = 1
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(written))
    with (
        pytest.raises(dg.DagsterInvalidConfigError, match="no_such_word"),
        dg.DagsterInstance.from_config(str(tmp_path)) as instance,
    ):
        assert instance.run_launcher


def test_settings_secrets_and_volumes_of_the_code_location_reach_its_runs():
    """What the chart hands to the code location as context of its containers, `includeConfigInLaunchedRuns`."""
    from dagster_k8s.container_context import K8sContainerContext

    context = {
        "k8s": {
            "image_pull_policy": DEPLOYMENT["image"]["pullPolicy"],
            "env_secrets": [secret["name"] for secret in DEPLOYMENT["envSecrets"]],
            "env": DEPLOYMENT["env"],
            "volumes": DEPLOYMENT["volumes"],
            "volume_mounts": DEPLOYMENT["volumeMounts"],
            "security_context": DEPLOYMENT["securityContext"],
            "resources": DEPLOYMENT["resources"],
        }
    }
    assert DEPLOYMENT["includeConfigInLaunchedRuns"] == {"enabled": True}
    taken = K8sContainerContext.create_from_config(json.loads(json.dumps(context))).run_k8s_config
    assert {one["name"] for one in taken.container_config["env"]} >= {"LUNAR_WAREHOUSE", "LUNAR_LOCAL"}
    assert taken.container_config["volume_mounts"][0]["mount_path"] == "/var/lib/lunar"


def test_the_settings_are_ones_that_the_platform_reads():
    settings = {one["name"]: one["value"] for one in DEPLOYMENT["env"]}
    of_ours = {name for name in settings if name.startswith("LUNAR_")}
    known = {f"LUNAR_{name.upper()}" for name in Settings.__dataclass_fields__}
    assert of_ours <= known


def test_every_part_of_a_pod_is_one_that_kubernetes_knows():
    import kubernetes_validate

    container = {
        "name": "lunar",
        "image": f"{DEPLOYMENT['image']['repository']}:{DEPLOYMENT['image']['tag']}",
        "args": DEPLOYMENT["dagsterApiGrpcArgs"],
        "env": DEPLOYMENT["env"],
        "envFrom": [{"secretRef": secret} for secret in DEPLOYMENT["envSecrets"]],
        "resources": DEPLOYMENT["resources"],
        "securityContext": DEPLOYMENT["securityContext"],
        "volumeMounts": DEPLOYMENT["volumeMounts"],
    }
    run = VALUES["runLauncher"]["config"]["k8sRunLauncher"]
    pod = {
        "containers": [container, container | {"name": "run", "resources": run["resources"]}],
        "volumes": DEPLOYMENT["volumes"],
        "securityContext": DEPLOYMENT["podSecurityContext"],
        "restartPolicy": "Never",
        **run["runK8sConfig"]["podSpecConfig"],
    }
    job = {"template": {"spec": pod}, **run["runK8sConfig"]["jobSpecConfig"]}
    manifest = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "lunar"}, "spec": job}
    kubernetes_validate.validate(manifest, "1.31", strict=True)
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest | {"spec": job | {"no_such_word": 1}}, "1.31", strict=True)
