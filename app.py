"""Serve the shopping assistant: python app.py [--catalog FILE] [--port P]"""

from __future__ import annotations

import argparse
import os
import socket
import sys

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from assistant import settings
from assistant.live import Live
from assistant.opening import open_shop
from assistant.ui import page
from retrieval.errors import PortInUse, ShopError

OWN_ORIGIN = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' data: blob:; frame-ancestors 'self'"
)
_LARGEST_UPLOAD = "40mb"
_AT_ONCE = 8


def build(options: settings.Settings) -> FastAPI:
    """Return the web application over the shop that these settings describe."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.middleware("http")
    async def only_own_origin(request: Request, call_next) -> Response:  # type: ignore[no-untyped-def]
        response: Response = await call_next(request)
        response.headers["Content-Security-Policy"] = OWN_ORIGIN
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    live = Live(open_shop(options))
    live.watch()
    blocks = page.build(live).queue(default_concurrency_limit=_AT_ONCE)
    gr.mount_gradio_app(app, blocks, path="/", server_name=options.host, server_port=options.port,
                               footer_links=[], max_file_size=_LARGEST_UPLOAD, ssr_mode=False, run_history=False,
                               theme=page.theme(), css_paths=page.CSS, show_error=False)  # fmt: skip
    return app


def free(host: str, port: int) -> None:
    """Raise PortInUse if something listens on the address already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortInUse(f"cannot serve on {host}:{port}: {str(error.strerror).lower()}; "
                            f"stop what runs there or give another --port") from error  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; return 2 with a message on stderr when that cannot be done."""
    parser = argparse.ArgumentParser(prog="python app.py", description=__doc__)
    settings.add_arguments(parser, "catalog", "index", "shop_rules", "orders", "synonyms", "profile", "device", "voice",
                           "host", "port", "vectors", "milvus_uri")  # fmt: skip
    try:
        options = settings.load(vars(parser.parse_args(arguments)))
        free(options.host, options.port)
        app = build(options)
    except ShopError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"Ready: http://{options.host}:{options.port}", flush=True)
    uvicorn.run(app, host=options.host, port=options.port, log_level="warning")
    return 0


if __name__ == "__main__":
    sys.exit(main())
