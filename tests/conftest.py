"""What many tests share: the demo shop with its models, opened once."""

from __future__ import annotations

import os

import pytest

from assistant import settings
from assistant.opening import open_shop
from assistant.shop import Shop

os.environ.setdefault("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def demo_shop() -> Shop:
    return open_shop(settings.load({"device": "cpu"}, {}))
