"""Clients of databases: the query on the command line decides; without one they wait for a person.

Sources: psql(1), mysql(1), sqlite3(1), redis.io's command reference, the mongosh and mongodb-tools manuals, cqlsh, clickhouse-client, influx.
"""

from __future__ import annotations

import re

from cloud_assist.models import Risk
from cloud_assist.shell.findings import Code, finding
from cloud_assist.shell.rules.base import Args, Call, Effect, Flags, Program, Rule, Ruling, names, ruled, verbs
from cloud_assist.shell.rules.interpreters import from_network, network_code, printed
from cloud_assist.shell.rules.sql_text import meta_risk, risk_of
from cloud_assist.shell.syntax import OPAQUE

_ABOUT = {
    Risk.READ_ONLY: "The query only reads.",
    Risk.MUTATING: "The query changes data or its structure.",
    Risk.DESTRUCTIVE: "The query drops or deletes.",
    Risk.UNKNOWN: "What the query does is not covered or known only at run time.",
}


def _sql_client(name: str, flags: Flags, queries: str, files: str = "", writes: str = "", runs: str = "", lists: str = "") -> Rule:
    """Return the rule of a client that takes SQL by one of the `queries` options, or on standard input."""

    def rule(call: Call) -> Ruling:
        args = flags.parse(call.args)
        if any(option.name in {"--help", "--version", "-V", "-?"} for option in args.options):
            return ruled(call, Risk.READ_ONLY, f"databases.{name}.help")
        if args.unclear or args.unknown or any(args.get(option) for option in names(runs)):
            return ruled(call, Risk.UNKNOWN, f"databases.{name}.option", "An option of it is not covered or runs a program.")
        if any(args.get(option) for option in names(files)):
            return ruled(call, Risk.UNKNOWN, f"databases.{name}.file", "The statements are in a file.")
        texts = args.values(*names(queries))
        if not texts and lists and args.has(*names(lists)):
            return ruled(call, Risk.READ_ONLY, f"databases.{name}.list")
        return _queried(call, args, texts, name, names(writes))

    return rule


def _queried(call: Call, args: Args, texts: tuple[str, ...], name: str, writes: frozenset[str]) -> Ruling:
    texts = texts or tuple(filter(None, (_given(call),)))
    if not texts:
        if from_network(call.upstream):
            return network_code(call, f"databases.{name}.network")
        if call.upstream or call.redirects:
            return ruled(call, Risk.UNKNOWN, f"databases.{name}.input", "The statements come from a file or another command.")
        return ruled(call, Risk.UNKNOWN, f"databases.{name}.interactive", f"`{call.program}` waits for a person.", Code.INTERACTIVE)
    risk = Risk.worst(*(meta_risk(text.strip()) if text.strip()[:1] in {"\\", "."} else risk_of(text) for text in texts))
    if risk is Risk.READ_ONLY and any(args.get(option) for option in writes):
        return ruled(call, Risk.MUTATING, f"databases.{name}.file", "It writes what it reads to a file.")
    return ruled(call, risk, f"databases.{name}.{risk}", _ABOUT[risk])


def _given(call: Call) -> str | None:
    """Return the text on standard input, where it is plain to see."""
    for redirect in call.redirects:
        if redirect.operator in {"<<", "<<<"}:
            return redirect.target.text
    return printed(call.upstream)


