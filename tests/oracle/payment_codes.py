#!/usr/bin/env python3
"""The page on payment codes once more, from the page alone, and compared with `till paycode vector`.

Nothing but Python's standard library: AES-256 is written out here (FIPS 197), FF1 over it (NIST SP
800-38G), HKDF and TOTP from `hmac`. First it must give NIST's own samples and every vector of the
fixture; then random phones, moments and roots, digit for digit. Slow and plain on purpose: it exists
to disagree.

    python3 tests/oracle/payment_codes.py --till target/release/till --rounds 2000 --seed 1
"""

import argparse
import hashlib
import hmac
import json
import pathlib
import random
import subprocess
import sys

# --- AES-256, encryption of one block (FIPS 197) -------------------------------------------------


def _xtime(a):
    return ((a << 1) ^ 0x1B) & 0xFF if a & 0x80 else a << 1


def _times(a, b):
    product = 0
    while b:
        if b & 1:
            product ^= a
        a, b = _xtime(a), b >> 1
    return product


def _make_sbox():
    box = []
    for x in range(256):
        inverse = next((y for y in range(256) if _times(x, y) == 1), 0)
        out = 0x63
        for shift in range(5):
            out ^= ((inverse << shift) | (inverse >> (8 - shift))) & 0xFF
        box.append(out)
    return box


SBOX = _make_sbox()


def expand_key(key):
    assert len(key) == 32
    words = [list(key[i : i + 4]) for i in range(0, 32, 4)]
    rcon = 1
    for i in range(8, 60):
        word = list(words[i - 1])
        if i % 8 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = _xtime(rcon)
        elif i % 8 == 4:
            word = [SBOX[b] for b in word]
        words.append([a ^ b for a, b in zip(words[i - 8], word)])
    return [sum(words[i : i + 4], []) for i in range(0, 60, 4)]


def aes(schedule, block):
    state = [a ^ b for a, b in zip(block, schedule[0])]
    for number, round_key in enumerate(schedule[1:], 1):
        state = [SBOX[b] for b in state]
        state = [state[(4 * (c + r) + r) % 16] for c in range(4) for r in range(4)]
        if number < 14:
            mixed = []
            for c in range(0, 16, 4):
                a = state[c : c + 4]
                for r in range(4):
                    mixed.append(
                        _xtime(a[r])
                        ^ _xtime(a[(r + 1) % 4])
                        ^ a[(r + 1) % 4]
                        ^ a[(r + 2) % 4]
                        ^ a[(r + 3) % 4]
                    )
            state = mixed
        state = [a ^ b for a, b in zip(state, round_key)]
    return bytes(state)


# --- FF1, radix 10 (NIST SP 800-38G, algorithm 7) ------------------------------------------------


