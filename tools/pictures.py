"""Pictures of every kind of page, as a reader first meets it: ``python tools/pictures.py SITE FOLDER [KIND …]``, or ``make pictures``.

Needs a built site and a Chromium (KB_BROWSER). It serves the site on this machine, takes each kind of page in ``tests/tabs.py`` at two
widths, light and dark, and as a sheet of paper, and ends its server. A picture shows one window, not the whole page: what is meant is
the first look. The files are WebP in all colours. A file whose picture looks the same as before is left as it is, so that only what
has changed is written.
"""

from __future__ import annotations

import base64
import os
import sys
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.tabs import DESK, FLAGS, KINDS_OF_PAGE, PHONE, Quiet, Scheme

SHEET: Final = {"width": 794, "height": 1123}  # A4 in pixels of 1/96 inch
QUALITY: Final = 0.6
SAME: Final = (
    0.002  # the share of pixels that may differ, by more than an eighth, in pictures that look the same: letters are smoothed anew
)
SETTLED: Final = "document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 300)))"
LOOKS: Final[tuple[Scheme, ...]] = ("light", "dark")

ENCODED: Final = """async ([png, quality, before, same]) => {
    const pixels = async (type, data) => {
        const picture = await createImageBitmap(await (await fetch(`data:image/${type};base64,${data}`)).blob());
        const board = new OffscreenCanvas(picture.width, picture.height), pen = board.getContext("2d", { willReadFrequently: true });
        pen.drawImage(picture, 0, 0);
        return [board, pen.getImageData(0, 0, picture.width, picture.height).data];
    };
    const base64 = async (blob) => new Promise((done) => {
        const reader = new FileReader();
        reader.onload = () => done(reader.result.split(",")[1]);
        reader.readAsDataURL(blob);
    });
    const [board] = await pixels("png", png);
    const made = await base64(await board.convertToBlob({ type: "image/webp", quality }));
    if (!before || made === before) return made;
    const [, now] = await pixels("webp", made), [, then] = await pixels("webp", before);
    if (now.length !== then.length) return made;
    let differ = 0;
    for (let at = 0; at < now.length; at += 4) {
        if (Math.max(...[0, 1, 2].map((channel) => Math.abs(now[at + channel] - then[at + channel]))) > 32) differ += 1;
    }
    return differ > same * now.length / 4 ? made : before;
}"""


def name_of(kind: str, width: int, look: str) -> str:
    """The name of a picture: the kind of page, and the width of the window in pixels with ``light`` or ``dark``, or ``print``."""
    return f"{kind.replace(' ', '-')}-print.webp" if look == "print" else f"{kind.replace(' ', '-')}-{width}-{look}.webp"


def names(kind: str) -> list[str]:
    """The names of all pictures of a kind of page."""
    return [*(name_of(kind, size["width"], look) for size in (DESK, PHONE) for look in LOOKS), name_of(kind, SHEET["width"], "print")]


def keep(board: Page, file: Path, picture: bytes) -> Path:
    """Write a picture unless the file shows the same; ``board`` is an empty page whose canvas makes and compares pictures."""
    before = base64.b64encode(file.read_bytes()).decode() if file.exists() else ""
    made = board.evaluate(ENCODED, [base64.b64encode(picture).decode(), QUALITY, before, SAME])
    if made != before:
        file.write_bytes(base64.b64decode(made))
    return file


def take(browser: Browser, home: str, folder: Path, kinds: dict[str, str]) -> list[Path]:
    """Take the pictures of some kinds of page, given with their addresses."""
    files = []
    board = browser.new_page()
    windows = [(size, scheme, scheme) for size in (DESK, PHONE) for scheme in LOOKS] + [(SHEET, "light", "print")]
    for size, scheme, look in windows:
        window = {"width": size["width"], "height": size["height"]}
        context = browser.new_context(viewport=window, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page = context.new_page()
        for kind, url in kinds.items():
            page.goto(home + url, wait_until="networkidle")
            page.emulate_media(media="print" if look == "print" else "screen")
            page.evaluate(SETTLED)
            files.append(keep(board, folder / name_of(kind, size["width"], look), page.screenshot()))
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
