"""Properties that the emulator's CloudFormation drops, and types that it does not know and nothing here depends on."""
import secrets

from ministack.services import dynamodb, s3, secretsmanager, sns
from ministack.services.cloudformation import provisioners

HANDLERS = provisioners._RESOURCE_HANDLERS
ACCEPTED = (
    "AWS::CloudTrail::Trail",
    "AWS::CloudWatch::AnomalyDetector",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::Logs::QueryDefinition",
)


def after(resource_type, step, then):
    """Has `then(physical_id, properties)` run after a resource was created or updated."""
    handler = HANDLERS[resource_type]
    work = handler.get(step)
    if not work:
        return

    def done(*args, **more):
        made = work(*args, **more)
        then(made[0], args[1] if step == "create" else args[2])
        return made
    handler[step] = done


def table_extras(name, props):
    table = dynamodb._tables[name]
    for index in table.get("GlobalSecondaryIndexes") or []:
        index.setdefault("IndexStatus", "ACTIVE")
        index.setdefault("IndexArn", f"{table['TableArn']}/index/{index['IndexName']}")
    ttl = props.get("TimeToLiveSpecification")
    if ttl:
        status = "ENABLED" if truth(ttl.get("Enabled")) else "DISABLED"
        dynamodb._ttl_settings[name] = {"TimeToLiveStatus": status, "AttributeName": ttl.get("AttributeName", "")}
    if props.get("SSESpecification"):
        table["SSEDescription"] = dynamodb._sse_description_from_spec({**props["SSESpecification"], "Enabled": True})
    for replica in props.get("Replicas") or []:
        if "DeletionProtectionEnabled" in replica:
            table["DeletionProtectionEnabled"] = truth(replica["DeletionProtectionEnabled"])


def bucket_extras(name, props):
    if props.get("Tags"):
        s3._bucket_tags[name] = {tag["Key"]: tag["Value"] for tag in props["Tags"]}


def topic_extras(arn, props):
    if props.get("KmsMasterKeyId"):
        sns._topics[arn]["attributes"]["KmsMasterKeyId"] = props["KmsMasterKeyId"]


def named_as_by_aws(create):
    """A parameter without a name gets one of one piece; the emulator would make it a path, which ARNs write differently."""
    def named(logical_id, props, stack_name):
        name = props.get("Name") or f"CFN-{logical_id}-{secrets.token_hex(6)}"
        return create(logical_id, {**props, "Name": name}, stack_name)
    return named


def keeping_its_name(update):
    """A table that the template does not name would come back under another name, empty, with the first update."""
    def updated(physical_id, old_props, new_props, stack_name):
        named = {"TableName": physical_id}
        return update(physical_id, {**named, **old_props}, {**named, **new_props}, stack_name)
    return updated


def rules_called_as_by_aws(handler):
    """A rule on a bus of its own is called `bus|rule` (CloudFormation User Guide, AWS::Events::Rule, Ref)."""
    create, update, delete = handler["create"], handler["update"], handler["delete"]

    def called(made, props):
        name, attributes = made
        bus = provisioners._eb_rule_bus_name(props)
        return (name if bus == "default" else f"{bus}|{name}"), attributes

    def bare(physical_id):
        return physical_id.split("|")[-1]

    def updated(physical_id, old_props, new_props, stack_name, logical_id=None):
        return called(update(bare(physical_id), old_props, new_props, stack_name, logical_id), new_props)

    handler["create"] = lambda logical_id, props, stack_name: called(create(logical_id, props, stack_name), props)
    handler["update"] = updated
    handler["delete"] = lambda physical_id, props: delete(bare(physical_id), props)


def secrets_called_by_arn(handler):
    """CloudFormation User Guide, AWS::SecretsManager::Secret: Ref is the ARN, which grants are made with; here it is a name."""
    create, update, delete = handler["create"], handler["update"], handler["delete"]

    def name_of(physical_id):
        known = secretsmanager._secrets.items()
        return next((name for name, secret in known if secret["ARN"] == physical_id), physical_id)

    def called(made):
        return made[1]["Arn"], made[1]

    handler["create"] = lambda logical_id, props, stack_name: called(create(logical_id, props, stack_name))
    handler["update"] = lambda physical_id, *rest, **more: called(update(name_of(physical_id), *rest, **more))
    handler["delete"] = lambda physical_id, props: delete(name_of(physical_id), props)


def truth(value):
    return str(value).lower() == "true"


def made_up(resource_type):
    def create(logical_id, _props, stack_name):
        name = f"{stack_name}-{logical_id}"
        return name, {"Arn": f"arn:aws:not-emulated:us-east-1:000000000000:{resource_type}/{name}"}
    return {
        "create": create,
        "update": lambda physical_id, *_: (physical_id, {}),
        "delete": lambda *_: None,
    }


def install():
    table = HANDLERS["AWS::DynamoDB::GlobalTable"]
    table["update"] = keeping_its_name(table["update"])
    for step in ("create", "update"):
        after("AWS::DynamoDB::Table", step, table_extras)
        after("AWS::DynamoDB::GlobalTable", step, table_extras)
        after("AWS::S3::Bucket", step, bucket_extras)
        after("AWS::SNS::Topic", step, topic_extras)
    parameter = HANDLERS["AWS::SSM::Parameter"]
    parameter["create"] = named_as_by_aws(parameter["create"])
    rules_called_as_by_aws(HANDLERS["AWS::Events::Rule"])
    secrets_called_by_arn(HANDLERS["AWS::SecretsManager::Secret"])
    for resource_type in ACCEPTED:
        HANDLERS.setdefault(resource_type, made_up(resource_type))