_PSQL = _sql_client(
    "psql",
    Flags(
        values="-c --command -d --dbname -f --file -F --field-separator -h --host -L --log-file -o --output -p --port -P --pset -R --record-separator -T --table-attr -U --username -v --set --variable",
        switches="-a -A -b -e -E -H -l -n -q -s -S -t -w -W -x -X -z -0 -1 --list --no-align --tuples-only --expanded --no-psqlrc --csv --html --quiet --single-transaction --no-password --password --echo-all --echo-queries --no-readline --echo-hidden --echo-errors",
        optional="--help",
    ),
    queries="-c --command", files="-f --file", writes="-o --output -L --log-file", lists="-l --list",
)  # fmt: skip
_MYSQL = _sql_client(
    "mysql",
    Flags(
        values="-e --execute -h --host -P --port -u --user -D --database -S --socket --defaults-file --defaults-extra-file --defaults-group-suffix --init-command --tee --pager --delimiter --default-character-set --protocol --ssl-ca --ssl-cert --ssl-key --login-path --plugin-dir --connect-timeout --max-allowed-packet --ssl-mode --default-auth",
        optional="-p --password --prompt",
        switches="-A -B -b -C -E -f -G -H -i -L -N -n -q -r -s -t -T -U -v -w -W -X --batch --silent --skip-column-names --table --html --xml --raw --vertical --force --no-auto-rehash --compress --quick --safe-updates --ssl --verbose --column-names --skip-ssl --enable-cleartext-plugin --get-server-public-key",
    ),
    queries="-e --execute", writes="--tee", runs="--pager --plugin-dir --init-command --defaults-file --defaults-extra-file",
)  # fmt: skip
_SQLSERVER = _sql_client("sqlcmd", Flags(values="-S -U -P -d -Q -q -i -o -s -w -h -l -t -H -a -v -K -M -y -Y -c -z -Z", switches="-E -b -C -N -W -k -e -I -r -m -V -x -u -p -R -f -L -g -G"), queries="-Q -q", files="-i", writes="-o")
_CLICKHOUSE = _sql_client("clickhouse", Flags(values="-q --query -h --host --port -u --user --password -d --database -f --format --queries-file --output-format --max_threads --config-file -C", switches="-m -n -s -t -T -E --multiquery --secure --time --vertical --multiline"), queries="-q --query", files="--queries-file", runs="--config-file -C")
_CQLSH = _sql_client("cqlsh", Flags(values="-e --execute -f --file -k --keyspace -u --username -p --password --request-timeout --connect-timeout --cqlversion", switches="--ssl --debug --tty --no-color --color -C"), queries="-e --execute", files="-f --file")
_TRINO = _sql_client("sql", Flags(values="-e --execute -c --command -q --query -Q -f --file --server --catalog --schema --user --host --port -u -p -P -d -h --url --output-format -o --output -s", switches="--insecure --debug"), queries="-e --execute -c --command -q --query -Q", files="-f --file", writes="-o --output")


def _sqlite(call: Call) -> Ruling:
    flags = Flags(values="-cmd -init -separator -newline -nullvalue -vfs -mmap -maxsize -key", switches="-header -noheader -csv -json -column -line -list -html -markdown -table -box -readonly -batch -bail -echo -quote -tabs -ascii -safe -stats -interactive -version -help -nofollow -utf8 -memtrace -lookaside", single_dash=True)
    args = flags.parse(call.args)
    if args.has("-version", "-help", "--version", "--help"):
        return ruled(call, Risk.READ_ONLY, "databases.sqlite.help")
    if args.unclear or args.unknown or args.get("-init"):
        return ruled(call, Risk.UNKNOWN, "databases.sqlite.option")
    texts = (*args.values("-cmd"), *(word.text for word in args.operands[1:]))
    return _queried(call, args, texts, "sqlite", frozenset())


