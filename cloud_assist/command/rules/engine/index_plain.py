"""Which module holds the rule of which plain-shell program; nothing is imported until a command names it."""

FAMILIES: dict[str, str] = {
    "text_tools": (
        "ag shuf cat tac nl head wc od hexdump hd strings rev cut paste join tr fold fmt column expand unexpand pr "
        "tsort look colrm cksum sum md5sum md5 sha1sum sha224sum sha256sum sha384sum sha512sum b2sum b3sum "
        "shasum crc32 zcat bzcat xzcat lzcat zstdcat gzcat bat batcat ccat jless zless zmore bzless xzless "
        "numfmt lz4cat col ul tail grep egrep fgrep zgrep bzgrep xzgrep rg sort uniq tree less more date "
        "base64 base32 xxd diff colordiff cmp comm diff3 sdiff split csplit tee"
    ),
    "inspect_tools": (
        "ls dir vdir ll la exa eza lsd stat gstat du df pwd basename dirname realpath readlink greadlink "
        "whoami id groups users w who last lastb lastlog uptime uname nproc hostid tty logname seq jot factor "
        "expr true false yes sleep usleep cal ncal locale getconf which whereis pathchk tokei dust duf "
        "mdls mdfind locate plocate mlocate free vmstat mpstat getent namei lsattr getfacl getcap sw_vers "
        "getopt apropos whatis figlet fortune lolcat zdump dircolors lsblk lscpu lsmem lsusb lspci lsmod "
        "lslocks lsns lsipc lsinitramfs modinfo findmnt blkid numastat pgrep pidof pstree pmap pwdx ps procs "
        "iostat netstat lsof errno hwinfo inxi system_profiler ioreg vm_stat lsb_release hostinfo showmount "
        "lsscsi acpi upower ausearch aureport objdump readelf addr2line c++filt xdpyinfo tput "
        "systemd-detect-virt systemd-path systemd-escape systemd-id128 systemd-delta top htop btop atop iotop "
        "iftop nethogs nmon glances bmon nload powertop slabtop bashtop k9s lazygit lazydocker ss dmidecode "
        "rpcinfo nm size neofetch fastfetch screenfetch cowsay pidstat sensors nfsstat arch file man info "
        "cloc scc sar hostname stty dmesg ldd ldconfig fuser bc hwclock"
    ),
    "files": (
        "rm unlink shred srm rmdir cp mv ln install link ditto gcp gmv mkdir touch mktemp mkfifo mknod "
        "tempfile truncate fallocate chmod chown chgrp chattr setfacl setcap setfattr chcon restorecon xattr "
        "iconv patch dos2unix unix2dos sponge rename prettier vi vim nvim nano emacs ed ex pico micro joe "
        "code view"
    ),
    "search": ("find gfind fd fdfind"),
    "wrappers": (
        "sudo doas nohup setsid nice ionice chrt taskset timeout time stdbuf unbuffer caffeinate setarch "
        "xargs gxargs watch ts chronic builtin exec aws-vault flock dbus-run-session systemd-run "
        "systemd-inhibit strace ltrace busybox toybox command noglob nocorrect rlwrap catchsegv linux64 "
        "fakeroot eatmydata proxychains unshare nsenter chroot env genv su runuser parallel script screen "
        "tmux expect dialog whiptail byobu zellij mosh"
    ),
    "builtins": (
        ": test [ cd pushd popd dirs type wait jobs bg fg disown shift return exit break continue times umask ulimit "
        "suspend logout help bind caller clear reset tabs echo printf eval trap source . alias unalias set shopt "
        "enable hash history fc printenv kill killall pkill skill xkill killall5"
    ),
    "variables": (
        "export declare local readonly typeset read mapfile readarray let unset getopts complete compgen compopt"
    ),
    "interpreters": (
        "bash sh dash zsh ksh ash mksh fish rbash python python2 python3 pypy pypy3 node nodejs perl ruby irb "
        "php lua luajit deno bun Rscript R julia java groovy scala tclsh osascript pwsh powershell ghci "
        "runghc elixir iex erl swift ipython kotlin jshell ts-node tsx guile ocaml racket dotnet-script"
    ),
    "git": ("git hub"),
    "http_clients": ("curl wget http https xh xhs"),
    "remote": ("ssh autossh slogin scp sftp pscp ssh-keygen ssh-add ssh-copy-id ssh-agent sshpass"),
    "network": (
        "ssh-keyscan nc ncat netcat tcpping geoiplookup sipcalc host delv mtr nslookup avahi-browse ifstat "
        "traceroute sslscan dnstracer dig kdig arping tracepath dog drill fping ipcalc traceroute6 bandwhich "
        "dns-sd testssl.sh whois speedtest-cli speedtest ping ping6 nmap tcpdump tshark ngrep openssl mailx "
        "sendmail swaks msmtp mutt mail"
    ),
    "interfaces": (
        "ip ifconfig iwconfig route arp iptables ip6tables ebtables arptables nft ufw firewall-cmd ipset ethtool nmcli "
        "iptables-save ip6tables-save"
    ),
    "archives": (
        "tar bsdtar gtar gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd lz4 unlz4 pigz unpigz "
        "pbzip2 compress uncompress brotli lzop unzip zipinfo zip 7z 7za 7zr rar unrar cpio ar jar rsync"
    ),
    "packages": (
        "apt apt-config apt-cache apt-get apt-mark aptitude dpkg dpkg-query dpkg-deb dnf5 microdnf tdnf dnf "
        "zypper yum rpm pacman yay paru apk brew snap flatpak"
    ),
    "language_packages": (
        "pip pip3 pipx uv npm yarn pnpm gem bundle composer bundler cargo rustup go pipenv pdm dotnet hatch "
        "mvn gradle poetry pyenv nvm fnm asdf rbenv tfenv jenv mise sdk volta nodenv goenv conda mamba "
        "micromamba"
    ),
    "system": (
        "systemctl service journalctl loginctl hostnamectl timedatectl localectl resolvectl networkctl "
        "coredumpctl systemd-analyze machinectl bootctl busctl chronyc launchctl initctl rc-service "
        "supervisorctl pm2 diskutil defaults update-alternatives sestatus getenforce setenforce aa-status "
        "locale-gen logger logrotate"
    ),
    "disks": (
        "dd dcfldd mkfs.ext2 blkdiscard mkfs.ext4 mkntfs mkfs.xfs mkfs.ntfs mkfs.ext3 mkfs.btrfs mke2fs "
        "mkswap mkfs.f2fs newfs mkdosfs mkfs.fat mkfs mkfs.vfat mkfs.exfat newfs_apfs sgdisk cfdisk sfdisk "
        "partprobe parted wipefs gdisk fdisk gpart mount umount swapon swapoff xfs_repair fsck.ext3 e2fsck "
        "fsck.xfs ntfsfix fsck fsck.ext4 lvs vgs lvscan vgscan lvdisplay lvmdiskscan vgdisplay pvscan pvs "
        "pvdisplay lvchange lvresize lvextend pvmove vgchange lvconvert vgrename vgextend lvcreate vgimport "
        "vgcreate lvrename pvchange vgexport pvcreate pvresize vgremove lvremove vgsplit lvreduce pvremove "
        "vgmerge vgreduce mdadm cryptsetup zfs zpool btrfs smartctl nvme hdparm debugfs e2label dumpe2fs "
        "resize2fs xfs_growfs xfs_admin xfs_info tune2fs blockdev"
    ),
    "machine": (
        "halt shutdown init poweroff reboot telinit newgrp visudo chsh vipw adduser groupadd htpasswd dscl "
        "groupmod sysadminctl useradd gpasswd usermod chfn addgroup chpasswd userdel groupdel deluser "
        "delgroup passwd chage crontab at atq atrm batch sysctl depmod kmod modprobe insmod rmmod renice gdb "
        "lldb bpftrace pdb perf wl-copy wl-paste xsel xclip pbcopy pbpaste xdg-open open gpg gpg2 pass gopass "
        "security"
    ),
    "filters": (
        "sed gsed awk gawk mawk nawk jq gojq jaq yq gron dasel xmllint xmlstarlet csvcut csvgrep csvlook "
        "csvstat csvsort csvjson in2csv jid jc tidy htmlq pup hjson json_pp json_reformat yamllint jsonlint "
        "xq tomlq xsltproc choose hck mlr pandoc fzf sk peco"
    ),
    "sql_clients": (
        "psql pgcli mysql mariadb mycli sqlcmd mssql-cli clickhouse-client cqlsh hive presto usql "
        "impala-shell snowsql beeline spark-sql trino sqlite3 sqlite duckdb pg_dump pg_dumpall mysqldump "
        "mariadb-dump mongodump mongoexport pg_basebackup mydumper mysqlpump dropdb pg_restore mongoimport "
        "mongorestore dropuser pg_resetwal myloader mongofiles mysqlimport vacuumdb createdb reindexdb initdb "
        "clusterdb mysqlcheck createuser mysql_upgrade mysqlshow mongotop pg_lsclusters mongostat pg_config "
        "pg_controldata pg_isready mysqladmin mariadb-admin pg_ctl"
    ),
    "databases": ("redis-cli valkey-cli keydb-cli mongosh mongo influx"),
    "build_tools": ("make gmake"),
    "toolchains": (
        "gcc g++ cc c++ clang clang++ ld as rustc javac kotlinc scalac ghc dmd zig nim tsc esbuild webpack "
        "vite cmake ctest ninja meson bazel pytest tox nox black ruff mypy flake8 pylint isort eslint jest "
        "mocha vitest telnet strip qemu-system-x86_64 shellcheck named-checkconf named-checkzone systemd-cgls "
        "systemd-cgtop lshw nvidia-smi "
    ),
}
