"""A server that speaks S3, on this machine and in memory: moto's. Each test gets a bucket of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "tester", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}


@dataclass
class Bucket:
    """An empty bucket.

    Attributes:
        name: Its name.
        environment: What a process needs to reach it.
        fs: A client of its own, apart from that of the code that is tested.
    """

    name: str
    environment: dict[str, str]
    fs: Any = field(repr=False)

    @property
    def address(self) -> str:
        """An address in it for a warehouse."""
        return f"s3://{self.name}/lunar"

    def files(self) -> list[str]:
        """Keys of all objects."""
        return sorted(path.partition("/")[2] for path in self.fs.find(self.name))

    def uploads(self) -> list[str]:
        """Keys of uploads that have not come to their end."""
        return [one["Key"] for one in self.fs.call_s3("list_multipart_uploads", Bucket=self.name).get("Uploads", [])]


@contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """Run the server on a free port; gives the environment that leads to it."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield CREDENTIALS | {"AWS_ENDPOINT_URL": f"http://{host}:{port}"}
    finally:
        server.stop()


def together(*functions: Any) -> list[BaseException]:
    """Call functions at once, each in a thread; what they raised."""
    raised: list[BaseException] = []
    ready = threading.Barrier(len(functions))

    def call(function: Any) -> None:
        ready.wait()
        try:
            function()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=call, args=(function,)) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
