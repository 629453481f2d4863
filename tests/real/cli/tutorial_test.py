"""The tutorial, word for word, against a real node; and three nodes of which the leader dies between two commands.

Usage: tutorial_test.py BIN ROOT
"""

import pathlib
import pty
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
BIN = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / "ci"))

from cluster import nodes  # noqa: E402

SHELL = (
    ("create-sequence orders 0 1", "r0 created orders current 0 increment 1 max -"),
    ("next-sequence orders create-order-1001", "r1 next orders 1"),
    ("next-sequence orders create-order-1001", "r1 next orders 1"),
    ("reserve-sequence orders 5 worker-a-batch-1", "r2 reserved orders 2..6 count 5"),
    ("get-sequence orders", "r2 get orders current 6 increment 1 max -"),
    ("delete-sequence orders", "deleted"),
    ("create-sequence orders 0 1", "r0 created orders current 0 increment 1 max -"),
)
SINGLE = (
    ("--create-sequence invoices --initial-value 1000 --increment 1", 0, "r0 created invoices current 1000 increment 1 max -"),
    ("--next-sequence invoices --idempotency-key invoice-req-1", 0, "r1 next invoices 1001"),
    ("--next-sequence invoices --idempotency-key invoice-req-1", 0, "r1 next invoices 1001"),
    ("--reserve-sequence invoices --count 10 --idempotency-key invoice-batch-1", 0, "r2 reserved invoices 1002..1011 count 10"),
    ("--get-sequence invoices", 0, "r2 get invoices current 1011 increment 1 max -"),
    ("get-sequence invoices", 0, "r2 get invoices current 1011 increment 1 max -"),
    ("--list-sequences inv", 0, "r2 invoices current 1011 increment 1 max -"),
    ("--format json --next-sequence invoices --idempotency-key invoice-req-1", 0, '{"name":"invoices","value":1001,"revision":1,"incarnation":3}'),
    ("--reserve-sequence invoices --count 3 --idempotency-key invoice-batch-1", 1, None),
    ("--create-sequence invoices --initial-value 0", 1, None),
    ("--next-sequence nobody", 1, None),
    ("--get-sequence nobody", 1, None),
    ("--reserve-sequence invoices --count 0", 1, None),
    ("--reserve-sequence invoices --count -1", 1, None),
    ("--reserve-sequence invoices --count 9223372036854775807", 1, None),
    ("--reserve-sequence invoices --count 9223372036854775808", 64, None),
    ("--next-sequence " + "n" * 1025, 1, None),
    ("--next-sequence", 64, None),
    ("--delete-sequence invoices", 0, "deleted"),
    ("--delete-sequence invoices", 1, None),
)


class Failed(Exception):
    pass


def expect(what, wanted, got):
    if wanted != got:
        raise Failed(f"{what}\n  wanted: {wanted!r}\n  got:    {got!r}")


def pawl(endpoints, words, text=""):
    done = subprocess.run(
        [BIN / "pawl", "--endpoints", endpoints, *words], input=text, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout, done.stderr


def on_a_terminal(endpoints, lines):
    """What a person sees who types `lines`."""
    home = tempfile.mkdtemp(prefix="pawl-home-")
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(HOME=home, TERM="dumb", INPUTRC="/dev/null")
        os.execv(BIN / "pawl", ["pawl", "--endpoints", endpoints])
    seen = b""
    for line in lines:
        while not seen.endswith(b"pawl> "):
            seen += os.read(terminal, 4096)
        os.write(terminal, line.encode() + b"\n")
        while not seen.endswith(line.encode() + b"\r\n"):
            seen += os.read(terminal, 1)
    _, status = os.waitpid(process, 0)
    history = pathlib.Path(home, ".pawl_history").read_text()
    return seen.decode().replace("\r", ""), os.waitstatus_to_exitcode(status), history


def tutorial(folder):
    cluster = nodes.Cluster(BIN / "pawld", BIN / "pawl", folder, 1)
    try:
        cluster.start()
        cluster.leader(60)
        code, out, err = pawl(cluster.endpoints, [], "\n".join(line for line, _ in SHELL) + "\n")
        expect("the shell's answers", "".join(answer + "\n" for _, answer in SHELL), out)
        expect("the shell's exit code", (0, ""), (code, err))
        code, out, err = pawl(cluster.endpoints, [], "delete-sequence orders\ndelete-sequence orders\n")
        expect("delete twice", (1, "deleted\n", "not found\n"), (code, out, err))
        for words, wanted_code, wanted in SINGLE:
            code, out, err = pawl(cluster.endpoints, words.split())
            expect(f"exit code of {words[:60]} ({err})", wanted_code, code)
            if wanted is not None:
                expect(words, wanted + "\n", out)
            elif not err.strip():
                raise Failed(f"{words[:60]} said nothing about what is wrong")
        seen, code, history = on_a_terminal(cluster.endpoints, ["next-sequence nobody", "get-sequence", "quit"])
        expect("the terminal's prompt", True, seen.startswith("pawl> next-sequence nobody\nnot-found: "))
        expect("history", "next-sequence nobody\nget-sequence\nquit\n", history)
        expect("exit code after quit", 64, code)
    finally:
        cluster.kill()


def leader_dies(folder):
    cluster = nodes.Cluster(BIN / "pawld", BIN / "pawl", folder, 3)
    try:
        cluster.start()
        leader = cluster.leader(60)
        expect("create", 0, pawl(cluster.endpoints, ["create-sequence", "orders"])[0])
        expect("first", "r1 next orders 1\n", pawl(cluster.endpoints, ["next-sequence", "orders", "k1"])[1])
        leader.kill()
        expect("after the leader died", "r2 next orders 2\n", pawl(cluster.endpoints, ["--timeout", "50", "next-sequence", "orders"])[1])
        expect("a repetition", "r1 next orders 1\n", pawl(cluster.endpoints, ["next-sequence", "orders", "k1"])[1])
        for node in cluster.nodes:
            if node.is_running():
                node.kill()
        code, _, err = pawl(cluster.endpoints, ["--timeout", "1", "next-sequence", "orders"])
        expect(f"nobody serves: {err}", 69, code)
    finally:
        cluster.kill()


def main():
    for story in (tutorial, leader_dies):
        with tempfile.TemporaryDirectory(prefix="pawl-cli-") as folder:
            try:
                story(pathlib.Path(folder))
            except (Failed, nodes.ClusterError) as failure:
                print(f"{story.__name__}: {failure}")
                return 1
        print(f"{story.__name__}: as written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
