"""Makes `receipt.font`, the one-bit font of this crate, from two open fonts.

    apt-get install fonts-noto-cjk xfonts-terminus   # or unpack the two packages anywhere
    pip install freetype-py==2.5.1 numpy
    python3 make_font.py NotoSansCJK-Regular.ttc ter-u24b_unicode.pcf.gz receipt.font

Narrow glyphs (12x24) are Terminus Bold 12x24, drawn by hand for one bit a dot; wide ones (24x24) are
Noto Sans CJK SC rastered here, once, so that no printer or phone ever does font work. The repertoire is
what two-byte printers know: GBK, Big5, Shift-JIS and KS X 1001, and every single-byte page of the profiles.

Two decisions that can be seen:
- the dot threshold rises with the ink of a glyph, or 龘 and 囊 become blots while 一 stays thin;
- zero is redrawn without the slash (prices are mostly zeros), narrower than O so both can be told apart.

The file, all numbers little-endian:

    8   magic "TILLFNT1"
    then twice, narrow first:
    2   glyph width in dots;  2  glyph height
    2   number of glyphs n (all in the Basic Multilingual Plane)
    2   number of contexts c
    2c  probability that the next dot is black, of 4096, by context
    2n  code points, ascending
    n   length in bytes of each coded glyph
    4   length of all coded glyphs together, and these

A dot's context is 13 dots already known (see `TEMPLATE`). Each glyph is coded by itself with a binary
range coder, so one glyph can be had without any other: 9 bytes in 10 of the work and memory of
unpacking a font are never spent. Trailing zero bytes of a code are not stored.
"""
import struct
import sys

import freetype as ft
import numpy as np

H = 24
# (dx, dy) of the dots that predict the next one, most significant first.
TEMPLATE = [(-1, 0), (-2, 0), (-3, 0), (-2, -1), (-1, -1), (0, -1), (1, -1), (2, -1),
            (-1, -2), (0, -2), (1, -2), (0, -3), (-4, 0)]
ONE = 4096

ZERO = """
............
............
............
............
...######...
..########..
.##......##.
.##......##.
.##......##.
.##......##.
.##......##.
.##......##.
.##......##.
.##......##.
.##......##.
.##......##.
.##......##.
..########..
...######...
............
............
............
............
............
"""


def bitmap(face, char, flags, width, base, threshold):
    """The glyph as a 24 x width array, or None where the face has none."""
    index = face.get_char_index(char)
    if not index:
        return None
    face.load_glyph(index, flags)
    slot, out = face.glyph, np.zeros((H, width), np.uint8)
    bits = slot.bitmap
    if not bits.rows:
        return out
    buf = np.array(bits.buffer, np.uint8).reshape(bits.rows, abs(bits.pitch))
    if bits.pixel_mode == ft.FT_PIXEL_MODE_MONO:
        dots = np.unpackbits(buf, axis=1)[:, :bits.width]
    else:
        grey = buf[:, :bits.width]
        dots = (grey > threshold(int(grey.sum()) / 255 / (width * H))).astype(np.uint8)
    for y in range(bits.rows):
        for x in range(bits.width):
            yy, xx = base - slot.bitmap_top + y, slot.bitmap_left + x
            if dots[y, x] and 0 <= yy < H and 0 <= xx < width:
                out[yy, xx] = 1
    return out


def two_byte(codec, leads, trails):
    for a in leads:
        for b in trails:
            try:
                text = bytes([a, b]).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1 and ord(text) < 0xE000 or len(text) == 1 and 0xF900 <= ord(text) < 0x10000:
                yield text


def repertoire_wide():
    chars = set()
    chars |= set(two_byte("gbk", range(0x81, 0xFF), range(0x40, 0xFF)))
    chars |= set(two_byte("gb18030", range(0xA1, 0xAA), range(0x40, 0xFF)))
    chars |= set(two_byte("big5", range(0xA1, 0xFA), range(0x40, 0xFF)))
    chars |= set(two_byte("shift_jis", range(0x81, 0xFD), range(0x40, 0xFD)))
    chars |= set(two_byte("euc_kr", range(0xA1, 0xFF), range(0xA1, 0xFF)))
    chars |= {chr(c) for c in range(0xFF01, 0xFF5F)} | {"€", "™", "※", "◇", "☆", "★", "✓", "✔", "✕", "→"}
    return sorted(c for c in chars if ord(c) >= 0x80)


def repertoire_narrow():
    chars = {chr(c) for c in range(0x20, 0x7F)} | {chr(c) for c in range(0xFF61, 0xFFA0)}
    for page in (437, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 874,
                 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258):
        for b in range(0x80, 0x100):
            try:
                chars.add(bytes([b]).decode(f"cp{page}"))
            except UnicodeDecodeError:
                pass
    return chars


