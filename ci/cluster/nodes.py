"""Three pawld processes on loopback: their ports, their command lines, their logs."""

import ctypes
import json
import random
import signal
import socket
import subprocess
import time

LOOPBACK = "127.0.0.1"
# Below the range from which Linux takes the ports of outgoing connections: a node that is down keeps its port free.
PORTS = range(20000, 32000)
PR_SET_PDEATHSIG = 1


class ClusterError(Exception):
    """The cluster did not do what it must. The text is for the person who reads the test's output."""


def free_ports(count):
    """`count` ports of loopback that nothing listens on now."""
    found = []
    for port in random.sample(PORTS, len(PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    raise ClusterError(f"no {count} free ports on {LOOPBACK} between {PORTS.start} and {PORTS.stop}")


def start(command, **options):
    """Starts `command`; the kernel kills it if this script dies first."""

    def die_with_parent():
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    return subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent, **options)


class Node:
    """One pawld: what it needs to be started again exactly as it was."""

    def __init__(self, pawld, node_id, folder, ports, members):
        self.id = node_id
        peer, grpc, resp = ports
        self.grpc = f"{LOOPBACK}:{grpc}"
        self.resp = (LOOPBACK, resp)
        self.log_path = folder / f"node-{node_id}.log"
        self.command = [
            str(pawld),
            "--data", str(folder / f"node-{node_id}"),
            "--id", str(node_id),
            "--peer", f"{LOOPBACK}:{peer}",
            "--grpc", self.grpc,
            "--resp", f"{LOOPBACK}:{resp}",
            "--members", members,
            "--log", "info",
        ]
        self.process = None

    def start(self):
        with open(self.log_path, "ab") as log:
            self.process = start(self.command, stdout=log, stderr=log)

    def kill(self):
        """SIGKILL; returns once the process is gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def log_tail(self, line_count=15):
        lines = self.log_path.read_text(errors="replace").splitlines()[-line_count:]
        return "\n".join(f"    node {self.id}: {line}" for line in lines)


class Cluster:
    """Nodes 1..count, each with its data and its log in `folder`."""

    def __init__(self, pawld, pawl, folder, count):
        self.pawl = pawl
        self.folder = folder
        ports = free_ports(3 * count)
        peers = ports[:count]
        members = ",".join(f"{i + 1}={LOOPBACK}:{port}" for i, port in enumerate(peers))
        self.nodes = [
            Node(pawld, i + 1, folder, (peers[i], ports[count + i], ports[2 * count + i]), members)
            for i in range(count)
        ]
        self.endpoints = ",".join(node.grpc for node in self.nodes)

    def start(self):
        for node in self.nodes:
            node.start()

    def leader(self, deadline_s):
        """The node that leads now, asked of the cluster until `deadline_s` have passed."""
        give_up = time.monotonic() + deadline_s
        said = ""
        while time.monotonic() < give_up:
            self.check_alive()
            asked = subprocess.run(
                [self.pawl, "--endpoints", self.endpoints, "--format", "json", "status"],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
            )
            said = asked.stdout + asked.stderr
            leader_id = leader_in(asked.stdout) if asked.returncode == 0 else None
            for node in self.nodes:
                if node.id == leader_id:
                    return node
            time.sleep(0.1)
        raise ClusterError(f"no leader within {deadline_s} s; `pawl status` last said:\n{said}\n{self.log_tails()}")

    def check_alive(self):
        for node in self.nodes:
            if not node.is_running():
                raise ClusterError(
                    f"node {node.id} ended by itself with status {node.process.poll()}:\n{node.log_tail()}"
                )

    def stop(self):
        """SIGTERM to all; returns the ids of nodes that did not end with status 0 within 20 s (they are killed)."""
        for node in self.nodes:
            if node.is_running():
                node.process.terminate()
        unclean = []
        give_up = time.monotonic() + 20
        for node in self.nodes:
            if node.process is None:
                continue
            try:
                status = node.process.wait(max(0.1, give_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                node.kill()
                status = None
            if status != 0:
                unclean.append(node.id)
        return unclean

    def kill(self):
        """Ends whatever still runs, at once."""
        for node in self.nodes:
            if node.is_running():
                node.kill()

    def log_tails(self):
        return "\n".join(node.log_tail() for node in self.nodes if node.log_path.exists())


def leader_in(status_text):
    """The leader's id in the output of `pawl --format json status`, or None while there is none."""
    try:
        status = json.loads(status_text)
    except json.JSONDecodeError:
        return None
    leader = status.get("leader") if isinstance(status, dict) else None
    return leader if isinstance(leader, int) and leader > 0 else None
