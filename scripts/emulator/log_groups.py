"""Log groups as others see them: tags in the Resource Groups Tagging API, and FilterLogEvents page by page.

The emulator's tagging service does not know log groups, and its FilterLogEvents gives everything at once. AWS gives pages
of at most 1 MB, and a token also where nothing of a page matched (CloudWatch Logs API Reference, FilterLogEvents). Pages
are small here, so that whoever takes the first one for all is found out.
"""
import base64
import json

from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import cloudwatch_logs, tagging

PAGE = 100


def collect():
    for name, group in cloudwatch_logs._log_groups.items():
        tags = group.get("tags") or {}
        if tags:
            arn = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{name}"
            yield arn, [{"Key": key, "Value": value} for key, value in tags.items()]


def with_slashes(matches_type_filters):
    """The kind of a resource ends at a colon or a slash, whichever comes first; names of log groups have slashes."""
    def matches(arn, type_filters):
        head = ":".join(arn.split(":")[:6]) if ":log-group:" in arn else arn
        return matches_type_filters(head, type_filters)
    return matches


def paged(filter_events):
    def page(data):
        """A page is so many events before the filter, as on AWS it is so many bytes that were searched."""
        question = {key: value for key, value in data.items() if key not in ("nextToken", "limit")}
        at = begin_of(data.get("nextToken"), question)
        if at is None:
            return error_response_json("InvalidParameterException", "The specified nextToken is invalid.", 400)
        size = min(int(data.get("limit") or PAGE), PAGE)
        unfiltered = {key: value for key, value in question.items() if key != "filterPattern"}
        status, headers, body = filter_events({**unfiltered, "limit": at + size + 1})
        if status >= 400:
            return status, headers, body
        answer = json.loads(body)
        searched = answer["events"][at:at + size]
        matches = cloudwatch_logs._compile_filter_pattern(data.get("filterPattern") or "")
        more = at + size < len(answer["events"])
        answer["events"] = [event for event in searched if matches(event.get("message", ""))]
        if more:
            answer["nextToken"] = base64.b64encode(json.dumps([at + size, question], sort_keys=True).encode()).decode()
        return status, headers, json.dumps(answer).encode()
    return page


def begin_of(token, question):
    """Where a token goes on; `None` for one that was made for another question."""
    if not token:
        return 0
    try:
        at, asked = json.loads(base64.b64decode(token))
    except ValueError:
        return None
    return at if asked == question else None


def install():
    tagging._COLLECTORS["logs"] = collect
    tagging._matches_type_filters = with_slashes(tagging._matches_type_filters)
    cloudwatch_logs._filter_log_events = paged(cloudwatch_logs._filter_log_events)
