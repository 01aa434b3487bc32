"""The container files: valid, free of secrets, and in step with the program they start."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from ruamel.yaml import YAML

from musrenbang_live.app import compile_pages

ROOT = Path(__file__).parent.parent
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")

SETTING = re.compile(r"\b(?:MUSRENBANG_[A-Z_]+|DATABASE_URL|REDIS_URL)\b")
PLACEHOLDER = re.compile(r"(?<!\$)\$\{(?P<name>\w+)(?P<rest>[^}]*)\}")
SECRET = re.compile(r"PASSWORD|SECRET")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load(COMPOSE)
    return loaded


def instructions(word: str) -> list[str]:
    found = re.findall(rf"^\s*{word}\s+(.+)$", DOCKERFILE, re.MULTILINE)
    assert found, f"no {word} in the Dockerfile"
    return found


def test_the_image_has_its_pages_compiled_for_its_user() -> None:
    lines = DOCKERFILE.splitlines()
    line = f'RUN python -c "from {compile_pages.__module__} import compile_pages; compile_pages()"'
    assert lines.index("USER musrenbang") < lines.index(line)


def test_compose_file_follows_the_specification() -> None:
    against = ("--builtin-schema", "vendor.compose-spec")
    run = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", *against, str(COMPOSE)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_name_used_in_the_compose_file_is_declared_in_it(compose: dict[str, Any]) -> None:
    services = compose["services"]
    healthy = {name for name, service in services.items() if "healthcheck" in service} | {"server"}
    for service in services.values():
        assert set(service.get("depends_on", {})) <= healthy
        volumes = {volume.split(":")[0] for volume in service.get("volumes", [])}
        assert volumes <= set(compose["volumes"])
        assert {config["source"] for config in service.get("configs", [])} <= set(
            compose["configs"]
        )


def test_compose_file_holds_no_secret_and_no_silent_gap(compose: dict[str, Any]) -> None:
    text = COMPOSE.read_text("utf-8")
    for placeholder in PLACEHOLDER.finditer(text):
        required, optional = placeholder["rest"].startswith(":?"), placeholder["rest"][:2] == ":-"
        assert required or (optional and not SECRET.search(placeholder["name"])), placeholder[0]
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if SECRET.search(name) or "://" in value:
                assert PLACEHOLDER.search(value), f"{name} is written into the file"


def test_only_the_proxy_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    subnet = compose["networks"]["default"]["ipam"]["config"][0]["subnet"]
    server = services["server"]["environment"]
    assert server["MUSRENBANG_TRUSTED_PROXIES"] == subnet
    caddyfile = compose["configs"]["caddyfile"]["content"]
    assert caddyfile.count("{") == caddyfile.count("}")
    assert re.search(rf"name server\s+port {server['MUSRENBANG_PORT']}\b", caddyfile)


def test_every_setting_handed_to_the_server_is_one_it_reads(compose: dict[str, Any]) -> None:
    given = set(compose["services"]["server"]["environment"]) | set(SETTING.findall(DOCKERFILE))
    known = set(SETTING.findall((ROOT / "musrenbang_live" / "config.py").read_text("utf-8")))
    assert given
    assert given - known == set()


def test_the_image_is_made_of_files_that_exist() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = [source for line in instructions("COPY") for source in line.split()[:-1]]
    for source in copied:
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored, f"{source} is kept out by .dockerignore"
    assert {"musrenbang_live", "sessions", "static", "templates"} <= set(copied)
    assert all("--require-hashes" in line for line in re.findall("pip install.*", DOCKERFILE))
    assert instructions("USER")[-1] not in {"root", "0"}


def health_command() -> list[str]:
    (check,) = instructions("HEALTHCHECK")
    command: list[str] = json.loads(check[check.index("CMD") + len("CMD") :])
    return command


@pytest.fixture(params=[200, 503])
def answering(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """A server that answers /healthz with one status: the status and its port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(request.param if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield request.param, server.server_port
        server.shutdown()
        thread.join()


def test_health_check_tells_a_well_server_from_a_sick_one(answering: tuple[int, int]) -> None:
    status, port = answering
    program, *arguments = health_command()
    assert program == "python"
    run = subprocess.run(
        [sys.executable, *arguments],
        env={"MUSRENBANG_PORT": str(port)},
        stderr=subprocess.DEVNULL,
        timeout=10,
        check=False,
    )
    assert (run.returncode == 0) == (status == 200)
