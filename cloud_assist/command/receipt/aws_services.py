"""The service ids that AWS endpoint settings are spelled with, where they are not simply the command's name.

Source: `metadata.serviceId` of botocore's service models, in lower case with underscores, as the SDKs' shared reference
"Service-specific endpoints" lists them; the commands that the CLI renames are at the end.
"""

from __future__ import annotations

SERVICE_IDS = {
    "apigateway": "api_gateway",
    "application-autoscaling": "application_auto_scaling",
    "appmesh": "app_mesh",
    "autoscaling": "auto_scaling",
    "autoscaling-plans": "auto_scaling_plans",
    "ce": "cost_explorer",
    "cloudhsmv2": "cloudhsm_v2",
    "cloudsearchdomain": "cloudsearch_domain",
    "cognito-idp": "cognito_identity_provider",
    "config": "config_service",
    "cur": "cost_and_usage_report_service",
    "datapipeline": "data_pipeline",
    "devicefarm": "device_farm",
    "directconnect": "direct_connect",
    "discovery": "application_discovery_service",
    "dms": "database_migration_service",
    "ds": "directory_service",
    "ds-data": "directory_service_data",
    "dynamodbstreams": "dynamodb_streams",
    "elasticbeanstalk": "elastic_beanstalk",
    "elb": "elastic_load_balancing",
    "elbv2": "elastic_load_balancing_v2",
    "es": "elasticsearch_service",
    "events": "eventbridge",
    "globalaccelerator": "global_accelerator",
    "iot-data": "iot_data_plane",
    "iot-jobs-data": "iot_jobs_data_plane",
    "iotwireless": "iot_wireless",
    "kinesisanalytics": "kinesis_analytics",
    "kinesisanalyticsv2": "kinesis_analytics_v2",
    "kinesisvideo": "kinesis_video",
    "lex-models": "lex_model_building_service",
    "lex-runtime": "lex_runtime_service",
    "lexv2-models": "lex_models_v2",
    "lexv2-runtime": "lex_runtime_v2",
    "logs": "cloudwatch_logs",
    "machinelearning": "machine_learning",
    "marketplace-entitlement": "marketplace_entitlement_service",
    "marketplacecommerceanalytics": "marketplace_commerce_analytics",
    "meteringmarketplace": "marketplace_metering",
    "mgh": "migration_hub",
    "resourcegroupstaggingapi": "resource_groups_tagging_api",
    "route53": "route_53",
    "route53domains": "route_53_domains",
    "s3control": "s3_control",
    "sdb": "simpledb",
    "secretsmanager": "secrets_manager",
    "serverlessrepo": "serverlessapplicationrepository",
    "servicecatalog": "service_catalog",
    "servicecatalog-appregistry": "service_catalog_appregistry",
    "sms-voice": "pinpoint_sms_voice",
    "stepfunctions": "sfn",
    "storagegateway": "storage_gateway",
    "s3api": "s3",
    "configservice": "config_service",
    "deploy": "codedeploy",
}


def service_id(command: str) -> str:
    """Return the id of the service behind `aws COMMAND`: "secrets_manager" for "secretsmanager"."""
    return SERVICE_IDS.get(command, command.replace("-", "_"))