_REDIS_READS = names(
    "get mget getrange strlen exists type ttl pttl expiretime pexpiretime keys scan sscan hscan zscan hget hmget hgetall hkeys hvals hlen hexists hstrlen hrandfield lrange llen lindex lpos smembers scard sismember smismember srandmember sinter sunion "
    "sdiff sintercard zrange zrangebyscore zrevrange zrevrangebyscore zrangebylex zscore zmscore zcard zcount zrank zrevrank zlexcount zinter zunion zdiff zrandmember info ping echo dbsize time lastsave role command randomkey object "
    "bitcount bitpos getbit xrange xrevrange xlen xinfo xpending xread pfcount geopos geodist geohash geosearch georadius_ro substr memory dump hello lolwut sort_ro lcs json.get json.type json.objkeys json.arrlen ft.search ft.info "
    "ft._list ts.get ts.range bf.exists pubsub monitor subscribe psubscribe readonly slowlog latency"
)
_REDIS_DESTROYS = names("flushall flushdb del unlink shutdown debug swapdb spop lpop rpop getdel hdel srem zrem lrem ltrim xdel xtrim migrate replicaof slaveof failover restore zremrangebyrank zremrangebyscore zremrangebylex zpopmin zpopmax blpop brpop bzpopmin bzpopmax reset json.del ft.dropindex lmpop zmpop json.clear")
_REDIS_SUB = {
    "config": {"get": Risk.READ_ONLY, "set": Risk.MUTATING, "rewrite": Risk.MUTATING, "resetstat": Risk.DESTRUCTIVE, "help": Risk.READ_ONLY},
    "client": {"list": Risk.READ_ONLY, "info": Risk.READ_ONLY, "id": Risk.READ_ONLY, "getname": Risk.READ_ONLY, "kill": Risk.DESTRUCTIVE, "pause": Risk.DESTRUCTIVE, "help": Risk.READ_ONLY},
    "cluster": {**dict.fromkeys(names("info nodes slots shards myid keyslot countkeysinslot getkeysinslot links replicas slaves help"), Risk.READ_ONLY), **dict.fromkeys(names("reset forget failover delslots delslotsrange flushslots bumpepoch"), Risk.DESTRUCTIVE)},
    "slowlog": {"get": Risk.READ_ONLY, "len": Risk.READ_ONLY, "reset": Risk.DESTRUCTIVE},
    "latency": {"reset": Risk.DESTRUCTIVE},
    "memory": {"purge": Risk.MUTATING},
    "acl": {**dict.fromkeys(names("list users whoami cat log help dryrun"), Risk.READ_ONLY), "getuser": Risk.SENSITIVE, "genpass": Risk.READ_ONLY, "deluser": Risk.DESTRUCTIVE},
    "script": {"exists": Risk.READ_ONLY, "flush": Risk.DESTRUCTIVE, "kill": Risk.DESTRUCTIVE},
    "function": {"list": Risk.READ_ONLY, "stats": Risk.READ_ONLY, "dump": Risk.READ_ONLY, "flush": Risk.DESTRUCTIVE, "delete": Risk.DESTRUCTIVE, "restore": Risk.DESTRUCTIVE},
    "module": {"list": Risk.READ_ONLY, "load": Risk.UNKNOWN, "loadex": Risk.UNKNOWN, "unload": Risk.DESTRUCTIVE},
    "xgroup": {"destroy": Risk.DESTRUCTIVE, "delconsumer": Risk.DESTRUCTIVE},
    "debug": {"object": Risk.READ_ONLY},
    "command": {},
    "object": {},
    "xinfo": {},
    "pubsub": {},
}
_REDIS_FLAGS = Flags(
    values="-h -p -s -a -u --user --pass -r -i -n -X -d -D --cacert --cacertdir --cert --key --sni --tls-ciphers --pattern --quoted-pattern --count --eval --rdb --functions-rdb --intrinsic-latency --lru-test --memkeys-samples --show-pushes --input -t",
    switches="-c -3 -2 -x --raw --no-raw --csv --json --quoted-json --tls --insecure --scan --stat --latency --latency-history --latency-dist --bigkeys --memkeys --hotkeys --no-auth-warning --pipe --replica --verbose --askpass --keystats -e -4 -6 -v",
    posix=True, abbreviated=False,
)  # fmt: skip


