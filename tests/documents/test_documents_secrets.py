"""What is a secret among options, and what only sounds like one."""

from __future__ import annotations

import pytest

from mentaleval.documents.places import named
from mentaleval.documents.secrets import secrets_in

CALLED_SO = """
api_key API_KEY apikey apiKey apiKeys APIKey ApiKeys api-key x-api-key X-API-KEY openai-api-key
openai_api_key_2 OPENAI_APIKEY Authorization authorization Proxy-Authorization auth Auth token
TOKEN password PASSWORD db_password passwords passwd userPasswd passphrase key-passphrase secret
secrets client_secret clientSecret x_secret aws_secret_access_key credentials credential
googleCredentials access_token accessToken access-key AccessKeyId private_key privateKey
auth_token authToken oauth_token oauthToken Ocp-Apim-Subscription-Key signing_key session_token
sessionToken bearer bearer_token refresh_token id_token idToken api_token api.key
"""
NOT_SO = """
key keys score_key id_key sort_key group_key sep_token eos_token pad_token_id max_tokens maxTokens
max_new_tokens tokens tokenizer keyword keywords monkey keyboard_layout token_count stop_token
author authors authority auth_mode bear bearing secretary passwordless pass passage word path
base_url model temperature rapid_key api version api_version private session access_mode
apiary_keyhole
"""


@pytest.mark.parametrize("name", CALLED_SO.split())
@pytest.mark.parametrize("value", ["hidden", ["hidden"], {"of": [{"it": "hidden"}]}, 4711])
def test_what_is_called_like_a_secret_is_one_however_deep(name, value):
    ((place, said),) = secrets_in({"a": 1, name: value})
    assert (place[0], said) == (name, "is called like a secret")
    ((place, _),) = secrets_in({"deep": [{"b": "x"}, {name: value}]})
    assert place[:3] == ("deep", 1, name)


@pytest.mark.parametrize("name", NOT_SO.split())
def test_what_only_sounds_like_a_secret_is_none(name):
    assert not list(secrets_in({name: "plain", "deep": [{name: ["plain"]}]}))


def _letters(count: int) -> str:
    """Return what a key may go on with; whole keys here would be found by those who look."""
    return ("a1B2c3D4e5" * 9)[:count]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("sk-" + _letters(48), "key of a provider"),
        ("sk-ant-api03-" + _letters(60), "key of a provider"),
        ("sk-proj-" + _letters(30) + "_-x", "key of a provider"),
        ("before:sk-" + _letters(20) + " after", "key of a provider"),
        ("gsk_" + _letters(52), "key of a provider"),
        ("hf_" + "abCdefGhij" * 3 + "abcd", "key of a provider"),
        ("xai-" + _letters(80), "key of a provider"),
        ("AIza" + _letters(35), "key of a provider"),
        ("AKIA" + "ABCDEFGH12345678", "key of a provider"),
        ("ghp_" + _letters(36), "key of a provider"),
        ("github_pat_" + _letters(82), "key of a provider"),
        (f"eyJ{_letters(9)}.eyJ{_letters(9)}.{_letters(9)}", "key of a provider"),
        ("-----BEGIN RSA PRIVATE KEY-----\nabc", "key of a provider"),
        ("Bearer abc", "authorization header"),
        ("bearer  a.b-c", "authorization header"),
        ("X: Bearer abc", "authorization header"),
        ('{"x": "Bearer abc"}'[:-1], "authorization header"),
        ("https://me:pass@host/v1", "address with a password"),
        ("HTTP://me:p%40ss@host", "address with a password"),
        ("redis://:pass@host:6379/0", "address with a password"),
        ("see https://me:pass@host", "address with a password"),
    ],
)
def test_what_looks_like_a_secret_is_one_by_whatever_name(value, said):
    ((place, found),) = secrets_in({"deep": [{"harmless": value}]})
    assert place == ("deep", 0, "harmless")
    assert said in found


@pytest.mark.parametrize(
    "value",
    [
        "sk-learn",
        "task-" + _letters(30),
        "sk-learn-logistic-regression-with-words",
        "hf_internal_testing",
        "hf/org/name",
        "https://host:8080/v1",
        "https://host/v1?who=a:b@c",
        "https://me@host/v1",
        "a:b@c",
        "the bearer of news",
        "Bearer",
        "eyJust a word",
        "key",
        "AKIAbc",
        "openai/gpt-4o-2024-08-06",
    ],
)
def test_plain_texts_are_none(value):
    assert not list(secrets_in({"harmless": value}))


@pytest.mark.parametrize("value", [True, False, None, "", [], {}])
def test_what_tells_nothing_is_none_by_whatever_name(value):
    assert not list(secrets_in({"use_auth_token": value, "deep": {"api_key": value}}))


def test_the_place_is_named_as_people_write_it():
    ((place, _),) = secrets_in({"headers": [{"a": 1}, {"x-api-key": "x"}]})
    assert named(place) == "headers[2].x-api-key"
