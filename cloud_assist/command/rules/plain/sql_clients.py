"""Clients of SQL databases: the statements on the command line decide; without any they wait for a person.

Sources: psql(1), mysql(1), sqlite3(1), sqlcmd, clickhouse-client, cqlsh, pg_dump(1), mysqldump(1), mysqladmin(1).
"""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import (
    MANY,
    Args,
    Call,
    Effect,
    Flags,
    Program,
    Rule,
    Ruling,
    names,
    ruled,
    verbs,
)
from cloud_assist.command.rules.engine.sending import is_here
from cloud_assist.command.rules.plain.builtins import network_code
from cloud_assist.command.rules.plain.interpreters import from_network, printed
from cloud_assist.command.rules.texts.sql import meta_risk, risk_of
from cloud_assist.findings import Code
from cloud_assist.models import Risk

ABOUT = {
    Risk.READ_ONLY: "The query is read-only.",
    Risk.SENSITIVE: "The query reads the hashes of passwords.",
    Risk.MUTATING: "The query changes data or its structure.",
    Risk.DESTRUCTIVE: "The query drops or deletes.",
    Risk.UNKNOWN: "The effect of the query is unknown, or only known at run time.",
}

_TO_FILE = "It writes what it reads to a file."


def _sql_client(
    name: str, flags: Flags, queries: str, files: str = "", writes: str = "", runs: str = "", lists: str = ""
) -> Rule:
    """Return the rule of a client that takes SQL by one of the `queries` options, or on standard input."""

    def rule(call: Call) -> Ruling:
        args = flags.parse(call.args)
        if any(option.name in {"--help", "--version", "-V", "-?"} for option in args.options):
            return ruled(call, Risk.READ_ONLY, f"databases.{name}.help")
        if args.unclear or args.unknown or any(args.get(option) for option in names(runs)):
            return ruled(
                call, Risk.UNKNOWN, f"databases.{name}.option", "One of its options is unknown or runs a program."
            )
        if any(args.get(option) for option in names(files)):
            return ruled(call, Risk.UNKNOWN, f"databases.{name}.file", "The statements are in a file.")
        texts = args.values(*names(queries))
        if not texts and lists and args.has(*names(lists)):
            if any(args.get(option) for option in names(writes)):
                return ruled(call, Risk.MUTATING, f"databases.{name}.file", _TO_FILE)
            return ruled(call, Risk.READ_ONLY, f"databases.{name}.list")
        return _queried(call, args, texts, name, names(writes))

    return rule


def _queried(call: Call, args: Args, texts: tuple[str, ...], name: str, writes: frozenset[str]) -> Ruling:
    texts = texts or tuple(filter(None, (given(call),)))
    if not texts:
        if from_network(call.upstream):
            return network_code(call, f"databases.{name}.network")
        if call.upstream or call.redirects:
            return ruled(
                call, Risk.UNKNOWN, f"databases.{name}.input", "The statements come from a file or another command."
            )
        return ruled(
            call,
            Risk.UNKNOWN,
            f"databases.{name}.interactive",
            f"`{call.program}` needs an interactive terminal.",
            Code.INTERACTIVE,
        )
    risk = Risk.worst(
        *(meta_risk(text.strip()) if text.strip()[:1] in {"\\", "."} else risk_of(text) for text in texts)
    )
    if risk.rank <= Risk.SENSITIVE.rank and any(args.get(option) for option in writes):
        return ruled(call, Risk.MUTATING, f"databases.{name}.file", _TO_FILE)
    return ruled(call, risk, f"databases.{name}.{risk}", ABOUT[risk])


def given(call: Call) -> str | None:
    """Return the text on standard input, where it is plain to see."""
    for redirect in call.redirects:
        if redirect.operator in {"<<", "<<<"}:
            return redirect.target.text
    return printed(call.upstream)


