"""The Celery settings that all workers share."""

from kula.node.celery_app import celery_app


def test_celery_app__queues_one_per_resource__and_nothing_pickled():
    app = celery_app("redis://127.0.0.1:6379/0")
    routes = app.conf.task_routes
    assert (routes["kula.score"]["queue"], routes["kula.train"]["queue"]) == ("gpu", "train")
    assert app.conf.accept_content == ["json"]
    assert not app.conf.worker_enable_remote_control, "a forged message ends no worker"
    assert app.conf.task_acks_late, "a task whose worker was killed runs again"
    assert app.conf.broker_url == "redis://127.0.0.1:6379/0"
