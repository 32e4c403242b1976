"""What a request is after, read before any grammar is: files by what they are, a CLI, a change."""

from __future__ import annotations

from cloud_assist.catalog.composed.request import Request
from cloud_assist.catalog.composed.said import Said
from cloud_assist.catalog.tools import hints

_SEEKS = Said(
    r"^(?:(?:please|can you|could you|how (?:do i|to|can i)|i want to) )*(?:find|search|locate|look|seek|where"
    r"|for (?:each|every)|(?:make|get|create|give me|print|produce)(?: me)? (?:a "
    r"|the )?list of|(?:all |every )?(?:(?:regular|empty|hidden|python|log|text|large"
    r"|old|big) |«e\w+» )?"
    r"(?:files|directories)\b(?! in «[pf]\w+»$))\b"
)
_THINGS = Said(
    r"\b(?:files?|director(?:y|ies)|subdirector(?:y|ies)|symlinks|sockets?|fifos?|named pipes"
    r"|scripts|makefiles?|executables"
    r"|broken links|hard links)\b|«[eg]\w+»"
    r"|\b(?:images|pictures|videos|archives|devices|everything|anything|photos|documents"
    r"|links)\b(?=.*\b(?:director|tree|under|below|home|disk)|.*«p)"
)
_TREE = Said(
    r"\b(?:recursive(?:ly)?|trees?|hierarchy|subdirectories|subdirectory|below|beneath|under"
    r"|levels?|filesystem|everywhere"
    r"|anywhere|(?:each|every) (?:sub)?directory|somewhere|descend\w*|deep|whole system|entire system)\b",
    "recurs tree hierarchy subdir below beneath under level filesystem where descend deep system each every",
)
_MANY = Said(
    r"\b(?:all|every|each)(?: the| my)? (?:pictures|photos|videos|images)\b|\b(?:every"
    r"|each) (?:[\w«»]+ )?file\b|\b(?:all|every|each|any)\b[^,]*\b(?:files"
    r"|directories|scripts|images)\b|\b(?:files"
    r"|directories|scripts) (?:that|which|whose|with|older|newer|larger|bigger|smaller|modified"
    r"|ending|named|owned|containing)|«g\w+» files|«e\w+» files",
    "file direct script image",
)
_LISTS = Said(r"^(?:list|show|display|print|what|which|ls|count|how|long list|give|get|view)\b")
_TREATS = Said(
    r"^(?:(?:please|recursively|i want to|how (?:do i|to|can i)) )*(?:delete|remove|erase|rm|clean"
    r"|copy|cp|move|mv|rename|change|set|make|add|give|compress|gzip|zip|unzip"
    r"|decompress|archive|replace|substitute|sort|calculate|compute|chmod|chown|run|execute"
    r"|convert|grep|get rid|count|print|purge|tar|pack|sum|check|truncate|empty|touch|assign"
    r"|report|output)\b"
)
_CHANGES_FILES = Said(
    r"^(?:(?:please|i want to|how (?:do i|to|can i)) )*(?:delete|remove|erase|rm|copy"
    r"|cp|move|mv|rename|change|set|make|add"
    r"|compress|gzip|zip|unzip|decompress|archive|replace|substitute|chmod|chown|purge|truncate|empty|touch|create)\b"
)
_SPARES = Said(
    r"\b(?:not|except|but|unless|other than|excluding|apart from|save for"
    r"|without (?:the )?(?:files?|director|«)|keep(?! (?:the|its) original))\b",
    "not except but unless other exclud apart save without keep all",
)
_PLURAL = Said(r"\b(?:files|directories|subdirectories|symlinks|links|scripts)\b", "files directories links scripts")
_CHOSEN = Said(
    r"\b(?:(?<!recently\ )modified|accessed|changed|created|older|newer|larger|bigger|smaller|owned|empty|named|ending"
    r"|extensions?|(?:that |which )?contain(?:s|ing)?|in (?:its|their) names?"
    r"|permissions? (?:of |set to )?\d|\d+ permissions?|sizes? (?:of |is |greater|larger|less"
    r"|smaller|more|over|under|\d))"
)
_OTHER_SUBJECT = Said(
    r"^(?:\w+ )?(?:(?:the|all|only|any|me) )*(?:lines?|process\w*|words?|characters|columns?|fields?|unique lines)\b"
    r"|\bprocess(?:es)?\b|\bdisk usage\b(?!.*«[eg])|\b(?:differences?|diff|compare)\b|\blisted in\b"
    r"|\b(?:largest|biggest) (?:sub)?director|\bsizes? of (?:each"
    r"|every|all)(?: the)? (?:sub)?director|\b(?:cron|crontab|history|calendar|variable|ports?"
    r"|connections?)\b"
    r"|\bremote\b|\bssh\b|\brsync\b|«u\w+»|«h\w+»",
)
_OF_A_PROGRAM = Said(
    r"\b(?:executable|binary|installed|located|crontab|cron)\b", "executable binary installed located cron"
)
"""Speaks of a CLI as a file on this machine."""
_OF_FILES = Said(r"\b(?:files|directories|directory)\b|«[pge]\w+»")
"""Speaks of files, whatever else it names."""
_FINDABLE = Said(
    r"^(?:(?:please|recursively) )*(?:list|show|display|print|get|count|how many|delete|remove"
    r"|copy|move|change|set|make"
    r"|add|compress|gzip|archive|replace|search|sort|calculate|compute|what|which|check|report|output|determine)\b"
)
_ONE_FILE = Said(r"«[pfq]\w+»")
_OF_GIT = Said(
    r"\b(?:branch|branches|commits?|stash|rebase|repository|repo|submodules?|head|upstream|tag"
    r"|tags|staged|remote)\b"
)
_CHANGES = Said(
    r"^(?:(?:please|can you|could you|i want to|how (?:do i|to|can i)) )*(?:create|make|delete|remove|update|change|set"
    r"|allocate|release|reserve|add|attach|detach|grant|revoke|export|import|install|configure"
    r"|start|stop|kill|terminate|restart|free|block|unblock|enable|disable"
    r"|deploy|upload|copy|move|run|build|register|apply|resize|scale|stage|commit|merge|push|pull|assign|associate|join"
    r"|modify|edit|rename|rotate|invite|invalidate|publish|restore|back ?up|put|save|write|rebuild"
    r"|generate|format|initiali[sz]e)\b"
)


