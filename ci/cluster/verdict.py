"""What pawl-check says of a recorded history: judged while it is written where that is asked for, and shown as a page if it is bad."""

import signal
import subprocess

from cluster import nodes

VERDICT_WITHIN_S = 300
LINES_SHOWN_MAX = 60
MEANING = {0: "linearizable", 1: "NOT LINEARIZABLE", 2: "UNDECIDED", 65: "DAMAGED"}


class Judge:
    """pawl-check and one history of a sequencer."""

    def __init__(self, pawl_check, history):
        self.check = [str(pawl_check), "--model", "sequencer", "--quiet"]
        self.history = history
        self.page = history.with_suffix(".html")
        self.follower = None

    def follow(self):
        """Judges from now on what another process writes: in one pass, in bounded memory."""
        self.history.touch()
        self.follower = nodes.start(
            [*self.check, "--follow", str(self.history)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def has_seen_enough(self):
        """Whether it ended before the history did: something is certainly wrong."""
        return self.follower is not None and self.follower.poll() is not None

    def conclude(self):
        """The history is complete. Returns whether it is linearizable, and the lines that say so or why not."""
        status, said = self._conclude_following() if self.follower else self._judge_whole()
        meaning = MEANING.get(status, f"NOT JUDGED (status {status})")
        how = " while it was written" if self.follower else ""
        lines = [f"{self.history.name}: {meaning}, says pawl-check{how}"]
        if status == 0:
            return True, lines + [f"  {line}" for line in said[-1:]]
        if status != 65:
            _, said = self._judge_whole("--html", str(self.page))
        if self.page.is_file():
            lines.append(f"  look at it: {self.page}")
        return False, lines + [f"  {line}" for line in said[-LINES_SHOWN_MAX:]]

    def stop(self):
        """Nobody wants to know any more."""
        if self.follower is not None and self.follower.poll() is None:
            self.follower.kill()
            self.follower.wait()

    def _conclude_following(self):
        if self.follower.poll() is None:
            self.follower.send_signal(signal.SIGINT)
        said, _ = self.follower.communicate(timeout=VERDICT_WITHIN_S)
        if self.follower.returncode == -signal.SIGINT:  # asked before it had begun to read
            return self._judge_whole()
        return self.follower.returncode, said.strip().splitlines()

    def _judge_whole(self, *options):
        done = subprocess.run(
            [*self.check, *options, str(self.history)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=VERDICT_WITHIN_S,
        )
        return done.returncode, done.stdout.strip().splitlines()
