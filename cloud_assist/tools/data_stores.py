"""Where data lies: databases, messages, storage, metrics."""

from __future__ import annotations

from cloud_assist.tools.tool import (
    HERE,
    Alike,
    Asked,
    Outside,
    Question,
    Read,
    Signal,
    Stop,
    Sure,
    Time,
    Tool,
    Unread,
)

_POSTGRES = Read("postgres_target:postgres_entries", "a PostgreSQL server")
_MYSQL = Read("mysql_target:mysql_entries", "a MySQL server")
_MONGO = Read("mongo_target:mongo_entries", "a MongoDB server")
_REDIS = Read("redis_target:redis_entries", "a Redis server")
_KAFKA = Unread("a Kafka cluster")
_RABBIT = Unread("a RabbitMQ node")
_QUERY = Stop(Signal.INTERRUPT, 10, goes_on="A statement that the server has begun may go on there.")
_TRANSFER = Stop(Signal.INTERRUPT, 30, holds=True, leaves="What was copied so far stays, and is not complete.")
_COPIES = _TRANSFER._replace(
    verbs=(
        *("sync", "bisync", "copy", "copyto", "copyurl", "move", "moveto", "delete", "purge", "cleanup", "dedupe"),
        *("cp", "mv", "rm", "mirror", "rb"),
    )
)
_SCRIPT = Stop(
    Signal.INTERRUPT,
    30,
    ("-f",),
    holds=True,
    leaves="The statements before the last one stay, unless they are one transaction.",
    goes_on="A statement that the server has begun may go on there.",
)
_LOCKS = (
    *("backup", "forget", "prune", "check", "restore", "copy", "rewrite", "migrate", "unlock", "rebuild-index", "init"),
    *("create", "delete", "compact", "extract", "recreate", "rename", "repair", "key", "tag"),
)
_LONG = Time(7200)
_ASKS_PG = (
    Question(
        Asked.SECRET,
        ("-W", "--password"),
        (),
        "put the password in ~/.pgpass",
        leave_away=True,
    ),
)
_ASKS_MYSQL = (
    Question(
        Asked.SECRET,
        ("-p", "--password"),
        (),
        "put the password in an option file (--defaults-file)",
        sure=Sure.SOMETIMES,
    ),
)