def names_files(request: Request) -> bool:
    """Whether a request speaks of files, folders, or what is one."""
    return request.says(_THINGS)


def seeks_files(request: Request) -> bool:
    """Whether a request is for files by what they are, rather than for what one file holds."""
    if not request.says(_THINGS) or request.says(_OTHER_SUBJECT):
        return False
    if request.says(_SEEKS):
        return True
    several = request.says(_MANY) or request.says(_PLURAL)
    if request.says(_LISTS):
        return several and (request.says(_TREE) or request.says(_CHOSEN))
    return request.says(_TREATS) and (
        request.says(_MANY) or (several and (request.says(_TREE) or request.says(_CHOSEN)))
    )


def changes_files(request: Request) -> bool:
    """Whether a request begins with an order to change files, so that merely listing them is no answer."""
    return request.says(_CHANGES_FILES)


def spares_some(request: Request) -> bool:
    """Whether a request to change things leaves out some of them: its names are then not those to change."""
    return request.says(_CHANGES_FILES) and request.says(_SPARES)


def lists_files(request: Request) -> bool:
    """Whether a request may be for files by what they are, though it begins with no word for a search."""
    return not seeks_files(request) and request.says(_FINDABLE) and (request.says(_PLURAL) or request.says(_MANY))


def changes_something(request: Request) -> bool:
    """Whether a request begins with an order to change something."""
    return request.says(_CHANGES)


def is_of_a_cli(prompt: str, request: Request) -> bool:
    """Whether a request names a CLI, or something by an identifier of one; a folder called .git names none."""
    named = hints(prompt)
    if not named.clis or request.says(_OF_A_PROGRAM):
        return False
    if named.certain:
        return not named.words or hints(request.whole).certain
    if named.clis == {"git"}:
        return request.says(_OF_GIT) or not request.says(_ONE_FILE)
    return not (seeks_files(request) and request.says(_OF_FILES))
