"""The files for operators say nothing that the program does not do."""

import re
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import typer
import yaml
from pydantic import ValidationError

from bot.__main__ import cli
from bot.metrics import Metrics
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(DEPLOY.rglob("*.yaml"))
# What nobody but PostgreSQL and Prometheus reads.
OTHERS = {"POSTGRES_PASSWORD", "POSTGRES_USER", "POSTGRES_DB"}
PATHS = {"/healthz", "/readyz", "/metrics"}
STOPS_WITHIN_SECONDS = 10

Document = dict[str, Any]


def documents(path: Path) -> list[Document]:
    return [document for document in yaml.safe_load_all(path.read_text()) if document]


def resources() -> list[Document]:
    return [one for path in (DEPLOY / "kubernetes").glob("*.yaml") for one in documents(path)]


def pods() -> list[Document]:
    return [one["spec"]["template"]["spec"] for one in resources() if one["kind"] in {"Deployment", "Job"}]


def containers() -> list[Document]:
    return [container for pod in pods() for container in pod["containers"]]


def services() -> dict[str, Document]:
    [compose] = documents(DEPLOY / "compose.yaml")
    found: dict[str, Document] = compose["services"]
    return found


def ours() -> dict[str, Document]:
    return {name: service for name, service in services().items() if name != "database"}


def alerts() -> list[Document]:
    [rules] = documents(DEPLOY / "alerts.yaml")
    return [rule for group in rules["groups"] for rule in group["rules"]]


def commands() -> set[str]:
    return set(typer.main.get_command(cli).commands)  # type: ignore[attr-defined]


def variables() -> set[str]:
    return {str(field.validation_alias) for field in Settings.model_fields.values()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_file_can_be_read(path: Path) -> None:
    assert documents(path)


def test_what_is_started_is_a_command() -> None:
    started = [word for service in ours().values() for word in service["command"]]
    started += [word for container in containers() for word in container["args"]]
    assert set(started) == {"web", "worker", "migrate"}
    assert set(started) <= commands()


def test_every_variable_is_one_that_the_program_reads() -> None:
    lines = (DEPLOY / "example.env").read_text().splitlines()
    named = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    named |= {name for service in services().values() for name in service.get("environment", {})}
    named |= {name for one in resources() if one["kind"] == "Secret" for name in one["stringData"]}
    named |= {variable["name"] for container in containers() for variable in container.get("env", [])}
    assert named - OTHERS <= variables()


def test_a_key_that_was_copied_is_refused_and_the_database_gets_no_secret_of_ours() -> None:
    example = (DEPLOY / "example.env").read_text()
    [secret] = [one for one in resources() if one["kind"] == "Secret"]
    assert "MICROCOACH_SECRET_KEY=change-me" in example
    for key in ("change-me", secret["stringData"]["MICROCOACH_SECRET_KEY"]):
        with pytest.raises(ValidationError):
            Settings.model_validate({"MICROCOACH_SECRET_KEY": key})
    assert services()["database"]["env_file"] == "database.env"


def test_probes_ask_where_the_program_answers() -> None:
    probed = [container for container in containers() if "ports" in container]
    assert len(probed) == 2
    for container in probed:
        [port] = container["ports"]
        assert port["containerPort"] == 8000
        probes = [container[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")]
        assert {probe["path"] for probe in probes} <= PATHS
        assert {probe["port"] for probe in probes} == {port["name"]}
        assert container["livenessProbe"]["httpGet"]["path"] == "/healthz", "no database is no reason to die"


def test_there_is_time_to_stop() -> None:
    for one in resources():
        if one["kind"] == "Deployment":
            pod = one["spec"]["template"]["spec"]
            [container] = pod["containers"]
            before = container.get("lifecycle", {}).get("preStop", {}).get("sleep", {}).get("seconds", 0)
            assert pod["terminationGracePeriodSeconds"] > STOPS_WITHIN_SECONDS + before
    for service in ours().values():
        assert int(service["stop_grace_period"].removesuffix("s")) > STOPS_WITHIN_SECONDS


def test_nobody_is_root_or_can_write() -> None:
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"] is True
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"] is True
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    for service in ours().values():
        assert service["read_only"] is True
    assert "USER microcoach" in (ROOT / "Dockerfile").read_text()


def test_there_are_two_of_each_and_one_always_stays() -> None:
    deployments = {one["metadata"]["name"]: one for one in resources() if one["kind"] == "Deployment"}
    budgets = {one["metadata"]["name"]: one for one in resources() if one["kind"] == "PodDisruptionBudget"}
    assert set(deployments) == set(budgets)
    for name, one in deployments.items():
        assert one["spec"]["replicas"] == 2
        assert budgets[name]["spec"]["minAvailable"] == 1
        assert budgets[name]["spec"]["selector"] == one["spec"]["selector"]
    assert [services()[name]["deploy"]["replicas"] for name in ("web", "worker")] == [2, 2]


def test_nothing_starts_before_the_schema_is_there() -> None:
    for name in ("web", "worker"):
        assert services()[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: rule["alert"])
def test_each_alert_asks_for_what_is_counted(rule: Document) -> None:
    promql_parser.parse(rule["expr"])
    asked = set(re.findall(r"microcoach_\w+", rule["expr"]))
    assert asked <= Metrics().names()
    assert asked or "up{" in rule["expr"]
    assert f"**{rule['alert']}.**" in (DEPLOY / "README.md").read_text(), "and says what to do"