_PSQL = _sql_client(
    "psql",
    Flags(
        values="-c --command -d --dbname -f --file -F --field-separator -h --host -L --log-file -o --output -p "
        "--port -P --pset -R --record-separator -T --table-attr -U --username -v --set --variable",
        switches="-a -A -b -e -E -H -l -n -q -s -S -t -w -W -x -X -z -0 -1 --list --no-align --tuples-only "
        "--expanded --no-psqlrc --csv --html --quiet --single-transaction --no-password --password --echo-all "
        "--echo-queries --no-readline --echo-hidden --echo-errors",
        optional="--help",
    ),
    queries="-c --command",
    files="-f --file",
    writes="-o --output -L --log-file",
    lists="-l --list",
)
_MYSQL = _sql_client(
    "mysql",
    Flags(
        values="-e --execute -h --host -P --port -u --user -D --database -S --socket --defaults-file "
        "--defaults-extra-file --defaults-group-suffix --init-command --tee --pager --delimiter "
        "--default-character-set --protocol --ssl-ca --ssl-cert --ssl-key --login-path --plugin-dir "
        "--connect-timeout --max-allowed-packet --ssl-mode --default-auth",
        optional="-p --password --prompt",
        switches="-A -B -b -C -E -f -G -H -i -L -N -n -q -r -s -t -T -U -v -w -W -X --batch --silent "
        "--skip-column-names --table --html --xml --raw --vertical --force --no-auto-rehash --compress --quick "
        "--safe-updates --ssl --verbose --column-names --skip-ssl --enable-cleartext-plugin --get-server-public-key",
    ),
    queries="-e --execute",
    writes="--tee",
    runs="--pager --plugin-dir --init-command --defaults-file --defaults-extra-file",
)
_SQLSERVER = _sql_client(
    "sqlcmd",
    Flags(
        values="-S -U -P -d -Q -q -i -o -s -w -h -l -t -H -a -v -K -M -y -Y -c -z -Z",
        switches="-E -b -C -N -W -k -e -I -r -m -V -x -u -p -R -f -L -g -G",
    ),
    queries="-Q -q",
    files="-i",
    writes="-o",
)
_CLICKHOUSE = _sql_client(
    "clickhouse",
    Flags(
        values="-q --query -h --host --port -u --user --password -d --database -f --format --queries-file "
        "--output-format --max_threads --config-file -C",
        switches="-m -n -s -t -T -E --multiquery --secure --time --vertical --multiline",
    ),
    queries="-q --query",
    files="--queries-file",
    runs="--config-file -C",
)
_CQLSH = _sql_client(
    "cqlsh",
    Flags(
        values="-e --execute -f --file -k --keyspace -u --username -p --password --request-timeout "
        "--connect-timeout --cqlversion",
        switches="--ssl --debug --tty --no-color --color -C",
    ),
    queries="-e --execute",
    files="-f --file",
)
_TRINO = _sql_client(
    "sql",
    Flags(
        values="-e --execute -c --command -q --query -Q -f --file --server --catalog --schema --user --host --port "
        "-u -p -P -d -h --url --output-format -o --output -s",
        switches="--insecure --debug",
    ),
    queries="-e --execute -c --command -q --query -Q",
    files="-f --file",
    writes="-o --output",
)


def _sqlite(call: Call) -> Ruling:
    flags = Flags(
        values="-cmd -init -separator -newline -nullvalue -vfs -mmap -maxsize -key",
        switches="-header -noheader -csv -json -column -line -list -html -markdown -table -box -readonly -batch "
        "-bail -echo -quote -tabs -ascii -safe -stats -interactive -version -help -nofollow -utf8 -memtrace "
        "-lookaside",
        single_dash=True,
    )
    args = flags.parse(call.args)
    if args.has("-version", "-help", "--version", "--help"):
        return ruled(call, Risk.READ_ONLY, "databases.sqlite.help")
    if args.unclear or args.unknown or args.get("-init"):
        return ruled(call, Risk.UNKNOWN, "databases.sqlite.option")
    texts = (*args.values("-cmd"), *(word.text for word in args.operands[1:]))
    return _queried(call, args, texts, "sqlite", frozenset())


