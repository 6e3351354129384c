from __future__ import annotations

import shutil

import pytest
from starlette.testclient import TestClient

from policycompare.app.server import application

PORT, TOKEN = 8123, "a-token-of-this-run"
HERE = f"http://127.0.0.1:{PORT}"
CITY = "海门市公园管理办法\n" + "".join(
    f"第{number}条　{text}\n"
    for number, text in zip(
        "一二三四",
        (
            "市绿化部门主管全市公园，应当每年检查一次游乐设施。",
            "公园应当免费开放，闭园时间由管理单位公布。",
            "禁止在公园内烧烤、捕鱼。",
            "违反第三条规定的，处二百元罚款。",
        ),
        strict=True,
    )
)
DISTRICT = "海门市东岸区公园管理规定\n" + "".join(
    f"第{number}条　{text}\n"
    for number, text in zip(
        "一二三",
        (
            "区绿化部门主管本区公园，应当每半年检查一次游乐设施。",
            "禁止在公园内烧烤、捕鱼、露营。",
            "鼓励居民认养树木。",
        ),
        strict=True,
    )
)


@pytest.fixture(scope="session")
def city():
    return CITY


@pytest.fixture(scope="session")
def district():
    return DISTRICT


@pytest.fixture(scope="session")
def token():
    return TOKEN


def entered(folder):
    """Return a browser that came in by the address with the token, at a window of its own."""
    app = application(folder, token=TOKEN, port=PORT)
    browser = TestClient(app, base_url=HERE, raise_server_exceptions=False)
    browser.headers.update({"origin": HERE, "accept-language": "zh-CN"})
    browser.get("/", params={"token": TOKEN})
    return browser


def uploaded(browser, *files):
    """Upload files, by name and text, and return the page that answers."""
    given = files or (("东岸区公园规定（草案）.txt", DISTRICT), ("海门市公园办法.txt", CITY))
    return browser.post("/projects", files=[("files", (name, text.encode())) for name, text in given])


@pytest.fixture(scope="session")
def compared_once(tmp_path_factory):
    """A folder with a project that was compared, and its address; drawing the figures takes a second."""
    folder = tmp_path_factory.mktemp("window") / "政策对照"
    browser = entered(folder)
    address = uploaded(browser).url.path
    page = browser.post(f"{address}/compare")
    while "data-refresh" in page.text:
        page = browser.get(f"{address}/progress")
    assert page.url.path == f"{address}/result", page.text
    return folder, address


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "政策对照"


@pytest.fixture
def window(folder):
    """A browser at a window over the folder, before it came in."""
    browser = entered(folder)
    browser.cookies.clear()
    return browser


@pytest.fixture
def browser(folder):
    return entered(folder)


@pytest.fixture
def anew(folder):
    """Open the folder in a window that was started anew."""
    return lambda: entered(folder)


@pytest.fixture
def upload(browser):
    return lambda *files: uploaded(browser, *files)


@pytest.fixture
def compared(folder, compared_once):
    """The address of a project of the folder that was compared."""
    before, address = compared_once
    shutil.copytree(before, folder)
    return address
