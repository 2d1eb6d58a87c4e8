"""A private Redis that keeps nothing on disk."""

import socket

from tests.stack.server import Server, free_port, need


class Redis(Server):
    """For the queue and the rate limits."""

    name = "Redis"

    def start(self) -> dict[str, str]:
        port = free_port()
        options = {
            "bind": "127.0.0.1",
            "port": str(port),
            "save": "",
            "appendonly": "no",
            "dir": str(self.directory),
        }
        flags = [flag for key, value in options.items() for flag in (f"--{key}", value)]
        self.spawn([need("redis-server"), *flags])
        self.wait_until(lambda: _pongs(port), seconds=10)
        return {"PORTAL_TEST_REDIS_URL": f"redis://127.0.0.1:{port}/0"}


def _pongs(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False
