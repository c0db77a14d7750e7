"""What CloudWatch Logs does with events that are put: subscription filters and metric filters, with real patterns.

Deliveries go to functions asynchronously, as on AWS, and only where the function allows it. More than two subscription
filters on a group, and patterns that AWS or log_patterns.py refuse, are refused when they are put.
"""
import base64
import gzip
import json
import re
import time
import uuid

from ministack.core.responses import error_response_json, get_account_id
from ministack.services import cloudwatch, cloudwatch_logs, lambda_svc

import async_calls
import log_patterns

FILTERS_PER_GROUP = 2


def fan_out(group_name, stream_name, events):
    if not events:
        return
    for (owner, _name), found in list(cloudwatch_logs._metric_filters.items()):
        if owner == group_name:
            count(found, events)
    group = cloudwatch_logs._log_groups.get(group_name) or {}
    for name, found in list((group.get("subscriptionFilters") or {}).items()):
        matched = [event for event in events if log_patterns.matches(found["filterPattern"], event.get("message"))]
        if matched:
            send(group_name, group, stream_name, name, found["destinationArn"], matched)


def send(group_name, group, stream_name, filter_name, destination, events):
    function_name = destination.split(":function:")[-1].split(":")[0]
    func = lambda_svc._functions.get(function_name)
    # `:*` ends the ARN that a permission names; the group's own may or may not carry it.
    if not func or not async_calls.may_invoke(func, "logs.amazonaws.com", group["arn"].removesuffix(":*") + ":*"):
        print(f"CloudWatch Logs: {group_name} may not invoke {function_name}: delivery dropped", flush=True)
        return
    now = int(time.time() * 1000)
    payload = {
        "messageType": "DATA_MESSAGE",
        "owner": get_account_id(),
        "logGroup": group_name,
        "logStream": stream_name,
        "subscriptionFilters": [filter_name],
        "logEvents": [{"id": f"{uuid.uuid4().int:056d}", "timestamp": event.get("timestamp", now),
                       "message": event.get("message", "")} for event in events],
    }
    data = base64.b64encode(gzip.compress(json.dumps(payload).encode(), 1)).decode()
    async_calls.invoke_async(func, {"awslogs": {"data": data}})


def count(metric_filter, events):
    for event in events:
        if not log_patterns.matches(metric_filter.get("filterPattern"), event.get("message")):
            continue
        for one in metric_filter.get("metricTransformations") or []:
            value = str(one.get("metricValue", "1"))
            number = float(value) if re.fullmatch(r"[\d.]+", value) else 1.0
            cloudwatch.record_metric(one["metricNamespace"], one["metricName"], number)


def refused(pattern):
    try:
        log_patterns.compiled(pattern)
    except log_patterns.Unsupported as problem:
        print(f"CloudWatch Logs: pattern refused: {problem}: {pattern}", flush=True)
        return error_response_json("InvalidParameterException", f"Invalid filter pattern: {problem}", 400)
    return None


def checked(put, limited):
    def checked_put(data):
        group = cloudwatch_logs._log_groups.get(data.get("logGroupName")) or {}
        others = {*(group.get("subscriptionFilters") or {})} - {data.get("filterName")}
        if limited and len(others) >= FILTERS_PER_GROUP:
            return error_response_json("LimitExceededException", "Resource limit exceeded.", 400)
        return refused(data.get("filterPattern")) or put(data)
    return checked_put


def searched(filter_events):
    def search(data):
        return refused(data.get("filterPattern")) or filter_events(data)
    return search


def install():
    cloudwatch_logs._compile_filter_pattern = log_patterns.compiled
    cloudwatch_logs._filter_log_events = searched(cloudwatch_logs._filter_log_events)
    cloudwatch_logs._fanout_to_subscription_filters = fan_out
    cloudwatch_logs._subscription_pattern_matches = log_patterns.matches
    cloudwatch_logs._put_subscription_filter = checked(cloudwatch_logs._put_subscription_filter, True)
    cloudwatch_logs._put_metric_filter = checked(cloudwatch_logs._put_metric_filter, False)
