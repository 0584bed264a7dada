"""The entry: `streamlit run app.py` serves the pages behind the gate, and the routes beside them."""

from __future__ import annotations

import streamlit as st

from core.ui.trouble import show_script_error
from core.web.server import the_server

server = the_server()
app = st.App(
    "core/ui/shell.py",
    routes=server.routes,
    middleware=server.middleware,
    lifespan=server.lifespan,
    on_script_error=server.counting(show_script_error),
)
