"""EventBridge rules over CloudTrail events.

Events of AWS reach the default bus here from two sides: calls that the emulator records, and PutEvents with a source `aws.*`,
which AWS refuses and tests need. Reads are delivered only to rules in the state that asks for all management events
(EventBridge User Guide, "Receiving read-only management events"). Buses of other regions are targets too.
"""
import json

from ministack.core.arn import parse_arn
from ministack.core.responses import _request_region
from ministack.services import cloudtrail, eventbridge, lambda_svc

import async_calls

ALL_EVENTS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
DETAIL_TYPES = {"AwsApiCall": "AWS API Call via CloudTrail", "AwsConsoleSignIn": "AWS Console Sign In via CloudTrail"}


def dispatch(event, view=None):
    view = view or eventbridge._pattern_event_view(event)
    states = ("ENABLED", ALL_EVENTS) if not is_read(event) else (ALL_EVENTS,)
    for key, rule in list(eventbridge._rules.items()):
        wanted = rule.get("EventBusName", "default") == event.get("EventBusName", "default") and rule.get("State") in states
        if not wanted or not rule.get("EventPattern") or key in (event.get("_DispatchPath") or []):
            continue
        if eventbridge._matches_pattern_view(rule["EventPattern"], view, f"rule {key}"):
            for target in eventbridge._targets.get(key, []):
                eventbridge._invoke_target(target, event, rule, view)


def is_read(event):
    if event.get("DetailType") != DETAIL_TYPES["AwsApiCall"]:
        return False
    detail = json.loads(event.get("Detail") or "{}")
    return detail.get("readOnly") in (True, "true")


def to_target(invoke_target):
    def invoke(target, event, rule, view=None):
        arn = target.get("Arn", "")
        if ":function:" in arn and event.get("Source") != "aws.scheduler":
            func = lambda_svc._get_func_record_for_ref(arn)[0]
            if not func or not async_calls.may_invoke(func, "events.amazonaws.com", rule["Arn"]):
                print(f"EventBridge: rule {rule['Name']} may not invoke {arn}", flush=True)
                return None
        return invoke_target(target, event, rule, view)
    return invoke


def to_function(arn, payload):
    func, config, _name = lambda_svc._get_func_record_for_ref(arn)
    async_calls.invoke_async(lambda_svc._execution_record_for_config(func, config), json.loads(payload))


def to_bus(spec, event, rule, event_path, _input=None):
    """Buses of this account in any region; the event keeps the region that it comes from."""
    token = _request_region.set(spec.region)
    try:
        name = spec.resource.split("/", 1)[1]
        if name not in eventbridge._event_buses:
            print(f"EventBridge: no bus {name} in {spec.region}", flush=True)
            return
        path = [*event_path, eventbridge._rule_key(rule["Name"], rule.get("EventBusName", "default"))]
        dispatch({**event, "EventBusName": name, "_DispatchPath": path})
    finally:
        _request_region.reset(token)


def recorded_too(record_event):
    """A call that is recorded reaches the default bus of its region."""
    def record(**call):
        before = last_id()
        record_event(**call)
        if last_id() == before:
            return
        detail = cloudtrail._get_event_queue()[-1]["CloudTrailEvent"]
        emit([{"Source": f"aws.{call['service']}", "DetailType": DETAIL_TYPES["AwsApiCall"], "Detail": detail}])
    return record


def last_id():
    queue = cloudtrail._get_event_queue()
    return queue[-1]["EventId"] if queue else None


def emit(entries):
    eventbridge._put_events({"Entries": entries})


def install():
    put_events = eventbridge._put_events
    eventbridge._put_events = lambda data, allow_aws_source=False: put_events(data, allow_aws_source=True)
    eventbridge._dispatch_event = dispatch
    eventbridge._dispatch_to_lambda = to_function
    eventbridge._dispatch_to_event_bus = to_bus
    eventbridge._invoke_target = to_target(eventbridge._invoke_target)
    cloudtrail.record_event = recorded_too(cloudtrail.record_event)