_SQL = (
    Tool(("psql",), "plain.sql_clients", _POSTGRES, stops=(_SCRIPT, _QUERY), time=_LONG, asks=_ASKS_PG),
    Tool(("mysql",), "plain.sql_clients", _MYSQL, stops=(_QUERY,), time=_LONG, asks=_ASKS_MYSQL),
    Tool(("mariadb",), "plain.sql_clients", _MYSQL, stops=(_QUERY,), time=_LONG, asks=_ASKS_MYSQL),
    Tool(("pg_dump",), "plain.sql_clients", _POSTGRES, stops=(_TRANSFER,), time=_LONG, asks=_ASKS_PG),
    Tool(("pg_restore",), "plain.sql_clients", _POSTGRES, stops=(_TRANSFER,), time=_LONG, asks=_ASKS_PG),
    Tool(("mysqldump",), "plain.sql_clients", _MYSQL, stops=(_TRANSFER,), time=_LONG, asks=_ASKS_MYSQL),
    Tool(("mongosh",), "plain.databases", _MONGO, stops=(_QUERY,)),
    Tool(("mongodump",), "plain.sql_clients", _MONGO, stops=(_TRANSFER,), time=_LONG),
    Tool(("mongorestore",), "plain.sql_clients", _MONGO, stops=(_TRANSFER,), time=_LONG),
    Tool(
        ("redis-cli",),
        "plain.databases",
        _REDIS,
        asks=(Question(Asked.SECRET, ("--askpass",), (), "set REDISCLI_AUTH", leave_away=True),),
    ),
    Alike(
        "pgcli dropdb dropuser createdb createuser pg_isready",
        "plain.sql_clients",
        _POSTGRES,
    ),
    Alike(
        "pg_dumpall pg_basebackup vacuumdb reindexdb clusterdb",
        "plain.sql_clients",
        _POSTGRES,
        stops=(_TRANSFER,),
        time=_LONG,
    ),
    Alike(
        "pg_resetwal pg_lsclusters initdb pg_config pg_controldata pg_ctl sqlite3 sqlite duckdb", "plain.sql_clients"
    ),
    Alike(
        "mycli mysqlshow mysqladmin mariadb-admin",
        "plain.sql_clients",
        _MYSQL,
    ),
    Alike(
        "mariadb-dump mydumper mysqlpump myloader mysqlimport mysqlcheck mysql_upgrade",
        "plain.sql_clients",
        _MYSQL,
        stops=(_TRANSFER,),
        time=_LONG,
    ),
    Alike("mongofiles mongotop mongostat", "plain.sql_clients", _MONGO),
    Alike("mongoexport mongoimport", "plain.sql_clients", _MONGO, stops=(_TRANSFER,), time=_LONG),
    Alike("sqlcmd mssql-cli", "plain.sql_clients", Unread("an SQL Server")),
    Alike("clickhouse-client", "plain.sql_clients", Unread("a ClickHouse server")),
    Alike("cqlsh", "plain.sql_clients", Unread("a Cassandra cluster")),
    Alike("hive beeline spark-sql impala-shell", "plain.sql_clients", Unread("a Hadoop or Spark cluster")),
    Alike("presto trino", "plain.sql_clients", Unread("a Trino cluster")),
    Alike("usql", "plain.sql_clients", Unread("the database that its URL names")),
    Alike("snowsql", "plain.sql_clients", Unread("a Snowflake account")),
    Alike("valkey-cli keydb-cli", "plain.databases", _REDIS),
    Alike("mongo", "plain.databases", _MONGO),
    Alike("influx", "plain.databases", Unread("an InfluxDB server")),
)
_MESSAGES = (
    Alike(
        "kafka-topics kafka-configs kafka-acls kafka-consumer-groups kafka-reassign-partitions kafka-leader-election "
        "kafka-features kafka-delegation-tokens kafka-streams-application-reset kafka-cluster kafka-metadata-quorum "
        "kafka-broker-api-versions kafka-log-dirs kafka-get-offsets kafka-replica-verification "
        "kafka-console-consumer kafka-delete-records kafka-console-producer kafka-mirror-maker kafka-topics.sh "
        "kafka-configs.sh kafka-acls.sh kafka-consumer-groups.sh kafka-reassign-partitions.sh "
        "kafka-leader-election.sh kafka-features.sh kafka-delegation-tokens.sh kafka-streams-application-reset.sh "
        "kafka-cluster.sh kafka-metadata-quorum.sh kafka-broker-api-versions.sh kafka-log-dirs.sh "
        "kafka-get-offsets.sh kafka-replica-verification.sh kafka-console-consumer.sh kafka-delete-records.sh "
        "kafka-console-producer.sh kafka-mirror-maker.sh kcat kafkacat",
        "cloud.messaging",
        _KAFKA,
    ),
    Alike(
        "kafka-dump-log kafka-dump-log.sh kafka-server-start kafka-server-start.sh kafka-server-stop "
        "kafka-server-stop.sh",
        "cloud.messaging",
    ),
    Tool(
        ("rpk",),
        "cloud.messaging",
        Unread("a Redpanda cluster"),
        asks=(Question(Asked.YES, ("topic trim-prefix", "group delete"), ("--no-confirm",)),),
    ),
    Alike("rabbitmqctl rabbitmqadmin rabbitmq-diagnostics rabbitmq-queues", "cloud.messaging", _RABBIT),
    Tool(
        ("nats",),
        "cloud.messaging",
        Unread("a NATS server"),
        variables=("NATS",),
        asks=(
            Question(
                Asked.YES, ("stream rm", "stream purge", "consumer rm", "kv del", "object del"), ("--force", "-f")
            ),
        ),
    ),
    Alike("pulsar-admin pulsarctl", "cloud.messaging", Unread("a Pulsar cluster")),
)
_STORAGE = (
    Tool(
        ("rclone",),
        "cloud.storage_tools",
        Unread("the remotes that its configuration names"),
        stops=(_COPIES,),
        time=_LONG,
        asks=(
            Question(Asked.VALUES, ("config $",), sure=Sure.ALWAYS, instead="rclone config create NAME TYPE KEY VALUE"),
        ),
    ),
    Tool(("mc", "mcli"), "cloud.storage_tools", Unread("an S3 store"), variables=("MC",), stops=(_COPIES,), time=_LONG),
    Tool(
        ("restic",),
        "cloud.storage_tools",
        Unread("a backup repository"),
        variables=("RESTIC",),
        stops=(
            Stop(
                Signal.INTERRUPT,
                60,
                _LOCKS,
                holds=True,
                locks=True,
                leaves="A lock may stay on the repository: `restic unlock` frees it.",
            ),
        ),
        time=_LONG,
        asks=(Question(Asked.SECRET, (), ("--password-file", "-p", "--password-command"), sure=Sure.SOMETIMES),),
    ),
    Tool(
        ("borg",),
        "cloud.storage_tools",
        Unread("a backup repository"),
        variables=("BORG",),
        stops=(
            Stop(
                Signal.INTERRUPT,
                60,
                _LOCKS,
                holds=True,
                locks=True,
                leaves="A lock may stay on the repository: `borg break-lock` frees it.",
            ),
        ),
        time=_LONG,
        asks=(
            Question(
                Asked.YES,
                ("check --repair",),
                (),
                "set BORG_CHECK_I_KNOW_WHAT_I_AM_DOING=YES",
                unless_set=("BORG_CHECK_I_KNOW_WHAT_I_AM_DOING",),
            ),
        ),
    ),
)
_TRAFFIC = (
    Alike("haproxy nginx openresty apachectl apache2ctl httpd apache2", "cloud.traffic"),
    Tool(("socat",), "cloud.traffic", Unread("the addresses among its words")),
    Tool(("caddy",), "cloud.traffic", Unread("a Caddy server", ("reload", "stop"))),
    Tool(("traefik",), "cloud.traffic", HERE),
    Tool(
        ("promtool",),
        "cloud.traffic",
        Unread("a Prometheus server", ("query", "push", "debug", "tsdb", "check healthy")),
        outside=Outside.FETCHES,
    ),
    Tool(("amtool",), "cloud.traffic", Unread("an Alertmanager"), outside=Outside.FETCHES),
    Tool(("logcli",), "cloud.traffic", Unread("a Loki server"), outside=Outside.FETCHES),
    Tool(("mimirtool",), "cloud.traffic", Unread("a Mimir server")),
    Tool(("cortextool",), "cloud.traffic", Unread("a Cortex server")),
    Tool(("lokitool",), "cloud.traffic", Unread("a Loki server")),
    Tool(("grafana-cli",), "cloud.traffic", Unread("Grafana's plugin store, and this machine")),
    Tool(("grafana",), "cloud.traffic", HERE),
)

TOOLS = (*_SQL, *_MESSAGES, *_STORAGE, *_TRAFFIC)
