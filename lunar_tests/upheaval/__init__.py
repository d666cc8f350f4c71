"""What it takes to kill, crowd and starve the platform; shared by the fast tests and those of `make soak`."""
