from pathlib import Path

import pytest

from readingroom.config.env import Env, read_env
from readingroom.config.hosts import allowed_hosts, trusted_origins
from readingroom.config.secrets import derive_secret, prepare_data_folder
from readingroom.kernel.errors import InvalidInput


def test_nothing_needs_to_be_set() -> None:
    env = read_env({"PATH": "/bin"})

    assert (env.host, env.port, env.debug) == ("127.0.0.1", 8000, False)
    assert env.data == Path("~/.local/share/readingroom").expanduser()


def test_values_are_read_by_their_type() -> None:
    env = read_env({"READINGROOM_PORT": "8001", "READINGROOM_DEBUG": "true"})

    assert (env.port, env.debug) == (8001, True)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("READINGROOM_PROT", "1", "Did you mean READINGROOM_PORT"),
        ("READINGROOM_PORT", "eight", "whole number"),
        ("READINGROOM_DEBUG", "yes", "true or false"),
        ("READINGROOM_DATA", "", "folder"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_says_which(name: str, value: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_env({name: value})


def test_listening_beyond_this_machine_needs_an_address() -> None:
    with pytest.raises(InvalidInput, match="READINGROOM_URL"):
        allowed_hosts(Env(host="0.0.0.0"))

    env = Env(host="0.0.0.0", url="https://cases.hospital.example")
    assert "cases.hospital.example" in allowed_hosts(env)
    assert trusted_origins(env) == ["https://cases.hospital.example"]


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"

    prepare_data_folder(data)
    first = derive_secret(data, "grants")
    prepare_data_folder(data)

    assert derive_secret(data, "grants") == first
    assert derive_secret(data, "django") != first
    assert data.stat().st_mode & 0o777 == 0o700
    assert (data / "secret").stat().st_mode & 0o777 == 0o600
    assert sorted(f.name for f in data.iterdir()) == ["secret", "tmp"]
