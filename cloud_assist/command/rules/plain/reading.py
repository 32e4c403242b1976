"""The options that each program which only reads is known to read with, and how many operands it takes.

Sources: `--help` and the manuals of GNU coreutils 9, util-linux 2.3x, procps-ng 4, psmisc, sysstat, binutils, man-db,
pciutils, usbutils, systemd, and the BSD and macOS manuals. What is not here makes a call unknown: an option that writes
(`pmap -N FILE`, `lastlog -C`), loads code (`nm --plugin`) or asks another machine (`lspci -Q`) is left out on purpose.
"""

from __future__ import annotations

from dataclasses import dataclass

from cloud_assist.command.rules.engine.arguments import Flags
from cloud_assist.command.rules.engine.base import MANY


@dataclass(frozen=True, slots=True)
class Reading:
    """What a program that only reads may be given."""

    values: str = ""
    """Options that take a value, split at blanks."""
    switches: str = ""
    """Options that take none."""
    optional: str = ""
    """Options whose value can only be joined."""
    operands: int = MANY
    """How many operands it takes at most."""
    single_dash: bool = False
    """Whether long options begin with one dash."""

    def flags(self) -> Flags:
        """Return the options as a table that parses."""
        return Flags(values=self.values, switches=self.switches, optional=self.optional, single_dash=self.single_dash)


