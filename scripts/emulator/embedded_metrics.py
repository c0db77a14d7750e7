"""What becomes of a function's log: its group, and metrics in it (embedded metric format); and alarms over expressions.

AWS makes metrics of such log lines; the emulator does not, and refuses templates whose alarms use metric math. Those alarms
are kept here and never change their state.
"""
import json

from ministack.services import cloudwatch, cloudwatch_logs, lambda_svc
from ministack.services.cloudformation import provisioners


def with_metrics(emit_logs):
    def emit(func, request_id, log_text, *rest, **more):
        if has_lost_its_group(func):
            return None
        for line in (log_text or "").splitlines():
            if '"_aws"' in line:
                count(line)
        return emit_logs(func, request_id, log_text, *rest, **more)
    return emit


def has_lost_its_group(func):
    """A group of the template's own that was deleted stays so: roles may not create one, and a late call must not."""
    config = func.get("config") or func
    group = (config.get("LoggingConfig") or {}).get("LogGroup", "")
    return not group.startswith("/aws/lambda/") and group != "" and group not in cloudwatch_logs._log_groups


def count(line):
    try:
        document = json.loads(line[line.index("{"):])
        directives = document["_aws"]["CloudWatchMetrics"]
    except (ValueError, KeyError, TypeError):
        return
    for directive in directives:
        for names in directive.get("Dimensions") or [[]]:
            dimensions = {name: str(document.get(name, "")) for name in names}
            for metric in directive.get("Metrics") or []:
                put(directive["Namespace"], metric, dimensions, document.get(metric["Name"]))


def put(namespace, metric, dimensions, found):
    for value in found if isinstance(found, list) else [found]:
        if isinstance(value, (int, float)):
            cloudwatch.record_metric(namespace, metric["Name"], value, metric.get("Unit", "None"), dimensions)


def with_expressions(alarm_record):
    def record(name, props):
        if not props.get("Metrics"):
            return alarm_record(name, props)
        plain = {**props, "MetricName": "expression", "Namespace": "expression"}
        del plain["Metrics"]
        return {**alarm_record(name, plain), "MetricName": "", "Namespace": "", "Metrics": props["Metrics"]}
    return record


def install():
    lambda_svc._emit_lambda_logs = with_metrics(lambda_svc._emit_lambda_logs)
    provisioners._cw_metric_alarm_record = with_expressions(provisioners._cw_metric_alarm_record)
