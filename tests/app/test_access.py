from __future__ import annotations

import pytest

from policycompare.app import access


@pytest.fixture
def stranger(window):
    return window


def test_who_has_not_the_token_sees_nothing(stranger):
    for address in ("/", "/static/app.js", "/projects/123456789012"):
        assert stranger.get(address).status_code == 403
    assert stranger.get("/", params={"token": "another"}).status_code == 403
    assert stranger.post("/projects").status_code == 403


def test_the_address_with_the_token_gives_a_cookie_that_no_script_and_no_other_site_can_use(stranger, token):
    answer = stranger.get("/", params={"token": token}, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert stranger.get("/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:80", "localhost:9999", ""])
def test_a_name_that_was_made_to_lead_here_is_refused(browser, host):
    assert browser.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:80", ""])
def test_a_form_of_another_page_changes_nothing(browser, folder, origin):
    answer = browser.post("/projects", data={"shipped": "national"}, headers={"origin": origin})
    assert answer.status_code == 403
    assert not folder.exists()


def test_every_page_says_that_it_may_ask_nobody_else_and_is_not_kept(browser):
    for address in ("/", "/static/app.css", "/projects/nothing"):
        headers = browser.get(address).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


def test_an_upload_that_is_too_large_is_refused_whether_it_says_so_or_not(browser, folder, monkeypatch):
    monkeypatch.setattr(access, "MOST_BYTES", 1_000)
    file = {"files": ("大.txt", b"x" * 2_000)}
    assert browser.post("/projects", files=file).status_code == 413
    parts = iter([b"x" * 600, b"x" * 600])
    kind = {"content-type": "multipart/form-data; boundary=b"}
    assert browser.post("/projects", content=parts, headers=kind).status_code == 413
    assert not folder.exists()


def test_the_address_that_is_printed_is_of_this_machine():
    assert access.address(8123, "a b") == "http://127.0.0.1:8123/?token=a+b"
