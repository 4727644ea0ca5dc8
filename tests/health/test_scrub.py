"""What is personal does not come through the scrubber, wherever and however it is written; the rest does."""

from __future__ import annotations

import json
import re
import unicodedata
from ipaddress import IPv6Address
from urllib.parse import quote

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kiosk.doctor.scrub import Scrubber

TOKEN = re.compile(r"\[[a-z ]+ \d+\]")
KEPT = {"0.0.0.0", "127.0.0.1", "127.0.1.1", "255.255.255.255", "::", "::1"}

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co")), max_size=40)
names = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "Zs", "Pd", "Po")), min_size=1, max_size=30)
between = st.sampled_from([" ", "'", '"', ": ", ", ", "(", ")", "/", "-", "_", ".", "\n", "=", "[", "«", "’"])


def without_tokens(text: str) -> str:
    return TOKEN.sub("", text)


@given(name=names, before=words, after=words, left=between, right=between)
def test_a_known_name_never_comes_through(name: str, before: str, after: str, left: str, right: str) -> None:
    plain = " ".join(name.split())
    assume(any(letter.isalnum() for letter in plain))
    scrubbed = without_tokens(Scrubber({"nickname": [name]})(f"{before}{left}{plain}{right}{after}"))
    near = rf"(?<![^\W_]){re.escape(plain)}(?![^\W_])"
    assert not re.search(near, scrubbed, re.IGNORECASE), scrubbed


@given(name=names, others=st.lists(names, max_size=5), before=words, after=words)
def test_not_even_among_others_nor_inside_of_words(name: str, others: list[str], before: str, after: str) -> None:
    plain = " ".join(name.split())
    assume(sum(letter.isalnum() for letter in plain) >= 4)
    scrubbed = without_tokens(Scrubber({"nickname": [name, *others]})(f"{before}{plain}{after}"))
    assert plain.casefold() not in scrubbed.casefold()


@pytest.mark.parametrize(
    "written",
    [
        *("José Ñuñez", "JOSÉ\n  ÑUÑEZ", unicodedata.normalize("NFD", "josé ñuñez"), quote("José Ñuñez")),
        *("Jos\\u00e9 \\u00d1u\\u00f1ez", "Jos\\xe9 \\xd1u\\xf1ez"),
    ],
)
def test_a_name_is_known_in_other_clothes(written: str) -> None:
    scrubbed = Scrubber({"nickname": ["José Ñuñez"]})(f"session of {written} was tagged")
    assert scrubbed == "session of [nickname 1] was tagged"


@given(address=st.ip_addresses(v=4).map(str), before=words, left=between, right=between)
def test_addresses_do_not_come_through(address: str, before: str, left: str, right: str) -> None:
    assume(address not in KEPT and left not in ".-_" and right != ".")
    assert address not in without_tokens(Scrubber({})(f"{before}{left}{address}{right}"))


@given(address=st.ip_addresses(v=6), left=between, right=between, port=st.booleans())
def test_nor_do_those_of_version_6(address: IPv6Address, left: str, right: str, port: bool) -> None:
    assume(str(address) not in KEPT)
    for text in (str(address), address.exploded, str(address).upper()):
        told = f"https at{left}[{text}]:8443{right}" if port else f"from{left}{text}{right}"
        assert text not in without_tokens(Scrubber({})(told))


