"""Writes `pages.txt`: the upper half of every single-byte code page the profiles may name.

    python3 make_pages.py > pages.txt

One page a line: its name, a space, and 128 letters for the bytes 80 to FF. `\ufffd` stands where the driver must not
send the byte: nothing is assigned, it is a control or a space, it has no width of its own, or it belongs to a script
that is not printed letter by letter from left to right (Hebrew, Arabic, Thai): those lines are drawn by the driver.
"""
import unicodedata

PAGES = (437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874,
         1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258)


def letter(page, byte):
    try:
        c = bytes([byte]).decode(f"cp{page}")
    except UnicodeDecodeError:
        return "\ufffd"
    n = ord(c)
    drawn = 0x590 <= n <= 0x8FF or 0xFB1D <= n <= 0xFEFF or 0xE00 <= n <= 0xE7F
    if drawn or unicodedata.category(c)[0] in "CZM" or unicodedata.combining(c):
        return "\ufffd"
    return c


for page in PAGES:
    print(f"cp{page} " + "".join(letter(page, byte) for byte in range(0x80, 0x100)))
print("katakana " + "".join(chr(0xFF61 + b - 0xA1) if 0xA1 <= b <= 0xDF else "\ufffd" for b in range(0x80, 0x100)))
