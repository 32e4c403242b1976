"""What speaks with other machines: shells and copies, HTTP, probes, mail."""

from __future__ import annotations

from cloud_assist.tools.tool import (
    HERE,
    Alike,
    Asked,
    Outside,
    Question,
    Read,
    Signal,
    Stop,
    Sure,
    Time,
    Tool,
    Unread,
)

_SSH = Read("ssh_target:ssh_entries", "another machine")
_HOST = Unread("another machine")
_NAME_SERVER = Unread("a name server")
_HTTP = Read("http_target:http_entries", "a web server")
_NO_NEW_KEY = ("-l", "-R", "-F", "-y", "-A", "-B", "-D", "-H", "-K", "-L", "-M", "-Q", "-Y", "-e", "-i", "-k", "-s")
"""What `ssh-keygen` does besides making a key."""
_ASKS_SSH = (Question(Asked.SECRET, (), (), "put a key in the agent, and give -o BatchMode=yes", sure=Sure.SOMETIMES),)
_COPY = Stop(Signal.INTERRUPT, 10, holds=True, leaves="What was copied so far stays, the last file incomplete.")

TOOLS = (
    Tool(
        ("ssh",),
        "plain.remote",
        _SSH,
        runs_elsewhere=("",),
        stops=(Stop(Signal.INTERRUPT, 5, goes_on="What was started there may go on."),),
        time=Time(3600),
        asks=_ASKS_SSH,
    ),
    Tool(("scp",), "plain.remote", _SSH, stops=(_COPY,), time=Time(3600), asks=_ASKS_SSH),
    Tool(("sftp",), "plain.remote", _SSH, stops=(_COPY,), time=Time(3600), asks=_ASKS_SSH),
    Tool(
        ("rsync",),
        "plain.archives",
        _SSH,
        preview="local:rsync",
        stops=(
            Stop(
                Signal.INTERRUPT,
                20,
                holds=True,
                leaves="What was copied so far stays: the same command goes on from there.",
            ),
        ),
        time=Time(7200),
        asks=_ASKS_SSH,
    ),
    Tool(("mosh",), "plain.wrappers", _SSH),
    Tool(("ssh-copy-id",), "plain.remote", _SSH, asks=_ASKS_SSH),
    Tool(
        ("ssh-keygen",),
        "plain.remote",
        HERE,
        asks=(
            Question(
                Asked.VALUES,
                (),
                ("-f", *_NO_NEW_KEY),
                "ssh-keygen -f FILE -N PASSPHRASE",
                by_hand=True,
                sure=Sure.ALWAYS,
            ),
            Question(Asked.SECRET, ("-f",), ("-N", *_NO_NEW_KEY), "ssh-keygen -f FILE -N PASSPHRASE", by_hand=True),
        ),
    ),
    Alike("autossh slogin pscp", "plain.remote", _HOST),
    Alike("ssh-add ssh-agent sshpass", "plain.remote"),
    Alike("curl wget http https xh xhs", "plain.http_clients", _HTTP),
    Tool(
        ("openssl",),
        "plain.network",
        Unread("another machine", ("s_client", "s_time", "ocsp", "cmp")),
        outside=Outside.ASKS,
        asks=(
            Question(
                Asked.VALUES,
                ("req -new", "req -newkey", "req -x509"),
                ("-subj", "-config", "-batch", "-in"),
                "give -subj /CN=NAME, and -noenc for a key without a passphrase",
                by_hand=True,
            ),
        ),
    ),
    Alike(
        "ssh-keyscan nc ncat netcat mtr traceroute tracepath fping traceroute6 ping ping6 nmap",
        "plain.network",
        _HOST,
        outside=Outside.ASKS,
    ),
    Alike("telnet", "plain.toolchains", _HOST),
    Alike("arping", "plain.network", _HOST, outside=Outside.ASKS),
    Alike("tcpping sslscan testssl.sh speedtest-cli speedtest", "plain.network", _HOST),
    Alike("host delv nslookup dig kdig drill", "plain.network", _NAME_SERVER, outside=Outside.ASKS),
    Alike("dnstracer", "plain.network", _NAME_SERVER),
    Alike("whois", "plain.network", Unread("a whois server"), outside=Outside.ASKS),
    Alike("avahi-browse dns-sd", "plain.network", Unread("the machines of this network")),
    Alike("mailx sendmail swaks msmtp mutt mail", "plain.network", Unread("a mail server")),
    Alike("geoiplookup sipcalc ifstat ipcalc bandwhich tcpdump tshark ngrep", "plain.network"),
    Alike("showmount rpcinfo", "plain.inspect_tools", _HOST, outside=Outside.ASKS),
    Alike(
        "snmpget snmpgetnext snmpwalk snmpbulkget snmpbulkwalk snmptable snmpstatus snmpdf snmpnetstat snmpset "
        "ldapsearch ldapwhoami ldapcompare ldapadd ldapmodify ldapmodrdn ldappasswd ldapdelete gnutls-cli aria2c pdsh "
        "nping lft tcptraceroute arp-scan mdig nsupdate",
        "plain.inventory",
        _HOST,
    ),
)
