"""Outputs of gcloud and az that show secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

from tests.support.secrets.kinds import (
    ALNUM,
    BASE64,
    DIGITS,
    HEX,
    KINDS,
    UPPER,
    URLSAFE,
    Output,
    account_sas,
    encoded,
    jwt,
    password,
    pem_lines,
    some,
    text_base64,
    uuid,
)


def gcloud(r: Random) -> Iterator[Output]:
    token = KINDS["gcp access token"].make(r)
    yield "gcp", "auth print-access-token", [token], token + "\n"
    yield "gcp", "auth print-identity-token", [value := jwt(r)], value + "\n"
    pem = pem_lines(r, "PRIVATE KEY", 1218)
    account = {
        "type": "service_account", "project_id": "p", "private_key_id": some(r, HEX, 40),
        "private_key": "\n".join(pem) + "\n",
        "client_email": "a@p.iam.gserviceaccount.com", "client_id": some(r, DIGITS, 21),
    }  # fmt: skip
    yield "gcp", "service account", pem[1:-1], json.dumps(account, indent=2)
    yield "gcp", "service account compact", pem[1:-1], json.dumps(account)
    yield "gcp", "service account in an env", pem[1:-1], f"GOOGLE_CREDENTIALS='{json.dumps(account)}'\n"
    yield "gcp", "service account in a string", pem[1:-1], json.dumps({"value": json.dumps(account)})
    whole = text_base64(json.dumps(account, indent=2))
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
    payload = text_base64(word)
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
        f"CreationTime          KeyName    Permissions    Value\n--------------------  ---------  ---------"
        f"----  -----\n2026-11-01T10:00:00Z  key1       FULL           {key}\n",
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
        f"AppId     DisplayName    Password     Tenant\n--------  -----------  --------  ------\n{uuid(r)} "
        f" d   {client}  {uuid(r)}\n",
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
