"""Asynchronous invocations of functions, as the developer guide of Lambda describes them.

The emulator invokes once and forgets when CloudWatch Logs, EventBridge or a schedule call a function, takes a throttled
call for a success, and knows no S3 bucket as the destination of what failed for good.
"""
import contextvars
import datetime
import fnmatch
import json
import os
import threading
import time
import urllib.parse
import uuid

from ministack.core.responses import _request_account_id, _request_region
from ministack.services import lambda_svc, s3

RETRY_SECONDS = float(os.environ.get("LAMBDA_ASYNC_RETRY_BASE_SECONDS", "1"))
# AWS keeps a throttled or failing event for six hours; a test has not that long, and a wait this short never ends it early.
THROTTLED_SECONDS = 0.25
HOURS_KEPT = 6


def invoke_async(func, event):
    """Invokes in the background, again after an error or a throttle, then sends what failed to its destination."""
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(deliver, func, event), daemon=True).start()


def deliver(func, event):
    config = func.get("config") or func
    account, region = lambda_svc._account_region_from_function_config(config)
    _request_account_id.set(account)
    _request_region.set(region)
    live = lambda_svc._functions.get(config["FunctionName"], func)
    settings = (live.get("event_invoke_configs") or {}).get("$LATEST") or live.get("event_invoke_config") or {}
    retries, begun, failed = settings.get("MaximumRetryAttempts", 2), time.time(), 0
    while True:
        # Looked up each time: code and configuration may have changed between two attempts.
        result = lambda_svc._execute_function(lambda_svc._functions.get(config["FunctionName"], func), event)
        if result.get("throttle"):
            if time.time() - begun > HOURS_KEPT * 3600:
                return send_failure(settings, live, event, result, failed, "EventAgeExceeded")
            time.sleep(THROTTLED_SECONDS)
            continue
        if not result.get("error"):
            return None
        failed += 1
        if failed > int(retries):
            return send_failure(settings, live, event, result, failed, "RetriesExhausted")
        time.sleep(RETRY_SECONDS * failed)


def send_failure(settings, func, event, result, attempts, condition):
    config = func.get("config") or func
    target = (settings.get("DestinationConfig") or {}).get("OnFailure", {}).get("Destination")
    if target and target.startswith("arn:aws:s3:"):
        put_record(target.rsplit(":", 1)[1], config, event, result, attempts, condition)
        return
    target = target or (config.get("DeadLetterConfig") or {}).get("TargetArn")
    if target:
        lambda_svc._route_async_failure(target, config["FunctionName"], event, result)


def put_record(bucket, config, event, result, attempts, condition):
    """The record and its key as the guide gives them ("Capturing records of Lambda asynchronous invocations")."""
    now, name = datetime.datetime.now(datetime.timezone.utc), config["FunctionName"]
    record = {
        "version": "1.0",
        "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z",
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": f"{config['FunctionArn']}:$LATEST",
            "condition": condition,
            "approximateInvokeCount": attempts,
        },
        "requestPayload": event,
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": result.get("body") if isinstance(result.get("body"), dict) else {},
    }
    key = f"aws/lambda/async/{name}/{now:%Y/%m/%d}/{now:%Y-%m-%dT%H.%M.%S}-{uuid.uuid4()}"
    status, _headers, answer = s3._put_object(bucket, urllib.parse.unquote(key), json.dumps(record).encode(), {})
    if status >= 400:
        print(f"on-failure destination of {name}: {status} {answer!r}", flush=True)


def throttled_as_error(throttle_response):
    """What polls a source deletes a batch unless the answer is an error, and a throttled call has handled nothing."""
    def throttle(*args, **more):
        return {**throttle_response(*args, **more), "error": True}
    return throttle


def may_invoke(func, service, source_arn):
    """Whether the function's own policy lets a service invoke it on behalf of this source."""
    for statement in (func.get("policy") or {}).get("Statement") or []:
        principal = statement.get("Principal")
        named = principal.get("Service") if isinstance(principal, dict) else principal
        likes = [like for test in ("ArnLike", "ArnEquals", "StringEquals", "StringLike")
                 for key, like in ((statement.get("Condition") or {}).get(test) or {}).items() if key.lower() == "aws:sourcearn"]
        if named in (service, "*") and all(fnmatch.fnmatchcase(source_arn, like) for like in likes):
            return True
    return False


def install():
    lambda_svc._throttle_response = throttled_as_error(lambda_svc._throttle_response)
    lambda_svc.invoke_async_with_retry = invoke_async