_TO_FILE = "It writes the dump to a file."
_PG_DUMP = Program(
    "databases.dump",
    Risk.READ_ONLY,
    Flags(
        values="-f --file -h --host -p --port -U --username -d --dbname -t --table -n --schema -N --exclude-schema "
        "-T --exclude-table -F --format -Z --compress -j --jobs -E --encoding --section --lock-wait-timeout -S "
        "--superuser --role --exclude-table-data --extra-float-digits -l --database --snapshot --rows-per-insert",
        switches="-a -s -c -C -O -x -v -b -B -w -W -g -r -R --schema-only --data-only --no-owner --clean --create "
        "--if-exists --inserts --no-privileges --globals-only --roles-only --no-password --column-inserts",
    ),
    effects=(Effect("-f --file", Risk.MUTATING, _TO_FILE, value="(?!-$|/dev/stdout$).*"),),
    examples={
        Risk.READ_ONLY: ("pg_dump -h x -d y -t z", "pg_dumpall --schema-only", "pg_dump -Fc db"),
        Risk.MUTATING: ("pg_dump -f out db", "pg_dump --file=out db", "pg_dump db > f"),
    },
    operands=MANY,
)
_MYSQL_DUMP = Program(
    "databases.dump",
    Risk.READ_ONLY,
    Flags(
        values="-h --host -P --port -u --user -S --socket -r --result-file -T --tab --log-error -w --where --tables "
        "--ignore-table --default-character-set --net-buffer-length",
        optional="-p --password --master-data --source-data --set-gtid-purged --column-statistics",
        switches="-A -B -d -t -q -R -E -e -C -v -f -n --all-databases --databases --single-transaction --routines "
        "--events --triggers --no-data --no-create-info --quick --lock-tables --skip-lock-tables --add-drop-table "
        "--compress --no-tablespaces --hex-blob --opt --extended-insert --skip-extended-insert",
    ),
    effects=(
        Effect("-r --result-file -T --tab --log-error", Risk.MUTATING, _TO_FILE),
        Effect("-F --flush-logs --flush-privileges", Risk.MUTATING, "It changes the server's logs."),
        Effect("--delete-master-logs --delete-source-logs", Risk.DESTRUCTIVE, "It deletes the server's logs."),
        Effect("--defaults-file --defaults-extra-file --plugin-dir", Risk.UNKNOWN, "It uses other settings."),
    ),
    examples={
        Risk.READ_ONLY: ("mysqldump -u root db", "mysqldump --all-databases --single-transaction"),
        Risk.MUTATING: ("mysqldump -r f db", "mysqldump --result-file=f db", "mysqldump db > f", "mysqldump -T d db"),
        Risk.DESTRUCTIVE: ("mysqldump --delete-master-logs db",),
    },
    operands=MANY,
)


def _folder_dump(call: Call) -> Ruling:
    """mongodump and its like write a folder or a file, unless they are told to print."""
    prints = "--archive" in call.words or (
        call.program == "mongoexport" and not any(w.startswith(("-o", "--out")) for w in call.words)
    )
    if prints:
        return ruled(call, Risk.READ_ONLY, "databases.dump")
    return ruled(call, Risk.MUTATING, "databases.dump.folder", "It writes the dump to a folder or a file.")


_RESTORES = Program(
    "databases.restore",
    Risk.DESTRUCTIVE,
    examples={Risk.DESTRUCTIVE: ("mongoimport -c x f", "dropdb x", "dropdb -l x", "pg_resetwal d")},
    operands=MANY,
)
_FILLS = Program(
    "databases.restore",
    Risk.MUTATING,
    Flags(
        values="-d --dbname -f --file -F --format -h --host -p --port -U --username -j --jobs -n --schema -t --table "
        "-L --use-list -P --function -I --index -T --trigger -N --exclude-schema -S --superuser --role --section "
        "--db --collection --uri --archive --nsInclude --nsExclude --dir",
        switches="-c --clean -C --create -a -s -e -1 -O -x -v -l --list --drop --dryRun --if-exists",
    ),
    effects=(
        Effect("-l --list --dryRun", Risk.READ_ONLY, "", lowers=True),
        Effect("-f --file", Risk.MUTATING, "It writes a script or a list.", value="(?!-$).*"),
        Effect(
            "-c --clean --drop --oplogReplay --restoreDbUsersAndRoles", Risk.DESTRUCTIVE, "It drops the existing data."
        ),
    ),
    examples={
        Risk.MUTATING: ("pg_restore -d x f", "mongorestore d", "pg_restore -l -f out f"),
        Risk.DESTRUCTIVE: ("pg_restore -c -d x f", "pg_restore --clean -d x f", "mongorestore --drop d"),
        Risk.READ_ONLY: ("pg_restore -l f",),
    },
    operands=MANY,
)
_CREATES = Program(
    "databases.create", Risk.MUTATING, examples={Risk.MUTATING: ("createdb x", "createuser x", "vacuumdb x")}
)


