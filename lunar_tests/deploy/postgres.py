"""A PostgreSQL server of the tests' own, on a free port of the loopback interface."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
"""Debian keeps the programs of the server off the PATH."""
INITDB = shutil.which("initdb", path=os.pathsep.join([os.environ.get("PATH", ""), *map(str, PLACES)]))
NONE = "no PostgreSQL server: no initdb on the PATH or in /usr/lib/postgresql (apt-get install postgresql)"


class Postgres:
    """The server, with a password that is made up; `with` starts and stops it, and removes what it held.

    It refuses to be root's, so it is nobody's where the tests are root's.

    Attributes:
        environment: What `deploy/dagster.yaml` reads, for a database of any name.
    """

    def __init__(self) -> None:
        assert INITDB
        self.programs = Path(INITDB).parent
        self.user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            "DAGSTER_POSTGRES_HOST": "127.0.0.1",
            "DAGSTER_POSTGRES_PORT": str(self.port),
            "DAGSTER_POSTGRES_USER": "lunar",
            "DAGSTER_POSTGRES_PASSWORD": secrets.token_urlsafe(),
        }

    def __enter__(self) -> "Postgres":
        self.folder = Path(tempfile.mkdtemp(prefix="lunar-postgres-"))  # pytest's own folders are closed to nobody
        password = self.folder / "password"
        password.write_text(self.environment["DAGSTER_POSTGRES_PASSWORD"])
        if self.user:
            for path in (self.folder, password):
                shutil.chown(path, self.user["user"], self.user["group"])
        self._run(
            "initdb", "--username=lunar", f"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"
        )
        settings = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        self._run("pg_ctl", "start", "--wait", f"--log={self.folder / 'log.txt'}", f"--options={settings}")
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")
        shutil.rmtree(self.folder)

    def database(self, name: str) -> dict[str, str]:
        """Make an empty database; the environment in which Dagster finds it."""
        self.rows("postgres", f"create database {name}")
        return {**self.environment, "DAGSTER_POSTGRES_DB": name}

    def rows(self, database: str, sql: str) -> list[tuple]:
        import psycopg2

        connection = psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user="lunar",
            password=self.environment["DAGSTER_POSTGRES_PASSWORD"],
            dbname=database,
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def _run(self, program: str, *arguments: str) -> None:
        # what the server inherits stays open as long as it runs: a pipe would never end
        with (self.folder / "program.txt").open("w+") as output:
            command = [self.programs / program, f"--pgdata={self.folder / 'data'}", *arguments]
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.STDOUT, cwd=self.folder, check=False, **self.user
            )
            output.seek(0)
            assert done.returncode == 0, output.read()
