"""Beside Streamlit on the same port: the gate, sign-in, health, background refresh."""