def _watched_server(call: Call, args: Args) -> Ruling | None:
    host = args.value("-h", "--host") or "localhost"
    if call.program == "pg_isready" and host[:1] != "/" and not is_here(host):
        return ruled(call, Risk.SENSITIVE, "databases.ask.probe", "It contacts another machine.")
    if call.program in {"mongostat", "mongotop"} and not args.has("-n", "--rowcount", "--help", "--version"):
        return ruled(call, Risk.READ_ONLY, "databases.ask.watch", "", Code.FOLLOWS)
    return None


_ASKS = Program(
    "databases.ask",
    Risk.READ_ONLY,
    Flags(
        values="-h --host --port -U --username -u --user -d --dbname -t --timeout -D --pgdata -S --socket -n "
        "--rowcount --authenticationDatabase --uri --default-character-set",
        switches="-p -P -q --quiet --all --json --noheaders --http --bindir --docdir --includedir --libdir "
        "--pkglibdir --sharedir --mandir --sysconfdir --localedir --pgxs --configure --cc --cflags "
        "--cppflags --ldflags --libs -k --keys -i --status --count --show-table-type -v --verbose --ssl "
        "--discover",
    ),
    operands=MANY,
    custom=lambda call, args, verb: _watched_server(call, args),
    examples={
        Risk.READ_ONLY: (
            "mongotop 5",
            "mongostat",
            "pg_isready",
            "pg_isready -h localhost",
            "mysqlshow -u x",
            "mongostat -n 3",
        ),
        Risk.SENSITIVE: ("pg_isready -h x",),
        Risk.UNKNOWN: ("mongostat --novel",),
    },
)
_MYSQLADMIN: Program = Program(
    "databases.mysqladmin",
    Risk.UNKNOWN,
    Flags(
        values="-h --host -P --port -u --user -S --socket -i --sleep -c --count -w --wait --defaults-file "
        "--connect-timeout",
        optional="-p --password",
        switches="-f -r -s -v -E --force --silent",
    ),
    verbs=verbs(
        read_only="status, ping, processlist, proc, variables, var, version, ver, extended-status, ext, ping status",
        mutating="create, flush-hosts, flush-logs, flush-privileges, flush-status, flush-tables, "
        "flush-threads, refresh, reload, start-replica, start-slave, debug",
        destructive="drop, kill, shutdown, stop-replica, stop-slave, password",
    ),
    custom=lambda call, args, verb: (
        ruled(call, Risk.READ_ONLY, "databases.mysqladmin.repeat", "", Code.FOLLOWS)
        if args.has("-i", "--sleep")
        and not args.has("-c", "--count")
        and _MYSQLADMIN.base_risk(args, verb) is Risk.READ_ONLY
        else None
    ),
    examples={
        Risk.READ_ONLY: ("mysqladmin -i 5 status", "mysqladmin status", "mysqladmin -u root -ppw processlist"),
        Risk.DESTRUCTIVE: ("mysqladmin drop db", "mysqladmin -f drop db", "mysqladmin shutdown"),
        Risk.MUTATING: ("mysqladmin flush-hosts",),
    },
)
_PG_CTL = Program(
    "databases.pg_ctl",
    Risk.UNKNOWN,
    Flags(values="-D -l -m -o -p -t --pgdata"),
    verbs=verbs(
        read_only="status",
        mutating="start, restart, reload, init, initdb, promote, logrotate",
        destructive="stop, kill",
    ),
    examples={Risk.READ_ONLY: ("pg_ctl status -D d",), Risk.DESTRUCTIVE: ("pg_ctl -D d stop",)},
)

