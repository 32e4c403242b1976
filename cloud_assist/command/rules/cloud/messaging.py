"""Message brokers: Kafka's scripts, rpk, kcat, RabbitMQ, NATS, Pulsar."""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import (
    Call,
    Effect,
    Flags,
    Program,
    Rule,
    Ruling,
    names,
    reading_with,
    reads,
    ruled,
    verbs,
)
from cloud_assist.command.rules.engine.nouns import DELETING, Nouns
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_KAFKA = Flags(
    values="--bootstrap-server --bootstrap-controller --zookeeper --topic --group --command-config "
    "--config --partitions --replication-factor --entity-type --entity-name --add-config --delete-config "
    "--offset --from-file --to-offset --to-datetime --by-duration --shift-by --partition --max-messages "
    "--property --consumer.config --consumer-property --producer.config --producer-property --broker-list "
    "--reassignment-json-file --topics-to-move-json-file --offset-json-file --principal --allow-principal "
    "--deny-principal --operation --resource-pattern-type --time --timeout --timeout-ms --release-version "
    "--metadata --replica-assignment --upgrade --downgrade --files --formatter --feature --throttle",
    switches="--list --describe --create --delete --alter --all --all-groups --all-topics --members "
    "--verbose --state --offsets --from-beginning --reset-offsets --execute --dry-run --export "
    "--delete-offsets --generate --verify --add --remove --cluster --force --if-exists --if-not-exists "
    "--cancel --version --help --unavailable-partitions --under-replicated-partitions --isolation-level "
    "--skip-message-on-error --print-data-log --deep-iteration --preserve-throttles",
)
_KAFKA_DELETES = Effect(
    "--delete --delete-config --delete-offsets --remove --reset-offsets --downgrade",
    Risk.DESTRUCTIVE,
    "It deletes a topic, a group, a rule or a setting, or moves offsets for good.",
)
_KAFKA_ADMIN = Program(
    "kafka",
    Risk.READ_ONLY,
    _KAFKA,
    effects=(
        Effect(
            "--create --alter --add --execute --generate --upgrade --cancel", Risk.MUTATING, "It changes the cluster."
        ),
        _KAFKA_DELETES,
        Effect("--dry-run", Risk.READ_ONLY, "This is a dry run.", lowers=True, code=Code.DRY_RUN),
    ),
    examples={
        Risk.READ_ONLY: (
            "kafka-topics --bootstrap-server b:9092 --describe --topic t",
            "kafka-consumer-groups.sh --bootstrap-server b:9092 --list",
            "kafka-acls --list",
        ),
        Risk.MUTATING: (
            "kafka-topics --create --topic t --bootstrap-server b:9092",
            "kafka-acls --add --allow-principal User:a",
        ),
        Risk.DESTRUCTIVE: (
            "kafka-topics --delete --topic t --bootstrap-server b:9092",
            "kafka-consumer-groups --reset-offsets --to-earliest --group g --topic t --execute",
        ),
    },
)
_KAFKA_READER = reads(
    "kafka-reader",
    _KAFKA,
    effects=(Effect("--formatter --consumer.config", Risk.UNKNOWN, "It loads a class or a file of options."),),
    examples={Risk.READ_ONLY: ("kafka-broker-api-versions --bootstrap-server b:9092", "kafka-log-dirs --describe")},
)


def _consume(call: Call) -> Ruling:
    """A console consumer joins a group, and may commit what it read as done."""
    if {"--help", "--version"} & set(call.words):
        return ruled(call, Risk.READ_ONLY, "kafka.help")
    return ruled(call, Risk.MUTATING, "kafka.consume", "It keeps reading, and may commit offsets.", Code.FOLLOWS)


def _delete_records(call: Call) -> Ruling:
    return ruled(call, Risk.DESTRUCTIVE, "kafka.delete-records", "It deletes records, or stops a broker.")


def _produce(call: Call) -> Ruling:
    return ruled(call, Risk.MUTATING, "kafka.produce", "It sends messages, or starts a broker.")


