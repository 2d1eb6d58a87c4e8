"""A private Ceph of one monitor, one OSD and one gateway: a real S3, not an imitation."""

import http.client
import secrets
import uuid
from pathlib import Path

from tests.stack.server import Server, answers, free_port, need

PROGRAMS = ("ceph-mon", "ceph-osd", "radosgw", "ceph", "ceph-authtool", "monmaptool", "radosgw-admin")
SETTINGS = """\
[global]
fsid = {fsid}
mon_host = v1:127.0.0.1:{mon_port}
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
public_network = 127.0.0.0/8
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
keyring = {directory}/keyring
run_dir = {directory}/run
log_file = {directory}/log/$name.log
admin_socket = {directory}/run/$name.asok
pid_file = {directory}/run/$name.pid
crash_dir = {directory}/crash
ms_bind_msgr2 = false
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
mon_max_pg_per_osd = 1000
auth_allow_insecure_global_id_reclaim = false
paxos_propose_interval = 0.05
osd_pool_default_flag_hashpspool = true
osd_max_object_name_len = 256
osd_max_object_namespace_len = 64
osd_objectstore = bluestore
bluestore_block_size = 25769803776
bluestore_block_wal_size = 0
bluestore_block_db_size = 0
bluestore_block_create = true
bluestore_cache_autotune = false
bluestore_cache_size = 67108864
bluestore_fsck_on_mount = false
osd_memory_target = 939524096
mgr_initial_modules =
[mon]
mon_data = {directory}/mon
mon_data_avail_crit = 1
mon_data_avail_warn = 2
[osd]
osd_data = {directory}/osd
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:{s3_port} tcp_nodelay=1
rgw_crypt_require_ssl = false
rgw_thread_pool_size = 64
rgw_gc_obj_min_wait = 5
rgw_gc_processor_period = 5
debug_rgw = 0
"""
# Each key of the cluster with what its holder may do.
KEYS = {
    "mon.": ("mon", "allow *"),
    "client.admin": ("mon", "allow *", "osd", "allow *", "mgr", "allow *"),
    "osd.0": ("mon", "allow profile osd", "mgr", "allow profile osd", "osd", "allow *"),
    "client.rgw": ("mon", "allow rw", "osd", "allow rwx", "mgr", "allow rw"),
}


class Ceph(Server):
    """The object store of the contract tests; the bluestore block is sparse, so it costs little disk."""

    name = "Ceph S3 (radosgw)"

    def start(self) -> dict[str, str]:
        self.programs = {program: need(program) for program in PROGRAMS}
        self.mon_port, self.s3_port = free_port(), free_port()
        self.fsid = str(uuid.uuid4())
        for folder in ("mon", "osd", "run", "log", "crash"):
            (self.directory / folder).mkdir()
        self._write_settings()
        self._make_keys()
        self._start_monitor()
        self._start_osd()
        return self._start_gateway()

    @property
    def settings(self) -> Path:
        return self.directory / "ceph.conf"

    def _write_settings(self) -> None:
        values = {
            "fsid": self.fsid,
            "directory": self.directory,
            "mon_port": self.mon_port,
            "s3_port": self.s3_port,
        }
        self.settings.write_text(SETTINGS.format(**values))

    def _call(self, program: str, *arguments: str) -> str:
        return self.run([self.programs[program], "-c", str(self.settings), *arguments], timeout=40)

    def _make_keys(self) -> None:
        keyring, tool = str(self.directory / "keyring"), self.programs["ceph-authtool"]
        for number, (holder, caps) in enumerate(KEYS.items()):
            create = ["--create-keyring"] if number == 0 else []
            pairs = [flag for who, what in zip(caps[::2], caps[1::2], strict=True) for flag in ("--cap", who, what)]
            self.run([tool, *create, keyring, "--gen-key", "-n", holder, *pairs])

    def _start_monitor(self) -> None:
        monmap, keyring = str(self.directory / "monmap"), str(self.directory / "keyring")
        address = f"[v1:127.0.0.1:{self.mon_port}]"
        self.run([self.programs["monmaptool"], "--create", "--addv", "x", address, "--fsid", self.fsid, monmap])
        self._call("ceph-mon", "--mkfs", "-i", "x", "--monmap", monmap, "--keyring", keyring)
        self.spawn([self.programs["ceph-mon"], "-c", str(self.settings), "-i", "x", "-f"], log="mon")
        self.wait_until(lambda: answers(self.mon_port), seconds=20)

    def _start_osd(self) -> None:
        identity = str(uuid.uuid4())
        self._call("ceph", "osd", "new", identity)
        (self.directory / "osd" / "type").write_text("bluestore\n")
        self._call("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", identity, "--no-mon-config")
        self.spawn([self.programs["ceph-osd"], "-c", str(self.settings), "-i", "0", "-f"], log="osd")

    def _start_gateway(self) -> dict[str, str]:
        access, secret = secrets.token_hex(10), secrets.token_hex(20)
        self.spawn([self.programs["radosgw"], "-c", str(self.settings), "-n", "client.rgw", "-f"], log="rgw")
        self.wait_until(lambda: _serves(self.s3_port), seconds=60)
        keys = ["--access-key", access, "--secret-key", secret]
        self._call("radosgw-admin", "user", "create", "--uid", "portal", "--display-name", "Portal tests", *keys)
        return {
            "PORTAL_TEST_S3_ENDPOINT": f"http://127.0.0.1:{self.s3_port}",
            "PORTAL_TEST_S3_ACCESS_KEY": access,
            "PORTAL_TEST_S3_SECRET_KEY": secret,
        }


def _serves(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
