"""One pawl-load beside the killing: its clients, a sequence of its own, its history, and who judges that."""

from cluster import nodes, verdict


class Load:
    """`keys` is "on" or "off": whether every call carries an idempotency key."""

    def __init__(self, pawl_load, pawl_check, cluster, keys, clients):
        self.sequence = f"orders-keys-{keys}"
        self.log = cluster.folder / f"load-keys-{keys}.log"
        self.history = cluster.folder / f"history-keys-{keys}.edn"
        self.judge = verdict.Judge(pawl_check, self.history)
        # What can be judged while it is written has no keys, and only one size among the calls of unknown outcome.
        self.is_judged_at_once = keys == "off"
        self.command = [
            str(pawl_load), "--endpoints", cluster.endpoints, "--keys", keys, "--clients", str(clients),
            "--mix", "next=9,read=1" if self.is_judged_at_once else "next=8,reserve=1,read=1",
            "--sequence", self.sequence, "--history", str(self.history), "--json",
        ]
        self.process = None

    def start(self, seconds):
        with open(self.log, "wb") as log:
            self.process = nodes.start([*self.command, "--seconds", str(seconds)], stdout=log, stderr=log)
        if self.is_judged_at_once:
            self.judge.follow()

    def check_going(self, round_number):
        """ClusterError if what came so far is wrong already, or if nobody asks any more."""
        if self.judge.has_seen_enough():
            said = "\n".join(self.judge.conclude()[1])
            raise nodes.ClusterError(f"before round {round_number} pawl-check ended:\n{said}")
        if self.process.poll() is not None:
            raise nodes.ClusterError(
                f"pawl-load ended with status {self.process.returncode} before round {round_number}: if it is 0, the rounds"
                f" took longer than planned (try a larger --interval)\n{self.log.read_text()}"
            )

    def wait(self, deadline_s):
        status = self.process.wait(timeout=deadline_s)
        if status != 0:
            raise nodes.ClusterError(f"pawl-load ended with status {status}\n{self.log.read_text()}")

    def stop(self):
        self.judge.stop()
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
