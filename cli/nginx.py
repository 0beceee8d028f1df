"""The configuration with which nginx serves generated pages itself and asks the shop for everything else.

Written from the sites in the database and the policy of the page folder, so that both find the same files: the same
hosts, the same closed set of currencies, the same shards.
"""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from core.platform.settings import Settings
from core.publishing.types import FOLDERS, SHARDS
from core.sites.types import SiteDetail

MODULES = ("brotli", "zstd")

_SERVER = """\
# Written by `entrepot pages nginx`: write it anew when sites, hosts or currencies change. Include it within http {{}}.

map_hash_bucket_size 128;

upstream entrepot {{
    server {upstream};
    keepalive 32;
}}

# Which site a host is; a host that is none of ours is the application's business.
map $host $entrepot_site {{
    default "";
{hosts}}}

# Which currency a page is shown in: the chosen one where the site has it, else the site's own.
map "$entrepot_site:$cookie_currency" $entrepot_currency {{
{currencies}}}

# Only plain looks at pages: no query, no htmx, no form.
map "$request_method|$is_args|$http_hx_request" $entrepot_plain {{
    default 0;
    "GET||" 1;
    "HEAD||" 1;
}}

split_clients "$uri" $entrepot_shard {{
{shards}}}

server {{
    listen {listen};
    server_name {names};
    client_max_body_size 26m;

    # Pages stay open for a second without being looked for again; with more of them raise worker_rlimit_nofile too.
    open_file_cache max=256 inactive=60s;
    open_file_cache_valid 1s;
    open_file_cache_errors on;

    location ~ "^/[a-z][a-z]/(?:(?:{kinds})/[^/]+)?$" {{
        root {root};
        set $entrepot_served $entrepot_plain;
        if ($entrepot_site = "") {{ set $entrepot_served 0; }}
        if (-f {root}/paused) {{ set $entrepot_served 0; }} # the shop itself says that buying is paused
        if ($entrepot_served = 0) {{ rewrite ^ /.not-served break; }}
        rewrite ^ /$entrepot_site/$entrepot_currency/$entrepot_shard$uri.html break;
        default_type "text/html; charset=utf-8";
        types {{ }}
        gzip_static always;
        gunzip on;
{modules}        gzip_vary on;
        log_not_found off;
        error_page 404 = @entrepot;
        add_header Cache-Control "{cache_control}";
        add_header Vary "Cookie, HX-Request, HX-History-Restore-Request";
        add_header Surrogate-Key "site:$entrepot_site page:$entrepot_site:$request_uri";
        add_header X-Page "generated";
{headers}    }}

    location / {{
{proxy}    }}

    location @entrepot {{
{proxy}    }}
}}
"""

_PROXY = """\
        proxy_pass http://entrepot$request_uri;
        proxy_http_version 1.1;
        proxy_set_header Connection "";
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Host $http_host;
        proxy_set_header X-Forwarded-Proto $scheme;
"""


def write(
    chosen: Settings,
    shops: Sequence[SiteDetail],
    headers: Sequence[tuple[str, str]],
    *,
    listen: str,
    cache_control: str,
    modules: Sequence[str] = (),
) -> str:
    """Write the configuration; `headers` are those that every page carries, `modules` those of nginx besides gzip."""
    own = {urlsplit(chosen.public_url).hostname or "", *chosen.trusted_hosts} - {""}
    hosts = dict.fromkeys(sorted(own), shops[0].code) | {shop.host: shop.code for shop in shops}
    return _SERVER.format(
        upstream=f"{chosen.host}:{chosen.port}",
        listen=listen,
        names=" ".join(hosts),
        root=(chosen.data / "pages").resolve(),
        kinds="|".join(FOLDERS),
        hosts="".join(f"    {name} {code};\n" for name, code in hosts.items()),
        currencies="".join(_currencies(shop) for shop in shops),
        shards=_shards(),
        modules="".join(f"        {name}_static on;\n" for name in modules),
        cache_control=cache_control,
        headers="".join(f'        add_header {name} "{value}";\n' for name, value in headers),
        proxy=_PROXY,
    )


def list_modules() -> list[str]:
    """List which of MODULES the nginx of this machine can be told to serve files by."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        return []
    told = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stderr
    return [name for name in MODULES if f"{name}" in told]


def _currencies(shop: SiteDetail) -> str:
    chosen = "".join(f'    "{shop.code}:{code}" {code};\n' for code in shop.currencies)
    own = f'    "{shop.code}:" {shop.default_currency};\n'  # no cookie, found without trying patterns
    return chosen + own + f'    "~^{shop.code}:" {shop.default_currency};\n'


def _shards() -> str:
    share = f"{100 / SHARDS:g}%"
    return "".join(f"    {share} {shard:03};\n" for shard in range(SHARDS - 1)) + f"    * {SHARDS - 1:03};\n"
