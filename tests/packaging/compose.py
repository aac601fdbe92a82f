"""What compose.yaml has to keep to, for where Docker is not at hand to read it."""

import pathlib

import yaml

services = yaml.safe_load(pathlib.Path("compose.yaml").read_text())["services"]
for name, service in services.items():
    assert service["cap_drop"] == ["ALL"], name
    assert service["security_opt"] == ["no-new-privileges:true"], name
    assert "stop_grace_period" in service, name
patronage, database = services["patronage"], services["database"]
assert patronage["read_only"] is True
assert patronage["depends_on"]["database"]["condition"] == "service_healthy"
assert database["healthcheck"]["test"][0] == "CMD"
assert "ports" not in database, "PostgreSQL is for the service alone"
assert all(port.startswith("127.0.0.1:") for port in patronage["ports"])
for name, service in services.items():
    for variable, value in service["environment"].items():
        secret = "PASSWORD" in variable or variable in ("DATABASE_URL", "PATRONAGE_MAIL_URL")
        assert not secret or "${" in value, f"{name}: {variable} is a secret and comes from .env"
