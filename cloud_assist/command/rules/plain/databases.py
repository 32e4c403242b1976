"""Clients of redis, MongoDB and influx: the command or script on the command line decides.

Sources: redis.io's command reference, the mongosh manual, the influx CLI.
"""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Call, Flags, Program, Rule, Ruling, names, ruled, verbs
from cloud_assist.command.rules.plain.sql_clients import ABOUT, given
from cloud_assist.command.rules.texts.sql import risk_of
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_REDIS_READS = names(
    "get mget getrange strlen exists type ttl pttl expiretime pexpiretime keys scan sscan hscan zscan hget hmget "
    "hgetall hkeys hvals hlen hexists hstrlen hrandfield lrange llen lindex lpos smembers scard sismember "
    "smismember srandmember sinter sunion sdiff sintercard zrange zrangebyscore zrevrange zrevrangebyscore "
    "zrangebylex zscore zmscore zcard zcount zrank zrevrank zlexcount zinter zunion zdiff zrandmember info ping "
    "echo dbsize time lastsave role command randomkey object bitcount bitpos getbit xrange xrevrange xlen xinfo "
    "xpending xread pfcount geopos geodist geohash geosearch georadius_ro substr memory dump hello lolwut sort_ro "
    "lcs json.get json.type json.objkeys json.arrlen ft.search ft.info ft._list ts.get ts.range bf.exists pubsub "
    "monitor subscribe psubscribe readonly slowlog latency"
)
_REDIS_DESTROYS = names(
    "flushall flushdb del unlink shutdown debug swapdb spop lpop rpop getdel hdel srem zrem lrem ltrim xdel xtrim "
    "migrate replicaof slaveof failover restore zremrangebyrank zremrangebyscore zremrangebylex zpopmin zpopmax "
    "blpop brpop bzpopmin bzpopmax reset json.del ft.dropindex lmpop zmpop json.clear"
)
_REDIS_SUB = {
    "config": {
        "get": Risk.READ_ONLY,
        "set": Risk.MUTATING,
        "rewrite": Risk.MUTATING,
        "resetstat": Risk.DESTRUCTIVE,
        "help": Risk.READ_ONLY,
    },
    "client": {
        "list": Risk.READ_ONLY,
        "info": Risk.READ_ONLY,
        "id": Risk.READ_ONLY,
        "getname": Risk.READ_ONLY,
        "kill": Risk.DESTRUCTIVE,
        "pause": Risk.DESTRUCTIVE,
        "help": Risk.READ_ONLY,
    },
    "cluster": {
        **dict.fromkeys(
            names("info nodes slots shards myid keyslot countkeysinslot getkeysinslot links replicas slaves help"),
            Risk.READ_ONLY,
        ),
        **dict.fromkeys(names("reset forget failover delslots delslotsrange flushslots bumpepoch"), Risk.DESTRUCTIVE),
    },
    "slowlog": {"get": Risk.READ_ONLY, "len": Risk.READ_ONLY, "reset": Risk.DESTRUCTIVE},
    "latency": {"reset": Risk.DESTRUCTIVE},
    "memory": {"purge": Risk.MUTATING},
    "acl": {
        **dict.fromkeys(names("list users whoami cat log help dryrun"), Risk.READ_ONLY),
        "getuser": Risk.SENSITIVE,
        "genpass": Risk.READ_ONLY,
        "deluser": Risk.DESTRUCTIVE,
    },
    "script": {"exists": Risk.READ_ONLY, "flush": Risk.DESTRUCTIVE, "kill": Risk.DESTRUCTIVE},
    "function": {
        "list": Risk.READ_ONLY,
        "stats": Risk.READ_ONLY,
        "dump": Risk.READ_ONLY,
        "flush": Risk.DESTRUCTIVE,
        "delete": Risk.DESTRUCTIVE,
        "restore": Risk.DESTRUCTIVE,
    },
    "module": {"list": Risk.READ_ONLY, "load": Risk.UNKNOWN, "loadex": Risk.UNKNOWN, "unload": Risk.DESTRUCTIVE},
    "xgroup": {"destroy": Risk.DESTRUCTIVE, "delconsumer": Risk.DESTRUCTIVE},
    "debug": {"object": Risk.READ_ONLY},
    "command": {},
    "object": {},
    "xinfo": {},
    "pubsub": {},
}
_REDIS_FLAGS = Flags(
    values="-h -p -s -a -u --user --pass -r -i -n -X -d -D --cacert --cacertdir --cert --key --sni --tls-ciphers "
    "--pattern --quoted-pattern --count --eval --rdb --functions-rdb --intrinsic-latency --lru-test "
    "--memkeys-samples --show-pushes --input -t",
    switches="-c -3 -2 -x --raw --no-raw --csv --json --quoted-json --tls --insecure --scan --stat --latency "
    "--latency-history --latency-dist --bigkeys --memkeys --hotkeys --no-auth-warning --pipe --replica --verbose "
    "--askpass --keystats -e -4 -6 -v",
    posix=True,
    abbreviated=False,
)


