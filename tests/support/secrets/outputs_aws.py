"""Outputs of the AWS CLI and of what speaks to AWS that show secrets."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from random import Random
from urllib.parse import quote

from tests.support.secrets.kinds import (
    BASE64,
    DIGITS,
    HEX,
    LOWER,
    UPPER,
    URLSAFE,
    Output,
    encoded,
    password,
    pem_lines,
    some,
    text_base64,
)


def _aws(r: Random) -> tuple[str, str, str]:
    return (
        "ASIA" + some(r, UPPER + "234567", 16),
        some(r, BASE64, 40),
        "IQoJb3JpZ2luX2Vj" + encoded(r, r.randint(180, 500)),
    )


def aws_keys(r: Random) -> Iterator[Output]:
    key, secret, token = _aws(r)
    user = {
        "UserName": "bob",
        "AccessKeyId": key,
        "Status": "Active",
        "SecretAccessKey": secret,
        "CreateDate": "2026-11-01",
    }
    yield "aws", "iam create-access-key", [key, secret], json.dumps({"AccessKey": user}, indent=4)
    yield (
        "aws",
        "iam create-access-key text",
        [key, secret],
        f"ACCESSKEY\t{key}\t2026-11-01T10:00:00+00:00\t{secret}\tActive\tbob\n",
    )
    yield (
        "aws",
        "iam create-access-key table",
        [key, secret],
        "-" * 60
        + "\n|                     CreateAccessKey                      |\n+"
        + "-" * 58
        + "+\n||                       AccessKey                        ||\n"
        + f"||  AccessKeyId     |  {key}                    ||\n||  CreateDate      |  2026-11-01T10:00:00+00:00  ||\n"
        + f"||  SecretAccessKey |  {secret}||\n||  Status          |  Active  ||\n",
    )
    yield (
        "aws",
        "iam create-access-key yaml",
        [key, secret],
        f"AccessKey:\n  AccessKeyId: {key}\n  SecretAccessKey: {secret}\n",
    )
    yield (
        "aws",
        "iam create-access-key query text",
        [key, secret],
        f"$ aws iam create-access-key --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text\n"
        f"{key}\t{secret}\n",
    )
    yield "aws", "accessKeys.csv", [key, secret], f"Access key ID,Secret access key\r\n{key},{secret}\r\n"
    credentials = {
        "AccessKeyId": key,
        "SecretAccessKey": secret,
        "SessionToken": token,
        "Expiration": "2026-11-01T10:00:00Z",
    }
    yield "aws", "sts", [key, secret, token], json.dumps({"Credentials": credentials}, indent=4)
    yield "aws", "sts text", [key, secret, token], f"CREDENTIALS\t{key}\t2026-11-01T10:00:00+00:00\t{secret}\t{token}\n"
    yield (
        "aws",
        "sts table",
        [key, secret, token],
        f"||                Credentials               ||\n|+---------------+--+|\n||  AccessKeyId  |  {key}  ||\n"
        f"||  SecretAccessKey|  {secret}  ||\n||  SessionToken |  {token}  ||\n",
    )
    yield (
        "aws",
        "sts three columns",
        [key, secret, token],
        f"{key}\t{secret}\t{token}\n",
    )
    yield "aws", "export process", [key, secret, token], json.dumps({"Version": 1, **credentials})
    env = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}
    for name, form in (
        ("env", "export {}={}\n"), ("env-no-export", "{}={}\n"), ("powershell", '$Env:{}="{}"\n'),
        ("windows-cmd", "set {}={}\n"), ("fish", "set -gx {} {}\n"),
    ):  # fmt: skip
        yield "aws", f"export {name}", [key, secret, token], "".join(form.format(*pair) for pair in env.items())
    yield (
        "aws",
        "credentials file",
        [key, secret, token],
        f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\naws_session_token = "
        f"{token}\n\n[prod]\nregion = eu\n",
    )
    yield (
        "aws",
        "configure prompts",
        [key, secret],
        f"AWS Access Key ID [None]: {key}\nAWS Secret Access Key [None]: {secret}\nDefault region name [Non"
        f"e]: eu-west-1\n",
    )
    yield "aws", "configure set", [secret], f"aws configure set aws_secret_access_key {secret} --profile prod\n"
    yield "aws", "configure get", [secret], f"$ aws configure get aws_secret_access_key\n{secret}\n"
    yield (
        "aws",
        "instance metadata",
        [key, secret, token],
        json.dumps(
            {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": key, "SecretAccessKey": secret, "Token": token},
            indent=2,
        ),
    )
    yield (
        "aws",
        "terraform provider",
        [key, secret],
        f'provider "aws" {{\n  region     = "eu-west-1"\n  access_key = "{key}"\n  secret_key = "{secret}"\n}}\n',
    )
    yield (
        "aws",
        "boto3",
        [key, secret],
        f"s3 = boto3.client('s3', aws_access_key_id='{key}', aws_secret_access_key='{secret}')\n",
    )
    yield "aws", "s3cfg", [key, secret], f"[default]\naccess_key = {key}\nsecret_key = {secret}\nuse_https = True\n"
    yield "aws", "rclone", [key, secret], f"[s3]\ntype = s3\naccess_key_id = {key}\nsecret_access_key = {secret}\n"
    yield "aws", "s3fs passwd", [key, secret], f"{key}:{secret}\n"
    yield "aws", "url", [key, secret.replace("/", "x")], f"s3://{key}:{secret.replace('/', 'x')}@bucket/path\n"
    yield (
        "aws",
        "smtp",
        [key, secret],
        json.dumps({"AccessKey": {"Id": key, "SmtpPassword": secret}}, indent=1),
    )
    yield (
        "aws",
        "xml",
        [key, secret, token],
        f"<Credentials>\n <SessionToken>{token}</SessionToken>\n <SecretAccessKey>{secret}</SecretAccessKey>\n"
        f" <AccessKeyId>{key}</AccessKeyId>\n</Credentials>\n",
    )
    yield (
        "aws",
        "sso cache",
        [token, secret],
        json.dumps(
            {"startUrl": "https://x.awsapps.com/start", "accessToken": token, "clientSecret": secret, "region": "eu"}
        ),
    )


def aws_other(r: Random) -> Iterator[Output]:
    key, secret, token = _aws(r)
    signature, word = some(r, HEX, 64), password(r)
    query = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={key}%2F20261101%2Feu-west-1%2Fs3%2Faws4_request"
    yield (
        "aws",
        "s3 presign",
        [signature, key],
        f"https://b.s3.amazonaws.com/a/b.txt?{query}&X-Amz-Date=20261101T100000Z&X-Amz-Expires=3600"
        f"&X-Amz-SignedHeaders=host&X-Amz-Security-Token={quote(token, safe='')}&X-Amz-Signature={signature}\n",
    )
    old = quote(encoded(r, 20), safe="")
    yield (
        "aws",
        "s3 presign v2",
        [old, key],
        f"https://b.s3.amazonaws.com/a?AWSAccessKeyId={key}&Signature={old}&Expires=1700000000\n",
    )
    front = some(r, URLSAFE + "~", 340)
    yield (
        "aws",
        "cloudfront",
        [front],
        f"https://d111.cloudfront.net/a.mp4?Expires=1700000000&Signature={front}&Key-Pair-Id=K2JCJMDEHXQW5F\n",
    )
    yield (
        "aws",
        "authorization header",
        [key, signature],
        f"Authorization: AWS4-HMAC-SHA256 Credential={key}/20261101/eu/s3/aws4_request, SignedHeaders=host,"
        f" Signature={signature}\n",
    )
    rds = f"db.x.eu-west-1.rds.amazonaws.com:3306/?Action=connect&DBUser=app&{query}&X-Amz-Signature={signature}\n"
    yield "aws", "rds generate-db-auth-token", [signature, key], rds
    eks = "k8s-aws-v1." + some(r, URLSAFE, 400)
    status = {"expirationTimestamp": "2026-11-01T10:00:00Z", "token": eks}
    yield "kubernetes", "eks get-token", [eks], json.dumps({"kind": "ExecCredential", "spec": {}, "status": status})
    registry = base64.b64encode(
        json.dumps({"payload": encoded(r, 900), "version": "2", "type": "DATA_KEY"}).encode()
    ).decode()
    yield "aws", "ecr get-login-password", [registry], registry + "\n"
    yield (
        "aws",
        "ecr get-authorization-token",
        [text_base64("AWS:" + registry)],
        json.dumps(
            {"authorizationData": [{"authorizationToken": text_base64("AWS:" + registry), "expiresAt": 1}]}, indent=4
        ),
    )
    yield (
        "aws",
        "secretsmanager",
        [word],
        json.dumps(
            {"ARN": "arn:aws:secretsmanager:eu:1:secret:db-AbCdEf", "Name": "db", "SecretString": word}, indent=4
        ),
    )
    inner = json.dumps({"engine": "mysql", "username": "admin", "password": word, "host": "db"})
    yield "aws", "secretsmanager json", [word], json.dumps({"Name": "db", "SecretString": inner}, indent=4)
    yield (
        "aws",
        "secretsmanager text",
        [word],
        f"arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf\t1700000000.1\tdb\t{inner}\tabc-123\n",
    )
    parameter = {"Name": "/app/db", "Type": "SecureString", "Value": word, "Version": 1}
    yield "aws", "ssm get-parameter", [word], json.dumps({"Parameter": parameter}, indent=4)
    yield (
        "aws",
        "ssm get-parameters-by-path",
        [word],
        json.dumps({"Parameters": [{"Name": "/a", "Type": "String", "Value": "x"}, parameter]}, indent=4),
    )
    yield (
        "aws",
        "ssm get-parameter text",
        [word],
        f"PARAMETER\tarn:aws:ssm:eu:1:parameter/app/db\ttext\t2026-11-01\t/app/db\tSecureString\t{word}\t1\n",
    )
    yield (
        "aws",
        "ssm put-parameter",
        [word],
        f"aws ssm put-parameter --name /app/db --type SecureString --value '{word}'\n",
    )
    yield (
        "aws",
        "secretsmanager create-secret",
        [word],
        f"aws secretsmanager create-secret --name db --secret-string '{word}'\n",
    )
    yield (
        "aws",
        "rds create-db-instance",
        [word],
        f"aws rds create-db-instance --db-instance-identifier d --master-username admin --master-user-passw"
        f"ord {word} --engine mysql\n",
    )
    yield "aws", "iam create-login-profile", [word], f"aws iam create-login-profile --user-name bob --password {word}\n"
    yield "aws", "redshift", [word], json.dumps({"DbUser": "IAM:x", "DbPassword": word, "Expiration": "2026"}, indent=4)
    yield "aws", "service-specific", [secret], json.dumps({"ServiceUserName": "b", "ServicePassword": secret})
    client = some(r, LOWER + DIGITS, 52)
    yield (
        "aws",
        "cognito",
        [client],
        json.dumps({"UserPoolClient": {"ClientId": some(r, LOWER, 26), "ClientSecret": client}}),
    )
    pair = pem_lines(r, "RSA PRIVATE KEY", 1190)
    yield (
        "aws",
        "ec2 create-key-pair",
        pair[1:-1],
        json.dumps({"KeyFingerprint": "1f:51:ae", "KeyMaterial": "\n".join(pair), "KeyName": "k"}, indent=4),
    )
    data = encoded(r, 256)
    yield "aws", "ec2 get-password-data", [data], json.dumps({"InstanceId": "i-0abc", "PasswordData": data}, indent=4)
    yield (
        "aws",
        "user data",
        [word],
        f"#!/bin/bash\necho 'admin:{word}' | chpasswd\nsystemctl restart app\n",
    )
