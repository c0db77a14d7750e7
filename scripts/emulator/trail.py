"""A trail: what the emulator records goes to a log group and to objects in a bucket, as CloudTrail delivers it.

  TrailhoundTrail  {"LogGroup": name, "Bucket": name}   either may be missing; both missing ends the delivery

Objects are written every two seconds (AWS: about every five minutes), gzipped, `{"Records": [...]}`, under the keys that
CloudTrail uses.
"""
import gzip
import json
import queue
import secrets
import threading
import time

from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudtrail

import signed_calls

OBJECT_SECONDS = 2
recorded = queue.Queue()
trails = {}


def start(body):
    account, region = get_account_id(), get_region()
    if not trails:
        threading.Thread(target=deliver_for_ever, daemon=True).start()
    trails[account, region] = {"group": body.get("LogGroup"), "bucket": body.get("Bucket")}
    return cloudtrail._ok({})


def watched(record_event):
    def record(**call):
        queued = cloudtrail._get_event_queue()
        before = queued[-1]["EventId"] if queued else None
        record_event(**call)
        if trails and queued and queued[-1]["EventId"] != before:
            recorded.put((get_account_id(), get_region(), queued[-1]["CloudTrailEvent"]))
    return record


def deliver_for_ever():
    while True:
        time.sleep(OBJECT_SECONDS)
        batches = {}
        while not recorded.empty():
            account, region, text = recorded.get()
            batches.setdefault((account, region), []).append(text)
        for (account, region), texts in batches.items():
            try:
                deliver(account, region, texts, trails.get((account, region)) or {})
            except Exception as problem:
                print(f"trail: {problem}", flush=True)


def deliver(account, region, texts, trail):
    """Runs in a thread of its own: whoever serves a request cannot wait for another one."""
    if trail.get("group"):
        logs, stream = signed_calls.root_client("logs", region), f"{account}_CloudTrail_{region}"
        # Once: that call is recorded, and what is recorded is delivered.
        if not trail.get("stream"):
            trail["stream"] = stream
            logs.create_log_stream(logGroupName=trail["group"], logStreamName=stream)
        now = int(time.time() * 1000)
        logs.put_log_events(logGroupName=trail["group"], logStreamName=stream,
                            logEvents=[{"timestamp": now, "message": text} for text in texts])
    if trail.get("bucket"):
        at = time.gmtime()
        name = f"{account}_CloudTrail_{region}_{time.strftime('%Y%m%dT%H%MZ', at)}_{secrets.token_hex(8)}.json.gz"
        key = f"AWSLogs/{account}/CloudTrail/{region}/{time.strftime('%Y/%m/%d', at)}/{name}"
        body = gzip.compress(('{"Records":[' + ",".join(texts) + "]}").encode())
        signed_calls.root_client("s3", region).put_object(Bucket=trail["bucket"], Key=key, Body=body)


def install():
    cloudtrail._DISPATCH["TrailhoundTrail"] = start
    cloudtrail.record_event = watched(cloudtrail.record_event)
