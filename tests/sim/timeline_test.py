#!/usr/bin/env python3
"""The timeline of a failed run in headless Chromium. It opens where the run broke, with the culprit on the screen, wide and narrow, light
and dark; shows every node at any moment, what led to the violation and what belongs to a call; draws all that the story holds; asks
nothing from outside. Usage: timeline_test.py PAWL_SIM_BINARY. timeline_probe.js, added to a copy of the page, drives it.

The healthy core breaks no rule in a step, so the page is also told of a violation that was none: in the last step of the run's
busiest leader. What the page must then show is worked out here from the trace and from the story's rows, in other ways than the page does."""

import collections
import json
import os
import re
import subprocess
import sys
import tempfile

# A leader is killed where no change of leader is expected: the run ends with a violation of steady-leader.
SCENARIO = """title: "t" clients { script: NEXT count: 3 }
fault { kind: KILL_LEADER every_ms { min: 300 max: 900 } }
network { loss_permille: 30 }
span { faults_ms: 3000 }
expect { one_leader_only: true }
"""
DATA = re.compile(r'(<script id="data" type="application/json">)(.*?)(</script>)', re.DOTALL)
PROBE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "timeline_probe.js")
# Columns of the story's rows.
STEP_HOST, STEP_AT, STEP_EVENT, STEP_FIRST = 0, 1, 2, 3
FLIGHT_FROM, FLIGHT_TO, FLIGHT_SENT, FLIGHT_ENDED, FLIGHT_KIND, FLIGHT_FATE, FLIGHT_STEP, FLIGHT_HEARD, FLIGHT_CALL = range(9)
WRITE_HOST, WRITE_FROM, WRITE_TO, WRITE_LOST, WRITE_STEP, WRITE_HEARD = range(6)
CALL_PROCESS, CALL_CORE, HEARD = 0, 4, 1


def look(html, probes, size, dark=False, wanted=()):
    """What the probe saw on this page in a window of this size, and what the console said."""
    script = f"<script>const ASKED = {json.dumps(probes)}, WANTED = {json.dumps(list(wanted))};\n{open(PROBE).read()}</script>"
    with tempfile.TemporaryDirectory() as folder:
        page = os.path.join(folder, "timeline.html")
        with open(page, "w") as out:
            out.write(html.replace("</body>", script + "</body>"))
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                   "--disable-component-update", "--disable-sync", "--user-data-dir=" + folder, f"--window-size={size[0]},{size[1]}",
                   "--virtual-time-budget=20000", "--enable-logging=stderr", "--dump-dom", "file://" + page]
        if dark:
            command.insert(-2, "--blink-settings=preferredColorScheme=0")
        done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=True)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    match = re.search(r'data-seen="([^"]*)"', done.stdout)
    assert match, f"the probe did not finish: {said}"
    seen = json.loads(match.group(1).replace("&quot;", '"').replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))
    assert not said and not seen["problems"], (said, seen["problems"])
    return seen


def with_data(html, data):
    return DATA.sub(lambda match: match.group(1) + json.dumps(data).replace("<", "\\u003c") + match.group(3), html)


