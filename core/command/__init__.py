"""The command line's parts, one file a topic; `core.__main__` puts them together."""