_TABLE: dict[str, Reading] = {
    "cat": Reading(
        switches="-A -b -E -e -n --number --number-nonblank -s --show-all --show-ends --show-nonprinting "
        "--show-tabs --squeeze-blank -T -t -u -v"
    ),
    "tac": Reading(values="-s --separator", switches="-b --before -r --regex"),
    "nl": Reading(
        values="-b --body-numbering -d -f --footer-numbering -h --header-numbering -i --join-blank-lines -l "
        "--line-increment -n --number-format --number-separator --number-width -s --section-delimiter "
        "--starting-line-number -v -w",
        switches="--no-renumber -p",
    ),
    "head": Reading(values="--bytes -c --lines -n", switches="-q --quiet --silent -v --verbose -z --zero-terminated"),
    "wc": Reading(
        values="--files0-from --total", switches="--bytes -c --chars -L -l --lines -m --max-line-length -w --words"
    ),
    "od": Reading(
        values="-A --address-radix --endian --format -j -N --read-bytes -S --skip-bytes -t",
        switches="-a -b -c -d -f -i -l -o --output-duplicates -s --traditional -v -x",
        optional="--strings -w --width",
    ),
    "hexdump hd": Reading(
        values="-e -f --format --format-file --length -n -s --skip",
        switches="-b -C -c --canonical -d -h --no-squeezing -o --one-byte-char --one-byte-octal "
        "--two-bytes-decimal --two-bytes-hex --two-bytes-octal -V -v -x",
        optional="--color -L",
    ),
    "strings": Reading(
        values="--bytes -e --encoding -n --output-separator --radix -s -T -t --target -U --unicode",
        switches="-a --all -d --data -f -h --include-all-whitespace -o --print-file-name -V -v -w",
    ),
    "rev pwdx": Reading(switches="-h -V"),
    "cut": Reading(
        values="-b --bytes -c --characters -d --delimiter -f --fields --output-delimiter",
        switches="--complement -n --only-delimited -s -z --zero-terminated",
    ),
    "paste": Reading(values="-d --delimiters", switches="-s --serial -z --zero-terminated"),
    "join": Reading(
        values="-1 -2 -a -e -j -o -t -v",
        switches="--check-order --header -i --ignore-case --nocheck-order -z --zero-terminated",
    ),
    "tr": Reading(switches="-C -c --complement -d --delete -s --squeeze-repeats -t --truncate-set1"),
    "fold": Reading(values="-w --width", switches="-b --bytes -s --spaces"),
    "fmt": Reading(
        values="-g --goal -p --prefix -w --width",
        switches="-c --crown-margin -s --split-only -t --tagged-paragraph -u --uniform-spacing",
    ),
    "column": Reading(
        values="-c -E -H -i -l -N -n -O -o --output-separator --output-width -p -R -r -s --separator -T "
        "--table-columns --table-columns-limit --table-hide --table-name --table-noextreme --table-order "
        "--table-right --table-truncate --table-wrap --tree --tree-id --tree-parent -W",
        switches="-d -e --fillrows -h -J --json --keep-empty-lines -L -m -t --table --table-header-repeat "
        "--table-maxout --table-noheadings -V -x",
    ),
    "expand": Reading(values="-t --tabs", switches="-i --initial"),
    "unexpand": Reading(values="-t --tabs", switches="-a --all --first-only"),
    "pr": Reading(
        values="--columns -D --date-format --first-line-number -h --header --indent -l --length -N -o "
        "--page-width -W -w --width",
        switches="-a --across -c -d --double-space -F -f --form-feed -J --join-lines -m --merge --no-file-warnings "
        "--omit-header --omit-pagination -r --show-control-chars --show-nonprinting -T -t -v",
        optional="-e --expand-tabs -i -n --number-lines --output-tabs -S -s --sep-string --separator",
    ),
    "tsort crc32 groups users factor expr true false yes sleep usleep": Reading(),
    "look": Reading(values="-t --terminate", switches="-a --alphanum --alternative -d -f -h --ignore-case -V"),
    "colrm": Reading(switches="-h -V", operands=2),
    "cksum": Reading(
        values="-a --algorithm -l --length",
        switches="-c --check --debug --ignore-missing --quiet --status --strict --tag --untagged -w --warn -z --zero",
    ),
    "sum": Reading(switches="-r -s --sysv"),
    "md5sum sha1sum sha224sum sha256sum sha384sum sha512sum": Reading(
        switches="-b --binary -c --check --ignore-missing --quiet --status --strict -t --tag --text -w --warn -z --zero"
    ),
    "md5": Reading(values="-c -s", switches="-p -q -r -t -x"),
    "b2sum": Reading(
        values="-l --length",
        switches="-b --binary -c --check --ignore-missing --quiet --status --strict -t --tag --text -w --warn -z "
        "--zero",
    ),
    "b3sum": Reading(
        values="-l --length --num-threads --seek", switches="-c --check --no-mmap --no-names --quiet --raw --tag"
    ),
    "shasum": Reading(
        values="-a --algorithm",
        switches="-0 -b --binary -c --check -h --ignore-missing -q --quiet -s --status --strict -t --tag --text -U "
        "--UNIVERSAL -v -w --warn",
    ),
    "zcat bzcat xzcat lzcat gzcat lz4cat": Reading(
        switches="-c -d --decompress -f --force -k --keep -q --quiet --stdout -v --verbose"
    ),
    "ccat": Reading(values="--bg -C --color", switches="--html -p --palette"),
    "numfmt": Reading(
        values="-d --delimiter --field --format --from --from-unit --invalid --padding --round --suffix --to --to-unit",
        switches="--debug --grouping -z --zero-terminated",
        optional="--header",
    ),
    "col": Reading(values="-l --lines", switches="-b -f --fine -H -h --no-backspaces -p --pass --spaces --tabs -v -x"),
    "ul": Reading(values="-T -t --terminal", switches="-h -i --indicated -V"),
    "ls ll la": Reading(
        values="--block-size --format --hide -I --ignore --indicator-style --quoting-style --sort -T --tabsize "
        "--time --time-style -w --width",
        switches="-1 -A -a --all --almost-all --author -B -b -C -c --context -D -d --dereference "
        "--dereference-command-line --dereference-command-line-symlink-to-dir --directory --dired -e "
        "--escape -f --file-type --full-time -G -g --group-directories-first -H -h --hide-control-chars "
        "--human-readable -i --ignore-backups --inode -k --kibibytes -L -l --literal -m -N -n --no-group "
        "--numeric-uid-gid -O -o -P -p -Q -q --quote-name -R -r --recursive --reverse -S -s "
        "--show-control-chars --si --size -t -U -u -v -W -X -x -Z --zero",
        optional="--classify --color -F --hyperlink",
    ),
    "dir vdir": Reading(
        values="--block-size --format --hide -I --ignore --indicator-style --quoting-style --sort -T --tabsize "
        "--time --time-style -w --width",
        switches="-1 -A -a --all --almost-all --author -B -b -C -c --context -D -d --dereference "
        "--dereference-command-line --dereference-command-line-symlink-to-dir --directory --dired "
        "--escape -f --file-type --full-time -G -g --group-directories-first -H -h --hide-control-chars "
        "--human-readable -i --ignore-backups --inode -k --kibibytes -L -l --literal -m -N -n --no-group "
        "--numeric-uid-gid -o -p -Q -q --quote-name -R -r --recursive --reverse -S -s "
        "--show-control-chars --si --size -t -U -u -v -X -x -Z --zero",
        optional="--classify --color -F --hyperlink",
    ),
    "exa eza": Reading(
        values="--absolute --color-scale -I --ignore-glob -L --level -s --sort -t --time --time-style -w --width",
        switches="-1 -@ -a --accessed --across --all -B -b --binary --blocks --blocksize --bytes --context "
        "--created -D -d --extended -f -G -g --git --git-ignore --git-repos --grid --group "
        "--group-directories-first -H -h --header --hyperlink -i --inode -l --links --list-dirs --long -M "
        "-m --modified --mounts -n --no-filesize --no-icons --no-permissions --no-time --no-user "
        "--numeric -o --octal-permissions --oneline --only-dirs --only-files -R -r --recurse --reverse -S "
        "--smart-group -T --tree -U -u -x -Z",
        optional="--classify --color --colour -F --icons",
    ),
    "lsd": Reading(
        values="--blocks --date --depth --group-dirs -I --icon-theme --ignore-glob --permission --size --sort",
        switches="-1 -A -a --all --almost-all --classify --context -d --dereference --directory-only "
        "--extensionsort -F -G -g --git --gitsort --group-directories-first -h --header --human-readable "
        "-i --inode -L -l --literal --long -N --no-sort --no-symlink --oneline -R -r --recursive "
        "--reverse -S --sizesort -t --timesort --total-size --tree -U -v --versionsort -X -Z",
        optional="--color --hyperlink --icon",
    ),
    "stat gstat": Reading(
        values="-c --cached --format --printf",
        switches="--dereference -f --file-system -L -l -n -q -r -s -t --terse -x",
    ),
    "du": Reading(
        values="-B --block-size -d --exclude --exclude-from --files0-from -I --max-depth -t --threshold --time "
        "--time-style -X",
        switches="-0 -A -a --all --apparent-size -b --bytes -c --count-links -D --dereference --dereference-args "
        "-g -H -h --human-readable --inodes -k -L -l -m -n --no-dereference --null --one-file-system -P "
        "-r -S -s --separate-dirs --si --summarize --total -x",
    ),
    "df": Reading(
        values="-B --block-size --exclude-type -t --type -x",
        switches="-a --all -b -c -g -H -h --human-readable -I -i --inodes -k -l --local -m -n --no-sync -P "
        "--portability --print-type --si --sync -T --total -v -Y",
        optional="--output",
    ),
    "pwd": Reading(switches="-L --logical -P --physical", operands=0),
    "basename": Reading(values="-s --suffix", switches="-a --multiple -z --zero"),
    "dirname": Reading(switches="-z --zero"),
    "realpath": Reading(
        values="--relative-base --relative-to",
        switches="--canonicalize-existing --canonicalize-missing -e -L --logical -m --no-symlinks -P --physical -q "
        "--quiet -s --strip -z --zero",
    ),
    "readlink greadlink": Reading(
        switches="--canonicalize --canonicalize-existing --canonicalize-missing -e -f -m -n --no-newline -q "
        "--quiet -s --silent -v --verbose -z --zero"
    ),
    "whoami hostid logname lsmod hostinfo": Reading(operands=0),
    "id": Reading(
        switches="-A -a --context -F -G -g --group --groups -M -n --name -P -p -r --real -u --user -Z -z --zero"
    ),
    "w": Reading(switches="-f --from -h -i --ip-addr --no-current --no-header -o --old-style -s --short -u -V"),
    "who": Reading(
        switches="-a --all -b --boot --count -d --dead -H --heading --ips -l --login --lookup -m --mesg --message "
        "-p --process -q -r --runlevel -s --short -T -t --time -u --users -w --writable"
    ),
    "last lastb": Reading(
        values="-f --file --limit -n -p --present -s --since -t --time-format --until",
        switches="-a -d --dns -F --fullnames --fulltimes -h --hostlast -i --ip --nohostname -R --system -V -w -x",
    ),
    "uptime": Reading(switches="-h -p --pretty -s --since -V", operands=0),
    "uname": Reading(
        switches="-a --all --hardware-platform -i --kernel-name --kernel-release --kernel-version -m --machine -n "
        "--nodename -o --operating-system -p --processor -r -s -v",
        operands=0,
    ),
    "nproc": Reading(values="--ignore", switches="--all", operands=0),
    "tty": Reading(switches="--quiet -s --silent", operands=0),
    "seq": Reading(values="-f --format -s --separator", switches="--equal-width -w"),
    "jot": Reading(values="-b -p -s -w", switches="-c -n -r", operands=4),
    "cal ncal": Reading(values="-A -B -d -H -n", switches="-1 -3 -b -C -e -h -J -j -M -m -N -o -p -S -s -w -Y -y"),
    "locale": Reading(
        switches="-a --all-locales -c --category-name --charmaps -k --keyword-name -m --usage -V -v --verbose"
    ),
    "getconf": Reading(values="-v", switches="-a", operands=2),
    "which": Reading(
        switches="-a --all -i --read-alias -s --show-dot --show-tilde --skip-alias --skip-dot --skip-functions "
        "--skip-tilde --tty-only -V -v"
    ),
    "whereis": Reading(values="-B -M -S", switches="-b -f -h -l -m -s -u -V"),
    "pathchk": Reading(switches="-P -p --portability"),
    "tokei": Reading(
        values="-c --columns -e --exclude -n --num-format -o --output -s --sort -t --type",
        switches="-C --compact -f --files --hidden -l --languages --no-ignore -v --verbose",
    ),
    "dust": Reading(
        values="-d --depth -e --filter --ignore-directory --invert-filter --min-size -n --number-of-lines -o "
        "--output-format --terminal_width -v -w -X -z",
        switches="--apparent-size -b -c -D -F -f --file_types --filecount --full-paths -H -i --ignore_hidden -L "
        "--no-colors --no-percent-bars --no-progress --only-dir --only-file -P -p -r --reverse -s --si -t "
        "-x",
    ),
    "duf": Reading(
        values="-hide -hide-fs -hide-mp -only -only-fs -only-mp -output -sort -style -theme -width --hide --hide-fs "
        "--hide-mp --only --only-fs --only-mp --output --sort --style --theme --width",
        switches="-all -inodes -json -warnings -h -help -version --all --inodes --json --warnings",
        single_dash=True,
    ),
    "mdls": Reading(values="-attr -n -name -nullMarker", switches="-plist -raw", single_dash=True),
    "mdfind": Reading(
        values="-attr -name -onlyin -s", switches="-0 -count -interpret -literal -live", single_dash=True
    ),
    "locate plocate mlocate": Reading(
        values="-d --database -l --limit",
        switches="-0 -A --all -b --basename -c --count -e --existing --follow -H -i --ignore-case --literal -N "
        "--nofollow --null -P -q --quiet -r --regex --regexp -S --statistics -w --wholename",
    ),
    "free": Reading(
        values="-c --count -s --seconds",
        switches="-b --bytes --committed -g --gibi --giga -h --human -k --kibi --kilo -l --lohi -m --mebi --mega "
        "--pebi --peta --si -t --tebi --tera --total -V -v -w --wide",
        operands=0,
    ),
    "vmstat": Reading(
        values="-c -p --partition -S --unit",
        switches="-a --active -D -d --disk --disk-sum -f --forks -h -m -n --no-first --one-header -s --slabs "
        "--stats -t --timestamp -V -w --wide -y",
        operands=2,
    ),
    "mpstat": Reading(values="-I -N -o -P", switches="-A -n -T -u -V", optional="--dec", operands=2),
    "namei": Reading(switches="-h -l --long -m --modes --mountpoints -n --nosymlinks -o --owners -V -v --vertical -x"),
    "lsattr": Reading(switches="-a -d -l -p -R -V -v"),
    "getfacl": Reading(
        switches="-a --absolute-names --access --all-effective -c -d --default -E -e -h -L --logical -n "
        "--no-effective --numeric --omit-header --one-file-system -P -p --physical -R --recursive -s "
        "--skip-base -t --tabular -v"
    ),
    "getcap": Reading(switches="-h -n -r -v"),
    "sw_vers": Reading(
        switches="--buildVersion -buildVersion --productName -productName --productVersion -productVersion "
        "-productVersionExtra",
        operands=0,
        single_dash=True,
    ),
    "getopt": Reading(
        values="-l --longoptions -n --name -o --options -s --shell",
        switches="-a --alternative -h -Q -q --quiet --quiet-output -T --test -u --unquoted -V",
    ),
    "apropos": Reading(
        values="-L --locale -M -m --manpath -s --section --sections --systems",
        switches="-a --and -d --debug -e --exact -l --long -r --regex --usage -V -v --verbose -w --wildcard",
    ),
    "whatis": Reading(
        values="-L --locale -M -m --manpath -s --section --sections --systems",
        switches="-d --debug -l --long -r --regex --usage -V -v --verbose -w --wildcard",
    ),
    "figlet": Reading(values="-d -f -m -w", switches="-c -k -L -l -o -p -R -r -S -s -t -W -X -x"),
    "fortune": Reading(values="-m -n", switches="-a -c -e -f -i -l -o -s -u -w"),
    "lolcat": Reading(values="-d -F -p -S -s", switches="-a -f -h -i -t"),
    "zdump": Reading(switches="-i -V -v", optional="-c -t"),
    "dircolors": Reading(
        switches="-b --bourne-shell -c --c-shell --csh -p --print-database --print-ls-colors --sh", operands=1
    ),
    "lsblk": Reading(
        values="--dedup -E -e --exclude -I --include -o --output --sort --sysroot -w --width -x",
        switches="-A -a --all --ascii -b --bytes -D -d --discard -f --fs -h -i --inverse -J --json -l --list -M -m "
        "--merge -n --nodeps --noempty --noheadings -O --output-all -P -p --pairs --paths --perms -r "
        "--raw -S -s --scsi --shell -t --topology -V -y -z --zoned",
        optional="-T --tree",
    ),
    "lscpu": Reading(
        values="-s --sysroot",
        switches="-a --all -B -b --bytes -c -h --hex -J --json --offline --online --output-all --physical -V -x -y",
        optional="-C --caches -e --extended -p --parse",
        operands=0,
    ),
    "lsmem": Reading(
        values="-o --output -S -s --split --sysroot",
        switches="-a --all -b --bytes -h -J --json -n --noheadings --output-all -P --pairs -r --raw -V",
        optional="--summary",
        operands=0,
    ),
    "lsusb": Reading(values="-D -d -s", switches="-h -t --tree -V -v --verbose", operands=0),
    "lspci": Reading(values="-A -d -F -i -p -s", switches="-b -D -G -k -m -n -P -t -v -x", operands=0),
    "lslocks": Reading(
        values="-o --output -p --pid",
        switches="-b --bytes -h -i -J --json -n --noheadings --noinaccessible --notruncate --output-all -r --raw -u -V",
    ),
    "lsns": Reading(
        values="-o --output -p -T -t --task --tree --type",
        switches="-h -J --json -l --list -n --noheadings --notruncate --nowrap --output-all -r --raw -u -V -W",
    ),
    "lsipc": Reading(
        values="-i --id --time-format",
        switches="-b --bytes -c --creator -e --export -g --global -h -J --json -l --list -m -n --newline "
        "--noheadings --notruncate --numeric-perms -P -q --queues -r --raw -s --semaphores --shell "
        "--shmems -t --time -V -y",
        optional="-o --output",
        operands=0,
    ),
    "lsinitramfs": Reading(switches="-l"),
    "modinfo": Reading(
        values="-b --basedir -F --field -k --set-version",
        switches="-0 -a --author -d --description --filename -l --license -n --null -p --parameters -V",
    ),
    "findmnt": Reading(
        values="-d --direction -F -M --mountpoint -N -O -o --options --output -S --source -T -t --tab-file "
        "--target --task --timeout --types -w",
        switches="-A -a --all --ascii -b --bytes -C -c --canonicalize -D --df -e --evaluate -f --first-only "
        "--fstab -h -i --invert -J --json -k --kernel -l --list -m --mtab -n --nocanonicalize --nofsroot "
        "--noheadings --notruncate --output-all -P --pairs --pseudo -R -r --raw --real -s --shadowed "
        "--shell --submounts --tree -U -u --uniq -V -v --verbose --verify --vfs-all -x -y",
        optional="-p --poll",
    ),
    "numastat": Reading(switches="-c -m -n -V -v -z", optional="-p -s"),
    "pgrep": Reading(
        values="--cgroup -d --delimiter --env --euid -F -G -g --group --ns --nslist -O --older -P --parent "
        "--pgroup --pidfile -r --runstates -s --session -t --terminal -U -u --uid",
        switches="-A -a -c --count --exact -f --full -h -I -i --ignore-ancestors --ignore-case --inverse -L -l "
        "--lightweight --list-full --list-name --logpidfile -n --newest -o --oldest -q -S -V -v -w -x",
    ),
    "pidof": Reading(values="-o -S", switches="-c -q -s -w -x -z"),
    "pstree": Reading(
        values="-C --color -H --highlight-pid -N --ns-sort",
        switches="-A -a --arguments --ascii -c --compact-not -G -g -h --hide-threads --highlight-all -l --long -n "
        "--ns-changes --numeric-sort -p -S -s --security-context --show-parents --show-pgids --show-pids "
        "-T -t --thread-names -U -u --uid-changes --unicode -V --vt100 -Z",
    ),
    "pmap": Reading(values="-A --range", switches="-d --device --extended -h -p -q --quiet --show-path -V -X -x"),
    "procs": Reading(
        values="--color -i --insert --only --sorta --sortd --theme",
        switches="-a --and -d --json --list --nand --no-header --nor -o --or -r -t --thread --tree",
    ),
    "iostat": Reading(
        values="-f -g -H -j -o",
        switches="-C -c --compact -d -h --human -I -K -k -m -N --pretty -s -T -t -U -V -w -x -y -z",
        optional="--dec -p",
    ),
    "netstat": Reading(
        values="-A -f -I --protocol -w",
        switches="-4 -6 -a --all -b -C -c --cache --context --continuous -d -e --extend -F --fib -g --groups -i "
        "--inet --inet6 --interfaces -L -l --listening -M -m --masquerade -N -n --numeric --numeric-hosts "
        "--numeric-ports --numeric-users -o -p --programs -q -r --raw --route -S -s --statistics "
        "--symbolic -t --tcp --timers -u --udp --unix -v --verbose -W --wide -x -Z",
    ),
    "lsof": Reading(
        values="-A -c -d -e -k -m -p -u",
        switches="-a -b -C -E -H -h -l -N -n -O -P -Q -R -t -U -V -v -w -X -Z",
        optional="-F -f -g -i -K -L -o -r -S -s -T -x",
    ),
    "errno": Reading(switches="-l --list -S -s --search --search-all-locales"),
    "system_profiler": Reading(
        values="-detailLevel -timeout", switches="-json -listDataTypes -usage -xml", single_dash=True
    ),
    "ioreg": Reading(values="-c -d -k -n -p -w", switches="-a -b -f -i -l -r -t -x", operands=0),
    "vm_stat": Reading(values="-c", switches="-a", operands=1),
    "lsb_release": Reading(
        switches="-a --all -c --codename -d --description -h -i --id -r --release -s --short -v", operands=0
    ),
    "showmount": Reading(switches="-a --all -d --directories -e --exports --no-headers", operands=1),
    "lsscsi": Reading(
        values="--sysfsroot -y",
        switches="-b --brief -C -c --classic --controllers -d --device -g --generic -H --hosts -I -i -k --kname -L "
        "-l --list --long -P -p --protection --protmode -s --scsi_id --size -t --transport -U -u --unit "
        "-v --verbose -w --wwn",
    ),
    "acpi": Reading(
        values="-d --directory -p",
        switches="-a --ac-adapter -b --battery -c --cooling --details --everything -f --fahrenheit -i -k --kelvin "
        "-s --show-empty -t --thermal -V",
        operands=0,
    ),
    "upower": Reading(
        values="-i --show-info", switches="-d --dump -e --enumerate -m --monitor --monitor-detail", operands=0
    ),
    "aureport": Reading(
        values="--end -if --input --node --start -te -ts",
        switches="-a --anomaly -au --auth --avc -c --config -cr --crypto -e --event --executable -f --failed "
        "--file -h --host -i --integrity --interpret -k --key -l --log --login -m -ma --mac --mods -n -p "
        "--pid -r --response -s --success --summary --syscall -t --terminal -tm --tty -u --user --virt -x",
        single_dash=True,
    ),
    "readelf": Reading(
        values="--ctf --ctf-parent --ctf-strings --ctf-symbols --debug-dump --dwarf-depth --dwarf-start "
        "--hex-dump -p -R --relocated-dump --silent-truncation --string-dump -T -x",
        switches="-A -a --all --arch-specific --archive-index -c -D -d --decompress --dyn-syms --dynamic -e "
        "--enable-checks --file-header -g -H -h --headers --histogram -I -L -l --lint --lto-syms -n "
        "--no-demangle --no-recurse-limit --notes -P --process-links --program-headers -r --recurse-limit "
        "--relocs -S -s --section-details --section-groups --section-headers --sections --segments "
        "--symbols --syms -t -u --unwind --use-dynamic -V -v --version-info -W --wide -z",
        optional="-C --demangle --sframe --sym-base -U --unicode -w",
    ),
    "addr2line": Reading(
        values="-b -e --exe -j --section --target",
        switches="-a --addresses --basenames -f --functions -h -i --inlines --no-recurse-limit -p --pretty-print "
        "-R -r --recurse-limit -s -v",
        optional="-C --demangle",
    ),
    "c++filt": Reading(
        values="--format -s",
        switches="-i -n --no-params --no-recurse-limit --no-strip-underscore --no-verbose -p -R -r --recurse-limit "
        "--strip-underscore -t --types",
    ),
    "xdpyinfo": Reading(values="-display -ext", switches="-queryExtensions -version", operands=0, single_dash=True),
    "tput": Reading(values="-T", switches="-V -x"),
    "systemd-detect-virt": Reading(switches="-c --chroot --container -h --list --private-users -q --quiet -r -v --vm"),
    "systemd-path": Reading(values="--suffix", switches="-h"),
    "systemd-escape": Reading(
        values="--suffix --template", switches="-h --instance -m --mangle -p --path -u --unescape"
    ),
    "systemd-id128": Reading(values="-a --app-specific", switches="-h -p --pretty -u --uuid", operands=2),
    "systemd-delta": Reading(values="-t --type", switches="-h --no-pager", optional="--diff"),
    "ss": Reading(
        values="-A -F -f --family --filter -N --net --query --socket",
        switches="-0 -4 -6 -a --all -b --bpf --cgroup --context --contexts -d --dccp -E -e --events --extended -H "
        "-h -i --inet-sockopt --info --ipv4 --ipv6 -l --listening -M -m --memory --mptcp -n --no-header "
        "--numeric -O -o --oneline --options -p --packet --processes -r --raw --resolve -S -s --sctp "
        "--summary -T -t --tcp --threads --tipc --tipcinfo --tos -u --udp --unix -V --vsock -w -x --xdp "
        "-Z -z",
    ),
    "lastlog": Reading(values="-b --before -t --time -u --user", switches="-h", operands=0),
    "blkid": Reading(
        values="-H --hint -L --label --match-tag --match-token --match-types -n -O -o --offset --output -S -s "
        "--size -t -U -u --usages --uuid",
        switches="-D -d -h -i --info -k -l --list-filesystems --list-one --no-encoding --no-part-details -p --probe -V",
    ),
    "hwinfo": Reading(
        values="--only",
        switches="--all --arch --bios --block --bluetooth --bridge --camera --cdrom --chipcard --cpu --disk --dsl "
        "--dvb --fingerprint --floppy --framebuffer --gfxcard -h --hub --ide --isapnp --isdn --joystick "
        "--keyboard --memory --mii --mmc-ctrl --modem --monitor --mouse --netcard --network --partition "
        "--pci --pcmcia --pcmcia-ctrl --pppoe --printer --reallyall --redasd --scanner --scsi --short "
        "--smp --sound --storage-ctrl --sys --tape --tv --uml --usb --usb-ctrl --vbe --wlan --xen --zip",
        operands=0,
    ),
    "inxi": Reading(
        values="-c -y",
        switches="-A -a -B -b -C -D -d -E -F -f -G -h -I -J -j -L -l -M -m -N -n -o -P -p -R -r -S -s -u -V -v -x "
        "-Z -z",
        operands=0,
    ),
    "ausearch": Reading(
        values="-a --arch -c --comm --context --end --event --executable -f --file -ga -ge -gi --gid-all -hn "
        "--host -if --input -k --key --loginuid -m --message -n --node -o --object -p --pid -pp --ppid "
        "-sc -se --start -su --success -sv --syscall -te --terminal -tm -ts -ua -ue -ui --uid --uid-all "
        "-ul -uu -x",
        switches="-e -i --input-logs --interpret --just-one -l --line-buffered -r --raw -v -w",
        operands=0,
        single_dash=True,
    ),
    "objdump": Reading(
        values="--adjust-vma --architecture -b --ctf-parent --disassemble --disassembler-color "
        "--disassembler-options --dwarf --dwarf-depth --dwarf-start --endian -I --include --insn-width -j "
        "-M -m -P --prefix --prefix-strip --private --section --start-address --stop-address --target "
        "--visualize-jumps",
        switches="-a --all-headers --archive-headers -D -d --debugging --debugging-tags --disassemble-all "
        "--disassemble-zeroes --dwarf-check --dynamic-reloc --dynamic-syms -e -F -f --file-headers "
        "--file-offsets --file-start-context --full-contents -G -g -H -h -i --info --inlines -L -l "
        "--line-numbers --no-addresses --no-recurse-limit -p --prefix-addresses --private-headers "
        "--process-links -R -r --recurse-limit --reloc -S -s --show-all-symbols --source --special-syms "
        "--stabs --syms -T -t -v -w --wide -x -z",
        optional="-C --ctf --demangle --sframe --source-comment -U --unicode -W",
    ),
    "dmidecode": Reading(
        values="--from-dump -H --handle --oem-string -s --string -t --type",
        switches="--dump -h --no-sysfs -q --quiet -u -V",
        operands=0,
    ),
    "rpcinfo": Reading(values="-n -T", switches="-b -l -m -p -s -t -u", operands=0),
    "nm": Reading(
        values="-f --format --ifunc-chars --no-recurse-limit --radix -t --target --unicode -X",
        switches="-A -a -B -D --debug-syms --defined-only --dynamic -e --extern-only -g -h -j --just-symbols -l "
        "--line-numbers -n --no-demangle --no-sort --no-weak --numeric-sort -o -P -p --portability "
        "--print-armap --print-file-name --print-size --quiet -r --recurse-limit --reverse-sort -S -s "
        "--size-sort --special-syms --synthetic -U -u --undefined-only -V -W --with-symbol-versions",
        optional="-C --demangle",
    ),
    "size": Reading(
        values="--format --radix --target", switches="-A -B --common -d -f -G -H -h -o -t --totals -V -v -x"
    ),
    "neofetch": Reading(switches="--off --stdout -v", operands=0),
    "fastfetch": Reading(values="-l --logo -s --structure", switches="--json --pipe", operands=0),
    "screenfetch": Reading(switches="-h -L -N -n -V -v", operands=0),
    "cowsay": Reading(values="-e -T -W", switches="-b -d -g -h -l -n -p -s -t -w -y"),
    "pidstat": Reading(
        values="-C -G -p -T", switches="-d -H -h -I -l -R -r -s -t -u -V -v -w", optional="--dec --human -U"
    ),
    "sensors": Reading(switches="-A --allow-no-sensors -f --fahrenheit -h -j --no-adapter -u -v"),
    "nfsstat": Reading(
        values="-o -S", switches="-2 -3 -4 -c --client -l --list -m --mounts -n --nfs -r --rpc -s --server -v --verbose"
    ),
}
READING: dict[str, Reading] = {program: reading for programs, reading in _TABLE.items() for program in programs.split()}
"""By program."""
