"""Defers what LangChain and LangGraph import and this program does not use, until something really touches it.

`import langgraph.graph` and `import langchain_groq` also import a tracing client (langsmith), the client of a graph
server (langgraph_sdk), a second HTTP client (requests) and the command line of the first one (httpx): half of all
modules, more than half of the time. With `defer_unused_packages`, importing a module of `PACKAGES` gives one that is
empty yet. The first attribute that somebody asks of it fills it: the real code then runs in the very same module
object, so that nobody holds another one.

At import time the framework takes a few names out of these modules, and with tracing off it asks two questions of
langsmith for each request. These names, and only these, are answered without filling the module, and to the framework
alone: `Package.stand_ins`. Everybody else gets the real ones. As soon as a package is really used, its real functions
answer, and the real names take the places of the stand-ins.

A package stands aside, and is imported as ever, where tracing is switched on, where it or a package that imports it
has a version that was not tested, or where it has been imported already. Python 3.15 has lazy imports of its own:
nothing is done there.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.abc import Loader, MetaPathFinder
else:  # nothing of these is needed, and importing them brings twenty modules
    Loader = MetaPathFinder = object

_TRACING_VARIABLES = ("LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2")
"""What langsmith reads to know whether calls are traced."""
_NOT_ITS_CONTENT = frozenset({"__path__", "__file__", "__cached__", "__wrapped__", "__warningregistry__"})
"""Names that Python's own machinery asks of any module: to ask for them is not to use the module."""
_FILLING = threading.RLock()
"""Held while a module is filled: other threads wait for the whole of it."""


@dataclass(slots=True, eq=False)
class Package:
    """A package with modules that can wait."""

    name: str
    deferred: frozenset[str]
    """Names of the modules that are empty at first."""
    tested: Mapping[str, str]
    """For each distribution that matters, its own and its importers': how the tested versions begin."""
    stand_ins: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """By deferred module and name: what `importers` are answered as long as the package is not in use."""
    importers: frozenset[str] = frozenset()
    """Packages that were tested with the stand-ins."""
    imported_anyway: frozenset[str] = frozenset()
    """Modules that are imported at once, and without that meaning use."""
    others_mean_use: bool = True
    """Whether every other module means use: it may change what the stand-ins would have to answer."""
    in_use: bool = False
    """Whether something has really touched it."""
    _stands_aside: bool | None = field(default=None, init=False)

    def find(self, module: str, path: Sequence[str] | None) -> ModuleSpec | None:
        """Return how to import `module` as an empty one; None where it is to be imported as ever."""
        if self.others_mean_use and module not in {self.name, *self.deferred, *self.imported_anyway}:
            self.in_use = True
            _fill(sys.modules.get(self.name))  # a package's own code runs before that of its parts
        if self.in_use or module not in self.deferred or self._is_to_stand_aside():
            return None
        spec = PathFinder.find_spec(module, path)
        if spec is not None and spec.loader is not None:
            spec.loader = _LateLoader(spec.loader, self)
        return spec

    def _is_to_stand_aside(self) -> bool:
        """Return whether the package is to be imported as ever. Found out when it is first imported, and kept."""
        if self._stands_aside is None:
            imported = any(name in sys.modules for name in self.deferred)
            self._stands_aside = imported or not has_versions(self.tested)
        return self._stands_aside


