"""Batches of SQS are allowed by the grant of the single action, which is the only one there is.

SQS Developer Guide, "Amazon SQS batch actions": permissions cannot be set for the batch versions; the emulator asks for them.
"""
from ministack.core import iam_actions

SINGLE = {f"sqs:{action}Batch": f"sqs:{action}" for action in ("SendMessage", "DeleteMessage", "ChangeMessageVisibility")}


def by_single(extract_iam_action):
    def action_of(*args, **more):
        action = extract_iam_action(*args, **more)
        return SINGLE.get(action, action)
    return action_of


def install():
    iam_actions.extract_iam_action = by_single(iam_actions.extract_iam_action)
