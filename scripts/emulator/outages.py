"""Faults on purpose: services that refuse what functions ask, and functions that are killed in the middle of their work.

  TrailhoundFail     {"Service": "dynamodb", "Operations": [...], "Error": code, "Seconds": n}   no operations: all of them
  TrailhoundRefused  {"Service": "dynamodb"}                                answers how many calls were refused so far
  TrailhoundKill     {"Functions": [part of a name, ...], "Pick": 0 to 1}   answers the name of the function, or nothing

Refused are the calls of functions alone; what a test itself asks goes through.
"""
import os
import signal
import time

from ministack import app
from ministack.core import lambda_runtime
from ministack.core.responses import error_response_json, error_response_xml
from ministack.services import cloudtrail

QUERY = ("sns", "sts", "iam", "cloudformation")
THROTTLES = ("ThrottlingException", "Throttling", "ProvisionedThroughputExceededException", "TooManyRequestsException")
refusals = {}


def fail(body):
    service = body["Service"]
    if service not in refusals:
        app.SERVICE_HANDLERS[service] = refusing(service, app.SERVICE_HANDLERS[service])
    refusals[service] = {
        "operations": set(body.get("Operations") or []),
        "error": body["Error"],
        "until": time.time() + float(body["Seconds"]),
        "refused": 0,
    }
    return cloudtrail._ok({})


def refused_so_far(body):
    return cloudtrail._ok({"NextToken": str((refusals.get(body["Service"]) or {}).get("refused", 0))})


def refusing(service, handler):
    async def handle(method, path, headers, body, query):
        now = refusals[service]
        if time.time() < now["until"] and of_function(headers):
            action = app._ct_event_name(service, method, path, headers, app._routing_params(method, path, headers, body, query))
            if not now["operations"] or action in now["operations"]:
                now["refused"] += 1
                return refusal(service, now["error"])
        return await handler(method, path, headers, body, query)
    return handle


def refusal(service, code):
    status = 400 if code in THROTTLES else 503
    if service in QUERY:
        return error_response_xml(code, "refused on purpose", status)
    return error_response_json(code, "refused on purpose", status)


def of_function(headers):
    key = app.extract_access_key_id(headers, {})
    return bool(key) and key != os.environ["AWS_ACCESS_KEY_ID"]


def kill(body):
    with lambda_runtime._lock:
        busy = sorted(((worker.func_name, worker._proc.pid) for pool in lambda_runtime._workers.values() for worker in pool
                       if worker.in_use and worker._proc and worker._proc.poll() is None
                       and any(part in worker.func_name for part in body["Functions"])))
    if not busy:
        return cloudtrail._ok({"NextToken": ""})
    name, pid = busy[min(int(float(body["Pick"]) * len(busy)), len(busy) - 1)]
    os.kill(pid, signal.SIGKILL)
    return cloudtrail._ok({"NextToken": name})


def install():
    cloudtrail._DISPATCH.update(TrailhoundFail=fail, TrailhoundRefused=refused_so_far, TrailhoundKill=kill)
