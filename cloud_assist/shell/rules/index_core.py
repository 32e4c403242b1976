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
    "search": ("find gfind fd fdfind"),
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
    "git": ("git hub"),
    "http_clients": ("curl wget http https xh xhs"),
    "remote": ("ssh autossh slogin scp sftp pscp ssh-keygen ssh-add ssh-copy-id ssh-agent sshpass"),
    "network": (
        "ssh-keyscan nc ncat netcat sslscan kdig drill speedtest tcpping dnstracer whois geoiplookup "
        "avahi-browse dns-sd nload sipcalc ipcalc delv speedtest-cli fping bandwhich traceroute dog mtr host "
        "tracepath ifstat testssl.sh nslookup dig traceroute6 arping ping ping6 nmap tcpdump tshark ngrep "
        "openssl ip ifconfig iwconfig route arp iptables ip6tables ebtables arptables nft ufw firewall-cmd "
        "ipset ethtool nmcli msmtp swaks sendmail mutt mailx mail"
    ),
    "archives": (
        "tar bsdtar gtar gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd lz4 unlz4 pigz unpigz "
        "pbzip2 compress uncompress brotli lzop unzip zipinfo zip 7z 7za 7zr rar unrar cpio ar jar rsync"
    ),
    "packages": (
        "apt-config apt-cache apt apt-mark aptitude apt-get dpkg dpkg-query dpkg-deb yum dnf dnf5 zypper tdnf "
        "microdnf rpm pacman yay paru apk brew snap flatpak"
    ),
    "language_packages": (
        "pip pip3 pipx uv npm yarn pnpm gem bundle composer bundler cargo rustup go gradle mvn pipenv dotnet "
        "hatch poetry pdm fnm mise goenv rbenv volta tfenv nvm sdk asdf nodenv jenv pyenv conda mamba "
        "micromamba"
    ),
    "system": (
        "systemctl service journalctl loginctl hostnamectl timedatectl localectl resolvectl networkctl "
        "coredumpctl systemd-analyze machinectl bootctl busctl chronyc launchctl initctl rc-service "
        "supervisorctl pm2 diskutil defaults update-alternatives sestatus getenforce setenforce aa-status "
        "locale-gen logger logrotate"
    ),
    "disks": (
        "dd dcfldd mkfs.ext3 newfs mke2fs blkdiscard mkntfs newfs_apfs mkfs mkfs.ntfs mkfs.btrfs mkfs.exfat "
        "mkfs.xfs mkswap mkdosfs mkfs.vfat mkfs.fat mkfs.ext4 mkfs.f2fs mkfs.ext2 parted cfdisk sfdisk wipefs "
        "sgdisk fdisk gpart gdisk partprobe mount umount swapon swapoff fsck.ext3 fsck.xfs xfs_repair ntfsfix "
        "fsck.ext4 e2fsck fsck lvdisplay lvs pvs lvmdiskscan lvscan pvscan vgdisplay pvdisplay vgscan vgs "
        "pvcreate pvchange lvresize lvextend lvconvert pvmove vgimport vgexport vgcreate lvcreate lvchange "
        "vgrename lvrename vgchange pvresize vgextend vgmerge lvreduce vgsplit vgreduce vgremove lvremove "
        "pvremove mdadm cryptsetup zfs zpool btrfs smartctl nvme hdparm xfs_info e2label resize2fs xfs_admin "
        "dumpe2fs debugfs tune2fs xfs_growfs blockdev"
    ),
    "machine": (
        "reboot shutdown init halt poweroff telinit usermod gpasswd useradd chfn newgrp addgroup htpasswd "
        "visudo groupmod dscl vipw groupadd sysadminctl chsh adduser chpasswd userdel groupdel deluser "
        "delgroup passwd chage crontab at atq atrm batch sysctl insmod kmod depmod rmmod modprobe renice gdb "
        "lldb bpftrace pdb perf pbcopy pbpaste xclip wl-copy wl-paste xsel xdg-open open gpg gpg2 pass gopass "
        "security"
    ),
    "filters": (
        "sed gsed awk gawk mawk nawk jq gojq jaq yq gron dasel xmllint xmlstarlet csvcut csvgrep csvlook "
        "csvstat csvsort csvjson in2csv jid jc tidy htmlq pup hjson json_pp json_reformat yamllint jsonlint "
        "xq tomlq xsltproc choose hck mlr pandoc fzf sk peco"
    ),
    "sql_clients": (
        "psql pgcli mysql mariadb mycli sqlcmd mssql-cli clickhouse-client cqlsh snowsql hive presto trino "
        "beeline impala-shell spark-sql usql sqlite3 sqlite duckdb pg_basebackup pg_dumpall mariadb-dump "
        "mysqldump mydumper mongodump pg_dump mongoexport mysqlimport pg_resetwal dropuser myloader "
        "mongorestore pg_restore mongofiles mongoimport dropdb mysqlcheck reindexdb initdb clusterdb vacuumdb "
        "createuser createdb mysql_upgrade mongostat mongotop pg_lsclusters mysqlshow pg_config "
        "pg_controldata pg_isready mysqladmin mariadb-admin pg_ctl"
    ),
    "databases": ("redis-cli valkey-cli keydb-cli mongosh mongo influx"),
    "build_tools": ("make gmake"),
}
