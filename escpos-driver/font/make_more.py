"""Makes `more.font`: the letters no receipt printer has, for the lines the driver draws itself.

    apt-get install fonts-noto-cjk fonts-noto-core fonts-dejavu-core   # or unpack the packages anywhere
    npm pack @expo-google-fonts/noto-emoji
    python3 make_more.py NotoSansCJK-Regular.ttc NotoSansThai-Regular.ttf NotoSansHebrew-Regular.ttf \
        DejaVuSansMono.ttf NotoSansMono-Regular.ttf NotoEmoji_400Regular.ttf more.font

Coded as `receipt.font` is (see make_font.py), in four sections: narrow letters; wide letters of the Basic Multilingual
Plane (hanzi of extension A, signs, the older emoji); emoji of plane 1; hanzi of plane 2. Code points of the last two
are stored less 10000 and 20000 (hexadecimal). Emoji are the outlines of Noto Emoji, in one colour as paper is.
Thai marks are drawn where they belong in their cell, so that a letter and its marks lie over each other. Arabic has its
presentation forms: joining letters is the driver's work.
"""
import sys

import freetype as ft
import numpy as np

from make_font import H, bitmap, index_of, repertoire_narrow, repertoire_wide, section

GREY = ft.FT_LOAD_RENDER | ft.FT_LOAD_TARGET_NORMAL


def chars(*ranges):
    return [chr(c) for a, b in ranges for c in range(a, b + 1)]


def centred(dots, width):
    """Moves a glyph drawn on a wide sheet to the middle of its cell; what is wider loses both edges alike."""
    ink = np.flatnonzero(dots.any(axis=0))
    if not len(ink):
        return dots[:, :width]
    middle = (int(ink[0]) + int(ink[-1]) + 1) // 2
    return np.roll(dots, dots.shape[1] // 2 - middle, axis=1)[:, dots.shape[1] // 2 - width // 2:][:, :width]


def main():
    cjk, thai, hebrew, mono, latin, emoji, target = sys.argv[1:]
    sans = index_of("Noto Sans CJK SC", cjk)
    sans.set_pixel_sizes(23, 23)
    thai, hebrew, mono, latin, emoji = (ft.Face(f) for f in (thai, hebrew, mono, latin, emoji))
    thai.set_pixel_sizes(17, 17)
    hebrew.set_pixel_sizes(19, 19)
    mono.set_pixel_sizes(20, 20)
    latin.set_pixel_sizes(19, 19)
    emoji.set_pixel_sizes(20, 20)
    known = repertoire_narrow() | set(repertoire_wide())
    even = lambda ink: 112  # noqa: E731

    narrow = {}
    for c in chars((0xA0, 0x24F), (0x370, 0x52F), (0x531, 0x58A), (0x10A0, 0x10FF), (0x1E00, 0x1FFF), (0x2000, 0x2BFF)):
        if c not in known and mono.get_char_index(c):
            narrow[c] = bitmap(mono, c, GREY, 12, 19, even)
        elif c not in known and latin.get_char_index(c):
            narrow[c] = bitmap(latin, c, GREY, 12, 19, even)
    for c in chars((0x600, 0x6FF), (0xFB50, 0xFBFF), (0xFE70, 0xFEFC)):
        if mono.get_char_index(c):
            narrow[c] = bitmap(mono, c, GREY, 12, 17, even)
    for c in chars((0x5B0, 0x5F4)):
        if hebrew.get_char_index(c):
            hebrew.load_char(c, GREY)
            mark = hebrew.glyph.advance.x == 0
            sheet = bitmap(hebrew, c, GREY, 12 if mark else 36, 19, even)
            narrow[c] = sheet if mark else centred(sheet, 12)
    for c in chars((0xE01, 0xE3A), (0xE3F, 0xE5B)):
        if thai.get_char_index(c):
            thai.load_char(c, GREY)
            slot = thai.glyph
            if slot.advance.x == 0:
                # Its place is left of the pen, over the letter before it.
                sheet = np.zeros((H, 36), np.uint8)
                dots = np.array(slot.bitmap.buffer, np.uint8).reshape(slot.bitmap.rows, -1)[:, :slot.bitmap.width]
                for y, x in np.argwhere(dots > 96):
                    yy, xx = 18 - slot.bitmap_top + y, 12 + slot.bitmap_left + x
                    if 0 <= yy < H and 0 <= xx < 12:
                        sheet[yy, xx] = 1
                narrow[c] = sheet[:, :12]
            else:
                narrow[c] = centred(bitmap(thai, c, GREY, 36, 18, even), 12)

    def denser(ink):
        return 104 + min(36, max(0, int((ink - 0.28) * 200)))

    wide, plane1, plane2 = {}, {}, {}
    for c in chars((0x2000, 0x2BFF), (0x2E80, 0x9FFF), (0xF900, 0xFAFF)):
        if c not in known and sans.get_char_index(c):
            wide[c] = bitmap(sans, c, GREY, 24, 20, denser)
    for c in chars((0x2000, 0x2BFF), (0x3030, 0x303D), (0x3297, 0x3299)):
        if c not in known and emoji.get_char_index(c):
            wide[c] = centred(bitmap(emoji, c, GREY, 48, 20, lambda ink: 100), 24)
    for c in chars((0x1F000, 0x1FAFF)):
        if emoji.get_char_index(c):
            plane1[chr(ord(c) - 0x10000)] = centred(bitmap(emoji, c, GREY, 48, 20, lambda ink: 100), 24)
    for c in chars((0x20000, 0x2A6DF), (0x2A700, 0x2EBEF)):
        if sans.get_char_index(c):
            plane2[chr(ord(c) - 0x20000)] = bitmap(sans, c, GREY, 24, 20, denser)
    data = b"TILLFNT1" + section(narrow, 12) + section(wide, 24) + section(plane1, 24) + section(plane2, 24)
    with open(target, "wb") as file:
        file.write(data)
    print(f"{target}: {len(data)} bytes")


main()
