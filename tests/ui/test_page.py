from __future__ import annotations

from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.ui.conftest import Served

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


WAIT = 90_000  # milliseconds; machines that run tests are slow at times


def visit(browser: Browser, served: Served) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(served.url)
    expect(page.locator("#message textarea")).to_be_visible(timeout=WAIT)
    return page


def say(page: Page, text: str) -> str:
    """Send a message and return the text of the finished answer."""
    before = page.locator("#talk .bot-row").count()
    page.locator("#message textarea").fill(text)
    page.locator("#message textarea").press("Enter")
    answers = page.locator("#talk .bot-row")
    page.wait_for_function("n => document.querySelectorAll('#talk .bot-row').length > n", arg=before, timeout=WAIT)
    expect(page.locator("#message textarea")).to_have_value("", timeout=WAIT)
    return answers.nth(before).inner_text()


def test_a_talk_of_six_turns(browser: Browser, served: Served) -> None:
    page = visit(browser, served)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert say(page, "hello")
    say(page, "i need a mug")
    expect(page.locator(".card")).to_have_count(3)
    say(page, "under $20 please")
    chip = page.get_by_role("button", name="✕ price up to 20")
    expect(chip).to_be_visible()
    say(page, "not white")
    expect(page.get_by_role("button", name="✕ not in white")).to_be_visible()
    say(page, "i'll take the first one")
    expect(page.locator("#cart table")).to_contain_text("Total")
    assert "$" in say(page, "what's my total?")
    foreign = [url for url in asked if not url.startswith((served.url, "data:", "blob:"))]
    assert not foreign
    page.context.close()


def test_a_constraint_is_clicked_away(browser: Browser, served: Served) -> None:
    page = visit(browser, served)
    say(page, "a lamp under $60")
    chip = page.get_by_role("button", name="✕ price up to 60")
    chip.click()
    expect(chip).to_have_count(0, timeout=WAIT)
    page.context.close()


def test_two_visitors_never_see_each_other(browser: Browser, served: Served) -> None:
    first, second = visit(browser, served), visit(browser, served)
    say(first, "a red mug")
    say(second, "a desk lamp")
    assert "mug" in first.locator("#understood").inner_text().lower()
    assert "lamp" in second.locator("#understood").inner_text().lower()
    assert "red mug" not in second.locator("#talk").inner_text()
    first.context.close()
    second.context.close()


def test_what_is_no_picture_is_refused_with_a_reason(browser: Browser, served: Served, tmp_path) -> None:
    page = visit(browser, served)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"this is no picture")
    page.locator("#message input[type=file]").set_input_files(broken)
    page.wait_for_timeout(500)
    assert say(page, "do you have this?")
    page.context.close()


def test_a_photo_is_searched_by(browser: Browser, served: Served, tmp_path) -> None:
    page = visit(browser, served)
    photo = tmp_path / "photo.png"
    Image.new("RGB", (300, 300), "red").save(photo)
    page.locator("#message input[type=file]").set_input_files(photo)
    page.wait_for_timeout(500)
    assert say(page, "got anything like this?")
    page.context.close()


def test_markup_in_a_message_stays_text(browser: Browser, served: Served) -> None:
    page = visit(browser, served)
    say(page, "<img src=x onerror=alert(1)> <b>mug</b>")
    assert page.locator("#talk img[src=x]").count() == 0
    page.context.close()


def test_nothing_but_loopback_was_asked_for(served: Served) -> None:
    assert "REFUSED" not in served.log.read_text()
