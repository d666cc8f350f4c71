"""What `deploy/` holds, as far as it can be looked at without an engine that runs it."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from lunar_assets.settings import CHECKOUT
from lunar_tests.deploy.compose import Compose

DEPLOY = CHECKOUT / "deploy"
FILE = DEPLOY / "docker-compose.yaml"
PROGRAMS = Path(sys.executable).parent
SECRETS = {"POSTGRES_PASSWORD": "of-postgres", "S3_USER": "of-s3", "S3_PASSWORD": "of-s3-too"}


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0], path=PROGRAMS) or command[0]
    return subprocess.run([program, *command[1:]], capture_output=True, text=True, cwd=CHECKOUT, check=False)


def test_the_instance_on_postgresql_differs_from_the_usual_one_by_its_storage_alone():
    usual, there = (yaml.safe_load((folder / "dagster.yaml").read_text()) for folder in (CHECKOUT, DEPLOY))
    assert there.pop("storage").keys() == {"postgres"}
    assert there == usual


def test_the_dockerfile_is_one_that_hadolint_has_nothing_against(tmp_path):
    looked = run("hadolint", DEPLOY / "Dockerfile")
    assert looked.returncode == 0, looked.stdout + looked.stderr
    worse = tmp_path / "Dockerfile"
    worse.write_text((DEPLOY / "Dockerfile").read_text() + "RUN sudo cd /tmp\n")
    assert run("hadolint", worse).returncode != 0


def test_the_image_runs_as_a_user_of_its_own_and_holds_exact_versions():
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    assert re.findall(r"^USER (.*)$", dockerfile, re.MULTILINE) == ["10001:10001"]
    assert all(
        re.fullmatch(r"python:3\.11\.\d+-slim-\w+", image) for image in re.findall(r"^FROM (\S+)", dockerfile, re.M)
    )
    lines = [line for line in (DEPLOY / "requirements.txt").read_text().splitlines() if not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", line) for line in lines)


@pytest.mark.parametrize("extra", ["", "dask", "k8s", "postgres"])
def test_what_the_image_holds_is_in_the_ranges_of_the_project(extra):
    held = dict(line.split("==") for line in (DEPLOY / "requirements.txt").read_text().splitlines() if "==" in line)
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(text) for text in project["optional-dependencies"].get(extra, project["dependencies"])]
    off = [f"{one} and {held.get(one.name)}" for one in wanted if held.get(one.name, "0") not in one.specifier]
    assert wanted and not off, off


def test_the_build_sees_the_package_and_nothing_else():
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    seen = [
        line[1:].removesuffix("/**")
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
        if line[:1] == "!"
    ]
    assert sorted(" ".join(copied).split()) == sorted(seen)
    assert all((CHECKOUT / name).exists() for name in seen)


def test_the_compose_file_fits_its_schema(tmp_path):
    check = ("check-jsonschema", "--builtin-schema", "vendor.compose-spec")
    looked = run(*check, FILE)
    assert looked.returncode == 0, looked.stdout + looked.stderr
    wrong = tmp_path / "docker-compose.yaml"
    wrong.write_text(FILE.read_text().replace("depends_on", "depend_on"))
    assert run(*check, wrong).returncode != 0


def test_nothing_listens_beyond_the_loopback_interface():
    published = [port for service in Compose(FILE, SECRETS).services.values() for port in service.get("ports", [])]
    assert published and all(port.startswith("127.0.0.1:") for port in published)


@pytest.mark.parametrize("missing", SECRETS)
def test_no_password_has_a_default_and_every_variable_is_in_the_example(missing):
    compose = Compose(FILE, {name: value for name, value in SECRETS.items() if name != missing})
    with pytest.raises(KeyError, match=missing):
        for service in compose.services:
            compose.environment(service)
    example = re.findall(r"^(\w+)=(.*)$", (DEPLOY / "env.example").read_text(), re.MULTILINE)
    assert {name for name, _ in example} == set(re.findall(r"\$\{(\w+)", FILE.read_text()))
    assert {name for name, value in example if name.endswith("PASSWORD") and value} == set()


def test_every_service_is_watched_and_ours_may_do_little():
    services = Compose(FILE, SECRETS).services
    own = {name: service for name, service in services.items() if "lunar-assets" in service["image"]}
    assert set(own) == {"code", "web", "daemon", "bucket"}
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in own.values())
    assert all("healthcheck" in service for name, service in services.items() if name != "code")  # that of the image
    assert all(
        re.search(r":[\w.-]+$", service["image"]) and ":latest" not in service["image"] for service in services.values()
    )
