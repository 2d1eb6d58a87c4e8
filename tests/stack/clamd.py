"""A private clamd that knows exactly one signature: the harmless EICAR test file, under its own name."""

import socket

from tests.stack.server import Server, free_port, need

# Name:TargetType:Offset:Hex, with a part of the EICAR text as hexadecimal, so that this file is none itself.
SIGNATURE = "Portal.Test.Eicar:0:*:{}\n"
PART_OF_EICAR = b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
SETTINGS = """\
DatabaseDirectory {directory}/db
TCPSocket {port}
TCPAddr 127.0.0.1
PidFile {directory}/clamd.pid
LogFile {directory}/clamd.log
TemporaryDirectory {directory}
Foreground true
StreamMaxLength 600M
MaxFileSize 500M
MaxScanSize 500M
MaxThreads 4
OfficialDatabaseOnly no
"""


class Clamd(Server):
    """Real scanner, tiny signature base: it starts within a second or two and needs no download."""

    name = "clamd"

    def start(self) -> dict[str, str]:
        program, port = need("clamd"), free_port()
        database = self.directory / "db"
        database.mkdir()
        (database / "eicar.ndb").write_text(SIGNATURE.format(PART_OF_EICAR.hex()))
        settings = self.directory / "clamd.conf"
        settings.write_text(SETTINGS.format(directory=self.directory, port=port))
        self.spawn([program, "--config-file", str(settings), "--foreground"])
        self.wait_until(lambda: _pongs(port), seconds=60)
        return {"PORTAL_TEST_CLAMD": f"127.0.0.1:{port}"}


def _pongs(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"zPING\0")
            return connection.recv(16).startswith(b"PONG")
    except OSError:
        return False
