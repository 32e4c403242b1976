"""Outputs of kubectl and container tools, and private keys, that show secrets."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from random import Random

from tests.support.secrets.kinds import (
    DIGITS,
    HEX,
    KINDS,
    LOWER,
    Output,
    encoded,
    jwt,
    password,
    pem_lines,
    service_account_jwt,
    some,
    text_base64,
    uuid,
)


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
        f"apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n{inner}  kind: Secret\n  metadata:\n    name: "
        f"app\n  type: Opaque\nkind: List\n",
    )
    yield (
        "kubernetes",
        "last applied",
        values,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied"
        "-configuration: |\n      " + json.dumps(secret, separators=(",", ":")) + "\n  name: app\n",
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
        f"---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  conf.ini: |\n    [x]\n   "
        f" y = {word}\n---\nkind: Pod\n",
    )
    mapped = " ".join(
        f"{name}:{value}" for name, value in {"password": text_base64(word), "api-key": text_base64(other)}.items()
    )
    yield "kubernetes", "jsonpath map", [text_base64(word), text_base64(other)], f"map[{mapped}]\n"
    yield "kubernetes", "jsonpath json", [text_base64(word)], json.dumps({"password": text_base64(word)}) + "\n"
    token = service_account_jwt(r)
    yield "kubernetes", "create token", [token], token + "\n"
    yield (
        "kubernetes",
        "describe secret",
        [token],
        f"Name:         sa-token\nType:  kubernetes.io/service-account-token\n\nData\n====\nca.crt:     109"
        f"9 bytes\nnamespace:  7 bytes\ntoken:      {token}\n",
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
    auth = text_base64(
        json.dumps({"auths": {"ghcr.io": {"username": "u", "password": word, "auth": text_base64("u:" + word)}}})
    )
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
        f"kind: EncryptionConfiguration\nresources:\n- providers:\n  - aescbc:\n      keys:\n      - name: "
        f"key1\n        secret: {aes}\n",
    )
    yield (
        "kubernetes",
        "argocd",
        [word],
        f"argocd login argo.example.com --username admin --password {word} --insecure\n",
    )


def kubeconfig(r: Random) -> Iterator[Output]:
    pem = base64.b64encode("\n".join(pem_lines(r, "RSA PRIVATE KEY", 1190)).encode()).decode()
    token, word = service_account_jwt(r), password(r)
    head = (
        "apiVersion: v1\nclusters:\n- cluster:\n    server: https://1.2.3.4\n  name: c\nkind: Config\nus"
        "ers:\n- name: u\n  user:\n"
    )
    yield "kubernetes", "kubeconfig key", [pem], f"{head}    client-key-data: {pem}\n"
    yield "kubernetes", "kubeconfig token", [token], f"{head}    token: {token}\n"
    opaque = some(r, HEX, 128)
    yield "kubernetes", "kubeconfig opaque token", [opaque], f"{head}    token: {opaque}\n"
    yield "kubernetes", "kubeconfig password", [word], f"{head}    username: admin\n    password: {word}\n"
    user = {"name": "u", "user": {"client-certificate-data": text_base64("x" * 300), "client-key-data": pem}}
    yield "kubernetes", "kubeconfig json", [pem], json.dumps({"users": [user]}, indent=4)
    yield (
        "kubernetes",
        "kubeconfig oidc",
        [token, word],
        f"    auth-provider:\n      config:\n        client-secret: {word}\n        id-token: {token}\n    "
        f"    refresh-token: {word}\n      name: oidc\n",
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
    auth = text_base64(f"user:{word}")
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
        yield "pem", f"{label} base64 of it", [text_base64(text)], f"key: {text_base64(text)}\n"
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
