"""Targets of EventBridge Scheduler: universal ones (`aws-sdk:service:action`), context attributes, and the role that calls.

A schedule calls with its role. The emulator does nothing for universal targets and asks no role.

  TrailhoundFire  {"Name": part}   what has this part in its name is due at once; answers how many those are
"""
import datetime
import json
import re
import threading
import uuid

from botocore import xform_name
from ministack.core.arn import parse_arn
from ministack.services import cloudtrail, eventbridge, scheduler

import signed_calls

UNIVERSAL = "arn:aws:scheduler:::aws-sdk:"


def fire(invoke_target):
    def invoke(target, event, rule, view=None):
        if event.get("Source") != "aws.scheduler":
            return invoke_target(target, event, rule, view)
        text = with_context(target.get("Input") or "{}", event, rule)
        call = caller(target, text, event)
        if call:
            threading.Thread(target=run, args=(call, target, text, rule), daemon=True).start()
            return None
        return invoke_target({**target, "Input": text}, event, rule, view)
    return invoke


def caller(target, text, event):
    """What is to be called with the role; `None` where the emulator's own delivery does."""
    arn, region, account = target["Arn"], event["Region"], event["Account"]
    if arn.startswith(UNIVERSAL):
        service, action = arn[len(UNIVERSAL):].split(":")
        return lambda: universal(signed_calls.role_client(service, region, account, target["RoleArn"]), action, text)
    if parse_arn(arn).service == "lambda":
        return lambda: signed_calls.role_client("lambda", region, account, target["RoleArn"]).invoke(
            FunctionName=arn, InvocationType="Event", Payload=text.encode())
    return None


def universal(client, action, text):
    getattr(client, xform_name(action))(**json.loads(text))


def with_context(text, event, rule):
    at = datetime.datetime.fromtimestamp(event["Time"], datetime.timezone.utc)
    values = {
        "schedule-arn": rule.get("Arn", ""),
        "scheduled-time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "execution-id": str(uuid.uuid4()),
        "attempt-number": "1",
    }
    return re.sub(r"<aws\.scheduler\.([a-z-]+)>", lambda found: values.get(found[1], found[0]), text)


def run(call, target, text, rule):
    retries = (target.get("RetryPolicy") or {}).get("MaximumRetryAttempts", 185)
    for _ in range(1 + min(int(retries), 2)):
        try:
            call()
            return
        except Exception as problem:
            print(f"schedule {rule.get('Name')}: {problem}", flush=True)
    dead_letters = (target.get("DeadLetterConfig") or {}).get("Arn")
    if dead_letters:
        eventbridge._dispatch_to_sqs(parse_arn(dead_letters), text)


def due_now(body):
    names = [key for key in list(scheduler._schedules._data) if body["Name"] in key[2]]
    for key in names:
        scheduler._schedule_last_fired[key] = 0
    return cloudtrail._ok({"NextToken": str(len(names))})


def install():
    cloudtrail._DISPATCH["TrailhoundFire"] = due_now
    eventbridge._invoke_target = fire(eventbridge._invoke_target)