@reading_with(Flags(values="-b -t -p -o -c -f -K -D -z -d -m -s", switches="-L -Q -C -J -e -u -q -Z -E -O -T -A -v"))
def _kcat(call: Call) -> Ruling:
    words = call.words
    if any(word == "-P" for word in words):
        return ruled(call, Risk.MUTATING, "kcat.produce", "It sends messages.")
    if any(word in {"-G", "-F"} or word.startswith("-X") for word in words):
        return ruled(call, Risk.MUTATING, "kcat.group", "It joins a consumer group, or sets options of its own.")
    if "-L" in words or "-Q" in words or "-C" in words:
        return ruled(call, Risk.SENSITIVE, "kcat.read", "It reads messages or topics from another machine.")
    return ruled(call, Risk.UNKNOWN, "kcat.mode", "Without a mode, its input decides whether it reads or writes.")


_RPK = Nouns(
    "rpk",
    flags=Flags(
        values="--brokers -X --config --profile --user --password --sasl-mechanism -p --partitions -r "
        "--replicas -c --topic-config -o --offset -n --num -f --format -g --group --tls-cert --tls-key "
        "--tls-truststore",
        switches="-v --verbose -i --internal -d --detailed --help -h --no-confirm",
        abbreviated=False,
    ),
    nouns="topic cluster group security acl user role redpanda registry schema subject compatibility-level "
    "mode cloud auth profile debug config connect container transform generate partitions license logdirs "
    "maintenance self-test storage txn quotas connections namespace resource-group bundle remote-bundle "
    "tune shadow",
    verbs=verbs(
        read_only="topic list, topic describe, topic describe-storage, topic consume, topic analyze, "
        "cluster info, cluster metadata, cluster health, cluster config get, cluster config status, "
        "cluster logdirs describe, cluster maintenance status, cluster partitions list, cluster partitions "
        "balancer-status, cluster self-test status, cluster license info, cluster txn list, cluster txn "
        "describe, cluster connections list, cluster quotas describe, group list, group describe, acl "
        "list, security acl list, security user list, security role list, security role describe, registry "
        "schema get, registry schema list, registry schema references, registry schema "
        "check-compatibility, registry subject list, registry compatibility-level get, registry mode get, "
        "profile list, profile print, profile current, redpanda admin brokers list, redpanda admin config "
        "print, redpanda check, version, transform list, transform logs, connect list, connect lint, help, "
        "cloud cluster list",
        mutating="topic create, topic add-partitions, topic alter-config, topic produce, cluster config "
        "set, cluster config edit, cluster config import, cluster config export, cluster maintenance "
        "enable, cluster maintenance disable, cluster license set, cluster self-test start, cluster "
        "partitions move, group seek, security acl create, security user create, security user update, "
        "profile use, profile create, cloud login, redpanda start, redpanda stop, redpanda tune, redpanda "
        "config set, debug bundle, generate, container start, registry schema create, transform deploy, "
        "connect run, redpanda mode",
        destructive="topic delete, topic trim-prefix, cluster config force-reset, group delete, group "
        "offset-delete, acl delete, security acl delete, security user delete, security role delete, "
        "registry schema delete, registry subject delete, profile delete, container purge, redpanda admin "
        "brokers decommission, transform delete, cluster partitions unsafe-recover",
    ),
    bare=Risk.READ_ONLY,
    effects=(Effect("-g --group", Risk.MUTATING, "It commits offsets of a group.", only="topic consume"),),
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("rpk topic list", "rpk cluster health"),
        Risk.MUTATING: ("rpk topic create t -p 3", "rpk topic produce t"),
        Risk.DESTRUCTIVE: ("rpk topic delete t", "rpk group delete g"),
    },
)


_RABBIT_FLAGS = Flags(
    values="-n --node -p --vhost -t --timeout --formatter --script-name --erlang-cookie",
    switches="-q --quiet -s --silent -l --longnames --online --offline --local --dry-run --help --version "
    "--no-table-headers -m --minimal -v --verbose --implicitly-enabled -e -E",
)
_RABBITADMIN_FLAGS = Flags(
    values="-H --host -P --port -u --username -p --password -V --vhost -f --format -s --sort -d --depth -U --base-uri "
    "--path-prefix --ssl-ca-cert-file --ssl-cert-file --ssl-key-file -c --config -N --node -t --request-timeout",
    switches="-q --quiet -S --sort-reverse --ssl -k --ssl-insecure --ssl-disable-hostname-verification -b "
    "--bash-completion --help --version",
)
"""rabbitmqadmin(8): `-s` sorts by a column, `-p` is the password; to rabbitmqctl they are --silent and the vhost."""
_RABBIT_READS = names(
    "status cluster_status ping version report list show node_health_check "
    "environment hash_password decode encode schema_info server_version os_env alarms memory_breakdown "
    "listeners overview directories cipher_suites command_line_arguments consume_event_stream "
    "log_location log_tail log_tail_stream maybe_stuck runtime_thread_stats resolve_hostname resolver_info "
    "erlang_version info is_booting quorum_status"
)
_RABBIT_DELETES = names("reset force_reset stop_app shutdown purge close delete shrink decommission drain undefine")


