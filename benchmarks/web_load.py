"""The load of ``web.py``: pages asked for by locust, at a rate whatever the answers take, or as fast as they come.

A process of its own, since locust's sockets are not the standard library's. At a rate, requests begin at random
moments (Poisson, with a seed) and none waits for the one before: a slow answer is counted as slow and holds nothing
up. As fast as they come, a few clients ask again as soon as they are answered.

Reads one JSON object from standard input (``Task`` in the words below), writes one a request to standard output:
page, seconds, status.
"""

import json
import random
import sys
import time
from urllib.parse import urlencode

import gevent
import gevent.pool
from locust import FastHttpUser, constant, events, task
from locust.env import Environment

_MOST_AT_ONCE = 400  # waiting for an answer; beyond that the server is lost anyway
_LEFT_OVER = 30  # seconds for answers that are still to come


def ask(client, asked, chosen):
    """One request; redirections are not followed, since none of these pages redirects."""
    page, method, path, form = chosen
    headers = asked["headers"] | {"X-Page": f"{asked['phase']}/{page}"}
    body = None
    if method == "POST":
        body = urlencode(form)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    with client.request(
        method, path, data=body, headers=headers, name=page, allow_redirects=False, catch_response=True
    ) as answer:
        if answer.status_code == 200:
            answer.success()
        else:
            answer.failure(f"{answer.status_code}")


def at_a_rate(asked, chance, requests, weights):
    """One user who starts a request at each moment and waits for none."""

    class Arrivals(FastHttpUser):
        host, concurrency = asked["address"], _MOST_AT_ONCE
        network_timeout = connection_timeout = 60.0
        wait_time = constant(0)

        def on_start(self):
            self.under_way = gevent.pool.Pool(_MOST_AT_ONCE)
            self.due = time.monotonic()

        @task
        def arrive(self):
            self.due += chance.expovariate(asked["rate"])
            gevent.sleep(max(0, self.due - time.monotonic()))
            self.under_way.spawn(ask, self.client, asked, chance.choices(requests, weights)[0])

        def on_stop(self):
            self.under_way.join(_LEFT_OVER)

    return Arrivals


def as_fast_as_answered(asked, chance, requests, weights):
    """A user who asks again at once; there will be several."""

    class Hurried(FastHttpUser):
        host = asked["address"]
        network_timeout = connection_timeout = 60.0
        wait_time = constant(0)

        @task
        def again(self):
            ask(self.client, asked, chance.choices(requests, weights)[0])

    return Hurried


def main():
    asked = json.load(sys.stdin)
    chance = random.Random(asked["seed"])
    requests = [tuple(r[1:]) for r in asked["requests"]]
    weights = [r[0] for r in asked["requests"]]
    kind = at_a_rate if asked["rate"] else as_fast_as_answered
    clients = 1 if asked["rate"] else asked["clients"]

    def note(name, response_time, response, exception, **_):
        status = response.status_code if response is not None else 0
        print(json.dumps([name, response_time / 1000, 0 if exception and status == 200 else status]))

    events.request.add_listener(note)
    environment = Environment(user_classes=[kind(asked, chance, requests, weights)], events=events)
    runner = environment.create_local_runner()
    runner.start(clients, spawn_rate=clients)
    gevent.spawn_later(asked["seconds"], runner.quit)
    runner.greenlet.join()


if __name__ == "__main__":
    main()
