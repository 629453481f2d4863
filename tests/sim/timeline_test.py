#!/usr/bin/env python3
"""The timeline of a failed run in headless Chromium: it opens where the run broke, zooms, selects, searches, and asks nothing from
outside. Usage: timeline_test.py PAWL_SIM_BINARY. A probe script is added to a copy of the page; it drives the page with the same
events as a hand would and leaves what it saw in the document, which Chromium prints."""

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

PROBE = """
<script>
addEventListener('load', async () => {
  const seen = {}; const pause = () => new Promise(done => setTimeout(done, 120));
  try {
    await pause();
    seen.what = $('what').textContent; seen.detail = $('detail').textContent; seen.rule = $('rule').textContent;
    seen.opensAtEnd = view.from < bad.at && bad.at <= view.to && listed.some(it => it.type === 'bad');
    seen.painted = new Set(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data).size;
    const before = view.to - view.from;
    canvas.dispatchEvent(new WheelEvent('wheel', {deltaY: -400, clientX: 600, clientY: 200, cancelable: true})); await pause();
    seen.zoomed = view.to - view.from < before;
    dispatchEvent(new KeyboardEvent('keydown', {key: '0'})); await pause();
    seen.whole = view.from <= 0 && view.to >= data.end;
    const lost = flights.find(f => f.fate === LOST); show(lost.at - 2000, lost.at + 2000); await pause();
    canvas.setPointerCapture = () => {};
    const up = lost.to < lost.node, box = canvas.getBoundingClientRect(), y = up ? bandY(lost.node) - 13 : bandY(lost.node) + BAND + 13;
    const at = {bubbles: true, pointerId: 1, clientX: box.x + toX(lost.at) + 4.5, clientY: box.y + y};
    canvas.dispatchEvent(new PointerEvent('pointerdown', at)); canvas.dispatchEvent(new PointerEvent('pointerup', at)); await pause();
    seen.picked = $('picked').textContent;
    $('search').value = 'DIES'; $('search').dispatchEvent(new Event('input')); await pause();
    seen.deaths = all.filter(isHit).length; seen.hits = $('hits').textContent;
    seen.roles = new Set(standings.map(s => s.role)).size; seen.faults = faults.length; seen.calls = calls.length;
    seen.outside = performance.getEntriesByType('resource').length;
  } catch (error) { seen.error = String(error); }
  document.body.dataset.seen = JSON.stringify(seen);
});
</script>
"""


def chromium(page, *options):
    with tempfile.TemporaryDirectory() as profile:
        command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                   "--disable-component-update", "--disable-sync", "--user-data-dir=" + profile, "--window-size=1400,900",
                   "--virtual-time-budget=8000", *options, "file://" + page]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def main():
    pawl_sim = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        scenario = os.path.join(folder, "nervous.textproto")
        with open(scenario, "w") as out:
            out.write(SCENARIO)
        ran = subprocess.run([pawl_sim, "run", scenario, "--seed", "3", "--out", folder], capture_output=True, text=True)
        assert ran.returncode == 1, (ran.returncode, ran.stdout, ran.stderr)
        page = os.path.join(folder, "nervous-3", "timeline.html")
        html = open(page).read()
        assert len(html) < 2_000_000, f"{len(html)} bytes"
        outside = re.findall(r'<[^>]*\s(?:src|href)=["\'](?!#|data:)|https?://', html)
        assert not outside, "the page refers to something outside: " + str(outside)
        with open(page, "w") as out:
            out.write(html.replace("</body>", PROBE + "</body>"))
        match = re.search(r'data-seen="([^"]*)"', chromium(page, "--dump-dom"))
        assert match, "the probe did not finish"
        seen = json.loads(match.group(1).replace("&quot;", '"').replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))
        assert "error" not in seen, seen
        assert seen["what"] == "steady-leader" and "leader" in seen["detail"] and seen["rule"], seen
        assert seen["opensAtEnd"] and seen["zoomed"] and seen["whole"] and seen["painted"] > 8, seen
        assert "(lost)" in seen["picked"], seen
        assert seen["deaths"] >= 1 and seen["hits"] == f"{seen['deaths']} hits", seen
        assert seen["roles"] == 5 and seen["faults"] >= 1 and seen["calls"] > 10 and seen["outside"] == 0, seen
        print(f"the timeline is as expected, {len(html)} bytes")


main()
