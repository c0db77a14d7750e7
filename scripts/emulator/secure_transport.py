"""Every call counts as made over TLS: policies that refuse plain HTTP would refuse whatever reaches an emulator on loopback."""
from ministack.core import iam_evaluator


def over_tls(resolve):
    def value_of(key, *rest, **more):
        return "true" if key.lower() == "aws:securetransport" else resolve(key, *rest, **more)
    return value_of


def install():
    iam_evaluator._resolve_condition_key = over_tls(iam_evaluator._resolve_condition_key)
