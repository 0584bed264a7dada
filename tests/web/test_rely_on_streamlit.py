"""What we rely on in this very Streamlit: hidden options, private names. A new version has to pass here first."""

from __future__ import annotations

import tomllib

from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import gather_user_info

from core.people.badge import HEADER
from core.ui.session import BADGE
from tests.conftest import ROOT

FILE = tomllib.loads(ROOT.joinpath(".streamlit", "config.toml").read_text(encoding="utf-8"))
OURS = {
    f"{section}.{name}": value for section in ("server", "runner", "client", "browser", "logger") for name, value in FILE[section].items()
}


def test_every_option_of_ours_is_known() -> None:
    assert set(OURS) <= set(config.get_config_options())


def test_the_gates_header_is_the_trusted_one() -> None:
    assert OURS["server.trustedUserHeaders"] == {HEADER: BADGE}


def test_pages_read_the_header_under_its_name() -> None:
    from starlette.datastructures import Headers

    before = config.get_option("server.trustedUserHeaders")
    config.set_option("server.trustedUserHeaders", OURS["server.trustedUserHeaders"])
    try:
        assert gather_user_info(Headers({HEADER: "written"})) == {BADGE: "written"}
        assert gather_user_info(Headers({})) == {BADGE: None}
    finally:
        config.set_option("server.trustedUserHeaders", before)


def test_nothing_of_a_failure_reaches_the_browser() -> None:
    assert OURS["client.showErrorDetails"] == "none"
    assert OURS["server.enableAgentApi"] is False
    assert OURS["browser.gatherUsageStats"] is False


def test_the_collector_does_not_run_after_every_run() -> None:
    assert OURS["runner.postScriptGC"] is False
    assert config.get_config_options()["runner.postScriptGC"].default_val is True


def test_no_pages_folder_stands_beside_the_entry_script() -> None:
    """Such a folder would be served page by page without the entry script."""
    assert not ROOT.joinpath("core", "ui", "pages").exists()
    source = ROOT.joinpath("app.py").read_text(encoding="utf-8")
    assert '"core/ui/shell.py"' in source
    assert len(source.splitlines()) <= 40
