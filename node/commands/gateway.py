"""`kula gateway`: the HTTP program and its worker."""

import typer

from kula.protocol.program.console import say

app = typer.Typer(no_args_is_help=True, help="Take records in, post batches, relay claims, serve the model.")


@app.command()
def run() -> None:
    """Serve the HTTP API and the page. `kula config show gateway` prints its settings."""
    import uvicorn

    from kula.node.gateway.api.app import create_app
    from kula.node.logs import log_json
    from kula.node.settings import GatewaySettings

    log_json()
    settings = GatewaySettings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        timeout_keep_alive=15,
        proxy_headers=False,
    )


@app.command()
def openapi() -> None:
    """Print the API's OpenAPI document, from which the page's TypeScript is generated."""
    from kula.node.gateway.api.app import routes

    say(routes().openapi(), as_json=True)


@app.command()
def work() -> None:
    """Run the gateway's worker: it pins, posts, closes and finalises, and relays claims."""
    from kula.node.celery_app import run_worker
    from kula.node.gateway.worker import app as worker
    from kula.node.gateway.worker import configure
    from kula.node.logs import log_json
    from kula.node.settings import GatewaySettings

    log_json()
    settings = GatewaySettings()
    settings.data.mkdir(parents=True, exist_ok=True)
    configure(settings)
    run_worker(worker, "--beat", "--pool", "solo", "--queues", "io,train")
