"""ceph, rbd and rados: a Ceph cluster, its block devices and its objects.

Sources: ceph(8), rbd(8), rados(8), radosgw-admin(8) of Ceph 16.
"""

from __future__ import annotations

from cloud_assist.command.rules.engine.base import Effect, Flags, Program, Rule, verbs
from cloud_assist.findings import Code
from cloud_assist.models import Risk

_FLAGS = Flags(
    values="-f --format -p --pool --namespace --image --snap",
    switches="--pretty-format -s --status --all -l --long",
    abbreviated=False,
)
_WRITES = Effect("-o --out-file --outfile", Risk.MUTATING, "It writes a file.")
_TAKES = Effect("-i --in-file --infile", Risk.MUTATING, "It takes what to set from a file.")
_ELSEWHERE = Effect(
    "-c --conf --cluster -m --mon-host -k --keyring -n --name --id --user",
    Risk.MUTATING,
    "It acts on another cluster, or as another user.",
    code=Code.FOREIGN_CODE,
)
_CEPH = Program(
    "ceph",
    flags=_FLAGS,
    verbs=verbs(
        read_only="status, health, health detail, df, df detail, versions, fsid, quorum_status, time-sync-status, "
        "osd tree, "
        "osd df, osd df tree, osd status, osd dump, osd stat, osd perf, osd ls, osd ls-tree *, osd find *, "
        "osd metadata, osd metadata *, osd pool ls, osd pool ls detail, osd pool stats, osd pool get * *, "
        "osd pool autoscale-status, osd pool get-quota *, osd blocked-by, osd utilization, osd crush tree, "
        "osd crush dump, osd crush rule ls, osd crush rule dump, osd erasure-code-profile ls, "
        "osd erasure-code-profile get *, osd safe-to-destroy *, osd ok-to-stop *, pg stat, pg dump, pg ls, "
        "pg dump_stuck, pg map *, pg * query, mon stat, mon dump, mon metadata, mgr stat, mgr dump, mgr services, "
        "mgr module ls, mds stat, mds metadata, fs ls, fs status, fs dump, fs get *, crash ls, crash ls-new, "
        "crash info *, crash stat, log last, log last *, orch ls, orch ps, orch host ls, orch device ls, orch status, "
        "config dump, config ls, config get *, config get * *, config show *, config help *, config log, "
        "daemon * perf dump, daemon * status, daemon * version, daemon * config show, daemon * config get *, "
        "daemon * help, features, node ls, device ls, balancer status, telemetry status",
        sensitive="auth get, auth get-key, auth print-key, auth ls, auth list, auth export, config-key get, "
        "config-key dump, auth get-or-create, auth get-or-create-key",
        mutating="osd in, osd out, osd set, osd unset, osd reweight, osd pool create, osd pool set, osd pool rename, "
        "pg repair, pg scrub, pg deep-scrub, config set, config rm, config-key set, mgr module enable, "
        "mgr module disable, crash archive, crash archive-all, orch apply, orch daemon, orch host add, auth add, "
        "auth caps, tell, log, fs new, fs set, mon getmap, osd getmap, osd setcrushmap, injectargs, telemetry on, "
        "osd perf query add, osd perf query remove",
        destructive="osd pool delete, osd pool rm, osd rm, osd purge, osd destroy, osd down, osd lost, auth del, "
        "auth rm, fs rm, fs fail, mon remove, mon rm, orch rm, orch host rm, config-key rm, osd crush remove",
    ),
    bare=Risk.UNKNOWN,
    effects=(Effect("-s --status", Risk.READ_ONLY, "", lowers=True), _WRITES, _TAKES, _ELSEWHERE),
    codes={"auth get": Code.REVEALS_SECRET, "auth ls": Code.REVEALS_SECRET, "config-key get": Code.REVEALS_SECRET},
    examples={
        Risk.READ_ONLY: ("ceph status", "ceph -s", "ceph osd tree -f json", "ceph pg 1.2 query", "ceph log last 5"),
        Risk.SENSITIVE: ("ceph auth get client.admin", "ceph auth ls"),
        Risk.MUTATING: (
            "ceph osd out 3",
            "ceph log message",
            "ceph -s -o f",
            "ceph osd getmap -o f",
            "ceph osd perf query add x",
        ),
        Risk.DESTRUCTIVE: ("ceph osd pool delete a a --yes-i-really-really-mean-it", "ceph fs fail x"),
        Risk.UNKNOWN: (
            "ceph",
            "ceph -c f status",
            "ceph config get osd debug_osd 5",
            "ceph daemon osd.1 perf reset all",
        ),
    },
)
_RBD = Program(
    "rbd",
    flags=_FLAGS,
    verbs=verbs(
        read_only="ls, list, info, du, disk-usage, snap ls, snap list, status, showmapped, device list, lock ls, "
        "lock list, "
        "children, image-meta list, image-meta get, trash ls, trash list, mirror image status, mirror pool status, "
        "mirror pool info, namespace ls, pool stats, diff",
        mutating="create, clone, copy, cp, deep cp, export, import, map, device map, resize, rename, mv, snap create, "
        "snap protect, snap unprotect, lock add, flatten, bench, image-meta set, feature enable, trash restore, "
        "snap rename, mirror pool enable, export-diff, import-diff, merge-diff",
        destructive="rm, remove, snap rm, snap remove, snap purge, snap rollback, lock rm, lock remove, trash mv, "
        "trash rm, trash empty, trash purge, unmap, device unmap, feature disable, image-meta remove",
    ),
    effects=(_ELSEWHERE,),
    examples={
        Risk.READ_ONLY: ("rbd ls", "rbd info pool/image", "rbd snap ls x", "rbd showmapped"),
        Risk.MUTATING: ("rbd map x", "rbd export x f", "rbd bench --io-type write x"),
        Risk.DESTRUCTIVE: ("rbd rm x", "rbd snap purge x"),
        Risk.UNKNOWN: ("rbd watch x", "rbd frobnicate"),
    },
)
_RADOS = Program(
    "rados",
    flags=_FLAGS,
    verbs=verbs(
        read_only="lspools, df, ls, ls -, stat, listxattr, listomapkeys, listsnap, lssnap, list-inconsistent-pg, "
        "list-inconsistent-obj",
        mutating="ls *, put, get, create, append, setxattr, setomapval, mksnap, bench, export, import, lock, touch, cp",
        destructive="rm, purge, rmxattr, rmomapkey, rmsnap, rollback, cleanup, truncate, clearomap",
    ),
    texts={"ls *": "It writes the list to a file."},
    effects=(_ELSEWHERE,),
    examples={
        Risk.READ_ONLY: ("rados lspools", "rados -p pool ls", "rados ls -p pool", "rados -p pool ls -"),
        Risk.MUTATING: ("rados get x f", "rados bench 10 write", "rados ls -p pool f", "rados -p pool ls -- f"),
        Risk.DESTRUCTIVE: ("rados rm x", "rados purge p --yes-i-really-really-mean-it"),
        Risk.UNKNOWN: ("rados ls $x", "rados -p pool listomapvals x"),
    },
)
_GATEWAY = Program(
    "radosgw-admin",
    flags=Flags(values="--bucket --format", abbreviated=False),
    verbs=verbs(
        read_only="user list, bucket list, bucket stats, bucket limit check, quota get, gc list, lc list, zone list, "
        "zonegroup list, realm list, period list, sync status, usage show, reshard list",
        sensitive="user info, subuser info, zone get, realm get, key list",
        mutating="user create, user modify, user enable, user suspend, key create, subuser create, quota set, "
        "bucket link, bucket reshard, bucket check, gc process, lc process, period update",
        destructive="user rm, bucket rm, key rm, subuser rm, bucket unlink, usage trim, object rm, zone delete",
    ),
    effects=(_ELSEWHERE,),
    codes={"user info": Code.REVEALS_SECRET},
    examples={
        Risk.READ_ONLY: ("radosgw-admin bucket list", "radosgw-admin user list"),
        Risk.SENSITIVE: ("radosgw-admin user info --uid=x",),
        Risk.MUTATING: ("radosgw-admin bucket check --fix", "radosgw-admin gc process"),
        Risk.DESTRUCTIVE: ("radosgw-admin user rm --uid=x",),
    },
)

RULES: dict[str, Rule] = {"ceph": _CEPH, "rbd": _RBD, "rados": _RADOS, "radosgw-admin": _GATEWAY}
