#!/usr/bin/env python3
"""The history page in headless Chromium: it loads, zooms, opens the violation on a click, searches, and asks nothing from
outside. Usage: page_test.py PAWL_CHECK_BINARY. A probe script is added to a copy of the page; it drives the page with
the same events as a hand would and leaves what it saw in the document, which Chromium prints."""

import json
import os
import re
import subprocess
import sys
import tempfile

PROBE = """
<script>
addEventListener('load', async () => {
  const seen = {}; const pause = () => new Promise(done => setTimeout(done, 60));
  try {
    const chart = document.getElementById('chart'); await pause();
    show(0, axisEnd()); await pause(); seen.drawn = +chart.dataset.drawn; seen.width = chart.clientWidth; seen.height = chart.clientHeight;
    seen.lefts = lanes.map((list, l) => [...new Set(list.map(i => data.processes[process[i]]))]);
    seen.verdict = document.getElementById('verdict').textContent;
    seen.reason = document.getElementById('reason').textContent;
    seen.cores = document.querySelectorAll('#cores .row').length;
    seen.painted = new Set(chart.getContext('2d').getImageData(0, 0, chart.width, chart.height).data).size;
    const before = view.to - view.from;
    chart.dispatchEvent(new WheelEvent('wheel', {deltaY: -400, clientX: 600, clientY: 200, cancelable: true})); await pause();
    seen.zoomed = (view.to - view.from) < before;
    dispatchEvent(new KeyboardEvent('keydown', {key: 'c'})); await pause();
    if (!core.size) { show(0, 60); scrollTo(0); await pause(); }
    const target = core.size ? [...core][core.size - 1] : 0; const box = chart.getBoundingClientRect();
    const at = {bubbles: true, pointerId: 1, clientX: box.x + toX(startOf(target)) + 2, clientY: box.y + TOP + lane[target] * ROW - view.top + 8};
    chart.setPointerCapture = () => {};
    chart.dispatchEvent(new PointerEvent('pointerdown', at)); chart.dispatchEvent(new PointerEvent('pointerup', at)); await pause();
    seen.clicked = view.selected === target; seen.detail = document.getElementById('detail').textContent;
    const search = document.getElementById('search'); search.value = 'next'; search.dispatchEvent(new Event('input')); await pause();
    seen.found = shown.reduce((a, b) => a + b, 0); seen.count = count;
    seen.outside = performance.getEntriesByType('resource').length;
  } catch (error) { seen.error = String(error); }
  document.body.dataset.seen = JSON.stringify(seen);
});
</script>
"""


def chromium(page, *options, size="1400,800"):
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
               "--disable-background-networking", "--disable-component-update", "--disable-sync",
               "--user-data-dir=" + tempfile.mkdtemp(), "--window-size=" + size, "--virtual-time-budget=8000",
               *options, "file://" + page]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout


def line(process, kind, f, value, index):
    return f"{{:process {process}, :type {kind}, :f {f}, :value {value}, :time {index * 1000}, :index {index}}}\n"


def history(operations, is_bad):
    """Sequential next() of four processes in turn; the bad one hands out a value twice, half way."""
    lines = []
    for n in range(operations):
        value = n if is_bad and n >= operations // 2 else n + 1
        lines.append(line(n % 4, ":invoke", ":next", "nil", 2 * n))
        lines.append(line(n % 4, ":ok", ":next", value, 2 * n + 1))
    return "".join(lines)


def lost_in_lanes():
    """Workers whose operations are lost again and again, and who go on as other processes in the same lane; two with names."""
    lines, time = [], 0
    for turn in range(6):
        for worker in range(3):
            process = worker + 3 * turn if worker < 2 else f'"client-{turn}"'
            ends = (":ok", turn * 3 + worker + 1) if turn % 2 else (":info", "nil")
            lines.append(line(process, ":invoke", ":write", turn * 3 + worker + 1, time))
            lines.append(line(process, ends[0], ":write", turn * 3 + worker + 1, time + 1))
            time += 2
    lines.append(line(99, ":invoke", ":read", "nil", time))
    lines.append(line(99, ":ok", ":read", 12345, time + 1))
    return "".join(lines)


def look(pawl_check, folder, name, text, expected_exit, model="sequencer", size="1400,800"):
    source, page, probed = (os.path.join(folder, name + end) for end in (".edn", ".html", "-probed.html"))
    with open(source, "w") as out:
        out.write(text)
    ran = subprocess.run([pawl_check, "--model", model, "--html", page, source], capture_output=True, text=True)
    assert ran.returncode == expected_exit, (ran.returncode, ran.stdout, ran.stderr)
    html = open(page).read()
    outside = re.findall(r'(?:src|href)\s*=\s*["\'](?!#|data:)', html)
    assert not outside, "the page refers to something outside: " + str(outside)
    with open(probed, "w") as out:
        out.write(html.replace("</body>", PROBE + "</body>"))
    dom = chromium(probed, "--dump-dom", size=size)
    match = re.search(r'data-seen="([^"]*)"', dom)
    assert match, "the probe did not finish"
    seen = json.loads(match.group(1).replace("&quot;", '"').replace("&gt;", ">").replace("&lt;", "<").replace("&amp;", "&"))
    assert "error" not in seen, seen
    return seen, len(html), page


def main():
    pawl_check = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        seen, _, page = look(pawl_check, folder, "bad", history(200, True), 1)
        assert seen["verdict"] == "not linearizable", seen
        assert seen["cores"] >= 2 and seen["reason"], seen
        assert seen["zoomed"] and seen["clicked"] and seen["painted"] > 8, seen
        assert "process" in seen["detail"] and "why not" in seen["detail"], seen
        assert seen["found"] == seen["count"] == 200 and seen["outside"] == 0, seen
        picture = os.path.join(folder, "bad.png")
        chromium(page, "--screenshot=" + picture)
        assert os.path.getsize(picture) > 10_000

        for size in ("1280,800", "500,900"):
            seen, _, page = look(pawl_check, folder, "lost", lost_in_lanes(), 1, model="register", size=size)
            assert seen["drawn"] == seen["count"] == 19, seen
            assert seen["width"] >= 400 and seen["height"] >= 200 and seen["clicked"], seen
            assert ["99"] in seen["lefts"] or any("99" in all for all in seen["lefts"]), seen
            assert any('"client-1"' in all for all in seen["lefts"]), seen
            if "--keep" in sys.argv:
                chromium(page, "--screenshot=" + os.path.abspath(f"lost-{size.split(',')[0]}.png"), size=size)

        seen, size, _ = look(pawl_check, folder, "large", history(100_000, False), 0)
        assert seen["verdict"] == "linearizable" and seen["count"] == 100_000, seen
        assert seen["clicked"] and seen["zoomed"], seen
        assert size <= 10_000_000, f"{size} bytes for 100,000 operations"
        print(f"pages as expected; 100,000 operations: {size} bytes")


main()
