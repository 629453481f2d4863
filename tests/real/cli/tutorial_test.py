"""The tutorial and the README's tour, word for word, against a real node; what is refused; and three nodes of which the
leader dies between two commands.

Usage: tutorial_test.py BIN ROOT
"""

import contextlib
import os
import pathlib
import pty
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
BIN = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / "ci"))

from cluster import nodes  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
README = HERE.parents[2] / "README.md"
# Commands on the command line, their exit codes, and what they print where that matters.
SINGLE = (
    ("--create-sequence invoices --initial-value 1000 --increment 1", 0, "r0 created invoices current 1000 increment 1 max -"),
    ("--list-sequences inv", 0, "r0 invoices current 1000 increment 1 max -"),
    ("--next-sequence invoices --idempotency-key k --format json", 0, '{"name":"invoices","value":1001,"revision":1,"incarnation":1}'),
    ("next-sequence invoices k --format json", 0, '{"name":"invoices","value":1001,"revision":1,"incarnation":1}'),
    ("--reserve-sequence invoices --count 3 --idempotency-key k", 1, None),
    ("--create-sequence invoices --initial-value 0", 1, None),
    ("--next-sequence nobody", 1, None),
    ("--get-sequence nobody", 1, None),
    ("--reserve-sequence invoices --count 0", 1, None),
    ("--reserve-sequence invoices --count -1", 1, None),
    ("--reserve-sequence invoices --count 9223372036854775807", 1, None),
    ("--reserve-sequence invoices --count 9223372036854775808", 64, None),
    ("--next-sequence " + "n" * 1025, 1, None),
    ("--next-sequence", 64, None),
    ("--bogus", 64, None),
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
    """What a person sees who types `lines`, each a pair: what is typed, and how the line reads when it is entered."""
    home = tempfile.mkdtemp(prefix="pawl-home-")
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(HOME=home, TERM="dumb", INPUTRC="/dev/null")
        os.execv(BIN / "pawl", ["pawl", "--endpoints", endpoints])
    seen = b""
    for typed, entered in lines:
        while not seen.endswith(b"pawl> "):
            seen += os.read(terminal, 4096)
        os.write(terminal, typed.encode() + b"\n")
        while not seen.endswith(entered.encode() + b"\r\n"):
            seen += os.read(terminal, 1)
    _, status = os.waitpid(process, 0)
    history = pathlib.Path(home, ".pawl_history").read_text()
    return seen.decode().replace("\r", ""), os.waitstatus_to_exitcode(status), history


def stanzas():
    """The tutorial as (shell form, flags, what it prints)."""
    for stanza in (HERE / "tutorial.txt").read_text().split("\n\n"):
        lines = [line for line in stanza.splitlines() if not line.startswith("#")]
        if lines:
            shell, flags, rule, *printed = lines
            expect(f"the rule below {flags}", "----", rule)
            yield shell, flags, "".join(line + "\n" for line in printed)


def told_in_the_readme():
    """The README's tour as (command, what it prints)."""
    block = README.read_text().split("$ build/release/bin/pawl\n")[1].split("```")[0]
    for part in block.split("pawl> ")[1:]:
        command, printed = part.split("\n", 1)
        yield command, printed


def in_a_shell(endpoints, told):
    commands, printed = zip(*told)
    code, out, err = pawl(endpoints, [], "\n".join(commands) + "\n")
    expect("the shell's answers", "".join(printed), out)
    expect("the shell's exit code", (0, ""), (code, err))


@contextlib.contextmanager
def one_node(folder):
    """The endpoint of a node that serves until the end of the block."""
    cluster = nodes.Cluster(BIN / "pawld", BIN / "pawl", folder, 1)
    try:
        cluster.start()
        cluster.leader(60)
        yield cluster.endpoints
    finally:
        cluster.kill()


def tutorial_in_the_shell(folder):
    with one_node(folder) as endpoint:
        in_a_shell(endpoint, [(shell, printed) for shell, _, printed in stanzas()])


def tutorial_in_words(folder):
    with one_node(folder) as endpoint:
        for words, _, printed in stanzas():
            expect(words, (0, printed, ""), pawl(endpoint, words.split()))


def tutorial_in_flags(folder):
    with one_node(folder) as endpoint:
        for _, flags, printed in stanzas():
            expect(flags, (0, printed, ""), pawl(endpoint, flags.split()))


def readme(folder):
    with one_node(folder) as endpoint:
        in_a_shell(endpoint, told_in_the_readme())


def refusals(folder):
    with one_node(folder) as endpoint:
        for words, wanted_code, wanted in SINGLE:
            code, out, err = pawl(endpoint, words.split())
            expect(f"exit code of {words[:60]} ({err})", wanted_code, code)
            if wanted is not None:
                expect(words, wanted + "\n", out)
            elif not err.strip():
                raise Failed(f"{words[:60]} said nothing about what is wrong")
        for mebibytes in (1, 8):
            code, _, err = pawl(endpoint, [], "next-sequence " + "n" * (mebibytes << 20) + "\n")
            expect(f"a name of {mebibytes} MiB: {err[:200]}", (1, True), (code, "1024" in err))
        code, out, err = pawl(endpoint, [], "delete-sequence a\n")
        expect("delete what is not there", (1, "", "not found\n"), (code, out, err))


def terminal(folder):
    with one_node(folder) as endpoint:
        expect("create", 0, pawl(endpoint, ["create-sequence", "invoices-2026"])[0])
        lines = [(line, line) for line in ("next-sequence nobody", "get-sequence")]
        # A tab completes commands, and names that the cluster knows.
        lines.append(("next-se\tinv\t", "next-sequence invoices-2026 "))
        lines.append(("quit", "quit"))
        seen, code, history = on_a_terminal(endpoint, lines)
        expect("the terminal's prompt", True, seen.startswith("pawl> next-sequence nobody\nnot-found: "))
        expect("what was completed", True, "\nr1 next invoices-2026 1\n" in seen)
        expect("history", "".join(entered + "\n" for _, entered in lines), history)
        expect("exit code after quit", 0, code)


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
        # An attempt that the deadline ends while it still connects may have arrived, as far as pawl knows (2): on a busy
        # machine that happens now and then, but not again and again.
        for _ in range(5):
            code, _, err = pawl(cluster.endpoints, ["--timeout", "1", "next-sequence", "orders"])
            if code != 2:
                break
        expect(f"nobody serves: {err}", 69, code)
    finally:
        cluster.kill()


STORIES = (tutorial_in_the_shell, tutorial_in_words, tutorial_in_flags, readme, refusals, terminal, leader_dies)


def main():
    for story in STORIES:
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