def _redis(call: Call) -> Ruling:
    args = _REDIS_FLAGS.parse(call.args)
    if args.has("--help", "--version", "-v") and not args.operands:
        return ruled(call, Risk.READ_ONLY, "databases.redis.help")
    if args.get("--eval", "--pipe", "-x", "-X") or args.unclear:
        return ruled(call, Risk.UNKNOWN, "databases.redis.script", "It runs a script or what it is given.")
    if args.get("--rdb", "--functions-rdb"):
        return ruled(call, Risk.MUTATING, "databases.redis.dump", "It writes a file.")
    if "--cluster" in args.unknown:
        verb = args.operands[0].text if args.operands else ""
        risk = Risk.READ_ONLY if verb in {"check", "info", "help"} else Risk.DESTRUCTIVE if verb in {"del-node", "reshard", "rebalance", "call", "import"} else Risk.MUTATING
        return ruled(call, risk, "databases.redis.cluster")
    if args.unknown:
        return ruled(call, Risk.UNKNOWN, "databases.redis.option")
    if args.operands:
        return _redis_command(call, args.verbs)
    if args.has("--scan", "--stat", "--bigkeys", "--memkeys", "--hotkeys", "--latency", "--latency-history", "--latency-dist", "--intrinsic-latency", "--keystats"):
        return ruled(call, Risk.READ_ONLY, "databases.redis.look")
    text = _given(call)
    if text is not None and OPAQUE not in text:
        rulings = [_redis_command(call, tuple(line.split())) for line in text.splitlines() if line.strip()]
        return max(rulings, key=lambda ruling: ruling.risk.rank, default=ruled(call, Risk.READ_ONLY, "databases.redis"))
    return ruled(call, Risk.UNKNOWN, "databases.redis.interactive", "It waits for commands.", Code.INTERACTIVE)


def _redis_command(call: Call, words: tuple[str, ...]) -> Ruling:
    verb = words[0].lower()
    rule = f"databases.redis.{verb}" if verb.isalnum() else "databases.redis.command"
    follows = (finding(Code.FOLLOWS),) if verb in {"monitor", "subscribe", "psubscribe"} else ()
    if verb in _REDIS_SUB:
        sub = words[1].lower() if len(words) > 1 else ""
        known = _REDIS_SUB[verb].get(sub)
        if known is None and sub and not _REDIS_SUB[verb].keys() & {"get", "list", "info"} and verb in _REDIS_READS:
            known = Risk.READ_ONLY
        if known is None and verb in _REDIS_READS and (not sub or OPAQUE not in sub):
            known = Risk.READ_ONLY if sub in {"usage", "stats", "doctor", "latest", "history", "graph", "help", "count", "docs", "getkeys", "encoding", "freq", "idletime", "refcount", "channels", "numsub", "numpat", "stream", "groups", "consumers", "malloc-stats", "list", "info", ""} else None
        if known is None and verb in _REDIS_DESTROYS:
            known = Risk.DESTRUCTIVE
        risk = known or (Risk.MUTATING if OPAQUE not in sub and sub else Risk.UNKNOWN)
        if verb == "config" and sub == "get" and any("pass" in word.lower() or word == "*" for word in words[2:]):
            risk = Risk.SENSITIVE
        return ruled(call, risk, rule)
    if OPAQUE in verb:
        return ruled(call, Risk.UNKNOWN, "databases.redis.command", "The command is known only at run time.")
    if verb in _REDIS_DESTROYS:
        return ruled(call, Risk.DESTRUCTIVE, rule, f"`{verb.upper()}` deletes or ends something.")
    if verb in {"eval", "evalsha", "fcall", "eval_ro"}:
        return ruled(call, Risk.UNKNOWN, rule, "It runs a script.")
    if verb == "sort" or verb in {"georadius", "georadiusbymember"}:
        stores = any(word.lower().startswith("store") for word in words)
        return ruled(call, Risk.MUTATING if stores else Risk.READ_ONLY, rule)
    if verb in _REDIS_READS:
        return Ruling(Risk.READ_ONLY, rule, f"`{verb.upper()}` only reads.", follows)
    return ruled(call, Risk.MUTATING, rule, f"`{verb.upper()}` changes data.")


