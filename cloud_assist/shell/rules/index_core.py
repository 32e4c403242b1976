"""Which module holds the rule of which plain-shell program; nothing is imported until a command names it."""

FAMILIES: dict[str, str] = {
    "text_tools": (
        "cat tac nl head wc od hexdump hd strings rev cut paste join tr fold fmt column expand unexpand pr tsort "
        "look colrm cksum sum md5sum md5 sha1sum sha224sum sha256sum sha384sum sha512sum b2sum b3sum shasum crc32 "
        "zcat bzcat xzcat lzcat zstdcat gzcat bat batcat ccat jless zless zmore bzless xzless numfmt lz4cat col ul "
        "tail grep egrep fgrep zgrep bzgrep xzgrep rg sort uniq tree less more date base64 base32 xxd diff "
        "colordiff cmp comm diff3 sdiff split csplit tee"
    ),
    "inspect_tools": (
        "ls dir vdir ll la exa eza lsd stat gstat du df pwd basename dirname realpath readlink greadlink whoami id "
        "groups users w who last lastb lastlog uptime uname nproc hostid tty logname seq jot factor expr test [ "
        "true false yes sleep usleep cal ncal locale getconf which whereis pathchk tokei dust duf mdls mdfind "
        "locate plocate mlocate free vmstat mpstat getent namei lsattr getfacl getcap sw_vers getopt apropos whatis "
        "figlet fortune lolcat zdump dircolors lsblk lscpu lsmem lsusb lspci lsmod lslocks lsns lsipc lsinitramfs "
        "modinfo findmnt blkid numastat pgrep pidof pstree pmap pwdx ps procs iostat netstat lsof errno hwinfo inxi "
        "system_profiler ioreg vm_stat lsb_release hostinfo showmount lsscsi acpi upower uptimed ausearch aureport "
        "objdump readelf addr2line c++filt xdpyinfo tput systemd-detect-virt systemd-path systemd-escape "
        "systemd-id128 systemd-delta top htop btop atop iotop iftop nethogs nmon glances bmon nload powertop "
        "slabtop bashtop k9s lazygit lazydocker ss dmidecode rpcinfo nm size neofetch fastfetch screenfetch cowsay "
        "pidstat sensors nfsstat arch file man info cloc scc sar hostname stty dmesg ldd ldconfig fuser bc hwclock"
    ),
    "files": (
        "rm unlink shred srm rmdir cp mv ln install link ditto gcp gmv mkdir touch mktemp mkfifo mknod tempfile "
        "truncate fallocate chmod chown chgrp chattr setfacl setcap setfattr chcon restorecon xattr iconv patch "
        "dos2unix unix2dos sponge rename prettier vi vim nvim nano emacs ed ex pico micro joe code view"
    ),
    "search": ("find gfind fd fdfind"),
    "wrappers": (
        "sudo doas nohup setsid nice ionice chrt taskset timeout time stdbuf unbuffer caffeinate setarch xargs "
        "gxargs watch ts chronic builtin exec aws-vault flock dbus-run-session systemd-run systemd-inhibit strace "
        "ltrace busybox toybox command noglob nocorrect rlwrap catchsegv linux64 fakeroot eatmydata proxychains "
        "unshare nsenter chroot env genv su runuser parallel script screen tmux expect dialog whiptail byobu zellij "
        "mosh"
    ),
    "builtins": (
        ": cd pushd popd dirs type wait jobs bg fg disown shift return exit break continue let times umask ulimit "
        "suspend logout help getopts complete compgen compopt bind caller clear reset tabs echo printf export "
        "declare local readonly typeset read mapfile readarray eval trap source . alias unalias set shopt unset "
        "enable hash history fc printenv kill killall pkill skill xkill killall5"
    ),
    "interpreters": (
        "bash sh dash zsh ksh ash mksh fish rbash python python2 python3 pypy pypy3 node nodejs perl ruby irb php "
        "lua luajit deno bun Rscript R julia java groovy scala tclsh osascript pwsh powershell ghci runghc elixir "
        "iex erl swift ipython kotlin jshell ts-node tsx guile ocaml racket dotnet-script"
    ),
    "git": ("git hub"),
    "http_clients": ("curl wget http https xh xhs"),
    "remote": ("ssh autossh slogin scp sftp pscp ssh-keygen ssh-add ssh-copy-id ssh-agent sshpass"),
    "network": (
        "ssh-keyscan nc ncat netcat ifstat drill speedtest-cli geoiplookup avahi-browse nload dnstracer bandwhich "
        "kdig tracepath ipcalc dig dns-sd testssl.sh arping speedtest tcpping sslscan nslookup delv host "
        "traceroute6 sipcalc traceroute fping mtr whois dog ping ping6 nmap tcpdump tshark ngrep openssl ip "
        "ifconfig iwconfig route arp iptables ip6tables ebtables arptables nft ufw firewall-cmd ipset ethtool nmcli "
        "mail mailx msmtp sendmail swaks mutt"
    ),
    "archives": (
        "tar bsdtar gtar gzip gunzip bzip2 bunzip2 xz unxz lzma unlzma zstd unzstd lz4 unlz4 pigz unpigz pbzip2 "
        "compress uncompress brotli lzop unzip zipinfo zip 7z 7za 7zr rar unrar cpio ar jar rsync"
    ),
    "packages": (
        "apt-get apt-cache apt aptitude apt-config apt-mark dpkg dpkg-query dpkg-deb zypper microdnf dnf tdnf yum "
        "dnf5 rpm pacman yay paru apk brew snap flatpak"
    ),
    "language_packages": (
        "pip pip3 pipx uv npm yarn pnpm gem bundle composer bundler cargo rustup go mvn dotnet pdm pipenv gradle "
        "poetry hatch pyenv goenv nodenv sdk jenv asdf fnm volta mise rbenv nvm tfenv conda mamba micromamba"
    ),
    "system": (
        "systemctl service journalctl loginctl hostnamectl timedatectl localectl resolvectl networkctl coredumpctl "
        "systemd-analyze machinectl bootctl busctl chronyc launchctl initctl rc-service supervisorctl pm2 diskutil "
        "defaults update-alternatives sestatus getenforce setenforce aa-status locale-gen logger logrotate"
    ),
    "disks": (
        "dd dcfldd mkfs mkfs.ext3 mkfs.ext4 mkfs.exfat newfs_apfs mkswap blkdiscard mkfs.vfat mkfs.ntfs mkfs.fat "
        "mkdosfs mkfs.xfs mke2fs mkfs.ext2 newfs mkfs.f2fs mkntfs mkfs.btrfs wipefs gpart cfdisk parted fdisk "
        "sfdisk sgdisk partprobe gdisk mount umount swapon swapoff fsck.ext4 fsck.xfs e2fsck ntfsfix fsck fsck.ext3 "
        "xfs_repair pvscan pvs lvdisplay vgdisplay lvs lvmdiskscan pvdisplay lvscan vgscan vgs vgchange vgcreate "
        "lvcreate lvrename vgimport pvresize lvextend pvchange vgextend vgrename vgexport lvconvert lvchange "
        "lvresize pvcreate pvmove vgmerge vgreduce vgsplit vgremove pvremove lvremove lvreduce mdadm cryptsetup zfs "
        "zpool btrfs smartctl nvme hdparm dumpe2fs e2label tune2fs xfs_admin xfs_growfs debugfs resize2fs xfs_info "
        "blockdev"
    ),
    "machine": (
        "shutdown halt reboot telinit poweroff init chfn chsh groupadd chpasswd htpasswd vipw newgrp groupmod dscl "
        "gpasswd sysadminctl addgroup useradd visudo adduser usermod userdel groupdel deluser delgroup passwd chage "
        "crontab at atq atrm batch sysctl depmod kmod rmmod insmod modprobe renice gdb lldb bpftrace pdb perf xsel "
        "pbcopy xclip wl-copy wl-paste pbpaste xdg-open open gpg gpg2 pass gopass security"
    ),
    "filters": (
        "sed gsed awk gawk mawk nawk jq gojq jaq yq gron dasel xmllint xmlstarlet csvcut csvgrep csvlook csvstat "
        "csvsort csvjson in2csv jid jc tidy htmlq pup hjson json_pp json_reformat yamllint jsonlint xq tomlq "
        "xsltproc choose hck mlr pandoc fzf sk peco"
    ),
    "sql_clients": (
        "psql pgcli mysql mariadb mycli sqlcmd mssql-cli clickhouse-client cqlsh trino impala-shell beeline usql "
        "spark-sql presto hive snowsql sqlite3 sqlite duckdb pg_dump pg_dumpall mysqldump mariadb-dump mongodump "
        "mongoexport pg_basebackup mydumper mysqlpump mongoimport mongorestore pg_resetwal mysqlimport mongofiles "
        "dropdb pg_restore dropuser myloader createuser reindexdb mysql_upgrade clusterdb createdb mysqlcheck "
        "initdb vacuumdb mysqlshow pg_lsclusters pg_isready mongostat pg_config pg_controldata mongotop mysqladmin "
        "mariadb-admin pg_ctl"
    ),
    "databases": ("redis-cli valkey-cli keydb-cli mongosh mongo influx"),
    "build_tools": ("make gmake"),
}
