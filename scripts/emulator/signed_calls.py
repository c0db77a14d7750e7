"""Calls to the emulator itself, through its front door, so that they are recorded and authorized like anybody's."""
import os

import botocore.session
from ministack.core import lambda_runtime


def root_client(service, region):
    return client(service, region, os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"], None)


def role_client(service, region, account, role_arn):
    """A client with a session of a role: with AUTH=true the role's policies decide."""
    keys = lambda_runtime.execution_credentials({
        "Role": role_arn,
        "FunctionName": "scheduler",
        "FunctionArn": f"arn:aws:lambda:{region}:{account}:function:scheduler",
    })
    return client(service, region, keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"], keys["AWS_SESSION_TOKEN"] or None)


def client(service, region, key, secret, token):
    session = botocore.session.Session()
    session.set_credentials(key, secret, token)
    return session.create_client(service, region, endpoint_url=f"http://127.0.0.1:{os.environ['GATEWAY_PORT']}")
