"""gsutil and bq: buckets and tables; a lone SELECT reads."""

from __future__ import annotations

import re

from cloud_assist.command.rules.engine.base import Args, Call, Effect, Flags, Program, Rule, Ruling, ruled, verbs
from cloud_assist.command.syntax.parser import OPAQUE
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_ACCESS = (
    "acl, defacl, iam, cors, lifecycle, logging, versioning, web, label, retention, defstorageclass, rpo, ubla, pap, "
    "autoclass"
)
_GSUTIL = Program(
    "gsutil",
    flags=Flags(
        values="-h -u -i -o -p -c -b -l -s -x -y -j",
        switches="-m -D -DD -q -r -R -n -d -a -e -f -v -L -P -Z -U -J -C -I -A",
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="ls, cat, du, stat, hash, version, help, notification list, hmac list, hmac get, "
        + "test, kms serviceaccount, "
        + "requesterpays get, bucketpolicyonly get, "
        + ", ".join(f"{noun.strip()} get" for noun in _ACCESS.split(",")),
        sensitive="signurl",
        mutating="cp, mb, rsync, compose, rewrite, setmeta, config, update, perfdiag, notification create, "
        "hmac create, hmac update, kms encryption, kms authorize, notification watchbucket, acl ch, iam "
        "ch, defacl ch, label ch, requesterpays set, "
        "bucketpolicyonly set, restore, " + ", ".join(f"{noun.strip()} set" for noun in _ACCESS.split(",")),
        destructive="rm, rb, mv, notification delete, notification stopchannel, hmac delete, retention "
        "clear, retention lock, retention event",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect("-d", Risk.DESTRUCTIVE, "`rsync -d` deletes what is missing in the source.", only="rsync"),
        Effect("-o -i", Risk.UNKNOWN, "It changes gsutil's own configuration or identity."),
        Effect(
            "-n",
            Risk.READ_ONLY,
            "`rsync -n` changes nothing (a dry run).",
            only="rsync",
            lowers=True,
            code=Code.DRY_RUN,
        ),
    ),
    codes={"cp": Code.SENDS_DATA_OUT, "rsync": Code.SENDS_DATA_OUT, "signurl": Code.REVEALS_SECRET},
    help="--help",
    examples={
        Risk.READ_ONLY: (
            "gsutil ls -l gs://b",
            "gsutil -m rsync -n a gs://b",
            "gsutil iam get gs://b",
            "gsutil du -s gs://b",
        ),
        Risk.SENSITIVE: ("gsutil signurl key.json gs://b/o",),
        Risk.MUTATING: ("gsutil -m cp -r a gs://b", "gsutil mb gs://b", "gsutil iam set p.json gs://b"),
        Risk.DESTRUCTIVE: ("gsutil rm gs://b/o", "gsutil rsync -d a gs://b", "gsutil rb gs://b"),
    },
)

_WRITES_SQL = re.compile(
    r"\b(insert|update|delete|merge|create|alter|drop|truncate|grant|revoke|call|export|load|begin|execute)\b"
)
_DROPS_SQL = re.compile(r"\b(delete|drop|truncate|revoke)\b")


def _bq(call: Call, args: Args, verb: str) -> Ruling | None:
    """`bq query`: a lone SELECT reads, unless its result is kept."""
    if verb != "query":
        return None
    if args.has("--dry_run", "--dry_run=true"):
        return ruled(call, Risk.READ_ONLY, "bq.dry-run", "`--dry_run` only checks the query.", Code.DRY_RUN)
    sql = " ".join(args.verbs[1:]).lower()
    if _DROPS_SQL.search(sql):
        return ruled(call, Risk.DESTRUCTIVE, "bq.query", "The query deletes.")
    kept = args.get(
        "--destination_table", "--schedule", "--destination_schema", "--replace", "--append_table", "--flagfile"
    )
    lone = sql.lstrip(" (").startswith(("select", "with")) and ";" not in sql.rstrip("; \n")
    if lone and not kept and not _WRITES_SQL.search(sql) and OPAQUE not in sql:
        return ruled(call, Risk.READ_ONLY, "bq.query", "The query is read-only (and is billed).")
    return ruled(call, Risk.MUTATING, "bq.query", "The query may change something.")


_BQ = Program(
    "bq",
    flags=Flags(
        values="--project_id --location --format --job_id --dataset_id --max_rows -n --max_rows_per_request "
        "--destination_table --start_row --selected_fields --filter --parameter --maximum_bytes_billed "
        "--schedule --apilog --bigqueryrc --api --use_legacy_sql --display_name --target_dataset "
        "--page_token --application_default_credential_file",
        switches="--quiet -q --headless --nosync --sync --use_cache --nouse_cache --nouse_legacy_sql --dry_run "
        "--replace --append_table -j -d -t -m -a -p --projects --jobs --datasets --all --schema --view -f "
        "-r --force --batch --synchronous_mode --debug_mode --print_header",
        single_dash=True,
        abbreviated=False,
    ),
    verbs=verbs(
        read_only="ls, show, head, version, help, wait, get-iam-policy, info, mkdef",
        mutating="mk, load, cp, extract, insert, update, cancel, partition, undelete, init, query, "
        "add-iam-policy-binding, set-iam-policy, shell",
        destructive="rm, truncate, remove-iam-policy-binding",
    ),
    bare=Risk.READ_ONLY,
    effects=(
        Effect(
            "--api --flagfile --bigqueryrc --apilog --proxy_address --proxy_port --ca_certificates_file "
            "--disable_ssl_validation --discovery_file --universe_domain",
            Risk.UNKNOWN,
            "It contacts another service, reads its options from a file, or logs what it sends.",
        ),
    ),
    codes={"shell": Code.INTERACTIVE},
    custom=_bq,
    help="--help",
    examples={
        Risk.READ_ONLY: (
            "bq ls",
            "bq show p:d.t",
            "bq query --use_legacy_sql=false 'SELECT 1'",
            "bq query --dry_run 'DELETE FROM t'",
        ),
        Risk.MUTATING: ("bq mk d", "bq query --destination_table d.t 'SELECT 1'", "bq load d.t f.csv"),
        Risk.DESTRUCTIVE: ("bq rm -f d.t", "bq query 'DROP TABLE d.t'"),
    },
)

RULES: dict[str, Rule] = {"gsutil": _GSUTIL, "bq": _BQ}
