"""Whole outputs and files of named tools that show secrets, as (kind, shape, values, text)."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from random import Random
from urllib.parse import quote

from benchmarks.secret_kinds import (
    ALNUM,
    BASE64,
    DIGITS,
    HEX,
    KINDS,
    LOWER,
    UPPER,
    URLSAFE,
    account_sas,
    encoded,
    jwt,
    password,
    pem_lines,
    service_account_jwt,
    some,
    uuid,
)

Output = tuple[str, str, list[str], str]


def outputs(r: Random) -> Iterator[Output]:
    """Yield one sample of every output."""
    for source in (
        aws_keys,
        aws_other,
        gcloud,
        azure,
        kubernetes,
        kubeconfig,
        containers,
        pems,
        urls,
        files,
        shells,
        others,
    ):
        yield from source(r)


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


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
        f"$ aws iam create-access-key --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text\n{key}\t{secret}\n",
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
        f"[default]\naws_access_key_id = {key}\naws_secret_access_key = {secret}\naws_session_token = {token}\n\n[prod]\nregion = eu\n",
    )
    yield (
        "aws",
        "configure prompts",
        [key, secret],
        f"AWS Access Key ID [None]: {key}\nAWS Secret Access Key [None]: {secret}\nDefault region name [None]: eu-west-1\n",
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
        f"Authorization: AWS4-HMAC-SHA256 Credential={key}/20261101/eu/s3/aws4_request, SignedHeaders=host, Signature={signature}\n",
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
        [_b64("AWS:" + registry)],
        json.dumps({"authorizationData": [{"authorizationToken": _b64("AWS:" + registry), "expiresAt": 1}]}, indent=4),
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
        f"aws rds create-db-instance --db-instance-identifier d --master-username admin --master-user-password {word} --engine mysql\n",
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


def gcloud(r: Random) -> Iterator[Output]:
    token = KINDS["gcp access token"].make(r)
    yield "gcp", "auth print-access-token", [token], token + "\n"
    yield "gcp", "auth print-identity-token", [value := jwt(r)], value + "\n"
    pem = pem_lines(r, "PRIVATE KEY", 1218)
    account = {
        "type": "service_account", "project_id": "p", "private_key_id": some(r, HEX, 40), "private_key": "\n".join(pem) + "\n",
        "client_email": "a@p.iam.gserviceaccount.com", "client_id": some(r, DIGITS, 21),
    }  # fmt: skip
    yield "gcp", "service account", pem[1:-1], json.dumps(account, indent=2)
    yield "gcp", "service account compact", pem[1:-1], json.dumps(account)
    yield "gcp", "service account in an env", pem[1:-1], f"GOOGLE_CREDENTIALS='{json.dumps(account)}'\n"
    yield "gcp", "service account in a string", pem[1:-1], json.dumps({"value": json.dumps(account)})
    whole = _b64(json.dumps(account, indent=2))
    yield (
        "gcp",
        "private key data",
        [whole],
        json.dumps({"name": "projects/p/keys/1", "privateKeyData": whole}, indent=2),
    )
    yield "gcp", "service account base64 in terraform", [whole], f'private_key = "{whole}"\n'
    client, refresh = KINDS["gcp client secret"].make(r), KINDS["gcp refresh token"].make(r)
    adc = {
        "client_id": "1-a.apps.googleusercontent.com",
        "client_secret": client,
        "refresh_token": refresh,
        "type": "authorized_user",
    }
    yield "gcp", "application default credentials", [client, refresh], json.dumps(adc, indent=2)
    older = some(r, URLSAFE, 24)
    yield "gcp", "client secrets file", [older], json.dumps({"installed": {"client_id": "1-a", "client_secret": older}})
    answer = {"access_token": token, "expires_in": 3599, "refresh_token": refresh, "id_token": (identity := jwt(r))}
    yield "gcp", "token answer", [token, refresh, identity], json.dumps(answer)
    yield (
        "gcp",
        "config-helper",
        [token],
        f"credential:\n  access_token: {token}\n  token_expiry: '2026-11-01T10:00:00Z'\n",
    )
    key = KINDS["gcp api key"].make(r)
    yield "gcp", "api-keys get-key-string", [key], f"keyString: {key}\n"
    yield "gcp", "maps url", [key], f"https://maps.googleapis.com/maps/api/geocode/json?address=x&key={key}\n"
    yield "gcp", "header", [key], f"x-goog-api-key: {key}\r\n"
    secret = some(r, BASE64, 40)
    yield (
        "gcp",
        "hmac create",
        [secret],
        json.dumps({"metadata": {"accessId": "GOOG1E" + some(r, UPPER + DIGITS, 55)}, "secret": secret}, indent=2),
    )
    yield "gcp", "gsutil hmac", [secret], f"Access ID:   GOOG1E{some(r, UPPER + DIGITS, 55)}\nSecret:      {secret}\n"
    signature = some(r, HEX, 512)
    yield (
        "gcp",
        "signed url",
        [signature],
        f"https://storage.googleapis.com/b/o?x-goog-signature={signature}&x-goog-algorithm=GOOG4-RSA-SHA256&x-goog-expires=3600\n",
    )
    word = password(r)
    yield (
        "gcp",
        "sql users set-password",
        [word],
        f"gcloud sql users set-password root --instance=i --password={word}\n",
    )
    yield "gcp", "sql create", [word], f"gcloud sql instances create i --root-password {word} --tier=db-f1-micro\n"
    yield (
        "gcp",
        "secrets versions add",
        [word],
        f'gcloud secrets create db-password --data-file=- <<< "{word}"\n',
    )
    payload = _b64(word)
    yield (
        "gcp",
        "secrets versions access",
        [payload],
        json.dumps({"name": "projects/1/secrets/db/versions/1", "payload": {"data": payload}}),
    )


def azure(r: Random) -> Iterator[Output]:
    key, client = encoded(r, 64), KINDS["azure client secret"].make(r)
    yield (
        "azure",
        "storage keys list",
        [key],
        json.dumps([{"creationTime": "2026", "keyName": "key1", "permissions": "FULL", "value": key}], indent=2),
    )
    yield (
        "azure",
        "storage keys list table",
        [key],
        f"CreationTime          KeyName    Permissions    Value\n--------------------  ---------  -------------  -----\n2026-11-01T10:00:00Z  key1       FULL           {key}\n",
    )
    yield "azure", "storage keys list tsv", [key], f"2026-11-01T10:00:00.1+00:00\tkey1\tFULL\t{key}\n"
    text = f"DefaultEndpointsProtocol=https;EndpointSuffix=core.windows.net;AccountName=acc;AccountKey={key}"
    yield "azure", "connection string", [key], json.dumps({"connectionString": text}, indent=2)
    yield "azure", "connection string env", [key], f'AZURE_STORAGE_CONNECTION_STRING="{text}"\n'
    bus = encoded(r, 32)
    yield (
        "azure",
        "service bus",
        [bus],
        f"Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={bus}\n",
    )
    yield "azure", "cosmos", [key], f"AccountEndpoint=https://c.documents.azure.com:443/;AccountKey={key};\n"
    yield (
        "azure",
        "cosmos keys",
        [key, other := encoded(r, 64)],
        json.dumps({"primaryMasterKey": key, "secondaryMasterKey": other}, indent=2),
    )
    yield "azure", "iot hub", [bus], f"HostName=h.azure-devices.net;DeviceId=d;SharedAccessKey={bus}\n"
    sas = account_sas(r)
    yield (
        "azure",
        "sas url",
        [sas],
        f"https://a.blob.core.windows.net/c/b?sv=2024-11-04&ss=b&srt=sco&sp=rl&se=2026-11-01T10:00:00Z&spr=https&sig={sas}\n",
    )
    yield "azure", "generate-sas", [sas], f'"se=2026-11-01&sp=rl&sv=2024-11-04&sr=c&sig={sas}"\n'
    yield (
        "azure",
        "sas signature",
        [sas],
        f"SharedAccessSignature sr=n.servicebus.windows.net&sig={sas}&se=1700000000&skn=Root\n",
    )
    principal = {"appId": uuid(r), "displayName": "d", "password": client, "tenant": uuid(r)}
    yield "azure", "create-for-rbac", [client], json.dumps(principal, indent=2)
    yield (
        "azure",
        "create-for-rbac table",
        [client],
        f"AppId     DisplayName    Password     Tenant\n--------  -----------  --------  ------\n{uuid(r)}  d   {client}  {uuid(r)}\n",
    )
    yield (
        "azure",
        "login",
        [client],
        f"az login --service-principal -u {uuid(r)} -p {client} --tenant {uuid(r)}\n",
    )
    token = jwt(r)
    yield (
        "azure",
        "get-access-token",
        [token],
        json.dumps({"accessToken": token, "expiresOn": "2026", "tokenType": "Bearer"}, indent=2),
    )
    yield (
        "azure",
        "get-access-token tsv",
        [token],
        f"{token}\t2026-11-01 10:00:00.000000\t{uuid(r)}\t{uuid(r)}\tBearer\n",
    )
    word = password(r)
    yield (
        "azure",
        "keyvault secret show",
        [word],
        json.dumps(
            {
                "attributes": {"enabled": True},
                "id": "https://v.vault.azure.net/secrets/db/1",
                "name": "db",
                "value": word,
            },
            indent=2,
        ),
    )
    yield "azure", "keyvault secret set", [word], f"az keyvault secret set --vault-name v --name db --value '{word}'\n"
    yield (
        "azure",
        "vm create",
        [word],
        f"az vm create -g rg -n vm --image Ubuntu --admin-username az --admin-password '{word}'\n",
    )
    yield (
        "azure",
        "sql connection string",
        [word],
        f"Server=tcp:s.database.windows.net,1433;Initial Catalog=d;User ID=app;Password={word};Encrypt=True;\n",
    )
    yield "azure", "sql connection string pwd", [word], f"Driver={{ODBC}};Server=s;Uid=app;Pwd={word};Encrypt=yes;\n"
    acr = some(r, ALNUM + "+/", 32) + "+ACR" + some(r, ALNUM, 6)
    yield (
        "azure",
        "acr credential show",
        [acr],
        json.dumps({"passwords": [{"name": "password", "value": acr}], "username": "acr"}, indent=2),
    )
    function = some(r, URLSAFE, 40) + "AzFu" + some(r, URLSAFE, 10) + "=="
    yield "azure", "function key", [function], f"https://f.azurewebsites.net/api/run?code={function}\n"
    yield "azure", "function keys", [function], json.dumps({"default": function, "masterKey": function}, indent=2)
    yield (
        "azure",
        "publishing profile",
        [word],
        f'<publishProfile profileName="x" userName="$app" userPWD="{word}" SQLServerDBConnectionString="" />\n',
    )
    yield "azure", "redis keys", [bus], json.dumps({"primaryKey": bus, "secondaryKey": bus}, indent=2)


def _secret_data(r: Random) -> dict[str, str]:
    names = [
        "username",
        "password",
        "tls.key",
        "config.json",
        "DB_URL",
        "api-key",
        "license",
        "hostname",
        "ssh-privatekey",
    ]
    return {name: encoded(r, r.randint(9, 60)) for name in r.sample(names, r.randint(1, 4))}


def kubernetes(r: Random) -> Iterator[Output]:
    data = _secret_data(r)
    values = list(data.values())
    lines = "".join(f"  {name}: {value}\n" for name, value in data.items())
    meta = (
        'metadata:\n  creationTimestamp: "2026-11-01T10:00:00Z"\n  name: app\n  namespace: default\n  uid: '
        + uuid(r)
        + "\n"
    )
    yield "kubernetes", "secret yaml", values, f"apiVersion: v1\ndata:\n{lines}kind: Secret\n{meta}type: Opaque\n"
    yield "kubernetes", "secret manifest", values, f"apiVersion: v1\nkind: Secret\n{meta}type: Opaque\ndata:\n{lines}"
    secret = {"apiVersion": "v1", "data": data, "kind": "Secret", "metadata": {"name": "app"}, "type": "Opaque"}
    yield "kubernetes", "secret json", values, json.dumps(secret, indent=4)
    yield "kubernetes", "secret json compact", values, json.dumps(secret, separators=(",", ":"))
    config = {"apiVersion": "v1", "data": {"a": "b"}, "kind": "ConfigMap", "metadata": {"name": "c"}}
    yield (
        "kubernetes",
        "list json",
        values,
        json.dumps({"apiVersion": "v1", "items": [config, secret], "kind": "List"}, indent=4),
    )
    inner = "".join(f"    {name}: {value}\n" for name, value in data.items())
    yield (
        "kubernetes",
        "list yaml",
        values,
        f"apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n{inner}  kind: Secret\n  metadata:\n    name: app\n  type: Opaque\nkind: List\n",
    )
    yield (
        "kubernetes",
        "last applied",
        values,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      "
        + json.dumps(secret, separators=(",", ":"))
        + "\n  name: app\n",
    )
    word, other = password(r), password(r)
    plain = f"stringData:\n  username: admin-{other}\n  password: {word}\n"
    yield "kubernetes", "string data", [word, other], f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n{plain}"
    yield (
        "kubernetes",
        "string data first",
        [word, other],
        f"apiVersion: v1\n{plain}kind: Secret\nmetadata:\n  name: a\n",
    )
    yield (
        "kubernetes",
        "string data block",
        [word],
        f"---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  conf.ini: |\n    [x]\n    y = {word}\n---\nkind: Pod\n",
    )
    mapped = " ".join(f"{name}:{value}" for name, value in {"password": _b64(word), "api-key": _b64(other)}.items())
    yield "kubernetes", "jsonpath map", [_b64(word), _b64(other)], f"map[{mapped}]\n"
    yield "kubernetes", "jsonpath json", [_b64(word)], json.dumps({"password": _b64(word)}) + "\n"
    token = service_account_jwt(r)
    yield "kubernetes", "create token", [token], token + "\n"
    yield (
        "kubernetes",
        "describe secret",
        [token],
        f"Name:         sa-token\nType:  kubernetes.io/service-account-token\n\nData\n====\nca.crt:     1099 bytes\nnamespace:  7 bytes\ntoken:      {token}\n",
    )
    yield (
        "kubernetes",
        "create secret",
        [word],
        f"kubectl create secret generic db --from-literal=user=app --from-literal=password='{word}' -n prod\n",
    )
    yield (
        "kubernetes",
        "create secret any key",
        [word],
        f"kubectl create secret generic db --from-literal conn={word} -n prod\n",
    )
    yield (
        "kubernetes",
        "create secret registry",
        [word],
        f"kubectl create secret docker-registry r --docker-username=u --docker-password={word} --docker-email=a@b.c\n",
    )
    auth = _b64(json.dumps({"auths": {"ghcr.io": {"username": "u", "password": word, "auth": _b64("u:" + word)}}}))
    yield (
        "kubernetes",
        "docker config json",
        [auth],
        f"apiVersion: v1\ndata:\n  .dockerconfigjson: {auth}\nkind: Secret\n",
    )
    yield "kubernetes", "docker config json alone", [auth], f"  .dockerconfigjson: {auth}\n"
    boot = KINDS["kubernetes bootstrap"].make(r)
    yield (
        "kubernetes",
        "kubeadm join",
        [boot],
        f"kubeadm join 10.0.0.1:6443 --token {boot} \\\n\t--discovery-token-ca-cert-hash sha256:{some(r, HEX, 64)} \n",
    )
    certificate = some(r, HEX, 64)
    yield (
        "kubernetes",
        "certificate key",
        [certificate],
        f"kubeadm join --control-plane --certificate-key {certificate}\n",
    )
    yield (
        "kubernetes",
        "token list",
        [boot],
        f"TOKEN                     TTL         EXPIRES\n{boot}   23h         2026-11-02T10:00:00Z\n",
    )
    aes = encoded(r, 32)
    yield (
        "kubernetes",
        "encryption config",
        [aes],
        f"kind: EncryptionConfiguration\nresources:\n- providers:\n  - aescbc:\n      keys:\n      - name: key1\n        secret: {aes}\n",
    )
    yield (
        "kubernetes",
        "argocd",
        [word],
        f"$ argocd admin initial-password -n argocd\n{word}\n\n This password must be only used for first time login.\n"
        if False
        else f"argocd login argo.example.com --username admin --password {word} --insecure\n",
    )


def kubeconfig(r: Random) -> Iterator[Output]:
    pem = base64.b64encode("\n".join(pem_lines(r, "RSA PRIVATE KEY", 1190)).encode()).decode()
    token, word = service_account_jwt(r), password(r)
    head = "apiVersion: v1\nclusters:\n- cluster:\n    server: https://1.2.3.4\n  name: c\nkind: Config\nusers:\n- name: u\n  user:\n"
    yield "kubernetes", "kubeconfig key", [pem], f"{head}    client-key-data: {pem}\n"
    yield "kubernetes", "kubeconfig token", [token], f"{head}    token: {token}\n"
    opaque = some(r, HEX, 128)
    yield "kubernetes", "kubeconfig opaque token", [opaque], f"{head}    token: {opaque}\n"
    yield "kubernetes", "kubeconfig password", [word], f"{head}    username: admin\n    password: {word}\n"
    user = {"name": "u", "user": {"client-certificate-data": _b64("x" * 300), "client-key-data": pem}}
    yield "kubernetes", "kubeconfig json", [pem], json.dumps({"users": [user]}, indent=4)
    yield (
        "kubernetes",
        "kubeconfig oidc",
        [token, word],
        f"    auth-provider:\n      config:\n        client-secret: {word}\n        id-token: {token}\n        refresh-token: {word}\n      name: oidc\n",
    )
    yield "kubernetes", "set-credentials", [opaque], f"kubectl config set-credentials u --token={opaque}\n"
    yield "kubernetes", "curl", [token], f"curl -k -H 'Authorization: Bearer {token}' https://kubernetes.default/api\n"
    yield (
        "kubernetes",
        "verbose request",
        [token],
        f"I1101 10:00:00.000000    1 round_trippers.go:466] curl -v -XGET  -H \"Authorization: Bearer {token}\" 'https://x'\n",
    )


def containers(r: Random) -> Iterator[Output]:
    word = password(r)
    auth = _b64(f"user:{word}")
    yield (
        "docker",
        "config.json",
        [auth],
        json.dumps({"auths": {"https://index.docker.io/v1/": {"auth": auth}}}, indent="\t"),
    )
    identity = jwt(r)
    yield (
        "docker",
        "identity token",
        [identity],
        json.dumps({"auths": {"x.azurecr.io": {"auth": auth, "identitytoken": identity}}}),
    )
    yield "docker", "login", [word], f"docker login -u bob -p {word} registry.example.com\n"
    yield "docker", "login long", [word], f"docker login --username bob --password '{word}'\n"
    yield "docker", "run", [word], f"docker run --rm -e MYSQL_ROOT_PASSWORD={word} -p 3306:3306 mysql:8\n"
    yield "docker", "build arg", [word], f"docker build --build-arg NPM_TOKEN={word} -t x .\n"
    yield "docker", "history", [word], f"<missing>  2 days ago  /bin/sh -c #(nop)  ENV DB_PASSWORD={word}  0B\n"
    yield "docker", "podman login", [word], f"podman login --username=bob --password={word} quay.io\n"
    yield "helm", "registry login", [word], f"helm registry login ghcr.io -u bob -p {word}\n"
    yield "helm", "get values", [word], f"USER-SUPPLIED VALUES:\nauth:\n  postgresPassword: {word}\n  username: app\n"
    yield "helm", "get values redis", [word], f"redis:\n  auth:\n    password: {word}\n"
    yield (
        "helm",
        "set",
        [word],
        f"helm install db bitnami/postgresql --set auth.postgresPassword={word} --set primary.persistence.size=8Gi\n",
    )
    yield (
        "helm",
        "notes",
        [word],
        f'  export POSTGRES_PASSWORD="{word}"\n  kubectl run c --env="PGPASSWORD=$POSTGRES_PASSWORD" -- psql\n',
    )
    yield (
        "swarm",
        "join token",
        [value := f"SWMTKN-1-{some(r, LOWER + DIGITS, 50)}-{some(r, LOWER + DIGITS, 25)}"],
        (f"    docker swarm join --token {value} 10.0.0.1:2377\n"),
    )


def pems(r: Random) -> Iterator[Output]:
    for label in (
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "ENCRYPTED PRIVATE KEY",
        "DSA PRIVATE KEY",
    ):
        lines = pem_lines(r, label, r.choice([121, 420, 1190, 2370]))
        body, text = lines[1:-1], "\n".join(lines)
        yield "pem", f"{label} file", body, text + "\n"
        yield "pem", f"{label} windows", body, text.replace("\n", "\r\n") + "\r\n"
        yield "pem", f"{label} yaml", body, "tls:\n  key: |\n    " + text.replace("\n", "\n    ") + "\n  cert: x\n"
        yield "pem", f"{label} terraform", body, 'resource "x" "y" {\n  k = <<EOT\n' + text + "\nEOT\n}\n"
        yield "pem", f"{label} json", body, json.dumps({"k": text, "z": 1})
        yield "pem", f"{label} json twice", body, json.dumps({"s": json.dumps({"k": text})})
        yield "pem", f"{label} env", body, f'TLS_KEY="{text}"\nA=b\n'
        yield "pem", f"{label} env escaped", body, "TLS_KEY=" + text.replace("\n", "\\n") + "\n"
        yield "pem", f"{label} one line", body, text.replace("\n", " ") + "\n"
        yield "pem", f"{label} logs", body, "".join(f"app-1  | {line}\n" for line in lines)
        yield "pem", f"{label} log stamps", body, "".join(f"2026-11-01T10:00:00Z {line}\n" for line in lines)
        yield "pem", f"{label} diff", body, "".join(f"-{line}\n" for line in lines) + "+x\n"
        yield "pem", f"{label} quoted mail", body, "".join(f"> {line}\n" for line in lines)
        yield "pem", f"{label} cat -n", body, "".join(f"{i:6}\t{line}\n" for i, line in enumerate(lines, 1))
        yield "pem", f"{label} grep -n", body, "".join(f"key.pem:{i}:{line}\n" for i, line in enumerate(lines, 1))
        yield "pem", f"{label} source", body, "k = (\n" + "".join(f'    "{line}\\n"\n' for line in lines) + ")\n"
        yield "pem", f"{label} js source", body, "k = " + " +\n".join(f"'{line}\\n'" for line in lines) + ";\n"
        yield "pem", f"{label} head only", body[:5], "\n".join(lines[:6]) + "\n"
        yield "pem", f"{label} base64 of it", [_b64(text)], f"key: {_b64(text)}\n"
        yield (
            "pem",
            f"{label} plan",
            body,
            "      + k = <<-EOT\n" + "".join(f"            {line}\n" for line in lines) + "        EOT\n",
        )
    lines = pem_lines(r, "RSA PRIVATE KEY", 1190)
    old = [lines[0], "Proc-Type: 4,ENCRYPTED", f"DEK-Info: AES-256-CBC,{some(r, HEX, 32).upper()}", "", *lines[1:]]
    yield "pem", "old encrypted", lines[1:-1], "\n".join(old) + "\n"
    armour = pem_lines(r, "PGP PRIVATE KEY BLOCK", 900)
    text = "\n".join([armour[0], "Version: GnuPG v2", "", *armour[1:-1], "=aB3d", armour[-1]])
    yield "pem", "pgp", armour[1:-1], text + "\n"
    rsa, crt = pem_lines(r, "RSA PRIVATE KEY", 600), pem_lines(r, "CERTIFICATE", 600)
    yield "pem", "after a certificate", rsa[1:-1], "\n".join(crt + rsa) + "\n"
    data = encoded(r, 600)
    ppk = "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 2\n"
    yield (
        "pem",
        "putty",
        [data[:64], data[64:128]],
        f"{ppk}{data[:64]}\n{data[64:128]}\nPrivate-MAC: {some(r, HEX, 64)}\n",
    )


SCHEMES = (
    "postgres", "postgresql", "mysql", "mariadb", "mongodb", "mongodb+srv", "redis", "rediss", "amqp", "amqps", "mssql",
    "postgresql+psycopg2", "mysql+pymysql", "ftp", "sftp", "smtp", "smtps", "ldap", "clickhouse", "cockroachdb", "nats",
    "http", "https", "git+https", "kafka", "oracle", "snowflake", "jdbc:postgresql", "couchdb", "neo4j", "ssh", "mqtt",
)  # fmt: skip


def urls(r: Random) -> Iterator[Output]:
    for scheme in SCHEMES:
        word = password(r)
        url = f"{scheme}://app:{word}@db.example.com:5432/prod?sslmode=require"
        yield "url password", f"{scheme} env", [word], f"DATABASE_URL={url}\n"
        yield "url password", f"{scheme} json", [word], json.dumps({"url": url})
        yield "url password", f"{scheme} alone", [word], f"connecting to {url} ...\n"
    word = password(r)
    odd = quote(word + "@/#:%", safe="")
    yield "url password", "escaped", [odd], f"postgres://app:{odd}@h/d\n"
    yield "url password", "with at", [word], f"postgres://app:{word}@x@h/d\n"
    yield "url password", "no user", [word], f"redis://:{word}@cache:6379/0\n"
    yield "url password", "jdbc query", [word], f"jdbc:postgresql://h:5432/d?user=app&password={word}&ssl=true\n"
    yield (
        "url password",
        "jdbc semicolons",
        [word],
        f"jdbc:sqlserver://h:1433;databaseName=d;user=sa;password={word};encrypt=true\n",
    )
    yield "url password", "jdbc oracle", [word], f"jdbc:oracle:thin:app/{word}@//h:1521/x\n"
    yield "url password", "go mysql dsn", [word], f"app:{word}@tcp(db.example.com:3306)/prod?parseTime=true\n"
    yield "url password", "libpq", [word], f"host=db user=app password={word} dbname=prod sslmode=require\n"
    yield "url password", "ado", [word], f"Data Source=s;Initial Catalog=d;User Id=app;Password={word};\n"
    yield "url password", "hosts", [word], f"mongodb://app:{word}@h1:27017,h2:27017/admin?replicaSet=rs0\n"
    yield "url password", "git remote", [word], f"origin  https://bob:{word}@git.example.com/a/b.git (push)\n"
    yield "url password", "pip index", [word], f"[global]\nindex-url = https://bob:{word}@pypi.example.com/simple\n"
    yield "url password", "proxy", [word], f"https_proxy=http://bob:{word}@proxy:3128\n"
    key = some(r, HEX, 32)
    yield "url password", "sentry dsn", [key], f"SENTRY_DSN=https://{key}:{some(r, HEX, 32)}@o1.ingest.sentry.io/42\n"
    slack = some(r, ALNUM, 24)
    yield (
        "webhook",
        "slack",
        [slack],
        f"https://hooks.slack.com/services/T{some(r, UPPER + DIGITS, 8)}/B{some(r, UPPER + DIGITS, 10)}/{slack}\n",
    )
    hook = some(r, URLSAFE, 68)
    yield "webhook", "discord", [hook], f"https://discord.com/api/webhooks/{some(r, DIGITS, 18)}/{hook}\n"
    teams = f"{some(r, HEX, 32)}/{uuid(r)}"
    yield (
        "webhook",
        "teams",
        [teams],
        f"https://x.webhook.office.com/webhookb2/{uuid(r)}@{uuid(r)}/IncomingWebhook/{teams}\n",
    )
    bot = KINDS["telegram"].make(r)
    yield "webhook", "telegram", [bot], f"https://api.telegram.org/bot{bot}/sendMessage?chat_id=1\n"


def files(r: Random) -> Iterator[Output]:
    word, basic = password(r), _b64("user:" + password(r))
    yield "netrc", "one line", [word], f"machine api.heroku.com login a@b.c password {word}\n"
    yield "netrc", "lines", [word], f"machine api.heroku.com\n  login a@b.c\n  password {word}\n"
    yield "pgpass", "file", [word], f"db.example.com:5432:prod:app:{word}\n"
    yield "pgpass", "stars", [word], f"*:*:*:app:{word}\n"
    yield "my.cnf", "file", [word], f"[client]\nuser=root\npassword={word}\nhost=db\n"
    yield "npmrc", "token", [value := uuid(r)], f"//registry.example.com/:_authToken={value}\n"
    yield "npmrc", "password", [basic], f"//registry.example.com/:_password={basic}\n"
    yield "npmrc", "auth", [basic], f"_auth={basic}\nemail=a@b.c\n"
    yield "pypirc", "file", [word], f"[pypi]\nusername = bob\npassword = {word}\n"
    yield (
        "maven",
        "settings.xml",
        [word],
        f"<server>\n  <id>x</id>\n  <username>u</username>\n  <password>{word}</password>\n</server>\n",
    )
    yield "gradle", "properties", [word], f"nexusUsername=bob\nnexusPassword={word}\n"
    yield "git", "credentials", [word], f"https://bob:{word}@github.com\n"
    yield "git", "credential fill", [word], f"protocol=https\nhost=github.com\nusername=bob\npassword={word}\n"
    yield "htpasswd", "bcrypt", [value := "$2y$05$" + some(r, ALNUM + "./", 53)], f"bob:{value}\n"
    yield "htpasswd", "apr1", [value := f"$apr1${some(r, ALNUM, 8)}${some(r, ALNUM + './', 22)}"], f"bob:{value}\n"
    yield (
        "shadow",
        "sha512",
        [value := f"$6${some(r, ALNUM, 16)}${some(r, ALNUM + './', 86)}"],
        f"root:{value}:19000:0:99999:7:::\n",
    )
    yield (
        "shadow",
        "yescrypt",
        [value := f"$y$j9T${some(r, ALNUM + './', 22)}${some(r, ALNUM + './', 43)}"],
        f"root:{value}:19000::::::\n",
    )
    private, shared = encoded(r, 32), encoded(r, 32)
    yield (
        "wireguard",
        "conf",
        [private, shared],
        f"[Interface]\nPrivateKey = {private}\nAddress = 10.0.0.2/24\n\n[Peer]\nPublicKey = {encoded(r, 32)}\nPresharedKey = {shared}\n",
    )
    yield (
        "wireguard",
        "show dump",
        [private],
        f"{private}\t{encoded(r, 32)}\t51820\toff\n" if False else f"private key: {private}\n",
    )
    age = KINDS["age key"].make(r)
    yield "age", "file", [age], f"# created: 2026-11-01T10:00:00Z\n# public key: age1{some(r, LOWER, 58)}\n{age}\n"
    yield (
        "gh",
        "hosts.yml",
        [value := KINDS["github oauth"].make(r)],
        f"github.com:\n    user: bob\n    oauth_token: {value}\n",
    )
    yield (
        "gh",
        "auth status",
        [value],
        f"github.com\n  ✓ Logged in to github.com account bob\n  - Token: {value}\n  - Token scopes: 'repo'\n",
    )
    yield (
        "terraform",
        "credentials",
        [value := KINDS["terraform cloud"].make(r)],
        f'credentials "app.terraform.io" {{\n  token = "{value}"\n}}\n',
    )
    state = {
        "instances": [{"attributes": {"id": "none", "length": 16, "result": word, "special": True}}],
        "type": "random_password",
    }
    yield "terraform", "random_password", [word], json.dumps({"resources": [state]}, indent=2)
    yield (
        "terraform",
        "tls key",
        (lines := pem_lines(r, "RSA PRIVATE KEY", 600))[1:-1],
        json.dumps({"private_key_pem": "\n".join(lines)}),
    )
    yield "ansible", "inventory", [word], f"web1 ansible_host=10.0.0.1 ansible_user=root ansible_password={word}\n"
    yield "ansible", "become", [word], f"ansible_become_pass: {word}\n"
    yield "rails", "master key", [value := some(r, HEX, 32)], f"RAILS_MASTER_KEY={value}\n"
    yield (
        "django",
        "settings",
        [value := some(r, ALNUM + "!@#$%^&*(-_=+)", 50)],
        f"SECRET_KEY = 'django-insecure-{value}'\n",
    )
    yield "redis", "conf", [word], f"# comment\nrequirepass {word}\nmasterauth {word}\n"
    yield "ldap", "conf", [word], f"binddn cn=admin,dc=x\nbindpw {word}\n"
    yield "wifi", "wpa", [word], f'network={{\n  ssid="home"\n  psk="{word}"\n}}\n'
    yield (
        "cisco",
        "config",
        [word],
        f"enable secret 5 {word}\nusername admin password 0 {word}\n" if False else f"password: {word}\n",
    )


def shells(r: Random) -> Iterator[Output]:
    word, user = password(r), "bob"
    basic = _b64(f"{user}:{word}")
    lines = {
        "curl -u": f"curl -u {user}:{word} https://api.example.com/v1\n",
        "curl --user": f"curl -s --user '{user}:{word}' https://api.example.com/v1\n",
        "curl -u joined": f"curl -u{user}:{word} https://api.example.com/v1\n",
        "curl -U": f"curl --proxy-user {user}:{word} https://x\n",
        "wget": f"wget --user={user} --password={word} https://x\n",
        "mysql -p": f"mysql -u root -p{word} -h db prod\n",
        "mysqldump -p": f"mysqldump --all-databases -uroot -p'{word}' > a.sql\n",
        "mysql --password": f"mysql --user=root --password={word} prod\n",
        "psql": f"PGPASSWORD={word} psql -h db -U app prod\n",
        "sshpass": f"sshpass -p '{word}' ssh root@10.0.0.1\n",
        "sshpass bare": f"sshpass -p {word} scp a b:\n",
        "redis-cli": f"redis-cli -h cache -a {word} ping\n",
        "mongosh": f"mongosh --host db -u root -p {word} --authenticationDatabase admin\n",
        "mongodump": f"mongodump --username root --password '{word}' --db a\n",
        "sqlcmd": f"sqlcmd -S db -U sa -P '{word}' -Q 'select 1'\n",
        "ldapsearch": f"ldapsearch -x -D cn=admin,dc=x -w {word} -b dc=x\n",
        "smbclient": f"smbclient //h/s -U {user}%{word}\n",
        "openssl pass": f"openssl enc -aes-256-cbc -in a -out b -pass pass:{word}\n",
        "openssl passin": f"openssl rsa -in k.pem -passin pass:{word} -out o.pem\n",
        "keytool": f"keytool -list -keystore k.jks -storepass {word}\n",
        "zip": f"zip -P {word} a.zip b\n",
        "7z": f"7z x -p{word} a.7z\n",
        "gpg": f"gpg --batch --passphrase '{word}' -d a.gpg\n",
        "chpasswd": f'echo "root:{word}" | chpasswd\n',
        "passwd stdin": f"echo '{word}' | passwd --stdin root\n",
        "sudo -S": f"echo {word} | sudo -S apt-get update\n",
        "docker password stdin": f"echo '{word}' | docker login -u bob --password-stdin\n",
        "vault kv put": f"vault kv put secret/db username=app password={word}\n",
        "vault login": f"vault login {KINDS['vault'].make(r)}\n",
        "vault userpass": f"vault login -method=userpass username=bob password={word}\n",
        "sql create user": f"CREATE USER app WITH PASSWORD '{word}';\n",
        "sql alter user": f"ALTER USER 'root'@'localhost' IDENTIFIED BY '{word}';\n",
        "sql set password": f"SET PASSWORD FOR 'app'@'%' = PASSWORD('{word}');\n",
        "sql grant": f"GRANT ALL ON d.* TO 'a'@'%' IDENTIFIED BY '{word}';\n",
        "mysqladmin": f"mysqladmin -u root password '{word}'\n",
        "mysqladmin -p": f"mysqladmin -u root -p{word} status\n",
        "rabbitmqctl": f"rabbitmqctl add_user app {word}\n",
        "htpasswd -b": f"htpasswd -b .htpasswd {user} {word}\n",
        "net use": f"net use \\\\h\\s /user:{user} {word}\n",
        "gh secret set": f"gh secret set TOKEN --body '{word}'\n",
        "heroku config:set": f"heroku config:set SECRET_KEY={word} -a app\n",
        "fly secrets set": f"fly secrets set APP_SECRET={word}\n",
        "kubectl env": f"kubectl set env deploy/app DB_PASSWORD={word}\n",
        "npm config": f"npm config set //registry.npmjs.org/:_authToken {word}\n",
        "terraform env": f"TF_VAR_db_password={word} terraform plan\n",
        "git header": f'git -c http.extraheader="AUTHORIZATION: basic {basic}" fetch\n',
        "read prompt": f"Password: {word}\nLogin Succeeded\n",
        "password for": f"Password for 'https://bob@github.com': {word}\n",
        "temporary password": f"A temporary password is generated for root@localhost: {word}\n",
        "initial password": f"Generated initial admin password: {word}\n",
        "password is": f"The password is {word}\n",
        "my password is": f"log in with user bob and the password {word} please\n",
        "new password": f"New password: {word}\nRetype new password: {word}\n",
    }
    for name, text in lines.items():
        value = text.split()[-1] if name == "vault login" else word
        yield "shell", name, [value], text
    yield "header", "basic", [basic], f"Authorization: Basic {basic}\r\n"
    yield "header", "basic lower", [basic], f"< HTTP/1.1 200\r\n< authorization: Basic {basic}\r\n"
    yield "header", "proxy", [basic], f"Proxy-Authorization: Basic {basic}\r\n"
    yield "header", "python", [basic], f"{{'Authorization': 'Basic {basic}', 'Accept': '*/*'}}\n"
    cookie = some(r, ALNUM, 40)
    yield "header", "cookie", [cookie], f"Cookie: theme=dark; sessionid={cookie}; lang=en\r\n"
    yield "header", "set-cookie", [cookie], f"Set-Cookie: JSESSIONID={cookie}; Path=/; HttpOnly\r\n"
    yield "header", "set-cookie lower", [cookie], f"< set-cookie: auth_session={cookie}; path=/\r\n"
    yield "header", "cookie curl", [cookie], f"curl -b 'session={cookie}' https://x\n"
    yield "header", "cookie curl long", [cookie], f"curl --cookie 'sid={cookie}' https://x\n"
    opaque = some(r, URLSAFE, 32)
    yield "header", "bearer opaque", [opaque], f"Authorization: Bearer {opaque}\r\n"
    yield "header", "apikey scheme", [opaque], f"Authorization: ApiKey {opaque}\r\n"
    yield "header", "no scheme", [opaque], f"Authorization: {opaque}\r\n"
    yield (
        "header",
        "private token",
        [opaque],
        f"curl --header 'PRIVATE-TOKEN: {opaque}' https://gitlab.example.com/api/v4\n",
    )
    yield "header", "csrf", [opaque], f"X-CSRF-Token: {opaque}\r\n"
    yield "header", "digest", [opaque], f"Authorization: GenieKey {opaque}\r\n"
    yield "header", "pagerduty", [opaque[:20]], f"Authorization: Token token={opaque[:20]}\r\n"
    yield "header", "vault", [opaque], f"X-Vault-Token: {opaque}\r\n"
    yield "header", "amz token", [(token := KINDS["aws session token"].make(r))], f"x-amz-security-token: {token}\r\n"
    yield (
        "header",
        "python requests",
        [opaque],
        f"requests.get(url, headers={{'X-API-Key': '{opaque}'}}, auth=('bob', '{word}'))\n",
    )


def others(r: Random) -> Iterator[Output]:
    vault, accessor = KINDS["vault"].make(r), some(r, ALNUM, 24)
    table = f"Key                  Value\n---                  -----\ntoken                {vault}\ntoken_accessor       {accessor}\ntoken_duration       768h\n"
    yield "vault", "token create", [vault], table
    keys = [encoded(r, 33) for _ in range(3)]
    unseal = "".join(f"Unseal Key {i}: {key}\n" for i, key in enumerate(keys, 1))
    yield "vault", "operator init", [*keys, vault], f"{unseal}\nInitial Root Token: {vault}\n"
    yield "vault", "init json", [*keys, vault], json.dumps({"unseal_keys_b64": keys, "root_token": vault}, indent=2)
    word = password(r)
    yield (
        "vault",
        "kv get",
        [word],
        f"====== Data ======\nKey         Value\n---         -----\npassword    {word}\nusername    app\n",
    )
    yield "vault", "kv get any key", [word], f"====== Data ======\nKey    Value\n---    -----\nconn    {word}\n"
    yield (
        "vault",
        "kv get json",
        [word],
        json.dumps({"data": {"data": {"password": word}, "metadata": {"version": 1}}}, indent=2),
    )
    yield (
        "vault",
        "approle",
        [value := uuid(r)],
        f"Key                   Value\n---                   -----\nsecret_id             {value}\nsecret_id_accessor    {uuid(r)}\n",
    )
    yield (
        "vault",
        "aws engine",
        [value := some(r, BASE64, 40)],
        f"Key                Value\n---                -----\naccess_key         AKIA{some(r, UPPER, 16)}\nsecret_key         {value}\n",
    )
    yield (
        "consul",
        "acl token",
        [value := uuid(r)],
        f"AccessorID:       {uuid(r)}\nSecretID:         {value}\nDescription:      x\n",
    )
    yield (
        "nomad",
        "acl bootstrap",
        [value := uuid(r)],
        f"Accessor ID  = {uuid(r)}\nSecret ID    = {value}\nType         = management\n",
    )
    yield "consul", "gossip key", [value := encoded(r, 32)], f'encrypt = "{value}"\n'
    yield (
        "openstack",
        "credential",
        [value := some(r, URLSAFE, 86)],
        f"| id     | {some(r, HEX, 32)} |\n| secret | {value} |\n",
    )
    yield (
        "openstack",
        "token issue",
        [value := "gAAAAAB" + some(r, URLSAFE, 176)],
        f"| expires | 2026 |\n| id      | {value} |\n",
    )
    yield "openstack", "password env", [word], f'export OS_PASSWORD="{word}"\n'
    yield (
        "oauth",
        "token answer",
        [(a := some(r, URLSAFE, 43)), (b := some(r, URLSAFE, 43))],
        json.dumps({"access_token": a, "refresh_token": b, "token_type": "bearer", "expires_in": 3600}),
    )
    yield "oauth", "code", [value := some(r, URLSAFE, 60)], f"http://localhost:8085/?code={value}&state=x\n"
    yield "oauth", "fragment", [value := jwt(r)], f"https://app.example.com/cb#access_token={value}&token_type=bearer\n"
    yield (
        "oauth",
        "device code",
        [value := some(r, URLSAFE, 80)],
        json.dumps({"device_code": value, "user_code": "ABCD-EFGH"}),
    )
    yield "saml", "form", [value := encoded(r, 700)], f'<input type="hidden" name="SAMLResponse" value="{value}"/>\n'
    yield "totp", "url", [value := some(r, UPPER + "234567", 32)], f"otpauth://totp/x:bob?secret={value}&issuer=x\n"
    yield (
        "ci",
        "gitlab job",
        [value := KINDS["gitlab"].make(r)],
        f"git clone https://gitlab-ci-token:{value}@gitlab.com/a/b.git\n",
    )
    yield "ci", "jenkins", [value := "11" + some(r, HEX, 32)], f"curl -u admin:{value} https://jenkins/job/x/build\n"
    yield "ci", "circle", [value := some(r, HEX, 40)], f"Circle-Token: {value}\r\n"
    yield "jwt", "cookie", [value := jwt(r)], f"Cookie: auth={value}\r\n"
    yield "jwt", "query", [value], f"wss://x/socket?jwt={value}\n"
    yield "jwt", "log", [value], f"[debug] decoded claims of {value}\n"
    yield "jwt", "json escaped", [value], json.dumps({"m": json.dumps({"t": value})})
    yield "jwt", "table", [value], f"| t | {value} |\n"
    yield "groq", "python", [value := KINDS["groq"].make(r)], f'client = Groq(api_key="{value}")\n'
    yield (
        "groq",
        "error",
        [value],
        json.dumps({"error": {"message": f"Invalid API Key {value}", "code": "invalid_api_key"}}),
    )