_RABBIT_READING = ("list_", "check_", "is_", "get_", "await_", "environment")
_RABBIT_DELETING = ("delete_", "clear_", "forget_", "force_", "remove_", "close_", "purge_", "stop")


def _rabbit(call: Call) -> Ruling:
    """`rabbitmqctl` and its kin: the command is the first word that is no option."""
    args = (_RABBITADMIN_FLAGS if call.program == "rabbitmqadmin" else _RABBIT_FLAGS).parse(call.args)
    verb = args.verbs[0] if args.operands else ""
    if not verb or verb == "help" or args.has("--help", "--version"):
        return ruled(call, Risk.READ_ONLY, "rabbitmq.help")
    risk = Risk.MUTATING
    if args.sure < 1 or verb in {"eval", "eval_file", "observer"}:
        risk = Risk.UNKNOWN
    elif verb == "authenticate_user":
        risk = Risk.SENSITIVE
    elif verb in _RABBIT_READS or verb.startswith(_RABBIT_READING):
        risk = Risk.UNKNOWN if args.unknown else Risk.READ_ONLY
    elif verb in _RABBIT_DELETES or verb.startswith(_RABBIT_DELETING):
        risk = Risk.DESTRUCTIVE
    return ruled(call, risk, f"rabbitmq.{verb.replace('_', '-')}", f"`{call.program} {verb}`: {risk}.")


_NATS = Nouns(
    "nats",
    flags=Flags(
        values="-s --server --user --password --creds --nkey --tlscert --tlskey --tlsca --timeout "
        "--context --socks-proxy --js-domain --js-api-prefix --inbox-prefix --count --subject --queue "
        "--replies --header -H",
        switches="--trace --json -j --help --version --names -n --all -a --force -f --raw -r --wait -w",
        abbreviated=False,
    ),
    nouns="stream str st consumer con c kv object obj account a server srv s context ctx bucket auth "
    "service micro errors schema latency events cluster backup governor",
    verbs=verbs(
        read_only="stream ls, stream list, stream info, stream report, stream state, stream view, stream "
        "find, stream get, stream subjects, stream graph, consumer ls, consumer list, consumer info, "
        "consumer report, consumer find, consumer graph, kv ls, kv list, kv get, kv history, kv status, kv "
        "info, kv watch, object ls, object list, object info, object status, object watch, account info, "
        "account report, server ls, server list, server info, server ping, server report, server check, "
        "server request, server watch, server graph, context ls, context list, context info, context show, "
        "context validate, rtt, sub, subscribe, events, service ls, service list, service info, service "
        "stats, service ping, cheat, errors ls, errors lookup, schema info, schema search, top, account "
        "tls, traffic, help",
        mutating="stream add, stream create, stream edit, stream copy, stream seal, stream backup, stream "
        "restore, consumer add, consumer create, consumer edit, consumer copy, consumer next, consumer "
        "sub, consumer pause, consumer resume, kv add, kv put, kv create, kv update, kv edit, kv revert, "
        "object add, object put, object get, object seal, account backup, account restore, context add, "
        "context create, context save, context select, context edit, context copy, context knock, pub, "
        "publish, request, req, reply, bench, server config reload, server run, latency, governor run, "
        "stream cluster step-down, service serve",
        destructive="stream rm, stream delete, stream del, stream purge, stream rmm, consumer rm, consumer "
        "delete, kv del, kv rm, kv purge, kv compact, object del, object rm, context rm, context delete, "
        "account purge, server raft peer-remove, server cluster peer-remove, server raft step-down, stream "
        "cluster peer-remove, account delete, bucket delete",
    ),
    bare=Risk.READ_ONLY,
    codes={
        "sub": Code.FOLLOWS,
        "kv watch": Code.FOLLOWS,
        "events": Code.FOLLOWS,
        "context select": Code.CHANGES_CONTEXT,
    },
    help="--help",
    examples={
        Risk.READ_ONLY: ("nats stream ls", "nats consumer info S C", "nats kv get B k", "nats context ls"),
        Risk.MUTATING: ("nats pub s m", "nats stream add S", "nats kv put B k v"),
        Risk.DESTRUCTIVE: ("nats stream rm S -f", "nats stream purge S", "nats kv del B k", "nats account delete a"),
    },
)

