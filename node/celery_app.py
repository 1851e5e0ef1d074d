"""Celery with the settings that the workers of gateway and validator share. Knows no task: each worker registers its own.

Queues: io (chain and IPFS), gpu (scoring), train (training rounds).
"""

from celery import Celery

SEND_SECONDS = 5
"""How long a broker may take for each answer when a task is sent to it. One that swallows packets would hold us for ever."""
_OPTIONS = {
    "visibility_timeout": 3_600,
    # Redis only: AMQP has heartbeats. A worker asks Redis for tasks every second.
    "socket_timeout": 30,
    "socket_connect_timeout": 10,
    "socket_keepalive": True,
}
_SEND_LIMITS = dict.fromkeys(
    ("socket_timeout", "socket_connect_timeout", "read_timeout", "write_timeout"), SEND_SECONDS
)
"""Those of Redis, then those of AMQP."""


def celery_app(broker: str = "") -> Celery:
    """A Celery application without tasks.

    With a `broker` it sends tasks. Workers choose theirs later, and have more patience with it.
    """
    app = Celery("kula", set_as_current=False)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        broker_connection_retry_on_startup=True,
        # Whoever reaches the broker could else end every worker, or change its queues and rates.
        worker_enable_remote_control=False,
        worker_soft_shutdown_timeout=10,
        task_default_queue="io",
        task_routes={"kula.score": {"queue": "gpu"}, "kula.train": {"queue": "train"}},
        broker_transport_options=_OPTIONS,
    )
    if broker:
        app.conf.update(broker_url=broker, broker_transport_options={**_OPTIONS, **_SEND_LIMITS})
    return app


def run_worker(app: Celery, *arguments: str) -> None:
    """Run this process as a worker of the app until SIGTERM. `arguments` are those of `celery worker`."""
    quiet = ("--loglevel", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat")
    app.worker_main(["worker", *quiet, *arguments])
