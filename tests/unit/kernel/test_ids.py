import time

from readingroom.kernel.ids import new_key


def test_keys_are_uuids_of_version_7_and_the_variant_of_rfc_9562() -> None:
    key = new_key()

    assert key.version == 7
    assert key.variant == "specified in RFC 4122"


def test_keys_carry_the_time_and_never_repeat() -> None:
    before = time.time_ns() // 1_000_000
    keys = [new_key() for _ in range(1000)]
    after = time.time_ns() // 1_000_000

    assert len(set(keys)) == 1000
    assert all(before <= key.int >> 80 <= after for key in keys)
