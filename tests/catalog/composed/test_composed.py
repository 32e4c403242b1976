"""Plain shell requests are composed: what they name is in the command, and stays one argument there."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cloud_assist.catalog.composed.grammar import compose
from cloud_assist.catalog.composed.port import Surroundings
from cloud_assist.command.open_places import open_places, stand_ins
from cloud_assist.command.syntax.parser import parse, walk
from cloud_assist.models import ProposalSource

GNU = Surroundings(bsd=False, today=datetime.date(2026, 11, 30))
BSD = Surroundings(bsd=True, today=GNU.today)


def first(prompt: str, around: Surroundings = GNU) -> str:
    """Return the first command that is composed, or ""."""
    return next((each.command for each in compose(prompt, around)), "")


@pytest.mark.parametrize(
    ("prompt", "command"),
    [
        ("find python files in src", "find src -type f -name '*.py'"),
        ("files larger than 1GB under /var", "find /var -type f -size +1G"),
        ("find files smaller than 1 MB here", "find . -type f -size -1048576c"),
        ("find files older than 30 days in the folder logs", "find logs -type f -mtime +30"),
        ("find files changed in the last hour", "find . -type f -mmin -60"),
        ("find files modified since yesterday", "find . -type f -newermt 2026-11-29"),
        ("find files modified this month", "find . -type f -newermt 2026-11-01"),
        ("find files not modified in the last 2 weeks", "find . -type f -mtime +14"),
        ("find all js files except node_modules", "find . -type f -not -path '*/node_modules/*' -name '*.js'"),
        ("find all .txt files in this folder only", "find . -maxdepth 1 -type f -name '*.txt'"),
        ("find files owned by alice with permissions 777", "find . -type f -user alice -perm 777"),
        ("Delete all empty directories under /tmp", "find /tmp -type d -empty -delete"),
        ("delete all folders named build recursively", "find . -type d -name build -prune -exec rm -r {} +"),
        ("find all .c files and count their lines", "find . -type f -name '*.c' -exec wc -l {} +"),
        ("find all .sh files and make them executable", "find . -type f -name '*.sh' -exec chmod +x {} +"),
        ("copy all .conf files under /etc to /backup", "find /etc -type f -name '*.conf' -exec cp {} /backup \\;"),
        ("find the 5 largest files under /home", "find /home -type f -printf '%s %p\\n' | sort -rn | head -n 5"),
        ("find files that contain the word foo in src", "find src -type f -exec grep -lw foo {} +"),
    ],
)
def test_files_are_found_by_what_is_said_of_them(prompt: str, command: str) -> None:
    assert first(prompt) == command


@pytest.mark.parametrize(
    ("prompt", "command"),
    [
        ("count the lines of notes.txt", "wc -l notes.txt"),
        ("show lines 5 to 10 of app.py", "sed -n '5,10p' app.py"),
        ("replace foo with bar in a.txt", "sed -i 's/foo/bar/g' a.txt"),
        ("delete the lines containing DEBUG from app.conf", "sed -i '/DEBUG/d' app.conf"),
        ("print the second column of table.txt", "awk '{ print $2 }' table.txt"),
        ("sum the third column of orders.csv", "awk -F , '{ s += $3 } END { print s }' orders.csv"),
        ("sort names.txt and remove duplicates", "sort -u names.txt"),
        ("count how often each line occurs in access.log", "sort access.log | uniq -c | sort -rn"),
        ("search for 'out of memory' in app.log ignoring case", "grep -i 'out of memory' app.log"),
        ("show the last 20 lines of app.log", "tail -n 20 app.log"),
        ("convert notes.txt to upper case", "tr '[:lower:]' '[:upper:]' < notes.txt"),
        ("lines that are in a.txt but not in b.txt", "comm -23 <(sort a.txt) <(sort b.txt)"),
        ("split big.log into pieces of 1000 lines", "split -l 1000 big.log"),
    ],
)
def test_text_is_read_and_changed(prompt: str, command: str) -> None:
    assert first(prompt) == command


@pytest.mark.parametrize(
    ("prompt", "command"),
    [
        ("create a tar.gz archive backup.tar.gz of the folder src", "tar -czf backup.tar.gz src"),
        ("extract site.zip to the folder /var/www", "unzip site.zip -d /var/www"),
        ("list the contents of a.tar.gz", "tar -tf a.tar.gz"),
        ("show the 5 processes using the most memory", "ps aux --sort=-%mem | head -n 6"),
        ("kill all processes named firefox", "pkill firefox"),
        ("which process is using port 3000", "lsof -i :3000"),
        ("show the response headers of https://example.com", "curl -sI https://example.com"),
        ("what date is it in 10 days", "date -d '10 days'"),
        ("print the date in the format YYYY-MM-DD", "date +%Y-%m-%d"),
        ("convert the timestamp 1700000000 to a date", "date -d @1700000000"),
        ("show the size of each folder in /home sorted by size", "du -h -d 1 /home | sort -rh | head -n 20"),
        ("make the file run.sh executable", "chmod +x run.sh"),
        ("create a symbolic link current pointing to /opt/app", "ln -s /opt/app current"),
        ("run 'df -h' every 5 seconds", "watch -n 5 'df -h'"),
        ("show the last 20 commands of the history", "history 20"),
        ("where is the python3 program located", "which python3"),
        ("set the environment variable EDITOR to vim", "export EDITOR=vim"),
        ("list my cron jobs", "crontab -l"),
        ("how long has this machine been running", "uptime"),
        ("show the free disk space", "df -h"),
        ("copy a.txt to docs keeping its permissions", "cp -p a.txt docs"),
        ("copy a.txt to the folder docs", "cp a.txt docs"),
        ("give the group write permission on notes.txt", "chmod g+w notes.txt"),
        ("list the files in /tmp sorted by size", "ls -S /tmp"),
        ("copy report.txt to /tmp on the host web1", "scp report.txt web1:/tmp"),
        ("delete every file listed in old.txt", "xargs -n 1 rm < old.txt"),
        ("log in to db.example.com as user alice on port 2222", "ssh -p 2222 alice@db.example.com"),
    ],
)
def test_other_subjects(prompt: str, command: str) -> None:
    assert first(prompt) == command


@pytest.mark.parametrize(
    ("prompt", "command"),
    [
        ("replace foo with bar in a.txt", "sed -i '' 's/foo/bar/g' a.txt"),
        ("print a.txt with the lines in reverse order", "tail -r a.txt"),
        ("show the date of yesterday", "date -v-1d"),
        ("calculate the md5 checksum of a.iso", "md5 a.iso"),
        ("find the newest file below this folder", "find . -type f -exec stat -f '%m %N' {} + | sort -rn | head -n 1"),
    ],
)
def test_the_tools_of_bsd_get_what_they_take(prompt: str, command: str) -> None:
    assert first(prompt, BSD).startswith(command)


@pytest.mark.parametrize(
    "prompt",
    [
        "delete the bucket acme-logs",
        "delete a hosted zone",
        "list pods",
        "stage a file",
        "docker images",
        "list images",
    ],
)
def test_what_is_not_about_files_is_left_to_what_is_known(prompt: str) -> None:
    assert compose(prompt, GNU) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "remove all core dump files from my home folder",
        "delete all files that nobody needs",
        "delete the files",
        "rename all *.jpg files by adding the prefix x",
        "change all files in src to what they were",
        "delete the directory docs except readme.md",
        "move all but a.txt to old",
        "delete all files unless they end in .gz",
        "delete the old files",
    ],
)
def test_a_change_that_is_not_understood_whole_is_not_composed(prompt: str) -> None:
    assert [each.command for each in compose(prompt, GNU) if not open_places(each.command)] == []


@pytest.mark.parametrize(
    ("prompt", "command"),
    [
        ("delete all files in tmp", "find tmp -maxdepth 1 -type f -delete"),
        ("delete all files except 'keep'", "find . -type f ! -name keep -not -path '*/keep/*' -delete"),
        ("delete all files in src which contain 'bla'", "find src -type f -exec grep -q bla {} \\; -delete"),
        ("delete files not matching *.txt", "find . -type f ! -name '*.txt' -delete"),
        ("delete .log files older than 30 days", "find . -type f -mtime +30 -name '*.log' -delete"),
    ],
)
def test_a_change_reaches_no_further_than_the_words(prompt: str, command: str) -> None:
    assert [each.command for each in compose(prompt, GNU)] == [command]


def test_what_a_request_does_not_name_stands_open() -> None:
    assert open_places(first("count the lines of a file")) == ("file",)


_WORDS = st.text(st.sampled_from("ab .*-;&|$()'\"\\\\!#~/{}[]<>\n") | st.characters(codec="utf-8"), max_size=10).map(
    lambda text: f"{text} x; touch $(touch y) && touch z"
)
"""What does harm where a shell reads it."""


@pytest.mark.parametrize(
    "template",
    [
        "find all files named '{}' under src",
        'find all files containing "{}" and delete them',
        "search for '{}' in app.log",
        "delete the file '{}'",
        'show the last 3 lines of "{}"',
        "replace 'a' with '{}' in b.txt",
        "replace '{}' with 'a' in all files in the tree",
        "delete the lines containing '{}' from b.txt",
        "list files in '{}' sorted by size",
        "create a tar archive of the folder '{}'",
        "count the lines of {}",
        "download https://example.com/{}",
        "print the lines of a.txt where the second column is equal to '{}'",
        "make a symlink '{}' to b.txt",
        "{}",
    ],
)
@settings(max_examples=20, deadline=None)
@given(words=_WORDS)
def test_no_word_of_a_request_is_read_by_the_shell(template: str, words: str) -> None:
    for each in compose(template.format(words), GNU):
        filled = stand_ins(each.command, ProposalSource.CATALOG)
        script = parse(each.command if filled is None else filled.text)
        assert not script.problems
        programs = {simple.words[0].text for simple in walk(script.parts) if simple.words}
        assert "touch" not in programs or each.command.startswith("touch ")