def index_of(name, path):
    for i in range(ft.Face(path).num_faces):
        if ft.Face(path, i).family_name.decode() == name:
            return ft.Face(path, i)
    sys.exit(f"{path} has no face called {name}")


def contexts(glyphs, width):
    """For all glyphs at once: the context of every dot, in coding order."""
    n = len(glyphs)
    pad = np.zeros((n, H + 3, width + 8), np.uint8)
    pad[:, 3:, 4:4 + width] = glyphs
    ctx = np.zeros((n, H, width), np.uint16)
    for dx, dy in TEMPLATE:
        ctx = ctx << 1 | pad[:, 3 + dy:3 + dy + H, 4 + dx:4 + dx + width]
    return ctx


def code(dots, probs):
    """Range-codes one glyph. `low` is kept as one long integer: 600 dots, so carries need no care."""
    low, span, shifts = 0, 0xFFFFFFFF, 0
    for dot, p in zip(dots, probs):
        bound = (span >> 12) * p
        if dot:
            span = bound
        else:
            low += bound
            span -= bound
        while span < 1 << 24:
            low <<= 8
            span <<= 8
            shifts += 1
    # The shortest number in [low, low + span): the decoder reads zeros past the end.
    size = shifts + 4
    for keep in range(size + 1):
        unit = 1 << (8 * (size - keep))
        value = -(-low // unit) * unit
        if value < low + span:
            return (value >> (8 * (size - keep))).to_bytes(keep, "big")
    raise AssertionError


def section(glyphs, width):
    codes = sorted(glyphs)
    dots = np.array([glyphs[c] for c in codes])
    ctx = contexts(dots, width)
    black = np.bincount(ctx.ravel(), weights=dots.ravel(), minlength=1 << len(TEMPLATE))
    seen = np.bincount(ctx.ravel(), minlength=1 << len(TEMPLATE))
    p = np.clip(np.rint((black + 0.4) / (seen + 0.8) * ONE), 1, ONE - 1).astype(int)
    coded = [code(d.ravel().tolist(), p[c.ravel()].tolist()) for d, c in zip(dots, ctx)]
    assert max(map(len, coded)) < 256
    out = struct.pack("<HHHH", width, H, len(codes), len(p)) + p.astype("<u2").tobytes()
    out += np.array([ord(c) for c in codes], "<u2").tobytes() + bytes(map(len, coded))
    body = b"".join(coded)
    print(f"{width}x{H}: {len(codes)} glyphs, {len(body)} bytes of dots, {len(out)} of tables")
    return out + struct.pack("<I", len(body)) + body


def main():
    noto, terminus, target = sys.argv[1:]
    sans = index_of("Noto Sans CJK SC", noto)
    sans.set_pixel_sizes(23, 23)
    mono = index_of("Noto Sans Mono CJK SC", noto)
    mono.set_pixel_sizes(22, 22)
    hand = ft.Face(terminus)
    grey = ft.FT_LOAD_RENDER | ft.FT_LOAD_TARGET_NORMAL

    def denser(ink):
        return 104 + min(36, max(0, int((ink - 0.28) * 200)))

    narrow = {}
    for index, char in ((i, chr(c)) for c, i in hand.get_chars()):
        if 0x20 <= ord(char) < 0xE000 and index:
            narrow[char] = bitmap(hand, char, ft.FT_LOAD_RENDER | ft.FT_LOAD_TARGET_MONO, 12, 19, None)
    narrow["0"] = np.array([[c == "#" for c in row] for row in ZERO.split()], np.uint8)
    missing = []
    for char in sorted(repertoire_narrow() - set(narrow)):
        # The rest (half-width kana and a few signs) from the sans, where its glyph is half an em wide.
        if mono.get_char_index(char) and ord(char) > 0xA0:
            mono.load_char(char, grey)
            if mono.glyph.advance.x <= 12 * 64:
                narrow[char] = bitmap(mono, char, grey, 12, 20, denser)
                continue
        missing.append(char)
    print("narrow, without a glyph:", " ".join(f"{ord(c):04X}" for c in missing))
    wide, missing = {}, []
    for char in repertoire_wide():
        dots = bitmap(sans, char, grey, 24, 20, denser)
        if dots is None:
            missing.append(char)
        else:
            # Letters of proportional width stand in the middle of their two columns.
            left = dots.any(axis=0).argmax() if dots.any() else 0
            right = dots[:, ::-1].any(axis=0).argmax() if dots.any() else 0
            if sans.glyph.advance.x < 20 * 64:
                dots = np.roll(dots, (int(right) - int(left)) // 2, axis=1)
            wide[char] = dots
    print("wide, without a glyph:", " ".join(f"{ord(c):04X}" for c in missing))
    data = b"TILLFNT1" + section(narrow, 12) + section(wide, 24)
    with open(target, "wb") as file:
        file.write(data)
    print(f"{target}: {len(data)} bytes")


if __name__ == "__main__":
    main()
