"""What a plugin may declare of its files, and what ours declare."""

from __future__ import annotations

import hashlib

import pytest

from mentaleval import PluginError, Published, PublishedFile
from mentaleval_datasets import CounselChat, MentalAlign70k, datasets

SUM = "0" * 64
OURS = [dataset for dataset in datasets() if dataset.published]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../x.csv",
        "/etc/passwd",
        "a/b.csv",
        "a\\b.csv",
        "C:x.csv",
        ".hidden",
        "-x",
        "nul.txt",
        "a\nb.csv",
        "a\u202eb.csv",
        "x.csv.",
        "mentaleval-data.json",
    ],
)
def test_a_name_that_leads_out_of_the_folder_is_refused(name):
    with pytest.raises(PluginError, match="is no plain name of a published file"):
        PublishedFile(name, "https://example.org/x", SUM)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://example.org/x.csv",
        "http://127.0.0.1.example.org/x.csv",
        "file:///etc/passwd",
        "https:///x.csv",
        "https://[/x.csv",
        "https://example.org:port/x.csv",
    ],
)
def test_an_unsafe_address_is_refused(url):
    with pytest.raises(PluginError, match="no address that begins with https://"):
        PublishedFile("x.csv", url, SUM)


@pytest.mark.parametrize("sha256", ["", "0" * 63, "G" * 64, "A" * 64])
def test_a_sum_that_is_none_is_refused(sha256):
    with pytest.raises(PluginError, match="not 64 hexadecimal digits"):
        PublishedFile("x.csv", "https://example.org/x.csv", sha256)


def test_two_files_of_one_name_or_none_at_all_are_refused():
    files = [PublishedFile(name, "https://example.org/x.csv", SUM) for name in ("x.csv", "X.csv")]
    with pytest.raises(PluginError, match=r"two published files have the name 'x\.csv'"):
        Published(files, None, "https://example.org", "MIT", "Us")
    with pytest.raises(PluginError, match="at least one file"):
        Published((), None, "https://example.org", "MIT", "Us")


@pytest.mark.parametrize("dataset", OURS, ids=lambda dataset: dataset.name)
def test_our_addresses_are_pinned_to_a_revision(dataset):
    published = dataset.published
    if published.gated is None:
        assert published.revision
        assert all(published.revision in file.url for file in published.files)
    assert all((published.licence, published.citation, published.homepage))


@pytest.mark.parametrize("dataset", [CounselChat, MentalAlign70k])
def test_the_declared_sums_are_those_of_the_real_files(dataset, real_data):
    known = [file for file in dataset.published.files if file.sha256]
    assert known
    for file in known:
        content = (real_data(dataset.name) / file.name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert len(content) == file.size