_PULSAR = Nouns(
    "pulsar",
    flags=Flags(
        values="--admin-url --auth-plugin --auth-params --tls-trust-cert-path --url -s --subscription --proxy-url",
        switches="-v --version -h --help",
        abbreviated=False,
    ),
    nouns="topics namespaces tenants clusters brokers broker-stats schemas functions sinks sources "
    "persistent non-persistent resource-quotas bookies packages transactions ns-isolation-policy "
    "topicPolicies",
    prefixes={
        "get-": Risk.READ_ONLY,
        "list-": Risk.READ_ONLY,
        "stats": Risk.READ_ONLY,
        "peek-": Risk.READ_ONLY,
        **dict.fromkeys((f"{verb}-" for verb in sorted(DELETING)), Risk.DESTRUCTIVE),
        "unload": Risk.MUTATING,
        "set-": Risk.MUTATING,
        "create-": Risk.MUTATING,
        "update-": Risk.MUTATING,
        "grant-": Risk.MUTATING,
        "skip": Risk.DESTRUCTIVE,
        "expire": Risk.DESTRUCTIVE,
    },
    bare=Risk.READ_ONLY,
    help="--help -h",
    examples={
        Risk.READ_ONLY: ("pulsar-admin topics list public/default", "pulsar-admin topics stats t"),
        Risk.MUTATING: ("pulsar-admin topics create t", "pulsar-admin namespaces set-retention n -s 1G"),
        Risk.DESTRUCTIVE: ("pulsar-admin topics delete t", "pulsar-admin namespaces clear-backlog n"),
    },
)

_ADMIN = names(
    "kafka-topics kafka-configs kafka-acls kafka-consumer-groups kafka-reassign-partitions kafka-leader-election "
    "kafka-features kafka-delegation-tokens kafka-streams-application-reset kafka-cluster kafka-metadata-quorum"
)
_READERS = names("kafka-broker-api-versions kafka-log-dirs kafka-get-offsets kafka-dump-log kafka-replica-verification")

RULES: dict[str, Rule] = {
    **{program + suffix: _KAFKA_ADMIN for program in _ADMIN for suffix in ("", ".sh")},
    **{program + suffix: _KAFKA_READER for program in _READERS for suffix in ("", ".sh")},
    **dict.fromkeys(("kafka-console-consumer", "kafka-console-consumer.sh"), _consume),
    **dict.fromkeys(
        ("kafka-delete-records", "kafka-delete-records.sh", "kafka-server-stop", "kafka-server-stop.sh"),
        _delete_records,
    ),
    **dict.fromkeys(
        (
            "kafka-console-producer",
            "kafka-console-producer.sh",
            "kafka-server-start",
            "kafka-server-start.sh",
            "kafka-mirror-maker",
            "kafka-mirror-maker.sh",
        ),
        _produce,
    ),
    **dict.fromkeys(("kcat", "kafkacat"), _kcat),
    "rpk": _RPK,
    **dict.fromkeys(("rabbitmqctl", "rabbitmqadmin", "rabbitmq-diagnostics", "rabbitmq-queues"), _rabbit),
    "nats": _NATS,
    **dict.fromkeys(("pulsar-admin", "pulsarctl"), _PULSAR),
}

EXAMPLES: dict[Risk, tuple[str, ...]] = {
    Risk.READ_ONLY: (
        "rabbitmqctl list_queues name messages",
        "rabbitmqadmin list queues",
        "rabbitmqctl -n rabbit@h status",
    ),
    Risk.MUTATING: (
        "rabbitmqctl add_user u p",
        "rabbitmqctl set_policy p '^a' '{}'",
        "kafka-console-consumer --topic t",
        "kcat -b b:9092 -t t -P",
    ),
    Risk.DESTRUCTIVE: (
        "rabbitmqctl delete_user u",
        "rabbitmqctl force_reset",
        "rabbitmqctl purge_queue q",
        "rabbitmqadmin delete queue name=q",
        "kafka-delete-records --offset-json-file o.json",
    ),
    Risk.UNKNOWN: ("rabbitmqctl eval 'init:stop().'",),
}