def ff1(key, tweak, text):
    schedule = expand_key(key)
    n, t = len(text), len(tweak)
    u = n // 2
    v = n - u
    left, right = text[:u], text[u:]
    bits = (10**v - 1).bit_length()
    b = (bits + 7) // 8
    d = 4 * ((b + 3) // 4) + 4
    p = bytes([1, 2, 1]) + (10).to_bytes(3, "big") + bytes([10, u % 256])
    p += n.to_bytes(4, "big") + t.to_bytes(4, "big")
    for i in range(10):
        q = tweak + bytes((-t - b - 1) % 16) + bytes([i]) + int(right).to_bytes(b, "big")
        r = bytes(16)
        for at in range(0, len(p + q), 16):
            r = aes(schedule, bytes(x ^ y for x, y in zip(r, (p + q)[at : at + 16])))
        s = r
        j = 1
        while len(s) < d:
            s += aes(schedule, bytes(x ^ y for x, y in zip(r, j.to_bytes(16, "big"))))
            j += 1
        y = int.from_bytes(s[:d], "big")
        m = u if i % 2 == 0 else v
        left, right = right, str((int(left) + y) % 10**m).zfill(m)
    return left + right


# --- The page --------------------------------------------------------------------------------------


def mac(key, message):
    return hmac.new(key, message, hashlib.sha256).digest()


def expand(key, info):
    return mac(key, info + b"\x01")


def u32(n):
    return n.to_bytes(4, "big")


def u64(n):
    return n.to_bytes(8, "big")


def key_of(root, gen, word):
    return expand(mac(b"PC1", root), b"PC1|" + word + b"|" + bytes([gen]))


def eight(n):
    return str(n % 10**8).zfill(8)


def check_digits(body):
    return str(98 - int(body) * 100 % 97).zfill(2)


def totp(key, step):
    digest = mac(key, u64(step))
    offset = digest[-1] & 15
    return eight(int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF)


def code(keys, handle, step):
    tag = totp(keys["k_dev"], step)
    alias = ff1(keys["k_alias"], b"PC1A" + u32(step // 2880), handle)
    mask = mac(keys["k_mask"], b"PC1|msk|" + u64(step) + tag.encode())
    mask = int.from_bytes(mask[:8], "big") % 10**8
    body = "88" + eight(int(alias) + mask) + tag
    return {"alias": alias, "tag": tag, "mask": eight(mask), "code": body + check_digits(body)}


def vector(root, gen, handle, enrol_no, unix):
    step = unix // 30
    keys = {name: key_of(root, gen, name[2:].encode()) for name in ("k_auth", "k_alias", "k_mask")}
    keys["k_dev"] = expand(keys["k_auth"], b"PC1|dev|" + handle.encode() + u32(enrol_no))
    answer = {"gen": gen, "handle": handle, "enrol_no": enrol_no, "unix": unix}
    answer |= {"step": step, "day": step // 2880}
    answer |= {name: key.hex() for name, key in keys.items()}
    answer |= code(keys, handle, step)
    answer["next_code"] = code(keys, handle, step + 1)["code"]
    return answer


def card(root, gen, card_no, issue):
    tag = mac(key_of(root, gen, b"ctag"), b"PC1|ctag|" + eight(card_no).encode() + bytes([issue]))
    tag = eight(int.from_bytes(tag[:8], "big"))
    body = "83" + ff1(key_of(root, gen, b"card"), b"PC1C", eight(card_no) + tag)
    return body + check_digits(body)


def binding(root, gen, card_no, issue):
    """A card's binding code, as DESIGN.md has it: the page names the form alone."""
    tag = mac(key_of(root, gen, b"ctag"), b"PC1|bind|" + eight(card_no).encode() + bytes([issue]))
    tag = str(int.from_bytes(tag[:8], "big") % 10_000).zfill(4)
    body = "84" + ff1(key_of(root, gen, b"bind"), b"PC1L", eight(card_no) + tag)
    return body + check_digits(body)


def pickup(root, gen, batch, serial):
    key = expand(key_of(root, gen, b"batch"), b"PC1|b|" + u32(batch))
    body = "82" + ff1(expand(key, b"code"), b"PC1B" + u32(batch), str(serial).zfill(12))
    password = mac(expand(key, b"pw"), b"PC1|pw|" + u64(serial))
    return body + check_digits(body), eight(int.from_bytes(password[:8], "big"))


# --- Comparing -------------------------------------------------------------------------------------


def against_the_samples():
    key = bytes.fromhex("2B7E151628AED2A6ABF7158809CF4F3CEF4359D8D580AA4F7F036D6F04FC6A94")
    assert ff1(key, b"", "0123456789") == "6657667009", "NIST, FF1 sample 7"
    assert ff1(key, bytes.fromhex("39383736353433323130"), "0123456789") == "1001623463", "NIST, FF1 sample 8"
    fips = aes(expand_key(bytes(range(32))), bytes.fromhex("00112233445566778899aabbccddeeff"))
    assert fips.hex() == "8ea2b7ca516745bfeafc49904b496089", "FIPS 197, C.3"


def against_the_fixture(fixture):
    for given in fixture["vectors"]:
        root = bytes.fromhex(given["root"])
        ours = vector(root, given["gen"], given["handle"], given["enrol_no"], given["unix"])
        wrong = {k: (v, given[k]) for k, v in ours.items() if given[k] != v}
        assert not wrong, wrong
    for given in fixture["card"]:
        root = bytes.fromhex(given["root"])
        assert card(root, given["gen"], given["card_no"], given["issue"]) == given["code"], given
    for given in fixture["pickup"]:
        root = bytes.fromhex(given["root"])
        ours = pickup(root, given["gen"], given["batch"], given["serial"])
        assert ours == (given["code"], given["password"]), given


def draw(chance):
    """A random phone and moment; the corners more often than chance would."""
    edge = lambda low, high: chance.choice([low, high, chance.randint(low, high)])
    day = chance.randint(0, 60_000) * 86_400
    unix = chance.choice([chance.randrange(4_000_000_000), day, day + 86_370, day + 86_399])
    handle = str(edge(0, 99_999_999)).zfill(8)
    return chance.randbytes(32), edge(0, 255), handle, edge(0, 2**32 - 1), unix


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--till", required=True, help="the till command")
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()

    against_the_samples()
    here = pathlib.Path(__file__).resolve().parent
    fixture = json.loads((here.parent / "fixtures" / "payment-codes.json").read_text())
    against_the_fixture(fixture)

    chance = random.Random(args.seed)
    for n in range(args.rounds):
        root, gen, handle, enrol_no, unix = draw(chance)
        told = ["--root", root.hex(), "--gen", gen, "--handle", handle, "--enrol", enrol_no, "--unix", unix]
        said = subprocess.run(
            [args.till, "paycode", "vector", "--json", *map(str, told)], capture_output=True, text=True
        )
        if said.returncode != 0:
            sys.exit(f"{told}: exit {said.returncode}: {said.stdout}{said.stderr}")
        theirs, ours = json.loads(said.stdout), vector(root, gen, handle, enrol_no, unix)
        if theirs != ours:
            names = sorted(k for k in ours | theirs if ours.get(k) != theirs.get(k))
            sys.exit(f"round {n}, {told}: {[(k, ours.get(k), theirs.get(k)) for k in names]}")
    print(f"{args.rounds} codes and their parts, digit for digit; NIST's samples; the fixture")


if __name__ == "__main__":
    main()