_MONGO_DESTROYS = re.compile(r"\.(?:drop\w*|remove|delete\w*|findOneAndDelete|findAndModify|shutdownServer|killOp|renameCollection|replaceOne|bulkWrite|resetErrors|fsyncLock|stepDown|unsetSharding\w*)\s*\(|dropDatabase|[\"']?\$(?:out|merge)[\"']?\s*:", re.IGNORECASE)
_MONGO_READ_CALL = re.compile(
    r"\.(find|findOne|count|countDocuments|estimatedDocumentCount|distinct|stats|aggregate|getIndexes|explain|status|serverStatus|currentOp|getCollectionNames|getCollectionInfos|getName|version|hostInfo|listCommands|isMaster|hello|conf|config|"
    r"printReplicationInfo|printSecondaryReplicationInfo|printCollectionStats|printShardingStatus|dataSize|storageSize|totalSize|totalIndexSize|validate|latencyStats|getProfilingStatus|getLogComponents|getUsers|getRoles|getUser|getRole|getReplicationInfo|"
    r"getShardDistribution|limit|skip|sort|pretty|toArray|forEach|map|itcount|size|hasNext|next|project|projection|hint|batchSize|maxTimeMS|readPref|getSiblingDB|getCollection|getMongo|getDBNames|getDBs|listDatabases|adminCommand|runCommand|allowDiskUse|"
    r"collation|comment|length|stringify|getLastError|getIndexKeys|isCapped|buildInfo|serverBuildInfo|dbStats|collStats|getParameter)\s*\("
)
_MONGO_READ_COMMANDS = re.compile(r"^\s*\{\s*[\"']?(?:ping|serverStatus|buildInfo|dbStats|collStats|listDatabases|listCollections|listIndexes|isMaster|hello|replSetGetStatus|replSetGetConfig|currentOp|getParameter|hostInfo|connectionStatus|top|count|find|distinct|getLog|explain|usersInfo|rolesInfo|connPoolStats|getCmdLineOpts|dataSize|getShardMap|balancerStatus|listShards)[\"']?\s*:")


def _mongo_script(script: str) -> Risk:
    """Return the risk of text for the mongo shell: a chain of calls that only read, or worse."""
    if _MONGO_DESTROYS.search(script):
        return Risk.DESTRUCTIVE
    text = re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", '""', script)
    if OPAQUE in script or re.search(r"=>|\bfunction\b|\beval\b|\brequire\b|\bload\b|\bprocess\b|\$where|\$function|\[\s*\"\"\s*\]\s*\(|`", text):
        return Risk.UNKNOWN
    if re.fullmatch(r"\s*(?:show\s+(?:dbs|databases|collections|tables|users|roles|profile|log\w*)|use\s+\w+|help|exit|it|db)\s*;?\s*", text):
        return Risk.READ_ONLY
    calls = re.findall(r"(?:^|[.;\s(,!])([A-Za-z_]\w*)\s*\(", text)
    known = {"print", "printjson", "JSON", "EJSON", "ObjectId", "ISODate", "Date", "NumberInt", "NumberLong", "tojson", "UUID", "quit", "Object", "keys", "RegExp", "Timestamp"}
    for command in re.finditer(r"\.(?:adminCommand|runCommand)\s*\(", script):
        argument = script[command.end() :]
        if not (_MONGO_READ_COMMANDS.match(argument) or re.match(r"\s*[\"'](?:ping|serverStatus|buildInfo|listDatabases|listCollections|isMaster|hello|replSetGetStatus|hostInfo|connectionStatus|top|getCmdLineOpts|dbStats|currentOp)[\"']\s*\)", argument)):
            return Risk.UNKNOWN if not re.match(r"\s*\{?\s*[\"']?(?:drop|shutdown|kill)", argument) else Risk.DESTRUCTIVE
    for name in calls:
        if name not in known and not _MONGO_READ_CALL.match(f".{name}("):
            return Risk.MUTATING
    if re.search(r"(?<![=!<>])=(?![=>])", text) and not re.search(r"\b(?:var|let|const)\s+\w+\s*=", text):
        return Risk.UNKNOWN
    return Risk.READ_ONLY if calls or re.fullmatch(r"[\w.\s;()]*", text) else Risk.UNKNOWN


