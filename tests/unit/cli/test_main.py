import pytest

from readingroom.cli.main import COMMANDS, main, usage


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])

    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in COMMANDS)


def test_a_wrong_word_is_refused_with_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["injest"])

    assert ended.value.code == 2
    assert "no command “injest”" in capsys.readouterr().err


def test_usage_fits_a_terminal() -> None:
    assert max(map(len, usage().splitlines())) <= 80
