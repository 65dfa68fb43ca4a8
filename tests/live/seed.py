"""Writes the storage of a Home Assistant that somebody has set up, without clicking."""

import base64
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
import json
from pathlib import Path
import secrets
from typing import Any
import uuid

import bcrypt
import jwt

LOGIN_FILE = "login.json"
ONBOARDING_STEPS = ["user", "core_config", "analytics", "integration"]
BROWSER_SESSION = timedelta(days=1)
TEN_YEARS = timedelta(days=3650)


@dataclass(frozen=True, kw_only=True)
class House:
    """Where the house is, so to speak: what a person chooses when setting Home Assistant up."""

    name: str = "Difuse"
    time_zone: str = "UTC"
    language: str = "en"
    unit_system: str = "metric"
    currency: str = "EUR"
    country: str | None = None


@dataclass(frozen=True, kw_only=True)
class Token:
    """A refresh token as Home Assistant stores it: what access tokens are signed with."""

    id: str
    token: str
    key: str

    @classmethod
    def make(cls) -> Token:
        """Make up a token."""
        return cls(id=uuid.uuid4().hex, token=secrets.token_hex(64), key=secrets.token_hex(64))

    def access_token(self, lifetime: timedelta) -> str:
        """Sign an access token, which Home Assistant accepts right away."""
        now = datetime.now(UTC)
        claims = {"iss": self.id, "iat": now, "exp": now + lifetime}
        return jwt.encode(claims, self.key, algorithm="HS256")


@dataclass(frozen=True, kw_only=True)
class Login:
    """The owner of a seeded Home Assistant."""

    username: str
    password: str
    user_id: str
    browser: Token
    script: Token

    @classmethod
    def make(cls, username: str = "admin", password: str = "difuse-demo") -> Login:
        """Make up an owner."""
        user_id = uuid.uuid4().hex
        return cls(
            username=username,
            password=password,
            user_id=user_id,
            browser=Token.make(),
            script=Token.make(),
        )

    @classmethod
    def load(cls, config_dir: Path) -> Login | None:
        """Return the owner of an earlier seeding, or None where there was none."""
        file = config_dir / LOGIN_FILE
        if not file.exists():
            return None
        stored = json.loads(file.read_text())
        browser, script = Token(**stored.pop("browser")), Token(**stored.pop("script"))
        return cls(**stored, browser=browser, script=script)

    def save(self, config_dir: Path) -> None:
        """Remember the owner beside the configuration, for the next start."""
        file = config_dir / LOGIN_FILE
        file.touch(mode=0o600)
        file.write_text(json.dumps(asdict(self)))

    @property
    def long_lived_token(self) -> str:
        """Return the token for scripts."""
        return self.script.access_token(TEN_YEARS)

    def browser_tokens(self, origin: str) -> str:
        """Return what the frontend expects in localStorage.hassTokens, as JSON."""
        expires = datetime.now(UTC) + BROWSER_SESSION
        return json.dumps(
            {
                "access_token": self.browser.access_token(BROWSER_SESSION),
                "token_type": "Bearer",
                "expires_in": int(BROWSER_SESSION.total_seconds()),
                "refresh_token": self.browser.token,
                "hassUrl": origin,
                "clientId": f"{origin}/",
                "expires": int(expires.timestamp() * 1000),
            }
        )


def seed(config_dir: Path, login: Login, house: House, origin: str) -> None:
    """Write the storage of a Home Assistant where onboarding is done and login is the owner."""
    write_store(config_dir, "auth", 1, _auth(login, origin))
    write_store(config_dir, "auth_provider.homeassistant", 1, {"users": [_password(login)]})
    write_store(config_dir, "onboarding", 4, {"done": ONBOARDING_STEPS})
    write_store(config_dir, "person", 2, {"items": [_person(login)]})
    write_store(config_dir, "core.config", 1, _core_config(house), minor_version=4)
    login.save(config_dir)


def seed_http(config_dir: Path, port: int) -> None:
    """Let Home Assistant listen on this port, for this machine only; YAML would be on trial.

    This is how the oldest writes it; the newest brings it up to date.
    """
    stable = {
        "server_host": ["127.0.0.1"],
        "server_port": port,
        "cors_allowed_origins": [],
        "login_attempts_threshold": -1,
        "ip_ban_enabled": True,
        "ssl_profile": "intermediate",
        "use_x_frame_options": True,
        "created_at": datetime.now(UTC).isoformat(),
        "error": None,
        "error_message": None,
    }
    data = {"stable": stable, "pending": None, "yaml_migration_done": True}
    write_store(config_dir, "http", 2, data, minor_version=2)


def write_store(
    config_dir: Path, key: str, version: int, data: dict[str, Any], *, minor_version: int = 1
) -> None:
    """Write a file of Home Assistant's storage."""
    folder = config_dir / ".storage"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / key
    file.touch(mode=0o600)
    store = {"version": version, "minor_version": minor_version, "key": key, "data": data}
    file.write_text(json.dumps(store, indent=2))


def _auth(login: Login, origin: str) -> dict[str, Any]:
    user = {
        "id": login.user_id,
        "group_ids": ["system-admin"],
        "is_owner": True,
        "is_active": True,
        "name": login.username.capitalize(),
        "system_generated": False,
        "local_only": False,
    }
    groups = {
        "system-admin": "Administrators",
        "system-users": "Users",
        "system-read-only": "Read Only",
    }
    credential = {
        "id": uuid.uuid4().hex,
        "user_id": login.user_id,
        "auth_provider_type": "homeassistant",
        "auth_provider_id": None,
        "data": {"username": login.username},
    }
    browser = _refresh_token(login, login.browser, timedelta(minutes=30)) | {
        "client_id": f"{origin}/",
        "token_type": "normal",
        "credential_id": credential["id"],
    }
    script = _refresh_token(login, login.script, TEN_YEARS) | {
        "client_name": "scripts",
        "token_type": "long_lived_access_token",
    }
    return {
        "users": [user],
        "groups": [{"id": group_id, "name": name} for group_id, name in groups.items()],
        "credentials": [credential],
        "refresh_tokens": [browser, script],
    }


def _refresh_token(login: Login, token: Token, lifetime: timedelta) -> dict[str, Any]:
    return {
        "id": token.id,
        "user_id": login.user_id,
        "client_id": None,
        "client_name": None,
        "client_icon": None,
        "created_at": datetime.now(UTC).isoformat(),
        "access_token_expiration": lifetime.total_seconds(),
        "token": token.token,
        "jwt_key": token.key,
        "last_used_at": None,
        "last_used_ip": None,
        "expire_at": None,
        "credential_id": None,
        "version": None,
    }


def _password(login: Login) -> dict[str, str]:
    # The fewest rounds that bcrypt knows: this password is no secret.
    hashed = bcrypt.hashpw(login.password.encode(), bcrypt.gensalt(rounds=4))
    return {"username": login.username, "password": base64.b64encode(hashed).decode()}


def _person(login: Login) -> dict[str, Any]:
    return {
        "id": login.username,
        "user_id": login.user_id,
        "name": login.username.capitalize(),
        "device_trackers": [],
        "picture": None,
    }


def _core_config(house: House) -> dict[str, Any]:
    return {
        "latitude": 52.0,
        "longitude": 5.0,
        "elevation": 0,
        "unit_system_v2": house.unit_system,
        "location_name": house.name,
        "time_zone": house.time_zone,
        "external_url": None,
        "internal_url": None,
        "currency": house.currency,
        "country": house.country,
        "language": house.language,
        "radius": 100,
    }