def cone_of(data, root):
    """The rows of the flights that happened before step number `root`, by the rules of happened-before, one edge after another."""
    taken = collections.defaultdict(list)
    for row, flight in enumerate(data["flights"]):
        taken[flight[FLIGHT_HEARD]].append(row)
    previous, newest = {}, {}
    for number, step in enumerate(data["steps"], data["firstStep"]):
        previous[number] = newest.get(step[STEP_HOST], 0)
        newest[step[STEP_HOST]] = number
    heard_by = collections.defaultdict(list)
    for row, flight in enumerate(data["flights"]):
        if flight[FLIGHT_TO] == 0 and flight[FLIGHT_FATE] == HEARD:
            heard_by[data["calls"][flight[FLIGHT_CALL]][CALL_PROCESS]].append(row)
    steps, flights, open_steps = set(), set(), [root]

    def take(row):
        if row in flights:
            return
        flights.add(row)
        flight = data["flights"][row]
        open_steps.append(flight[FLIGHT_STEP])
        if flight[FLIGHT_FROM] == 0:
            for other in heard_by[data["calls"][flight[FLIGHT_CALL]][CALL_PROCESS]]:
                if data["flights"][other][FLIGHT_ENDED] <= flight[FLIGHT_SENT]:
                    take(other)

    while open_steps:
        number = open_steps.pop()
        if number in steps or number < data["firstStep"]:
            continue
        steps.add(number)
        host, at, _, is_first = data["steps"][number - data["firstStep"]][:4]
        if is_first:
            open_steps += [write[WRITE_STEP] for write in data["writes"] if write[WRITE_HOST] == host and 0 <= write[WRITE_TO] <= at
                           and not write[WRITE_LOST] and write[WRITE_STEP] < number]
        else:
            open_steps.append(previous.get(number, 0))
        for row in taken[number]:
            take(row)
    own = [row for row, flight in enumerate(data["flights"]) if flight[FLIGHT_STEP] == root and flight[FLIGHT_FROM]]
    return flights | set(own), own


def until(data, root):
    """The story as it was after step number `root`."""
    at = data["steps"][root - data["firstStep"]][STEP_AT]
    cut = dict(data, end=at, steps=data["steps"][:root - data["firstStep"] + 1])
    cut["flights"] = [list(row) for row in data["flights"] if row[FLIGHT_SENT] <= at and row[FLIGHT_STEP] <= root]
    for row in cut["flights"]:
        if row[FLIGHT_HEARD] > root or row[FLIGHT_ENDED] > at:
            row[FLIGHT_HEARD], row[FLIGHT_ENDED], row[FLIGHT_FATE] = 0, -1, 0
    cut["writes"] = [list(row) for row in data["writes"] if row[WRITE_STEP] <= root]
    for row in cut["writes"]:
        if row[WRITE_HEARD] > root or row[WRITE_TO] > at:
            row[WRITE_HEARD], row[WRITE_TO], row[WRITE_LOST] = 0, -1, 0
    for name, begin, end in (("standings", 1, 2), ("faults", 1, 2), ("moments", 1, None)):
        cut[name] = [list(row) for row in data[name] if row[begin] <= at]
        for row in cut[name]:
            if end and row[end] > at:
                row[end] = -1
    return cut


def last_sending(data, begin, end):
    """The number of the last step in that time that sent something to another node."""
    sending = {row[FLIGHT_STEP] for row in data["flights"] if row[FLIGHT_FROM] and row[FLIGHT_TO]}
    return max(number for number in sending if number and begin <= data["steps"][number - data["firstStep"]][STEP_AT] < end)