class _EmptyModule(ModuleType):
    """A module whose code has not run yet. Once it has, this is an ordinary module."""

    def __getattr__(self, name: str) -> Any:
        if name in _NOT_ITS_CONTENT:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        loader = _loader_of(self)
        if loader is not None:
            stand_ins = loader.stand_ins_for(self)
            if name in stand_ins and not loader.package.in_use and _asked_by(loader.package):
                return stand_ins[name]
            loader.fill(self, name)
        return ModuleType.__getattribute__(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        is_import = name.startswith("__") or sys.modules.get(f"{self.__name__}.{name}") is value
        if not is_import:
            _fill(self)
        ModuleType.__setattr__(self, name, value)  # by now it may be an ordinary module

    def __delattr__(self, name: str) -> None:
        _fill(self)
        ModuleType.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        _fill(self)
        return list(ModuleType.__dir__(self))


class _LateLoader(Loader):
    """Makes an empty module, and fills it when it is touched."""

    def __init__(self, real: Loader, package: Package) -> None:
        self._real = real
        self.package = package
        self.is_filling = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)  # sources and data files are the real loader's business

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module that stands in `sys.modules` from now on."""
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing yet."""

    def stand_ins_for(self, module: ModuleType) -> Mapping[str, object]:
        """Return what is answered in place of the module's own names."""
        return self.package.stand_ins.get(module.__name__, {})

    def fill(self, module: _EmptyModule, wanted: str) -> None:
        """Run the module's code, because somebody wants a name of it.

        Raises:
            AttributeError: its code is running in this very thread, and has not come to that name.
        """
        with _FILLING:
            if type(module) is not _EmptyModule:
                return  # another thread has filled it meanwhile
            if self.is_filling:
                raise AttributeError(f"partially initialized module {module.__name__!r} has no attribute {wanted!r}")
            self.package.in_use = self.is_filling = True
            try:
                self._real.exec_module(module)
            finally:
                self.is_filling = False
            self._make_ordinary(module)
            for name, stand_in in self.stand_ins_for(module).items():
                _replace_everywhere(stand_in, getattr(module, name))

    def _make_ordinary(self, module: ModuleType) -> None:
        object.__setattr__(module, "__class__", ModuleType)
        module.__loader__ = self._real
        if module.__spec__ is not None:
            module.__spec__.loader = self._real


def _loader_of(module: _EmptyModule) -> _LateLoader | None:
    """Return what can fill a module; None where another thread has just done so."""
    loader = module.__spec__.loader if module.__spec__ is not None else None
    return loader if isinstance(loader, _LateLoader) else None


def _asked_by(package: Package) -> bool:
    """Return whether one of a package's importers asks for something, itself or by way of the package."""
    passed = {package.name, "importlib", __package__}
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        asking = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        if asking in package.importers:
            return True
        if asking not in passed:
            return False
        frame = frame.f_back
    return False


def _fill(module: ModuleType | None) -> None:
    """Have a module's code run, if it has not begun to."""
    if isinstance(module, _EmptyModule):
        loader = _loader_of(module)
        with _FILLING:
            if loader is not None and not loader.is_filling:
                loader.fill(module, "")


def _replace_everywhere(stand_in: object, real: object) -> None:
    """Give every module that has taken a stand-in by its name the real thing."""
    for module in list(sys.modules.values()):
        if issubclass(type(module), ModuleType):  # some only say that they are one
            names = object.__getattribute__(module, "__dict__")
            for name in [name for name, value in list(names.items()) if value is stand_in]:
                names[name] = real


def _real(module: str, name: str) -> Any:
    """Return a name of a module, filling it where it is empty."""
    found = import_module(module)
    _fill(found)
    return getattr(found, name)


class ClassStandIn:
    """Stands for a class that the framework takes by name and needs for annotations, or with tracing only.

    Nothing is an instance of a class whose code has not run: so much is known without running it. Whatever else is
    asked of it is asked of the real class.
    """

    def __init__(self, module: str, name: str, methods: frozenset[str] = frozenset()) -> None:
        """Stand for `name` of `module`; `methods` are known to be there, and found when they are called."""
        self._module, self._name, self._methods = module, name, methods

    def _class(self) -> Any:
        return _real(self._module, self._name)

    def _exists(self) -> bool:
        return type(sys.modules[self._module]) is not _EmptyModule

    def _call(self, method: str, *positional: Any, **named: Any) -> Any:
        return getattr(self._class(), method)(*positional, **named)

    def __getattr__(self, name: str) -> Any:
        return partial(self._call, name) if name in self._methods else getattr(self._class(), name)

    def __call__(self, *positional: Any, **named: Any) -> Any:
        """Make an instance of the real class."""
        return self._class()(*positional, **named)

    def __instancecheck__(self, instance: object) -> bool:
        return self._exists() and isinstance(instance, self._class())

    def __subclasscheck__(self, subclass: type) -> bool:
        return self._exists() and issubclass(subclass, self._class())

    def __mro_entries__(self, _bases: object) -> tuple[type, ...]:
        return (self._class(),)

    def __or__(self, other: Any) -> Any:
        return self._class() | other

    def __ror__(self, other: Any) -> Any:
        return other | self._class()

    def __reduce__(self) -> tuple[Callable[[str, str], Any], tuple[str, str]]:
        return _real, (self._module, self._name)


class _Untraced(dict[str, Any]):
    """The tracing context where nobody has set anything: langsmith's own defaults."""

    def __missing__(self, key: str) -> Any:
        return _real("langsmith.run_helpers", "get_tracing_context")()[key]


