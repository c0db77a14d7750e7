"""CloudTrail's event history as the service documents it.

The emulator records calls, but it gives one page only, accepts what AWS refuses, has fractions of seconds, records data
events, and calls whatever comes in through the query protocol (IAM, STS, SNS, EC2) `POST.<service>`.

Tests steer it with three actions of their own, sent like any other CloudTrail action:

  TrailhoundInject        {"Events": [record, ...]}   records that happened earlier, in the caller's region
  TrailhoundThrottle      {"Times": n}                the next n lookups in the region are refused
  TrailhoundExpireTokens  {}                          tokens that were given out no longer hold
"""
import base64
import calendar
import collections
import json
import time
import zlib
from urllib.parse import parse_qs

from ministack import app
from ministack.core.responses import get_region
from ministack.services import cloudtrail

PAGE = 50
HISTORY_SECONDS = 90 * 86_400
ATTRIBUTES = {"EventId", "EventName", "ReadOnly", "Username", "ResourceType", "ResourceName", "EventSource", "AccessKeyId"}

# Data events are not in the event history (CloudTrail User Guide, "Data events").
DATA_EVENTS = {
    "dynamodb": {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem",
                 "TransactGetItems", "TransactWriteItems"},
    "s3": {"GetObject", "PutObject", "DeleteObject", "HeadObject", "ListObjects", "ListObjectsV2"},
    "sqs": {"SendMessage", "SendMessageBatch", "ReceiveMessage", "DeleteMessage", "DeleteMessageBatch"},
    "sns": {"Publish", "PublishBatch"},
    "lambda": {"Invoke"},
    "logs": {"PutLogEvents", "FilterLogEvents", "GetLogEvents"},
    "monitoring": {"PutMetricData", "GetMetricData"},
}

throttled = collections.Counter()
generation = 0


def refuse(code, message):
    return cloudtrail._err(code, message)


# --- recording -----------------------------------------------------------------------------------------------------------

def with_action(record_request):
    """The query protocol sends its action in the body; the emulator looks for it in the query string."""
    def record(service, method, path, headers, body, query, *rest):
        if body and headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            query = {**parse_qs(body.decode("utf-8", "replace")), **query}
        return record_request(service, method, path, headers, body, query, *rest)
    return record


def as_recorded_by_aws(record_event):
    """Whole seconds, parameters as CloudTrail spells them, `readOnly` as a boolean in the record, and no data events."""
    def record(**call):
        if call["event_name"] in DATA_EVENTS.get(call["service"], ()):
            return
        record_event(**call)
        event = cloudtrail._get_event_queue()[-1]
        detail = json.loads(event["CloudTrailEvent"])
        detail.update(readOnly=event["ReadOnly"] == "true", managementEvent=True, eventCategory="Management",
                      requestParameters=as_spelled(detail["requestParameters"]))
        event.update(EventTime=int(event["EventTime"]), CloudTrailEvent=json.dumps(detail))
    return record


def as_spelled(parameters):
    """The record has names of parameters with a small first letter, whatever the protocol of the call has."""
    if isinstance(parameters, list):
        return [as_spelled(one) for one in parameters]
    if not isinstance(parameters, dict):
        return parameters
    return {name[:1].lower() + name[1:]: as_spelled(value) for name, value in parameters.items()}


def inject(body):
    queue = cloudtrail._get_event_queue()
    for record in body["Events"]:
        who = record.get("userIdentity") or {}
        queue.append({
            "EventId": record["eventID"],
            "EventName": record["eventName"],
            "EventSource": record["eventSource"],
            "EventTime": calendar.timegm(time.strptime(record["eventTime"], "%Y-%m-%dT%H:%M:%SZ")),
            "Username": who.get("userName") or "",
            "AccessKeyId": who.get("accessKeyId") or "",
            "ReadOnly": "true" if record.get("readOnly") else "false",
            "Resources": [],
            "CloudTrailEvent": json.dumps(record),
        })
    return cloudtrail._ok({"Injected": len(body["Events"])})


# --- looking up ----------------------------------------------------------------------------------------------------------

def lookup(body):
    if throttled[get_region()] > 0:
        throttled[get_region()] -= 1
        return refuse("ThrottlingException", "Rate exceeded")
    attributes, size = body.get("LookupAttributes") or [], body.get("MaxResults", PAGE)
    if len(attributes) > 1 or any(one.get("AttributeKey") not in ATTRIBUTES for one in attributes):
        return refuse("InvalidLookupAttributesException", "At most one attribute, and one that exists.")
    if not isinstance(size, int) or not 1 <= size <= PAGE:
        return refuse("InvalidMaxResultsException", "1 to 50.")
    start, end = float(body.get("StartTime") or 0), float(body.get("EndTime") or time.time())
    if start > end:
        return refuse("InvalidTimeRangeException", "The end lies before the start.")
    question = zlib.crc32(json.dumps([start, body.get("EndTime"), attributes, get_region()]).encode())
    skip = skipped(body.get("NextToken"), question)
    if skip is None:
        return refuse("InvalidNextTokenException", "The token does not hold for this request.")
    start = max(start, time.time() - HISTORY_SECONDS)
    found = [event for event in cloudtrail._get_event_queue()
             if start <= event["EventTime"] <= end and all(matches(event, one) for one in attributes)]
    found.sort(key=lambda event: -event["EventTime"])
    answer = {"Events": found[skip:skip + size]}
    if skip + size < len(found):
        answer["NextToken"] = base64.b64encode(json.dumps([generation, question, skip + size]).encode()).decode()
    return cloudtrail._ok(answer)


def skipped(token, question):
    """How many events earlier pages took; `None` for a token that was made for something else or has expired."""
    if not token:
        return 0
    try:
        made, asked, skip = json.loads(base64.b64decode(token))
    except ValueError:
        return None
    return skip if (made, asked) == (generation, question) else None


def matches(event, attribute):
    key, value = attribute["AttributeKey"], attribute["AttributeValue"]
    if key in ("ResourceName", "ResourceType"):
        return any(resource.get(key) == value for resource in event["Resources"])
    return event.get(key) == value


def throttle(body):
    throttled[get_region()] = int(body["Times"])
    return cloudtrail._ok({})


def expire_tokens(_body):
    global generation
    generation += 1
    return cloudtrail._ok({})


def install():
    app._maybe_record_cloudtrail = with_action(app._maybe_record_cloudtrail)
    cloudtrail.record_event = as_recorded_by_aws(cloudtrail.record_event)
    cloudtrail._DISPATCH.update(
        LookupEvents=lookup,
        TrailhoundInject=inject,
        TrailhoundThrottle=throttle,
        TrailhoundExpireTokens=expire_tokens,
    )