def blame(data, root):
    """The data with a violation in step number `root`, after which the story ends, and a curve of its cause."""
    host, at, event = data["steps"][root - data["firstStep"]][:3]
    data = until(data, root)
    blamed = dict(data, minimised="sparse\n", jump=event)
    blamed["violation"] = {"oracle": "test-oracle", "detail": "something is wrong", "rule": "Nothing is wrong.", "step": event, "at": at, "node": host}
    middle = data["steps"][len(data["steps"]) // 2]
    blamed["cause"] = [[1, 0, 0, 20], [middle[STEP_EVENT], middle[STEP_AT], 1, 20], [event, at, 20, 20]]
    return blamed


def moments_of_terms(trace):
    """(time in us, node, old term, new term) where the trace says that a node's term changed."""
    lines = re.findall(r"^ *(\d+)\.(\d{6}) n(\d+) term (\d+) -> (\d+)$", trace, re.MULTILINE)
    return [(int(s) * 1_000_000 + int(us), int(node), old, new) for s, us, node, old, new in lines]


def moments_of_commits(trace):
    """(time in us, node, commit index) where the trace says that a node's commit index moved, and nothing else did at that time."""
    lines = re.findall(r"^ *(\d+)\.(\d{6}) n(\d+) commits up to (\d+)$", trace, re.MULTILINE)
    return [(int(s) * 1_000_000 + int(us), int(node), index) for s, us, node, index in lines]


def check_whole_run(html, trace):
    """The page of a violation that concerns the whole run."""
    data = json.loads(DATA.search(html).group(2))
    terms = moments_of_terms(trace)[:6]
    commits = moments_of_commits(trace)[-1:20:-40][:5]
    seen = look(html, ["opens", "counts", "scrubs", "links", "picks"], (1280, 900), wanted=[known[:2] for known in terms + commits])
    assert seen["what"] == "steady-leader" and "leader" in seen["detail"] and seen["rule"], seen
    assert seen["culprits"] == [] and not seen["hasCone"] and "whole run" in seen["facts"][0] and seen["hasBad"] and not seen["lanes"], seen
    assert seen["whole"] and seen["inView"] and seen["drawMs"] < 2000, seen
    sends = {line.split(":")[0] for line in trace.splitlines() if re.match(r" *\d+\.\d{6} n\d+ -> n\d+:", line)}
    calls = len(re.findall(r" -- client \d+ -> n\d+: ", trace))
    drawn = seen["drawn"]
    assert len(sends) <= drawn["sends"] <= len(sends) * 1.2 and drawn["requests"] == calls, (drawn, len(sends), calls)
    assert drawn["writes"] == len(re.findall(r" n\d+ writes #", trace)) and drawn["deaths"] == trace.count(" DIES; "), drawn
    assert drawn["faults"] == trace.count(" FAULT ") and drawn["calls"] == len(data["calls"]), drawn
    for (_, _, old, new), (before, after, _) in zip(terms, seen["moments"]):
        assert before.endswith(" " + old) and after.endswith(" " + new), (terms, seen["moments"])
    for (_, _, index), (_, _, values) in zip(commits, seen["moments"][len(terms):], strict=True):
        assert f"commit {index} " in values, (commits, values)
    assert seen["stepsBack"] and seen["stepsOn"] and seen["cells"] >= 3 and "voted for" in seen["values"] and "commit" in seen["values"], seen
    assert seen["carried"] >= 2 and seen["carriedEntry"] and "entry " in seen["callWords"] and seen["entryLeadsBack"] and seen["unlinked"], seen
    assert "(lost)" in seen["picked"] and seen["zoomed"] and seen["onlyOne"], seen
    assert seen["deaths"] >= 1 and seen["hits"] == f"{seen['deaths']} hits" and seen["outside"] == 0, seen
    assert seen["files"] == ["history.html", "trace.txt", "sparse.txt"] and seen["buttons"] == ["copy replay command"], seen


def check_cone(data, root, seen):
    cone, own = cone_of(data, root)
    assert set(seen["cone"]) == cone and own and set(own) <= cone and len(cone) < len(data["flights"]), (set(seen["cone"]) ^ cone, own)
    assert seen["dims"] and seen["dimsNoMore"], seen


def check_step(html):
    """The page of a violation in one step of one node: in view at once, in every size and theme."""
    whole = json.loads(DATA.search(html).group(2))
    fault = next(row for row in whole["faults"] if row[2] > row[1])
    root = last_sending(whole, fault[1], fault[2])
    data = blame(whole, root)
    page = with_data(html, data)
    for size in ((1280, 900), (500, 900)):
        for dark in (False, True):
            probes = ["opens", "reads"] + (["cone", "curve"] if size[0] == 1280 and not dark else [])
            seen = look(page, probes, size, dark)
            assert seen["what"] == "test-oracle" and seen["hasBad"] and seen["painted"] > 8 and not seen["sideways"], (size, dark, seen)
            assert seen["culprits"] == [data["violation"]["node"]], seen
            assert not seen["hidden"] and not seen["labels"] and not seen["lanes"], (size, dark, seen)
            assert seen["lastMessages"] >= 5 and seen["faultsShown"] == seen["faultsStand"] >= 1, seen
            assert seen["isDark"] == dark and not seen["pale"], (size, dark, seen["pale"])
            if "cone" in seen:
                check_cone(data, root, seen)
                assert seen["jump"] and seen["jumpFact"] and seen["curveHeight"] > 0, seen
    # A node that starts again knows only what was durable: let the blamed one have done so some steps earlier.
    own = [number for number, step in enumerate(data["steps"], data["firstStep"]) if step[STEP_HOST] == data["violation"]["node"]]
    lasting = cone_of(data, root)[0]
    for number in reversed(own[:-1]):
        data["steps"][number - data["firstStep"]][STEP_FIRST] = 1
        if cone_of(data, root)[0] != lasting:
            break
        data["steps"][number - data["firstStep"]][STEP_FIRST] = 0
    else:
        raise AssertionError("whenever it started, it knew the same")
    for write in data["writes"]:
        if write[WRITE_HOST] == data["violation"]["node"] and write[WRITE_STEP] < number <= write[WRITE_HEARD]:
            write[WRITE_HEARD] = 0
    check_cone(data, root, look(with_data(html, data), ["cone"], (1280, 900)))


def check_answer(html):
    """The page of a violation that a client saw: whoever gave the answer is to blame, or gave those that the checker puts in question."""
    data = json.loads(DATA.search(html).group(2))
    answers = [flight for flight in data["flights"] if flight[FLIGHT_TO] == 0 and flight[FLIGHT_FATE] == HEARD and flight[FLIGHT_STEP] >= data["firstStep"]]
    answered = collections.Counter(flight[FLIGHT_CALL] for flight in answers)
    answers = [flight for flight in answers if answered[flight[FLIGHT_CALL]] == 1]
    last = max(answers, key=lambda flight: flight[FLIGHT_ENDED])
    other = next(flight for flight in reversed(answers) if flight[FLIGHT_FROM] != last[FLIGHT_FROM])
    at, step = last[FLIGHT_ENDED], data["steps"][last[FLIGHT_STEP] - data["firstStep"]]
    violation = {"oracle": "test-oracle", "detail": "something is wrong", "rule": "Nothing is wrong.", "step": step[STEP_EVENT], "at": at, "node": 0}
    seen = look(with_data(html, dict(data, end=at, violation=dict(violation, isOfAnswer=1))), ["opens"], (1280, 900))
    assert seen["culprits"] == [last[FLIGHT_FROM]] and not seen["hidden"] and seen["hasCone"], seen
    for flight in (last, other):
        data["calls"][flight[FLIGHT_CALL]][CALL_CORE] = 1
    seen = look(with_data(html, dict(data, end=at, violation=dict(violation, isOfAnswer=0))), ["opens"], (500, 900))
    assert seen["culprits"] == [last[FLIGHT_FROM], other[FLIGHT_FROM]] and sum("in question" in fact for fact in seen["facts"]) == 2, seen


def main():
    pawl_sim = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        scenario = os.path.join(folder, "nervous.textproto")
        with open(scenario, "w") as out:
            out.write(SCENARIO)
        ran = subprocess.run([pawl_sim, "run", scenario, "--seed", "3", "--out", folder], capture_output=True, text=True)
        assert ran.returncode == 1, (ran.returncode, ran.stdout, ran.stderr)
        html = open(os.path.join(folder, "nervous-3", "timeline.html")).read()
        trace = open(os.path.join(folder, "nervous-3", "trace.txt")).read()
    assert len(html) < 3_000_000, f"{len(html)} bytes"
    outside = re.findall(r'<[^>]*\s(?:src|href)=["\'](?!#|data:)|https?://', html)
    assert not outside, "the page refers to something outside: " + str(outside)
    check_whole_run(html, trace)
    check_step(html)
    check_answer(html)
    print(f"the timeline is as expected, {len(html)} bytes")


main()