def _get_tracing_context(context: Context | None = None) -> dict[str, Any]:
    """Answer as `langsmith.run_helpers.get_tracing_context` does."""
    if PACKAGES["langsmith"].in_use or context is not None:
        answer: dict[str, Any] = _real("langsmith.run_helpers", "get_tracing_context")(context)
        return answer
    names = "parent project_name address tags metadata enabled client replicas distributed_parent_id"
    return _Untraced(dict.fromkeys(names.split()))


def _tracing_is_enabled(ctx: dict[str, Any] | None = None) -> Any:
    """Answer as `langsmith.utils.tracing_is_enabled` does."""
    if PACKAGES["langsmith"].in_use or ctx is not None or _asks_for_tracing(os.environ):
        return _real("langsmith.utils", "tracing_is_enabled")(ctx)
    return False


def _asks_for_tracing(environ: Mapping[str, str]) -> bool:
    return any(environ.get(name, "").strip() not in {"", "false"} for name in _TRACING_VARIABLES)


def _httpx_command_line() -> None:
    """Run httpx's own command line."""
    _real("httpx._main", "main")()


PACKAGES: Mapping[str, Package] = {
    "langsmith": Package(
        "langsmith",
        frozenset(f"langsmith.{name}" for name in ("address", "client", "run_helpers", "run_trees", "utils")),
        {"langsmith": "0.15.", "langchain_core": "1.8.", "langgraph": "1.2."},
        {
            "langsmith.client": {"Client": ClassStandIn("langsmith.client", "Client")},
            "langsmith.run_helpers": {"get_tracing_context": _get_tracing_context},
            "langsmith.run_trees": {
                "RunTree": ClassStandIn("langsmith.run_trees", "RunTree", frozenset({"model_dump"}))
            },
            "langsmith.utils": {"tracing_is_enabled": _tracing_is_enabled},
        },
        importers=frozenset({"langchain_core", "langgraph"}),
        imported_anyway=frozenset({"langsmith._version"}),
    ),
    "langgraph_sdk": Package(
        "langgraph_sdk",
        frozenset({"langgraph_sdk"}),
        {"langgraph_sdk": "0.4.", "langgraph": "1.2."},
        imported_anyway=frozenset(f"langgraph_sdk.auth{name}" for name in ("", ".exceptions", ".types")),
    ),
    "requests": Package(
        "requests",
        frozenset({"requests"}),
        {"requests": "2.", "langchain_core": "1.8."},
        {"requests": {name: ClassStandIn("requests", name) for name in ("HTTPError", "Response")}},
        importers=frozenset({"langchain_core"}),
    ),
    "httpx": Package(
        "httpx",
        frozenset({"httpx._main"}),
        {"httpx": "0.28.", "click": "8."},  # without click, httpx has another `main`
        {"httpx._main": {"main": _httpx_command_line}},
        importers=frozenset({"httpx"}),
        others_mean_use=False,
    ),
}


class Finder(MetaPathFinder):
    """Finds the modules that can wait, before Python's own finders do."""

    def __init__(self, packages: Mapping[str, Package]) -> None:
        self._packages = packages

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return how to import a module that can wait; None for every other, and for one that is loaded anew."""
        package = self._packages.get(fullname.partition(".")[0])
        return package.find(fullname, path) if package is not None and target is None else None


def has_versions(tested: Mapping[str, str]) -> bool:
    """Return whether each of these distributions is installed, in a version that begins so.

    The names of their folders say it; `importlib.metadata` would read a file of each.
    """
    versions: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208 # a Path for each of a thousand names takes its time
        except OSError:
            continue
        for name in names:
            if name.endswith(".dist-info"):
                distribution, _, version = name.removesuffix(".dist-info").partition("-")
                versions.setdefault(distribution.lower(), version)
    return all(versions.get(name, "").startswith(version) for name, version in tested.items())


def defer_unused_packages(environ: Mapping[str, str]) -> bool:
    """Let the packages above wait from now on; return whether they do.

    They do not where `environ` switches tracing on, nor on Python 3.15 and later. Call it before the framework is
    imported; a second call changes nothing.
    """
    if sys.version_info >= (3, 15) or _asks_for_tracing(environ):
        return False
    if not any(isinstance(each, Finder) for each in sys.meta_path):
        sys.meta_path.insert(0, Finder(PACKAGES))
    return True
