"""Whether a short Python text can do nothing but compute and print.

An allow list of modules, attributes and builtins; a name outside it makes the text one that is not judged. None of the
attributes listed leads to a module, a frame, a class's internals or a file.
"""

from __future__ import annotations

import ast
import os
import sys
import warnings
from pathlib import Path

from cloud_assist.command.rules.engine.arguments import names
from cloud_assist.command.syntax.parser import OPAQUE

MAX_CHARACTERS = 4_000
_MODULES = names(
    "json sys math re datetime time textwrap collections itertools functools base64 hashlib random statistics "
    "decimal fractions uuid ipaddress binascii csv html unicodedata urllib.parse urllib platform string"
)
_ATTRIBUTES = names(
    # modules
    "stdin argv exit version version_info maxsize platform loads load dumps readlines readline read parse pi e tau "
    "inf nan sqrt floor ceil log log2 log10 exp sin cos tan atan atan2 hypot gcd lcm factorial comb perm prod fsum "
    "isclose isqrt degrees radians pow sub search match findall finditer split compile escape fullmatch group "
    "groups groupdict start end span IGNORECASE MULTILINE DOTALL I M S VERBOSE datetime date timedelta timezone utc "
    "UTC now today utcnow fromtimestamp utcfromtimestamp isoformat fromisoformat strftime strptime timestamp "
    "total_seconds days seconds year month day hour minute second weekday isoweekday astimezone time sleep gmtime "
    "localtime mktime monotonic perf_counter b64encode b64decode urlsafe_b64encode urlsafe_b64decode b32encode "
    "b32decode hexlify unhexlify Counter OrderedDict defaultdict deque most_common md5 sha1 sha256 sha512 hexdigest "
    "digest random randint choice choices sample shuffle uniform mean median stdev variance mode Decimal Fraction "
    "uuid4 uuid1 hex int ip_address ip_network ip_interface hosts num_addresses network_address broadcast_address "
    "subnet_of reader DictReader quote unquote quote_plus unquote_plus urlparse urlsplit parse_qs parse_qsl "
    "urlencode netloc query scheme hostname port fragment chain islice product permutations combinations groupby "
    "count cycle accumulate zip_longest reduce partial dedent indent fill wrap shorten python_version system "
    "machine node release ascii_letters ascii_lowercase ascii_uppercase digits punctuation unescape normalize name "
    "category "
    # values
    "join strip lstrip rstrip get items keys values append extend insert pop sort reverse index find rfind upper "
    "lower title capitalize replace startswith endswith splitlines rsplit partition rpartition encode decode "
    "isdigit isalpha isalnum isspace isupper islower zfill ljust rjust center casefold removeprefix removesuffix "
    "translate maketrans add update union intersection difference issubset setdefault copy bit_length to_bytes "
    "from_bytes real imag conjugate is_integer popleft appendleft"
)
_BUILTINS = names(
    "print len str int float bool list dict set tuple sorted sum min max abs round range enumerate zip map filter "
    "any all repr ord chr hex oct bin reversed isinstance hash divmod pow next iter bytes bytearray frozenset ascii "
    "slice format type True False None ValueError KeyError Exception"
)
_NODES = (
    ast.Module,
    ast.Expr,
    ast.Import,
    ast.ImportFrom,
    ast.alias,
    ast.Assign,
    ast.AugAssign,
    ast.For,
    ast.If,
    ast.While,
    ast.Pass,
    ast.Break,
    ast.Continue,
    ast.Call,
    ast.Attribute,
    ast.Name,
    ast.Constant,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.List,
    ast.Tuple,
    ast.Dict,
    ast.Set,
    ast.Subscript,
    ast.Slice,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.comprehension,
    ast.Starred,
    ast.keyword,
    ast.Lambda,
    ast.arguments,
    ast.arg,
    ast.expr_context,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
    ast.NamedExpr,
    ast.Try,
    ast.ExceptHandler,
)


def shadowed(folder: str) -> bool:
    """Whether `folder`, which Python searches first, holds a module named like one of Python's own."""
    try:
        entries = os.listdir(folder)  # noqa: PTH208 - a folder may be large, and names are all that is wanted
    except OSError:
        return True
    for entry in entries:
        name, _, ending = entry.partition(".")
        if name in sys.stdlib_module_names and (ending or Path(folder, entry, "__init__.py").exists()):
            return True
    return False


def only_computes(source: str) -> bool:
    """Whether `source` reads its input, computes and prints, and cannot do anything else."""
    if len(source) > MAX_CHARACTERS or OPAQUE in source:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    nodes = list(ast.walk(tree))
    own = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.name for node in nodes if isinstance(node, ast.ExceptHandler) and node.name}
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            own |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return all(_computes(node, own) for node in nodes)


def _computes(node: ast.AST, own: set[str]) -> bool:
    if not isinstance(node, _NODES):
        return False
    if isinstance(node, ast.Import):
        return all(alias.name in _MODULES for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        return not node.level and node.module in _MODULES and all(alias.name in _ATTRIBUTES for alias in node.names)
    if isinstance(node, ast.Attribute):
        return node.attr in _ATTRIBUTES and isinstance(node.ctx, ast.Load)
    if isinstance(node, ast.Name):
        return node.id in _BUILTINS or (node.id in own and not node.id.startswith("__"))
    return True