@given(numbers=st.binary(min_size=6, max_size=6), sign=st.sampled_from(":-"), left=between, right=between)
def test_nor_do_those_of_hardware(numbers: bytes, sign: str, left: str, right: str) -> None:
    assume(left != "-" and right != "-")
    for form in ("02x", "02X"):
        address = sign.join(f"{each:{form}}" for each in numbers)
        assert address not in without_tokens(Scrubber({})(f"wlan0{left}{address}{right}"))


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("page at https://192.168.1.20:8443/now?x=1 is served", "page at [link 1] is served"),
        ("from 192.168.1.20 and 10.0.0.7, 192.168.1.20 again", "from [address 1] and [address 2], [address 1] again"),
        ("fe80::1%wlan0: gone", "[address 1]: gone"),
        ("on 0.0.0.0:22, 127.0.0.1 and [::1]:631", "on 0.0.0.0:22, 127.0.0.1 and [::1]:631"),
        ("at 12:30:45, after 00:10", "at 12:30:45, after 00:10"),
        ("wlan0 dc:a6:32:01:02:03 up", "wlan0 [hardware address 1] up"),
        ("mail to anna.b@example.org now", "mail to [mail 1] now"),
        ("hinge-mirror-voice@7-1234-0.service: gone", "hinge-mirror-voice@7-1234-0.service: gone"),
        ("/home/anna/mine.mp4: no such file", "[file 1]: no such file"),
        ("'/media/anna/My stick/x.tar' cannot be read", "'[file 1]' cannot be read"),
        ("/var/lib/x/own/playlists/for anna.toml: x", "/var/lib/x/own/playlists/[file 1].toml: x"),
        ("/var/lib/x/own/drills/anna's: x", "/var/lib/x/own/drills/[file 1]'s: x"),
        ("/var/lib/hinge-mirror/records.sqlite: damaged", "/var/lib/hinge-mirror/records.sqlite: damaged"),
        ("monday_with_anna.toml: mended", "[file 1].toml: mended"),
        ("settings.toml: a.b: unknown (found 'Anna (me)')", "settings.toml: a.b: unknown (found [value 1])"),
        ('playlist "Monday with Anna": none', 'playlist "[words 1]": none'),
        ("the Pi's supply, the mirror's 'auto' and 'anna'", "the Pi's supply, the mirror's 'auto' and '[words 1]'"),
        ("fingerprint 3F2A 91BC 0011 2233 4455", "fingerprint [fingerprint 1]"),
        ("AB:CD:EF:01:23:45:67:89:AB:CD", "[hardware address 1]"),
        ('File "/usr/lib/python3.11/queue.py", line 171', 'File "/usr/lib/python3.11/queue.py", line 171'),
        ('File "/opt/hinge-mirror/releases/0.1.0/x.py"', 'File "/opt/hinge-mirror/releases/0.1.0/x.py"'),
        ('File "/srv/anna/x.py", line 3', 'File "[file 1]", line 3'),
        ('"/usr/share/of anna/x.py"', '"[file 1]"'),
        ("serial 10000000abcdef12 of 64 GB", "serial [number 1] of 64 GB"),
        ("a4b1c2d3-0000-1111-2222-333344445555", "[number 1]"),
        ("cookie eyJhbGciOiJIUzI1NiJ9_abcDEF0123 sent", "cookie [secret 1] sent"),
        ("-----BEGIN PRIVATE KEY-----\nMIIab\n-----END PRIVATE KEY-----\nend", "[secret 1]\nend"),
        ("-----BEGIN PRIVATE KEY-----\ncut off", "[secret 1]"),
        ("kiosk.station: failed at 29.7 frames", "kiosk.station: failed at 29.7 frames"),
    ],
)
def test_what_looks_personal_goes_and_the_rest_stays(text: str, scrubbed: str) -> None:
    assert Scrubber({}, ours=["auto", "settings", "records"])(text) == scrubbed


def test_tokens_are_the_same_for_the_same_and_of_their_kind() -> None:
    scrub = Scrubber({"nickname": ["Anna", "Bo"], "device": ["Anna's phone"]})
    assert scrub("anna and Bo") == "[nickname 1] and [nickname 2]"
    assert scrub("ANNA's phone of Anna") == "[device 1] of [nickname 1]"
    assert scrub("about Bo, not Bosnia; bo_plan") == "about [nickname 2], not Bosnia; [nickname 2]_plan"


leaves = st.none() | st.booleans() | st.integers() | words
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3), max_leaves=10
)


@given(trees)
def test_trees_keep_their_shape(tree: object) -> None:
    scrubbed = Scrubber({"nickname": ["anna"]}).tree(tree)
    assert type(json.loads(json.dumps(scrubbed))) is type(json.loads(json.dumps(tree)))


def test_names_that_say_nothing_are_none() -> None:
    scrub = Scrubber({"nickname": ["", "  ", "\t"]})
    assert scrub("as it was") == "as it was"
    assert Scrubber({"machine": ["mirror"]})("the mirror", names_only=True) == "the [machine 1]"
    assert Scrubber({})("10.1.0.93", names_only=True) == "10.1.0.93"


def test_what_stands_for_tokens_cannot_be_forged() -> None:
    assert Scrubber({"nickname": ["anna"]})(f"anna {chr(0xF0000)}") == "[nickname 1] \ufffd"
