"""Asks nodes for numbers over the Redis protocol until one answers: how long nobody was served after a kill."""

import socket
import threading
import time


class RespError(Exception):
    """The node answered, but with an error."""


class Connection:
    """One connection that speaks just enough RESP2: a command of plain words, and one reply."""

    def __init__(self, address, timeout_s):
        self.socket = socket.create_connection(address, timeout=timeout_s)
        self.reader = self.socket.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.reader.close()
        self.socket.close()

    def ask(self, *words):
        """The reply as int, str or None. RespError for an error reply, OSError when the connection fails."""
        parts = [f"*{len(words)}\r\n"] + [f"${len(word)}\r\n{word}\r\n" for word in words]
        self.socket.sendall("".join(parts).encode())
        line = self.reader.readline()
        if not line.endswith(b"\r\n"):
            raise ConnectionError("the node closed the connection within a reply")
        kind, text = line[:1], line[1:-2].decode(errors="replace")
        if kind == b":":
            return int(text)
        if kind == b"+":
            return text
        if kind == b"-":
            raise RespError(text)
        if kind == b"$":
            size = int(text)
            return None if size < 0 else self.reader.read(size + 2)[:-2].decode(errors="replace")
        raise RespError(f"a reply of a kind that was not asked for: {line!r}")


def ask_once(address, *words, timeout_s=5.0):
    """One command on a connection of its own."""
    with Connection(address, timeout_s) as connection:
        return connection.ask(*words)


def wait_until_serving(node, deadline_s):
    """Seconds until `node` answers PING, or None if it does not within `deadline_s` or its process ends."""
    began = time.monotonic()
    while time.monotonic() - began < deadline_s and node.is_running():
        try:
            if ask_once(node.resp, "PING", timeout_s=1.0) == "PONG":
                return time.monotonic() - began
        except (OSError, RespError):
            time.sleep(0.02)
    return None


def first_number(nodes, sequence, deadline_s):
    """Asks all `nodes` at once, again and again, for the next number of `sequence`.

    Returns (seconds until the first one came, all numbers that came), or (None, []) after `deadline_s`.
    """
    began = time.monotonic()
    served = threading.Event()
    lock = threading.Lock()
    numbers, times = [], []

    def ask_until_served(node):
        while not served.is_set() and time.monotonic() - began < deadline_s:
            try:
                number = ask_once(node.resp, "INCR", sequence, timeout_s=0.3)
            except (OSError, RespError):
                time.sleep(0.01)
                continue
            with lock:
                numbers.append(number)
                times.append(time.monotonic() - began)
            served.set()

    askers = [threading.Thread(target=ask_until_served, args=(node,)) for node in nodes]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return (min(times), numbers) if times else (None, [])
