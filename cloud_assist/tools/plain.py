"""The plain shell: programs that act on this machine."""

from __future__ import annotations

from cloud_assist.tools.tool import CODE, HERE, Alike, Asked, Question, Sure, Tool, Unread

_RULES = Unread("what its rules name")
_BEFORE_EACH = (Question(Asked.YES, ("-i", "--interactive"), ("-f", "--force"), leave_away=True),)
_RM_ASKS = (
    Question(Asked.YES, ("-i", "--interactive=always"), ("-f", "--force"), leave_away=True, sure=Sure.ALWAYS),
    Question(Asked.YES, ("-I", "--interactive=once"), ("-f", "--force"), leave_away=True, sure=Sure.SOMETIMES),
)

TOOLS: tuple[Tool | Alike, ...] = (
    *(
        Tool((name,), "plain.files", HERE, preview="local:listing", asks=_RM_ASKS if name == "rm" else _BEFORE_EACH)
        for name in ("rm", "mv", "cp", "ln")
    ),
    *(
        Tool((name,), "plain.files", HERE, preview="local:listing")
        for name in ("rmdir", "unlink", "chmod", "chown", "chgrp", "truncate", "shred", "touch")
    ),
    *(Tool((name,), "plain.builtins", HERE, preview="local:kill") for name in ("kill", "pkill", "killall")),
    Tool(
        ("systemctl",),
        "plain.system",
        HERE,
        preview="local:systemctl",
        unattended=(("SYSTEMD_PAGER", "cat"),),
        asks=(
            Question(
                Asked.EDITOR, ("edit",), ("--stdin",), "pipe the text into systemctl edit --stdin UNIT", by_hand=True
            ),
        ),
    ),
    Tool(
        ("crontab",),
        "plain.machine",
        HERE,
        preview="local:crontab",
        asks=(Question(Asked.EDITOR, ("-e",), (), "crontab FILE", sure=Sure.ALWAYS),),
    ),
    Tool(
        ("unzip",),
        "plain.archives",
        HERE,
        preview="local:unzip",
        asks=(Question(Asked.YES, (), ("-o", "-n", "-l", "-p", "-t"), sure=Sure.SOMETIMES),),
    ),
    Tool(("tar",), "plain.archives", HERE, preview="local:tar"),
    Tool(("make",), "plain.build_tools", _RULES, preview="local:make"),
    Tool(("man",), "plain.inspect_tools", HERE, unattended=(("MANPAGER", "cat"),)),
    Tool(
        ("sudo",),
        "plain.wrappers",
        HERE,
        asks=(Question(Asked.SECRET, (), ("-n", "--non-interactive"), sure=Sure.SOMETIMES),),
    ),
    Tool(("su",), "plain.wrappers", HERE, asks=(Question(Asked.SECRET, sure=Sure.SOMETIMES),)),
    Tool(
        ("passwd",),
        "plain.machine",
        HERE,
        asks=(
            Question(
                Asked.SECRET,
                (),
                (
                    *(
                        "-S",
                        "-l",
                        "-u",
                        "-d",
                        "-e",
                        "-x",
                        "-n",
                        "-w",
                        "-i",
                        "--status",
                        "--lock",
                        "--unlock",
                        "--delete",
                    ),
                    *("--expire", "--stdin", "--maxdays", "--mindays", "--warndays", "--inactive"),
                ),
                "give NAME:PASSWORD to chpasswd on stdin",
                by_hand=True,
                sure=Sure.ALWAYS,
            ),
        ),
    ),
    Tool(
        ("visudo",),
        "plain.machine",
        HERE,
        asks=(
            Question(
                Asked.EDITOR,
                (),
                ("-c", "--check"),
                "write a file and check it with visudo -cf FILE",
                by_hand=True,
                sure=Sure.ALWAYS,
            ),
        ),
    ),
    Tool(
        ("gpg",),
        "plain.machine",
        HERE,
        asks=(
            Question(
                Asked.VALUES,
                ("--gen-key", "--generate-key", "--full-gen-key", "--full-generate-key", "--edit-key"),
                ("--batch", "--command-fd", "--command-file"),
                "gpg --batch --passphrase '' --quick-generate-key USER",
                by_hand=True,
                sure=Sure.ALWAYS,
            ),
        ),
    ),
    Alike(
        "ag shuf cat tac nl head wc od hexdump hd strings rev cut paste join tr fold fmt column expand "
        "unexpand pr tsort look colrm cksum sum md5sum md5 sha1sum sha224sum sha256sum sha384sum sha512sum "
        "b2sum b3sum shasum crc32 zcat bzcat xzcat lzcat zstdcat gzcat bat batcat ccat jless zless zmore "
        "bzless xzless numfmt lz4cat col ul tail grep egrep fgrep zgrep bzgrep xzgrep rgrep zegrep zfgrep bzegrep "
        "bzfgrep xzegrep xzfgrep lzgrep lzegrep lzfgrep zstdgrep rg sort uniq tree less "
        "more date base64 base32 xxd diff colordiff cmp comm diff3 sdiff split csplit tee",
        "plain.text_tools",
    ),
    Alike(
        "ls dir vdir ll la exa eza lsd stat gstat du df pwd basename dirname realpath readlink greadlink "
        "whoami id groups users w who last lastb lastlog uptime uname nproc hostid tty logname seq jot factor "
        "expr true false yes sleep usleep cal ncal locale getconf which whereis pathchk tokei dust duf mdls "
        "mdfind locate plocate mlocate free vmstat mpstat getent namei lsattr getfacl getcap sw_vers getopt "
        "apropos whatis figlet fortune lolcat zdump dircolors lsblk lscpu lsmem lsusb lspci lsmod lslocks "
        "lsns lsipc lsinitramfs modinfo findmnt blkid numastat pgrep pidof pstree pmap pwdx ps procs iostat "
        "netstat lsof errno hwinfo inxi system_profiler ioreg vm_stat lsb_release hostinfo lsscsi acpi upower "
        "ausearch aureport objdump readelf addr2line c++filt xdpyinfo tput systemd-detect-virt systemd-path "
        "systemd-escape systemd-id128 systemd-delta top htop btop atop iotop iftop nethogs nmon glances bmon "
        "nload powertop slabtop bashtop ss dmidecode nm size neofetch fastfetch screenfetch cowsay pidstat "
        "sensors nfsstat arch file info cloc scc sar hostname stty dmesg ldd ldconfig fuser bc dc hwclock",
        "plain.inspect_tools",
    ),
    Alike(
        "srm install link ditto gcp gmv mkdir mktemp mkfifo mknod tempfile fallocate chattr setfacl setcap "
        "setfattr chcon restorecon xattr iconv patch dos2unix unix2dos mac2unix unix2mac sponge rename prettier vi "
        "vim nvim "
        "nano emacs ed ex pico micro joe code view",
        "plain.files",
    ),
    Alike(
        "find gfind fd fdfind",
        "plain.search",
    ),
    Alike(
        "doas nohup setsid nice ionice chrt taskset timeout time stdbuf unbuffer caffeinate setarch xargs "
        "gxargs watch ts chronic builtin exec flock dbus-run-session systemd-run systemd-inhibit strace "
        "ltrace busybox toybox command noglob nocorrect rlwrap catchsegv linux64 fakeroot eatmydata "
        "proxychains unshare nsenter chroot env genv runuser parallel script screen tmux expect dialog "
        "whiptail byobu zellij",
        "plain.wrappers",
    ),
    Alike(
        ": test [ cd pushd popd dirs type wait jobs bg fg disown shift return exit break continue times umask "
        "ulimit suspend logout help bind caller clear reset tabs echo printf alias unalias "
        "set shopt enable hash history fc printenv skill xkill killall5",
        "plain.builtins",
    ),
    Alike("eval trap source .", "plain.builtins", CODE),
    Alike(
        "export declare local readonly typeset read mapfile readarray let unset getopts complete compgen compopt",
        "plain.variables",
    ),
    Alike(
        "bash sh dash zsh ksh ash mksh fish rbash python python2 python3 pypy pypy3 node nodejs perl ruby irb "
        "php lua luajit deno bun Rscript R julia java groovy scala tclsh osascript pwsh powershell ghci "
        "runghc elixir iex erl swift ipython kotlin jshell ts-node tsx guile ocaml racket dotnet-script",
        "plain.interpreters",
        CODE,
    ),
    Alike(
        "ip ifconfig iwconfig route arp iptables ip6tables ebtables arptables nft ufw firewall-cmd ipset "
        "ethtool nmcli iptables-save ip6tables-save",
        "plain.interfaces",
    ),
    Alike(
        "bsdtar gtar gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd lz4 unlz4 pigz unpigz pbzip2 "
        "compress uncompress brotli lzop zipinfo zip 7z 7za 7zr rar unrar cpio ar jar",
        "plain.archives",
    ),
    Alike(
        "service journalctl loginctl hostnamectl timedatectl localectl resolvectl networkctl coredumpctl "
        "systemd-analyze machinectl bootctl busctl chronyc launchctl initctl rc-service supervisorctl pm2 "
        "diskutil defaults update-alternatives sestatus getenforce setenforce aa-status locale-gen logger "
        "logrotate",
        "plain.system",
    ),
    Alike(
        "dd dcfldd mkfs.ext2 blkdiscard mkfs.ext4 mkntfs mkfs.xfs mkfs.ntfs mkfs.ext3 mkfs.btrfs mke2fs "
        "mkswap mkfs.f2fs newfs mkdosfs mkfs.fat mkfs mkfs.vfat mkfs.exfat newfs_apfs sgdisk cfdisk sfdisk "
        "partprobe parted wipefs gdisk fdisk gpart mount umount swapon swapoff xfs_repair fsck.ext3 e2fsck "
        "fsck.xfs ntfsfix fsck fsck.ext4 lvs vgs lvscan vgscan lvdisplay lvmdiskscan vgdisplay pvscan pvs "
        "pvdisplay lvchange lvresize lvextend pvmove vgchange lvconvert vgrename vgextend lvcreate vgimport "
        "vgcreate lvrename pvchange vgexport pvcreate pvresize vgremove lvremove vgsplit lvreduce pvremove "
        "vgmerge vgreduce mdadm cryptsetup zfs zpool btrfs smartctl nvme hdparm debugfs e2label dumpe2fs "
        "resize2fs xfs_growfs xfs_admin xfs_info tune2fs blockdev",
        "plain.disks",
    ),
    Alike(
        "halt shutdown init poweroff reboot telinit newgrp chsh vipw adduser groupadd htpasswd dscl "
        "groupmod sysadminctl useradd gpasswd usermod chfn addgroup chpasswd userdel groupdel deluser "
        "delgroup chage at atq atrm batch sysctl depmod kmod modprobe insmod rmmod renice gdb lldb bpftrace "
        "pdb perf wl-copy wl-paste xsel xclip pbcopy pbpaste xdg-open open pass gopass security gpg2",
        "plain.machine",
    ),
    Alike(
        "sed gsed awk gawk mawk nawk jq gojq jaq yq gron dasel xmllint xmlstarlet csvcut csvgrep csvlook "
        "csvstat csvsort csvjson in2csv jid jc tidy htmlq pup hjson json_pp json_reformat yamllint jsonlint "
        "xq tomlq choose hck mlr pandoc",
        "plain.filters",
    ),
    Alike("gmake", "plain.build_tools", _RULES),
    Alike(
        "gcc g++ cc c++ clang clang++ ld as rustc javac kotlinc scalac ghc dmd zig nim tsc esbuild webpack "
        "vite cmake ctest ninja meson bazel pytest tox nox black ruff mypy flake8 pylint isort eslint jest "
        "mocha vitest strip qemu-system-x86_64 shellcheck named-checkconf named-checkzone systemd-cgls "
        "systemd-cgtop lshw nvidia-smi",
        "plain.toolchains",
    ),
    Alike(
        "csvstack csvformat csvjoin csvsql datamash recsel recinf rec2csv csv2rec recfmt recfix jo hexyl diffstat "
        "lsdiff filterdiff grepdiff interdiff combinediff flipdiff recountdiff icdiff ptx colcrt basenc isutf8 chardet "
        "chardetect grepcidr lexgrog infocmp toe uuidparse pdfinfo pdffonts pdftotext pdfimages pdfdetach qpdf "
        "exiftool sqfscat fc-list fc-match fc-query fc-scan fc-conflist units dot neato fdp sfdp twopi circo osage "
        "patchwork "
        "xsltproc shfmt fdupes jdupes ncdu fzf sk peco",
        "plain.documents",
    ),
    Alike(
        "bridge brctl conntrack vnstat nstat lnstat rtstat ctstat ipmitool iw wg tc ifdata dshbak fio quota repquota "
        "quotastats sadf lstopo lstopo-no-graphics hwloc-ls hwloc-info hwloc-calc hwloc-distrib prtstat numactl capsh "
        "getpcaps pinky pldd lsfd lsirq lslogins ipcs getfattr mountpoint isosize fincore wdctl tapestat cifsiostat "
        "losetup zramctl dmsetup udevadm usb-devices biosdecode ownership utmpdump filefrag e2freefrag inotifywait "
        "debsums apt-file apt-rdepends dpkg-architecture dpkg-divert dpkg-statoverride debconf-show run-parts aide "
        "zoxide hyperfine gsettings manpath uuidgen mcookie dnsdomainname nisdomainname perror py3versions lynis "
        "choom swaplabel runlevel getsubids mesg pslog pwck grpck xdg-user-dir gpgv cg_diff "
        "cg_annotate ms_print heaptrack_print",
        "plain.inventory",
    ),
    Alike(
        "qemu-img unsquashfs redis-check-aof redis-check-rdb age age-keygen certtool gpgconf mysqlbinlog "
        "mariadb-binlog mysqldumpslow mariadb-dumpslow pt-query-digest capinfos captype snmptranslate ldapurl "
        "pkg-config "
        "pkgconf python3-config xml2-config xslt-config javap jps",
        "plain.stored",
    ),
    Alike("jcmd jmap jinfo jstack jstat jdeps jmod jimage jfr jarsigner keytool", "plain.jvm"),
    Alike(
        "postconf postqueue postcat mailq fail2ban-client monit varnishadm varnishstat snapper multipath crm_mon "
        "crm_verify crm_node corosync-cfgtool corosync-quorumtool lxc-ls lxc-info klist exportfs iscsiadm",
        "plain.resident",
    ),
)
