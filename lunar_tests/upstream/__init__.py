"""The upstream hosts as tests meet them: a local server under their names, which behaves well or badly on demand."""
