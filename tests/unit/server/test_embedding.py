"""Only named sites may show the dashboard in a frame."""

import pytest

from motorloops.model.errors import InputError
from motorloops.server.embedding import FRAME_ANCESTORS, FrameAncestors
from motorloops.server.middleware import POLICY, plain_page
from motorloops.server.strings import string_table


def test_nobody_may_at_first():
    ancestors = FrameAncestors()
    assert ancestors.policy(POLICY) == POLICY
    assert "frame-ancestors 'none'" in POLICY
    ancestors.allow("")
    assert ancestors.policy(POLICY) == POLICY


def test_named_origins_may():
    ancestors = FrameAncestors()
    ancestors.allow("https://School.example, http://127.0.0.1:8000,https://*.clinic.example")
    policy = ancestors.policy(POLICY)
    assert policy.endswith(
        "frame-ancestors https://school.example http://127.0.0.1:8000 https://*.clinic.example"
    )
    assert policy.count("frame-ancestors") == 1
    ancestors.allow(None)
    assert ancestors.policy(POLICY) == POLICY


def test_the_page_of_a_full_server_is_seen_in_the_frame_too(monkeypatch):
    monkeypatch.setattr(FRAME_ANCESTORS, "_origins", ("https://school.example",))
    policy = plain_page(string_table()["full"], 503).headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors https://school.example")


@pytest.mark.parametrize(
    "text",
    ["*", "school.example", "https://a.example/path", "ftp://a.example", "https://a b", "https://",
     "https://a.example; script-src *", "'self'",
     ",".join(f"https://a{k}.example" for k in range(99))],
)  # fmt: skip
def test_anything_else_is_refused_in_one_line(text):
    with pytest.raises(InputError, match=r"^--embed-in: .* is not allowed; give"):
        FrameAncestors().allow(text)
