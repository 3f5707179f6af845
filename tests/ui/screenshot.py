"""Take the picture of the page for the README: python -m tests.ui.screenshot URL OUT.png (with the app running)."""

from __future__ import annotations

import shutil
import sys

from playwright.sync_api import sync_playwright

from tests.ui.test_page import FLAGS, say

TALK = ("a mug for the dishwasher", "not white, and under $20", "what is the difference between the first two?")


def main(url: str, out: str) -> None:
    """Hold a short talk with the app at `url` and save what the page shows."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_context(viewport={"width": 1280, "height": 860}).new_page()
        page.goto(url)
        page.locator("#message textarea").wait_for()
        for text in TALK:
            say(page, text)
        page.wait_for_timeout(1500)
        page.screenshot(path=out)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:3])