def _mongo(call: Call) -> Ruling:
    flags = Flags(values="--eval -f --file --host --port -u --username -p --password --authenticationDatabase --authenticationMechanism --tlsCAFile --tlsCertificateKeyFile --apiVersion --awsAccessKeyId --sslCAFile", optional="--json", switches="--quiet --norc --nodb --shell --tls --ssl --verbose --retryWrites --tlsAllowInvalidCertificates --tlsAllowInvalidHostnames --help --version -h", abbreviated=False)
    args = flags.parse(call.args)
    if args.has("--help", "--version"):
        return ruled(call, Risk.READ_ONLY, "databases.mongo.help")
    if args.unclear or args.unknown or args.get("-f", "--file", "--shell") or any(word.text.endswith((".js", ".mongodb")) for word in args.operands):
        return ruled(call, Risk.UNKNOWN, "databases.mongo.file", "It runs a script, or an option is not covered.")
    texts = args.values("--eval") or tuple(filter(None, (_given(call),)))
    if not texts:
        return ruled(call, Risk.UNKNOWN, "databases.mongo.interactive", "It waits for a person.", Code.INTERACTIVE)
    risk = Risk.worst(*(_mongo_script(part) for text in texts for part in text.split("\n") if part.strip()))
    return ruled(call, risk, f"databases.mongo.{risk}", _ABOUT.get(risk, ""))


