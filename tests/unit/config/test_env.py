import errno
from pathlib import Path

import pytest

from readingroom.config.env import Env, read_env
from readingroom.config.hosts import allowed_hosts, trusted_origins
from readingroom.config.secrets import derive_secret, prepare_data_folder
from readingroom.kernel.errors import InvalidInput, Unavailable


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
        ("READINGROOM_PORT", "0", "between 1 and 65535"),
        ("READINGROOM_PORT", "65536", "between 1 and 65535"),
        ("READINGROOM_PORT", "9" * 5000, "whole number"),
        ("READINGROOM_PORT", "\u0668", "whole number"),
        ("READINGROOM_WORKERS", "1000", "at most"),
        ("READINGROOM_URL", "cases.hospital.example", "address"),
        ("READINGROOM_SEARCH_URL", "mysql://a@b/c", "PostgreSQL"),
        ("READINGROOM_URL", "javascript:1", "address"),
        ("READINGROOM_URL", "http://[", "address"),
        ("READINGROOM_URL", "https://a.example:port", "address"),
        ("READINGROOM_URL", "https://someone@a.example", "address"),
        ("READINGROOM_URL", "https://a.example/library", "address"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_says_which(name: str, value: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_env({name: value})


def test_an_address_may_end_in_a_slash() -> None:
    assert read_env({"READINGROOM_URL": "https://a.example/"}).url == "https://a.example"


def test_error_pages_for_developers_are_not_shown_to_others() -> None:
    with pytest.raises(InvalidInput, match="must not see"):
        read_env({"READINGROOM_URL": "https://a.example", "READINGROOM_DEBUG": "true"})


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


@pytest.mark.parametrize("length", [0, 31])
def test_a_secret_that_was_cut_short_is_not_used(tmp_path: Path, length: int) -> None:
    (tmp_path / "secret").write_bytes(bytes(length))

    with pytest.raises(Unavailable, match="too short"):
        derive_secret(tmp_path, "grants")


def test_a_data_folder_that_cannot_be_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    for place in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(Unavailable, match="READINGROOM_DATA"):
            prepare_data_folder(place)


def test_a_disk_that_is_full_leaves_no_half_of_a_secret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(Unavailable, match="space"):
        prepare_data_folder(tmp_path)
    assert [f.name for f in tmp_path.iterdir()] == ["tmp"]
