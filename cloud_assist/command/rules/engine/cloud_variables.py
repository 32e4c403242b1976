"""Variables by which a cloud tool talks to another host, runs a helper, or takes its options from elsewhere."""

from __future__ import annotations

import re
from functools import cache

from cloud_assist.tools.registry import Registry, registry

_ELSEWHERE = (
    "ADDR|ADDRESS|HOST|HOSTNAME|SERVER|URL|BASE_URL|URI|ENDPOINT|ENDPOINTS|ENDPOINT_URL|APISERVER|MASTER|DOMAIN|PROXY|"
    "UNIVERSE_DOMAIN|KUBEAPISERVER|AUTH_URL|BACKEND_URL|DAEMON_HOST|REGISTRY_CONFIG|SERVER_URL"
)
_FROM_FILES = (
    "CONFIG|CONFIG_FILE|CONFIG_DIR|CONF|CONFIG_PATH|HOME|PLUGINS?|PLUGIN_\\w+|BIN|BINARY|CLI_PLUGIN\\w*|LOG_PATH|FILE|"
    "AUTH_FILE|TEMPLATE|RC|RC_FILE|INVENTORY|LIBRARY|PATH|SSH_PATH|SSH|RULES|POLICY"
)
_HELPERS = "\\w*COMMAND|PASSCOMMAND|RSH|OPTS|OPTIONS|ARGS|BROWSER|REMOTE_PATH|CREDENTIAL_HELPER|EXEC\\w*|ALLOW_\\w+"
_TRUST = "CACERT|CA_\\w+|CAPATH|\\w*CA_CERTS?(?:_FILE)?|SKIP_VERIFY|TLS_\\w+|INSECURE\\w*|ROOT_CAS?"
_OTHERS = (
    r"ANSIBLE_\w+|RCLONE_\w+|BOTO_\w+|GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES|TF_DATA_DIR|AWS_CLI_HISTORY_FILE|"
    r"KUBECACHEDIR"
)
"""Names, whole."""


def steers(name: str) -> bool:
    """Return whether a variable steers a cloud tool, by the beginnings of names that the tools' records give."""
    return _steering(registry()).fullmatch(name) is not None


@cache
def _steering(tools: Registry) -> re.Pattern[str]:
    beginnings = "|".join(beginning for tool in tools.own for beginning in tool.variables)
    return re.compile(rf"(?:{beginnings})_(?:\w+_)?(?:{_ELSEWHERE}|{_FROM_FILES}|{_HELPERS}|{_TRUST})|{_OTHERS}")


HARMLESS = re.compile(
    r"""(?:
      \w+=
    | \w+=(?:\w+://)?(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?/?
    | (?:GH_HOST|GITLAB_HOST|CI_SERVER_HOST)=(?:[\w-]+\.)?(?:github\.com|gitlab\.com|ghe\.com)
    | GITLAB_(?:HOST|URI)=https://gitlab\.com/?
    | TF_DATA_DIR=(?!.*\.\./)[\w.][\w./-]*
    | COMPOSE_(?:FILE|PATH_SEPARATOR)=(?!.*\.\./)[\w.:-][\w./:-]*
    | ANSIBLE_(?:NOCOLOR|FORCE_COLOR|STDOUT_CALLBACK|HOST_KEY_CHECKING|RETRY_FILES_ENABLED|FORKS|TIMEOUT|VERBOSITY)=\w*
    | RCLONE_(?:VERBOSE|TRANSFERS|CHECKERS|FAST_LIST|HUMAN_READABLE|PROGRESS|MAX_DEPTH|DRY_RUN)=\w*
    | OS_(?:USER_DOMAIN|PROJECT_DOMAIN)\w*=\w*
    )""",
    re.VERBOSE | re.DOTALL,
)
"""Settings, as NAME=VALUE, that steer nothing: nothing at all, this machine, the well-known host, looks."""
