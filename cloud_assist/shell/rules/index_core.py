"""Which module holds the rule of which plain-shell program; nothing is imported until a command names it."""

FAMILIES: dict[str, str] = {
    "text_tools": (
        "cat tac nl head wc od hexdump hd strings rev cut paste join tr fold fmt column expand unexpand pr "
        "tsort look colrm cksum sum md5sum md5 sha1sum sha224sum sha256sum sha384sum sha512sum b2sum b3sum "
        "shasum crc32 zcat bzcat xzcat lzcat zstdcat gzcat bat batcat ccat jless zless zmore bzless xzless "
        "numfmt lz4cat col ul tail grep egrep fgrep zgrep bzgrep xzgrep rg sort uniq tree less more date "
        "base64 base32 xxd diff colordiff cmp comm diff3 sdiff split csplit tee"
    ),
    "inspect_tools": (
        "ls dir vdir ll la exa eza lsd stat gstat du df pwd basename dirname realpath readlink greadlink "
        "whoami id groups users w who last lastb lastlog uptime uname arch nproc hostid tty logname seq jot "
        "factor expr test [ true false yes sleep usleep cal ncal locale getconf which whereis pathchk tokei "
        "dust duf mdls mdfind locate plocate mlocate free vmstat mpstat pidstat getent namei lsattr getfacl "
        "getcap sw_vers getopt apropos whatis figlet cowsay fortune lolcat zdump dircolors lsblk lscpu lsmem "
        "lsusb lspci lsmod lslocks lsns lsipc lsinitramfs modinfo findmnt blkid numastat pgrep pidof pstree "
        "pmap pwdx ps procs iostat nfsstat netstat ss lsof errno dmidecode hwinfo inxi neofetch fastfetch "
        "screenfetch system_profiler ioreg vm_stat lsb_release hostinfo rpcinfo showmount lsscsi sensors acpi "
        "upower uptimed ausearch aureport objdump readelf nm size addr2line c++filt xdpyinfo tput "
        "systemd-detect-virt systemd-path systemd-escape systemd-id128 systemd-delta top htop btop atop iotop "
        "iftop nethogs nmon glances bmon nload powertop slabtop bashtop k9s lazygit lazydocker file man info "
        "cloc scc sar hostname stty dmesg ldd ldconfig fuser bc hwclock"
    ),
    "files": (
        "rm unlink shred srm rmdir cp mv ln install link ditto gcp gmv mkdir touch mktemp mkfifo mknod "
        "tempfile truncate fallocate chmod chown chgrp chattr setfacl setcap setfattr chcon restorecon xattr "
        "iconv patch dos2unix unix2dos sponge rename prettier vi vim nvim nano emacs ed ex pico micro joe "
        "code view"
    ),
    "search": (
        "find gfind fd fdfind"
    ),
    "wrappers": (
        "sudo doas nohup setsid nice ionice chrt taskset timeout time stdbuf unbuffer caffeinate setarch "
        "xargs gxargs watch ts chronic builtin exec aws-vault flock dbus-run-session systemd-run "
        "systemd-inhibit strace ltrace busybox toybox command noglob nocorrect rlwrap catchsegv linux64 "
        "fakeroot eatmydata proxychains unshare nsenter chroot env genv su runuser parallel script screen "
        "tmux expect dialog whiptail byobu zellij mosh"
    ),
    "builtins": (
        ": cd pushd popd dirs type wait jobs bg fg disown shift return exit break continue let times umask "
        "ulimit suspend logout help getopts complete compgen compopt bind caller clear reset tabs echo printf "
        "export declare local readonly typeset read mapfile readarray eval trap source . alias unalias set "
        "shopt unset enable hash history fc printenv kill killall pkill skill xkill killall5"
    ),
    "interpreters": (
        "bash sh dash zsh ksh ash mksh fish rbash python python2 python3 pypy pypy3 node nodejs perl ruby irb "
        "php lua luajit deno bun Rscript R julia java groovy scala tclsh osascript pwsh powershell ghci "
        "runghc elixir iex erl swift ipython kotlin jshell ts-node tsx guile ocaml racket dotnet-script"
    ),
    "git": (
        "git hub"
    ),
    "network": (
        "curl wget http https xh xhs ssh autossh slogin scp sftp pscp ssh-keygen ssh-add ssh-keyscan "
        "ssh-copy-id ssh-agent sshpass nc ncat netcat dig host nslookup kdig drill dog delv whois traceroute "
        "traceroute6 tracepath mtr ifstat fping tcpping arping dnstracer ipcalc sipcalc geoiplookup dns-sd "
        "avahi-browse testssl.sh sslscan bandwhich speedtest speedtest-cli nload ping ping6 nmap tcpdump "
        "tshark ngrep openssl ip ifconfig iwconfig route arp iptables ip6tables ebtables arptables nft ufw "
        "firewall-cmd ipset ethtool nmcli mail mailx sendmail mutt msmtp swaks"
    ),
    "archives": (
        "tar bsdtar gtar gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd lz4 unlz4 pigz unpigz "
        "pbzip2 compress uncompress brotli lzop unzip zipinfo zip 7z 7za 7zr rar unrar cpio ar jar rsync"
    ),
    "packages": (
        "apt apt-get apt-cache apt-mark aptitude apt-config dpkg dpkg-query dpkg-deb dnf yum microdnf zypper "
        "dnf5 tdnf rpm pacman yay paru apk brew snap flatpak pip pip3 pipx uv npm yarn pnpm gem bundle "
        "composer bundler cargo rustup go gradle mvn poetry pdm pipenv dotnet hatch nvm pyenv rbenv asdf mise "
        "nodenv goenv tfenv sdk volta fnm jenv conda mamba micromamba"
    ),
    "system": (
        "systemctl service journalctl loginctl hostnamectl timedatectl localectl resolvectl networkctl "
        "coredumpctl systemd-analyze machinectl bootctl busctl chronyc launchctl initctl rc-service "
        "supervisorctl pm2 diskutil defaults update-alternatives sestatus getenforce setenforce aa-status "
        "locale-gen logger logrotate dd dcfldd mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mkfs.xfs mkfs.btrfs "
        "mkfs.vfat mkfs.fat mkfs.ntfs mkfs.f2fs mkfs.exfat mke2fs mkswap mkntfs mkdosfs newfs newfs_apfs "
        "blkdiscard fdisk sfdisk cfdisk gdisk sgdisk parted wipefs partprobe gpart mount umount swapon "
        "swapoff fsck e2fsck fsck.ext4 fsck.ext3 fsck.xfs xfs_repair ntfsfix lvs pvs vgs lvdisplay pvdisplay "
        "vgdisplay pvscan lvscan vgscan lvmdiskscan lvcreate lvextend lvresize lvrename lvconvert lvchange "
        "pvcreate pvresize pvmove pvchange vgcreate vgextend vgchange vgrename vgexport vgimport lvremove "
        "vgremove pvremove lvreduce vgreduce vgsplit vgmerge mdadm cryptsetup zfs zpool btrfs smartctl nvme "
        "hdparm tune2fs dumpe2fs resize2fs xfs_info xfs_growfs xfs_admin debugfs e2label blockdev shutdown "
        "reboot poweroff halt init telinit useradd usermod groupadd groupmod adduser addgroup chsh chfn "
        "gpasswd newgrp visudo vipw chpasswd htpasswd dscl sysadminctl userdel groupdel deluser delgroup "
        "passwd chage crontab at atq atrm batch sysctl modprobe rmmod insmod depmod kmod renice gdb lldb "
        "bpftrace pdb perf pbcopy pbpaste xclip xsel wl-copy wl-paste xdg-open open gpg gpg2 pass gopass "
        "security"
    ),
    "filters": (
        "sed gsed awk gawk mawk nawk jq gojq jaq yq gron dasel xmllint xmlstarlet csvcut csvgrep csvlook "
        "csvstat csvsort csvjson in2csv jid jc tidy htmlq pup hjson json_pp json_reformat yamllint jsonlint "
        "xq tomlq xsltproc choose hck mlr pandoc fzf sk peco"
    ),
    "databases": (
        "psql pgcli mysql mariadb mycli sqlcmd mssql-cli clickhouse-client cqlsh trino presto snowsql usql "
        "hive beeline impala-shell spark-sql sqlite3 sqlite duckdb redis-cli valkey-cli keydb-cli mongosh "
        "mongo pg_dump pg_dumpall mysqldump mariadb-dump mongodump mongoexport pg_basebackup mydumper "
        "pg_restore mongorestore mongoimport mysqlimport dropdb dropuser pg_resetwal myloader mongofiles "
        "createdb createuser vacuumdb reindexdb clusterdb initdb mysql_upgrade mysqlcheck pg_isready "
        "mysqlshow mongostat mongotop pg_controldata pg_config pg_lsclusters mysqladmin mariadb-admin pg_ctl "
        "influx"
    ),
    "build_tools": (
        "make gmake"
    ),
}
