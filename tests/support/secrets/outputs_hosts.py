"""URLs, files of a home folder, command lines and other tools that show secrets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from urllib.parse import quote

from tests.support.secrets.kinds import (
    ALNUM,
    BASE64,
    DIGITS,
    HEX,
    KINDS,
    LOWER,
    UPPER,
    URLSAFE,
    Output,
    encoded,
    jwt,
    password,
    pem_lines,
    some,
    text_base64,
    uuid,
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
    word, basic = password(r), text_base64("user:" + password(r))
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
        f"[Interface]\nPrivateKey = {private}\nAddress = 10.0.0.2/24\n\n[Peer]\nPublicKey = "
        f"{encoded(r, 32)}\nPresharedKey = {shared}\n",
    )
    yield (
        "wireguard",
        "show dump",
        [private],
        f"private key: {private}\n",
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
        f"username admin password {word}\n",
    )


def shells(r: Random) -> Iterator[Output]:
    word, user = password(r), "bob"
    basic = text_base64(f"{user}:{word}")
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
    table = (
        f"Key                  Value\n---                  -----\ntoken                {vault}\ntoken_a"
        f"ccessor       {accessor}\ntoken_duration       768h\n"
    )
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
        f"Key                   Value\n---                   -----\nsecret_id             {value}\nsecret_i"
        f"d_accessor    {uuid(r)}\n",
    )
    yield (
        "vault",
        "aws engine",
        [value := some(r, BASE64, 40)],
        f"Key                Value\n---                -----\naccess_key         AKIA{some(r, UPPER, 16)}\n"
        f"secret_key         {value}\n",
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
