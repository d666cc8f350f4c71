"""What the commands of `lunar` do; `cli` says what they are called and what they take."""