_REDIS_LOOKS = names("--scan --bigkeys --memkeys --hotkeys --keystats")
_REDIS_WATCHES = names("--stat --latency --latency-history --latency-dist")
"""Looks that go on until they are stopped."""
_REDIS_SUB_READS = names(
    "usage stats doctor latest history graph help count docs getkeys encoding freq idletime refcount channels "
    "numsub numpat stream groups consumers malloc-stats list info"
)


def _redis(call: Call) -> Ruling:
    args = _REDIS_FLAGS.parse(call.args)
    if args.has("--help", "--version", "-v") and not args.operands:
        return ruled(call, Risk.READ_ONLY, "databases.redis.help")
    if args.get("--eval", "--pipe", "-x", "-X") or args.unclear:
        return ruled(call, Risk.UNKNOWN, "databases.redis.script", "It runs a script or its input.")
    if args.get("--rdb", "--functions-rdb"):
        return ruled(call, Risk.MUTATING, "databases.redis.dump", "It writes a file.")
    if "--cluster" in args.unknown:
        return _redis_cluster(call, args.verbs[0] if args.operands else "")
    if args.unknown:
        return ruled(call, Risk.UNKNOWN, "databases.redis.option")
    if args.operands:
        return _redis_command(call, args.verbs)
    if args.has(*_REDIS_LOOKS, *_REDIS_WATCHES):
        codes = (Code.FOLLOWS,) if args.has(*_REDIS_WATCHES) else ()
        return ruled(call, Risk.READ_ONLY, "databases.redis.look", "", *codes)
    return _redis_input(call)


def _redis_cluster(call: Call, verb: str) -> Ruling:
    if verb in {"check", "info", "help"}:
        return ruled(call, Risk.READ_ONLY, "databases.redis.cluster")
    loses = verb in {"del-node", "reshard", "rebalance", "call", "import"}
    return ruled(call, Risk.DESTRUCTIVE if loses else Risk.MUTATING, "databases.redis.cluster")


def _redis_input(call: Call) -> Ruling:
    text = given(call)
    if text is None or OPAQUE in text:
        return ruled(call, Risk.UNKNOWN, "databases.redis.interactive", "It waits for commands.", Code.INTERACTIVE)
    rulings = [_redis_command(call, tuple(line.split())) for line in text.splitlines() if line.strip()]
    return max(rulings, key=lambda ruling: ruling.risk.rank, default=ruled(call, Risk.READ_ONLY, "databases.redis"))


def _redis_command(call: Call, words: tuple[str, ...]) -> Ruling:
    verb = words[0].lower()
    rule = f"databases.redis.{verb}" if verb.isalnum() else "databases.redis.command"
    if OPAQUE in verb:
        return ruled(call, Risk.UNKNOWN, "databases.redis.command", "The command is only known at run time.")
    if verb in _REDIS_SUB:
        return ruled(call, _redis_sub_risk(verb, words[1:]), rule)
    if verb in _REDIS_DESTROYS:
        return ruled(call, Risk.DESTRUCTIVE, rule, f"`{verb.upper()}` deletes or ends something.")
    if verb in {"eval", "evalsha", "fcall", "eval_ro"}:
        return ruled(call, Risk.UNKNOWN, rule, "It runs a script.")
    stores = any(word.lower().startswith("store") for word in words)
    if verb in _REDIS_READS or (verb in {"sort", "georadius", "georadiusbymember"} and not stores):
        codes = (Code.FOLLOWS,) if verb in {"monitor", "subscribe", "psubscribe"} else ()
        return ruled(call, Risk.READ_ONLY, rule, f"`{verb.upper()}` is read-only.", *codes)
    return ruled(call, Risk.MUTATING, rule, f"`{verb.upper()}` changes data.")


def _redis_sub_risk(verb: str, rest: tuple[str, ...]) -> Risk:
    """Return the risk of a command whose second word decides (`CONFIG GET`, `CLIENT KILL`)."""
    sub = rest[0].lower() if rest else ""
    if OPAQUE in sub:
        return Risk.UNKNOWN
    if verb == "config" and sub == "get" and any("pass" in word.lower() or word == "*" for word in rest[1:]):
        return Risk.SENSITIVE
    if sub in _REDIS_SUB[verb]:
        return _REDIS_SUB[verb][sub]
    if verb in _REDIS_READS and (not sub or sub in _REDIS_SUB_READS):
        return Risk.READ_ONLY
    return Risk.DESTRUCTIVE if verb in _REDIS_DESTROYS else Risk.MUTATING