_DUMPS = Program(
    "databases.dump", Risk.READ_ONLY,
    Flags(values="-f --file -h -p -U -d -t -n -N -T -F -Z -j -E -r --result-file --host --port --user -u -P -S --tab -o --out --db --collection --uri --query --log-error --dumpdir -l --lock-wait-timeout --section --exclude-table --table --schema --exclude-schema --ignore-table --where -w --tables --defaults-file --defaults-extra-file --net-buffer-length --default-character-set", switches="-a -s -c -C -O -x -v -q -R -E -A -B -e --all-databases --single-transaction --routines --events --triggers --no-data --schema-only --data-only --gzip --no-owner --clean --create --quick --lock-tables --add-drop-table"),
    effects=(
        Effect("-f --file -r --result-file --tab -T --log-error --dumpdir -o --out", Risk.MUTATING, "It writes the dump to a file.", value="(?!-$|/dev/stdout$).*"),
        Effect("-F --flush-logs --delete-master-logs --delete-source-logs", Risk.MUTATING, "It changes the server's logs.", only=""),
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.MUTATING, "databases.dump.folder", "It writes the dump to a folder.") if call.program in {"mongodump", "mysqlpump", "pg_basebackup", "mongoexport", "mydumper"} and args.value("-o", "--out") != "-" and not any(o.name == "--archive" and not o.text for o in args.options) and not (call.program == "mongoexport" and not args.get("-o", "--out")) else
        # The letters mean other things here: -T is a pattern, -F a format, -o object ids of long ago.
        ruled(call, Risk.READ_ONLY, "databases.dump") if call.program.startswith("pg_dump") and not args.get("-f", "--file") and not args.unknown else None
    ),
    examples={Risk.READ_ONLY: ("pg_dump -h x -d y -t z", "mysqldump -u root db", "pg_dumpall --schema-only"), Risk.MUTATING: ("pg_dump -f out db", "mongodump --out d", "mysqldump -r f db", "mysqldump --result-file=f db", "pg_dump db > f")},
)  # fmt: skip
_RESTORES = Program("databases.restore", Risk.DESTRUCTIVE, effects=(Effect("-l --list --dryRun", Risk.READ_ONLY, "", lowers=True),), examples={Risk.DESTRUCTIVE: ("pg_restore -d x f", "mongorestore --drop d", "mongoimport -c x f", "dropdb x"), Risk.READ_ONLY: ("pg_restore -l f",)})
_CREATES = Program("databases.create", Risk.MUTATING, examples={Risk.MUTATING: ("createdb x", "createuser x", "vacuumdb x")})
_ASKS = Program("databases.ask", Risk.READ_ONLY, examples={Risk.READ_ONLY: ("pg_isready -h x", "mysqlshow -u x", "mongostat")})
_MYSQLADMIN = Program(
    "databases.mysqladmin", Risk.UNKNOWN, Flags(values="-h --host -P --port -u --user -S --socket -i --sleep -c --count -w --wait --defaults-file --connect-timeout", optional="-p --password", switches="-f -r -s -v -E --force --silent"),
    verbs=verbs(read_only="status, ping, processlist, proc, variables, var, version, ver, extended-status, ext, ping status", mutating="create, flush-hosts, flush-logs, flush-privileges, flush-status, flush-tables, flush-threads, refresh, reload, start-replica, start-slave, debug",
                destructive="drop, kill, shutdown, stop-replica, stop-slave, password"),
    examples={Risk.READ_ONLY: ("mysqladmin status", "mysqladmin -u root -ppw processlist"), Risk.DESTRUCTIVE: ("mysqladmin drop db", "mysqladmin -f drop db", "mysqladmin shutdown"), Risk.MUTATING: ("mysqladmin flush-hosts",)},
)  # fmt: skip
_PG_CTL = Program("databases.pg_ctl", Risk.UNKNOWN, Flags(values="-D -l -m -o -p -t --pgdata"), verbs=verbs(read_only="status", mutating="start, restart, reload, init, initdb, promote, logrotate", destructive="stop, kill"), examples={Risk.READ_ONLY: ("pg_ctl status -D d",), Risk.DESTRUCTIVE: ("pg_ctl -D d stop",)})
_INFLUX = Program(
    "databases.influx", Risk.UNKNOWN, Flags(values="-execute -database -host -port -username -password -format -t --token -o --org --host -f --file -i --id -b --bucket -n --name", single_dash=True),
    verbs=verbs(read_only="ping, version, bucket list, org list, user list, config list, task list, dashboards, telegrafs, secret list, v1 dbrp list, help", sensitive="auth list", mutating="write, bucket create, org create, user create, setup, config create, task create, apply, backup, auth create, bucket update, config set",
                destructive="delete, bucket delete, org delete, user delete, task delete, restore, auth delete, config rm"),
    custom=lambda call, args, verb: (ruled(call, risk_of(args.value("-execute") or ""), "databases.influx.query", _ABOUT.get(risk_of(args.value("-execute") or ""), "")) if args.get("-execute") else None),
    examples={Risk.READ_ONLY: ("influx bucket list", "influx -execute 'SHOW DATABASES'"), Risk.DESTRUCTIVE: ("influx delete --bucket x", "influx -execute 'DROP DATABASE x'")},
)  # fmt: skip
RULES: dict[str, Rule] = {
    **dict.fromkeys(("psql", "pgcli"), _PSQL),
    **dict.fromkeys(("mysql", "mariadb", "mycli"), _MYSQL),
    **dict.fromkeys(("sqlcmd", "mssql-cli"), _SQLSERVER),
    **dict.fromkeys(("clickhouse-client",), _CLICKHOUSE),
    "cqlsh": _CQLSH,
    **dict.fromkeys(("trino", "presto", "snowsql", "usql", "hive", "beeline", "impala-shell", "spark-sql"), _TRINO),
    **dict.fromkeys(("sqlite3", "sqlite", "duckdb"), _sqlite),
    **dict.fromkeys(("redis-cli", "valkey-cli", "keydb-cli"), _redis),
    **dict.fromkeys(("mongosh", "mongo"), _mongo),
    **dict.fromkeys(("pg_dump", "pg_dumpall", "mysqldump", "mariadb-dump", "mongodump", "mongoexport", "pg_basebackup", "mydumper"), _DUMPS),
    **dict.fromkeys(("pg_restore", "mongorestore", "mongoimport", "mysqlimport", "dropdb", "dropuser", "pg_resetwal", "myloader", "mongofiles"), _RESTORES),
    **dict.fromkeys(("createdb", "createuser", "vacuumdb", "reindexdb", "clusterdb", "initdb", "mysql_upgrade", "mysqlcheck"), _CREATES),
    **dict.fromkeys(("pg_isready", "mysqlshow", "mongostat", "mongotop", "pg_controldata", "pg_config", "pg_lsclusters"), _ASKS),
    **dict.fromkeys(("mysqladmin", "mariadb-admin"), _MYSQLADMIN),
    "pg_ctl": _PG_CTL,
    "influx": _INFLUX,
}  # fmt: skip
EXAMPLES = {
    Risk.READ_ONLY: (
        "psql -c 'SELECT 1'", "psql -h x -U y -d z -c '\\dt'", "psql -l", "psql -c \"select * from t where a = 'drop table x'\"", "mysql -e 'SHOW DATABASES'", "mysql -u root -ppw db -e 'select 1; show tables'", "sqlite3 x.db .tables", "sqlite3 x.db 'select 1'",
        "redis-cli get k", "redis-cli -h x -p 1 INFO", "redis-cli --scan --pattern 'x*'", "redis-cli config get maxmemory", "mongosh --eval 'db.stats()'", "mongosh db --quiet --eval 'db.c.find({a:1}).limit(5)'", "echo 'select 1' | psql", "psql -Atc 'select 1'",
        "psql -c 'explain select 1'", "mysql -e 'select 1' db", "psql <<< 'select 1'", "mongosh --eval 'db.adminCommand({ping:1})'", "psql --version", "redis-cli slowlog get 10", "psql -c 'with a as (select 1) select * from a'", "redis-cli client list",
    ),
    Risk.SENSITIVE: ("redis-cli config get requirepass",),
    Risk.MUTATING: ("psql -c 'insert into t values (1)'", "mysql -e 'update t set a=1 where b=2'", "redis-cli set k v", "redis-cli config set x y", "mongosh --eval 'db.c.insertOne({})'", "psql -o f -c 'select 1'", "sqlite3 x 'create table t(a)'",
                    "psql -c 'with a as (insert into t values (1) returning *) select * from a'", "psql -c 'select * into x from t'", "mysql -e \"select 1 into outfile 'f'\"", "psql -c 'alter table t add column a int'"),
    Risk.DESTRUCTIVE: ("psql -c 'DROP TABLE t'", "psql -c 'select 1; drop table t'", "mysql -e 'delete from t'", "redis-cli flushall", "redis-cli -n 1 FLUSHDB", "redis-cli del k", "mongosh --eval 'db.dropDatabase()'", "mongosh --eval 'db.c.deleteMany({})'", "echo 'drop table t' | psql",
                       "sqlite3 x 'delete from t'", "mysql db -e 'truncate t'", "psql -c 'update t set a=1'", "psql -c 'alter table t drop column a'", "echo flushall | redis-cli", "psql -c 'explain analyze delete from t'"),
    Risk.UNKNOWN: ("psql -f x.sql", "psql", "mysql db < x.sql", "psql -c \"select $X\"", "psql -c '\\! rm x'", "psql -c '\\copy t to program x'", "redis-cli --eval x.lua", "redis-cli", "sqlite3 x.db", "mongosh x.js", "psql -c \"select pg_read_file('x')\"", "mysql --pager=sh -e 'select 1'", "sqlite3 x '.shell rm y'",
                   "mongosh --eval \"$X\"", "redis-cli $CMD", "psql -c \"copy t from program 'x'\"", "mysql -e 'select /*!50000 1*/'"),
}  # fmt: skip