RULES: dict[str, Rule] = {
    **dict.fromkeys(
        (
            "psql",
            "pgcli",
        ),
        _PSQL,
    ),
    **dict.fromkeys(
        (
            "mysql",
            "mariadb",
            "mycli",
        ),
        _MYSQL,
    ),
    **dict.fromkeys(
        (
            "sqlcmd",
            "mssql-cli",
        ),
        _SQLSERVER,
    ),
    **dict.fromkeys(("clickhouse-client",), _CLICKHOUSE),
    "cqlsh": _CQLSH,
    **dict.fromkeys(names("trino presto snowsql usql hive beeline impala-shell spark-sql"), _TRINO),
    **dict.fromkeys(
        (
            "sqlite3",
            "sqlite",
            "duckdb",
        ),
        _sqlite,
    ),
    **dict.fromkeys(("pg_dump", "pg_dumpall"), _PG_DUMP),
    **dict.fromkeys(("mysqldump", "mariadb-dump"), _MYSQL_DUMP),
    **dict.fromkeys(("mongodump", "mongoexport", "pg_basebackup", "mydumper", "mysqlpump"), _folder_dump),
    **dict.fromkeys(("pg_restore", "mongorestore"), _FILLS),
    **dict.fromkeys(
        names("mongoimport mysqlimport dropdb dropuser pg_resetwal myloader mongofiles"),
        _RESTORES,
    ),
    **dict.fromkeys(
        names("createdb createuser vacuumdb reindexdb clusterdb initdb mysql_upgrade mysqlcheck"), _CREATES
    ),
    **dict.fromkeys(names("pg_isready mysqlshow mongostat mongotop pg_controldata pg_config pg_lsclusters"), _ASKS),
    **dict.fromkeys(
        (
            "mysqladmin",
            "mariadb-admin",
        ),
        _MYSQLADMIN,
    ),
    "pg_ctl": _PG_CTL,
}
EXAMPLES = {
    Risk.READ_ONLY: (
        "psql -c 'SELECT 1'",
        "psql -h x -U y -d z -c '\\dt'",
        "psql -l",
        "psql -c \"select * from t where a = 'drop table x'\"",
        "mysql -e 'SHOW DATABASES'",
        "mysql -u root -ppw db -e 'select 1; show tables'",
        "sqlite3 x.db .tables",
        "sqlite3 x.db 'select 1'",
        "echo 'select 1' | psql",
        "psql -Atc 'select 1'",
        "psql -c 'explain select 1'",
        "mysql -e 'select 1' db",
        "psql <<< 'select 1'",
        "psql --version",
        "psql -c 'with a as (select 1) select * from a'",
    ),
    Risk.MUTATING: (
        "mongodump --out d",
        "mongoexport -o f -c x",
        "psql -c 'insert into t values (1)'",
        "mysql -e 'update t set a=1 where b=2'",
        "psql -o f -c 'select 1'",
        "psql -l -o out.txt",
        "psql -L log.txt -l",
        "sqlite3 x 'create table t(a)'",
        "psql -c 'with a as (insert into t values (1) returning *) select * from a'",
        "psql -c 'select * into x from t'",
        "mysql -e \"select 1 into outfile 'f'\"",
        "psql -c 'alter table t add column a int'",
    ),
    Risk.DESTRUCTIVE: (
        "psql -c 'DROP TABLE t'",
        "psql -c 'select 1; drop table t'",
        "mysql -e 'delete from t'",
        "echo 'drop table t' | psql",
        "sqlite3 x 'delete from t'",
        "mysql db -e 'truncate t'",
        "psql -c 'update t set a=1'",
        "psql -c 'alter table t drop column a'",
        "psql -c 'explain analyze delete from t'",
    ),
    Risk.UNKNOWN: (
        "psql -f x.sql",
        "psql",
        "mysql db < x.sql",
        'psql -c "select $X"',
        "psql -c '\\! rm x'",
        "psql -c '\\copy t to program x'",
        "sqlite3 x.db",
        "psql -c \"select pg_read_file('x')\"",
        "mysql --pager=sh -e 'select 1'",
        "sqlite3 x '.shell rm y'",
        "psql -c \"copy t from program 'x'\"",
        "mysql -e 'select /*!50000 1*/'",
    ),
}