_MONGO_DESTROYS = re.compile(
    r"\.(?:drop\w*|remove|delete\w*|findOneAndDelete|findAndModify|shutdownServer|killOp|renameCollection"
    r"|replaceOne|bulkWrite|resetErrors|fsyncLock|stepDown|unsetSharding\w*)\s*\(|dropDatabase|[\"']?\$(?:out"
    r"|merge)[\"']?\s*:",
    re.IGNORECASE,
)
_MONGO_READ_CALL = re.compile(
    r"\.(find|findOne|count|countDocuments|estimatedDocumentCount|distinct|stats|aggregate|getIndexes|explain"
    r"|status|serverStatus|currentOp|getCollectionNames|getCollectionInfos|getName|version|hostInfo|listCommands"
    r"|isMaster|hello|conf|config|printReplicationInfo|printSecondaryReplicationInfo|printCollectionStats"
    r"|printShardingStatus|dataSize|storageSize|totalSize|totalIndexSize|validate|latencyStats|getProfilingStatus"
    r"|getLogComponents|getUsers|getRoles|getUser|getRole|getReplicationInfo|getShardDistribution|limit|skip|sort"
    r"|pretty|toArray|forEach|map|itcount|size|hasNext|next|project|projection|hint|batchSize|maxTimeMS|readPref"
    r"|getSiblingDB|getCollection|getMongo|getDBNames|getDBs|listDatabases|adminCommand|runCommand|allowDiskUse"
    r"|collation|comment|length|stringify|getLastError|getIndexKeys|isCapped|buildInfo|serverBuildInfo|dbStats"
    r"|collStats|getParameter)\s*\("
)
_MONGO_READ_COMMANDS = re.compile(
    r"^\s*\{\s*[\"']?(?:ping|serverStatus|buildInfo|dbStats|collStats|listDatabases|listCollections|listIndexes"
    r"|isMaster|hello|replSetGetStatus|replSetGetConfig|currentOp|getParameter|hostInfo|connectionStatus|top|count"
    r"|find|distinct|getLog|explain|usersInfo|rolesInfo|connPoolStats|getCmdLineOpts|dataSize|getShardMap"
    r"|balancerStatus|listShards)[\"']?\s*:"
)


def _mongo_script(script: str) -> Risk:
    """Return the risk of text for the mongo shell: a chain of calls that only read, or worse."""
    if _MONGO_DESTROYS.search(script):
        return Risk.DESTRUCTIVE
    text = re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"", '""', script)
    if OPAQUE in script or re.search(
        r"=>|\bfunction\b|\beval\b|\brequire\b|\bload\b|\bprocess\b|\$where|\$function|\[\s*\"\"\s*\]\s*\(|`", text
    ):
        return Risk.UNKNOWN
    if re.fullmatch(
        r"\s*(?:show\s+(?:dbs|databases|collections|tables|users|roles|profile|log\w*)|use\s+\w+|help|exit|it"
        r"|db)\s*;?\s*",
        text,
    ):
        return Risk.READ_ONLY
    calls = re.findall(r"(?:^|[.;\s(,!])([A-Za-z_]\w*)\s*\(", text)
    known = {
        "print",
        "printjson",
        "JSON",
        "EJSON",
        "ObjectId",
        "ISODate",
        "Date",
        "NumberInt",
        "NumberLong",
        "tojson",
        "UUID",
        "quit",
        "Object",
        "keys",
        "RegExp",
        "Timestamp",
    }
    for command in re.finditer(r"\.(?:adminCommand|runCommand)\s*\(", script):
        argument = script[command.end() :]
        if not (
            _MONGO_READ_COMMANDS.match(argument)
            or re.match(
                r"\s*[\"'](?:ping|serverStatus|buildInfo|listDatabases|listCollections|isMaster|hello"
                r"|replSetGetStatus|hostInfo|connectionStatus|top|getCmdLineOpts|dbStats|currentOp)[\"']\s*\)",
                argument,
            )
        ):
            return (
                Risk.UNKNOWN if not re.match(r"\s*\{?\s*[\"']?(?:drop|shutdown|kill)", argument) else Risk.DESTRUCTIVE
            )
    for name in calls:
        if name not in known and not _MONGO_READ_CALL.match(f".{name}("):
            return Risk.MUTATING
    if re.search(r"(?<![=!<>])=(?![=>])", text) and not re.search(r"\b(?:var|let|const)\s+\w+\s*=", text):
        return Risk.UNKNOWN
    return Risk.READ_ONLY if calls or re.fullmatch(r"[\w.\s;()]*", text) else Risk.UNKNOWN


