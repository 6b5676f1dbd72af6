"""Pictures of every kind of page, as a reader first meets it: ``python tools/pictures.py SITE FOLDER``, or ``make pictures``.

Needs a built site and a Chromium (KB_BROWSER). It serves the site on this machine, takes each kind of page in ``tests/tabs.py`` at two
widths, light, dark and as paper, and ends its server. A picture shows one window, not the whole page: what is meant is the first
look. Pages are type on an even ground, so a few colours do: the browser finds them, and the file is a PNG with a palette.
"""

from __future__ import annotations

import base64
import os
import struct
import sys
import threading
import zlib
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.tabs import DESK, FLAGS, KINDS_OF_PAGE, PHONE, Quiet, Scheme

COLOURS: Final = 64
SETTLED: Final = "document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 300)))"
LOOKS: Final[tuple[Scheme, ...]] = ("light", "dark")

# The most frequent colours, each the mean of those that share the first five bits of each channel; any other becomes the nearest of them.
FEWER: Final = """async ([png, many]) => {
    const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const { width, height } = picture, board = new OffscreenCanvas(width, height).getContext("2d");
    board.drawImage(picture, 0, 0);
    const pixels = board.getImageData(0, 0, width, height).data, found = new Map();
    const key = (at) => (pixels[at] >> 3) << 10 | (pixels[at + 1] >> 3) << 5 | pixels[at + 2] >> 3;
    for (let at = 0; at < pixels.length; at += 4) {
        const here = key(at), one = found.get(here) ?? [0, 0, 0, 0, here];
        one[0] += pixels[at]; one[1] += pixels[at + 1]; one[2] += pixels[at + 2]; one[3] += 1;
        found.set(here, one);
    }
    const palette = [...found.values()].sort((a, b) => b[3] - a[3] || a[4] - b[4]).slice(0, many)
        .map(([red, green, blue, times]) => [red, green, blue].map((sum) => Math.round(sum / times)));
    const nearest = new Map(), far = (one, other) => one.reduce((sum, value, at) => sum + (value - other[at]) ** 2, 0);
    for (const [here, [red, green, blue, times]] of found) {
        const mean = [red / times, green / times, blue / times];
        nearest.set(here, palette.reduce((best, one, at) => far(one, mean) < far(palette[best], mean) ? at : best, 0));
    }
    let indices = "";
    for (let row = 0; row < height; row += 1) {
        const line = new Uint8Array(width);
        for (let across = 0; across < width; across += 1) line[across] = nearest.get(key(4 * (row * width + across)));
        indices += String.fromCharCode(...line);
    }
    return [width, height, palette.flat(), btoa(indices)];
}"""


def name_of(kind: str, width: int, look: str) -> str:
    """The name of a picture: the kind of page, the width of the window in pixels, and ``light``, ``dark`` or ``print``."""
    return f"{kind.replace(' ', '-')}-{width}-{look}.png"


def with_palette(board: Page, picture: bytes) -> bytes:
    """A PNG in few colours; ``board`` is an empty page whose canvas counts them."""
    width, height, palette, encoded = board.evaluate(FEWER, [base64.b64encode(picture).decode(), COLOURS])
    indices = base64.b64decode(encoded)
    rows = b"".join(b"\0" + indices[at : at + width] for at in range(0, width * height, width))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", bytes(palette)),
        (b"IDAT", zlib.compress(rows, 9)),
        (b"IEND", b""),
    )
    body = b"".join(struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)
    return b"\x89PNG\r\n\x1a\n" + body


def take(browser: Browser, home: str, folder: Path, kinds: dict[str, str]) -> list[Path]:
    """Take the pictures of some kinds of page, given with their addresses."""
    files = []
    board = browser.new_page()
    for size in (DESK, PHONE):
        for scheme in LOOKS:
            window = {"width": size["width"], "height": size["height"]}
            context = browser.new_context(viewport=window, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            page = context.new_page()
            for kind, url in kinds.items():
                page.goto(home + url)
                page.evaluate(SETTLED)
                for look in (scheme, "print") if scheme == "light" else (scheme,):
                    page.emulate_media(media="print" if look == "print" else "screen")
                    file = folder / name_of(kind, size["width"], look)
                    file.write_bytes(with_palette(board, page.screenshot()))
                    files.append(file)
                page.emulate_media(media="screen")
            context.close()
    return files


def main(site: Path, folder: Path, only: list[str]) -> None:
    """Take the pictures, and say how many and how large they are; ``only`` names kinds of page."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {kind: url for kind, url in KINDS_OF_PAGE.items() if not only or kind in only}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=os.environ["KB_BROWSER"], args=FLAGS)
        files = take(browser, f"http://127.0.0.1:{server.server_port}/", folder, kinds)
        browser.close()
        server.shutdown()
    print(f"{len(files)} pictures of {len(kinds)} kinds of page: {sum(file.stat().st_size for file in files) / 1e6:.1f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