def _mongo(call: Call) -> Ruling:
    flags = Flags(
        values="--eval -f --file --host --port -u --username -p --password --authenticationDatabase "
        "--authenticationMechanism --tlsCAFile --tlsCertificateKeyFile --apiVersion --awsAccessKeyId --sslCAFile",
        optional="--json",
        switches="--quiet --norc --nodb --shell --tls --ssl --verbose --retryWrites --tlsAllowInvalidCertificates "
        "--tlsAllowInvalidHostnames --help --version -h",
        abbreviated=False,
    )
    args = flags.parse(call.args)
    if args.has("--help", "--version"):
        return ruled(call, Risk.READ_ONLY, "databases.mongo.help")
    if (
        args.unclear
        or args.unknown
        or args.get("-f", "--file", "--shell")
        or any(word.text.endswith((".js", ".mongodb")) for word in args.operands)
    ):
        return ruled(call, Risk.UNKNOWN, "databases.mongo.file", "It runs a script, or has an unknown option.")
    texts = args.values("--eval") or tuple(filter(None, (given(call),)))
    if not texts:
        return ruled(
            call, Risk.UNKNOWN, "databases.mongo.interactive", "It needs an interactive terminal.", Code.INTERACTIVE
        )
    risk = Risk.worst(*(_mongo_script(part) for text in texts for part in text.split("\n") if part.strip()))
    return ruled(call, risk, f"databases.mongo.{risk}", ABOUT.get(risk, ""))


_INFLUX = Program(
    "databases.influx",
    Risk.UNKNOWN,
    Flags(
        values="-execute -database -host -port -username -password -format -t --token -o --org --host -f --file "
        "-i --id -b --bucket -n --name",
        single_dash=True,
    ),
    verbs=verbs(
        read_only="ping, version, bucket list, org list, user list, config list, task list, dashboards, "
        "telegrafs, secret list, v1 dbrp list, help",
        sensitive="auth list",
        mutating="write, bucket create, org create, user create, setup, config create, "
        "task create, apply, backup, auth create, bucket update, config set",
        destructive="delete, bucket delete, org delete, user delete, task delete, restore, auth delete, config rm",
    ),
    custom=lambda call, args, verb: (
        ruled(
            call,
            risk_of(args.value("-execute") or ""),
            "databases.influx.query",
            ABOUT.get(risk_of(args.value("-execute") or ""), ""),
        )
        if args.get("-execute")
        else None
    ),
    examples={
        Risk.READ_ONLY: ("influx bucket list", "influx -execute 'SHOW DATABASES'"),
        Risk.DESTRUCTIVE: ("influx delete --bucket x", "influx -execute 'DROP DATABASE x'"),
    },
)

RULES: dict[str, Rule] = {
    **dict.fromkeys(
        (
            "redis-cli",
            "valkey-cli",
            "keydb-cli",
        ),
        _redis,
    ),
    **dict.fromkeys(
        (
            "mongosh",
            "mongo",
        ),
        _mongo,
    ),
    "influx": _INFLUX,
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "redis-cli get k",
        "redis-cli -h x -p 1 INFO",
        "redis-cli --scan --pattern 'x*'",
        "redis-cli config get maxmemory",
        "mongosh --eval 'db.stats()'",
        "mongosh db --quiet --eval 'db.c.find({a:1}).limit(5)'",
        "mongosh --eval 'db.adminCommand({ping:1})'",
        "redis-cli slowlog get 10",
        "redis-cli client list",
    ),
    Risk.SENSITIVE: ("redis-cli config get requirepass",),
    Risk.MUTATING: (
        "redis-cli set k v",
        "redis-cli config set x y",
        "mongosh --eval 'db.c.insertOne({})'",
    ),
    Risk.DESTRUCTIVE: (
        "redis-cli flushall",
        "redis-cli -n 1 FLUSHDB",
        "redis-cli del k",
        "mongosh --eval 'db.dropDatabase()'",
        "mongosh --eval 'db.c.deleteMany({})'",
        "echo flushall | redis-cli",
    ),
    Risk.UNKNOWN: (
        "redis-cli --eval x.lua",
        "redis-cli",
        "mongosh x.js",
        'mongosh --eval "$X"',
        "redis-cli $CMD",
    ),
}
