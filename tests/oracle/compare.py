#!/usr/bin/env python3
"""Random carts through the oracle and through the binary: every field must be the same.

    python3 tests/oracle/compare.py --till target/release/till --seed 1 --rounds 100

A round is one catalogue with 60 carts in one stream, and one small catalogue for `till sellable`.
Not compared: `explain`, `format`, `message`, `path`. Quantities are compared as numbers.
A refusal with another code that the oracle lists under `also` (README.md, AMBIGUITIES) is counted
apart, not as failed; --strict fails it.
"""
import argparse
import collections
import copy
import json
import os
import shlex
import subprocess
import sys
import tempfile
from decimal import Decimal, InvalidOperation

import generate
import pricing

NOT_COMPARED = {"explain", "format"}


class Till:
    def __init__(self, command, folder):
        self.command, self.folder = shlex.split(command), folder
        self.stderr = ""

    def run(self, subcommand, data, texts=None):
        """The JSON values on standard output, one a line (or one over several lines)."""
        catalog = os.path.join(self.folder, "catalog.json")
        with open(catalog, "w", encoding="utf-8") as f:
            json.dump(data, f, ensure_ascii=False)
        call = self.command + [subcommand, "--catalog", catalog]
        if texts is not None:
            carts = os.path.join(self.folder, "carts.jsonl")
            with open(carts, "w", encoding="utf-8") as f:
                f.writelines(text + "\n" for text in texts)
            call += ["--cart", carts]
        done = subprocess.run(call + ["--json"], capture_output=True, timeout=600)
        self.stderr = done.stderr.decode("utf-8", "replace")[-400:]
        self.exit_code = done.returncode
        out = done.stdout.decode("utf-8", "replace")
        try:
            return [pricing.parse(line) for line in out.splitlines() if line.strip()]
        except ValueError:
            try:
                return [pricing.parse(out)]
            except ValueError:
                return []

    def price(self, data, texts):
        answers = self.run("price", data, texts)
        if len(answers) == len(texts):
            return answers
        silent = {"no answer": "exit %d, %d answers for %d carts; stderr: %s" % (
            self.exit_code, len(answers), len(texts), self.stderr)}
        if len(answers) == 1 and "error" in answers[0]:
            silent["no answer"] += "; " + json.dumps(answers[0], ensure_ascii=False, default=str)
        return answers[:len(texts)] + [silent] * (len(texts) - len(answers))


def same_number(a, b):
    try:
        return Decimal(str(a)) == Decimal(str(b))
    except InvalidOperation:
        return False


def difference(want, got, path="", key=""):
    """The first difference, as text; None where there is none."""
    if isinstance(want, dict) and isinstance(got, dict):
        for k in list(want) + [k for k in got if k not in want]:
            if k in NOT_COMPARED:
                continue
            if k == "components" and want.get(k) in (None, []) and got.get(k) in (None, []):
                continue
            if k not in want or k not in got:
                return "%s.%s: oracle %s, till %s" % (path, k, short(want.get(k, "(no such field)")),
                                                      short(got.get(k, "(no such field)")))
            found = difference(want[k], got[k], path + "." + k, k)
            if found:
                return found
        return None
    if isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        for i, (a, b) in enumerate(zip(want, got)):
            found = difference(a, b, "%s[%d]" % (path, i))
            if found:
                return found
        return None
    # a quantity of a SKU is a text in any spelling of the same number; a set's count is a number
    if key in ("qty", "sellable") and isinstance(want, str) and isinstance(got, str) and same_number(want, got):
        if want != got:
            SPELLING[key] += 1
        return None
    if type(want) is type(got) and want == got:
        return None
    return "%s: oracle %s, till %s" % (path, short(want), short(got))


SPELLING = collections.Counter()


def short(value):
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) < 300 else text[:300] + "..."


def judge(want, got, strict):
    """None, or ("by choice", text), or ("differs", text)."""
    if "no answer" in got:
        return "differs", got["no answer"]
    if "error" in want:
        code = (got.get("error") or {}).get("code")
        if code == want["error"]["code"]:
            return None
        text = "oracle refuses %s, till %s" % (want["error"], "refuses " + str(code) if code else "prices it: " + short(got))
        return ("by choice" if code in want["error"].get("also", []) and not strict else "differs"), text
    if "error" in got:
        return "differs", "oracle prices it (total %s), till refuses %s" % (want["total"], short(got["error"]))
    found = difference(want, got)
    return ("differs", found) if found else None


def smaller(cart):
    """Carts with one thing less, largest cuts first."""
    def without(path):
        trial = copy.deepcopy(cart)
        place = trial
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]
        return trial

    for i in reversed(range(len(cart.get("lines", [])))):
        trial = without(["lines", i])
        discounts = []
        for discount in trial.get("discounts", []):
            if isinstance(discount.get("line"), int) and discount["line"] >= i:
                if discount["line"] == i:
                    continue
                discount["line"] -= 1
            discounts.append(discount)
        if "discounts" in trial:
            trial["discounts"] = discounts
        yield trial
    for key in ("vouchers", "discounts"):
        for i in reversed(range(len(cart.get(key, [])))):
            yield without([key, i])
    for key in ("vouchers", "discounts", "redeem_points", "waive_service_charge", "customer", "channel", "format"):
        if key in cart:
            yield without([key])
    for key in ("level", "points"):
        if key in cart.get("customer", {}):
            yield without(["customer", key])
    for i, line in enumerate(cart.get("lines", [])):
        if "at" in line:
            yield without(["lines", i, "at"])
        places = [["lines", i]] + [["lines", i, "picks", p] for p in range(len(line.get("picks", [])))]
        for place in places:
            part = line if len(place) == 2 else line["picks"][place[-1]]
            for key in ("modifiers", "attributes"):
                if key in part:
                    yield without(place + [key])
                    for n in range(len(part[key])):
                        yield without(place + [key, n])
        if line.get("qty") not in ("1", 1):
            trial = copy.deepcopy(cart)
            trial["lines"][i]["qty"] = "1"
            yield trial


def smaller_catalog(data):
    for key in ("promotions", "price_lists", "vouchers", "levels"):
        for i in reversed(range(len(data.get(key, [])))):
            trial = copy.deepcopy(data)
            del trial[key][i]
            if key == "levels" and data[key][i]["id"] in json.dumps(
                    {k: v for k, v in trial.items() if k not in ("levels",)}):
                continue  # something still refers to it
            yield trial
    for key in ("service_charge", "points", "cash_rounding"):
        if key in data["shop"]:
            trial = copy.deepcopy(data)
            del trial["shop"][key]
            yield trial


def minimise(till, data, cart, strict, kind):
    """Drop things from cart and catalogue while the two still differ, and in the same way: a cart the
    oracle prices stays one that it prices, and a wrong number does not turn into a refusal."""
    def still(data, cart):
        try:
            want = pricing.price(data, pricing.parse(json.dumps(cart)))
            got = till.price(data, [json.dumps(cart)])[0]
        except (AssertionError, KeyError, subprocess.TimeoutExpired):
            return False
        return "no answer" not in got and shape(want, got) == kind and judge(want, got, strict) is not None

    progress = True
    while progress:
        progress = False
        for trial in smaller(cart):
            if still(data, trial):
                cart, progress = trial, True
                break
        else:
            for trial in smaller_catalog(data):
                if still(trial, cart):
                    data, progress = trial, True
                    break
    return data, cart


def shape(want, got):
    return ("error" in want and want["error"]["code"]), (got.get("error") or {}).get("code")


def mentioned(data, cart):
    """The parts of the catalogue that the minimised cart needs, for reading."""
    ids = set()
    for line in cart.get("lines", []):
        ids.add(line.get("sku") or line.get("set"))
        ids.update(p.get("sku") for p in line.get("picks", []) if isinstance(p, dict))
    for product in data["products"]:
        for group in product.get("set", {}).get("groups", []):
            if product["id"] in ids:
                ids.update(i["sku"] for i in group.get("items", []))
    products = [p for p in data["products"] if p["id"] in ids or any(s["id"] in ids for s in p.get("skus", []))]
    groups = {g for p in products for g in p.get("modifier_groups", []) + p.get("attribute_groups", [])}
    result = {"shop": data["shop"], "products": products}
    for key in ("modifier_groups", "attribute_groups"):
        result[key] = [g for g in data.get(key, []) if g["id"] in groups]
    for key in ("price_lists", "promotions", "vouchers", "levels"):
        result[key] = data.get(key, [])
    return {k: v for k, v in result.items() if v}


def unnamed(value):
    """Without `name`s, which do not matter and only take room."""
    if isinstance(value, dict):
        return {k: unnamed(v) for k, v in value.items() if k != "name"}
    return [unnamed(v) for v in value] if isinstance(value, list) else value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--till", required=True, help="the binary (or a command line)")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0, help="number of the first round")
    parser.add_argument("--carts", type=int, default=60)
    parser.add_argument("--show", type=int, default=5, help="how many differences to show, minimised")
    parser.add_argument("--keep", help="folder for the catalogue and cart of each difference shown")
    parser.add_argument("--strict", action="store_true", help="no other code of refusal is accepted")
    args = parser.parse_args()

    passed = failed = shown = 0
    codes, by_choice, features = collections.Counter(), collections.Counter(), collections.Counter()
    accepted = 0
    signatures = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        till = Till(args.till, folder)
        for number in range(args.first, args.first + args.rounds):
            data, texts, stock = generate.round_of(args.seed, number, args.carts)
            answers = till.price(data, texts)
            catalog = pricing.Catalog(data)
            for index, (text, got) in enumerate(zip(texts, answers)):
                want = pricing.price_text(catalog, text)
                if "error" in want:
                    codes[want["error"]["code"]] += 1
                else:
                    accepted += 1
                    features.update(pricing.SEEN)
                verdict = judge(want, got, args.strict)
                if verdict is None:
                    passed += 1
                    continue
                if verdict[0] == "by choice":
                    passed += 1
                    by_choice[want["error"]["code"] + " -> " + got["error"]["code"]] += 1
                    continue
                failed += 1
                what = shape(want, got)
                signatures["oracle %s, till %s" % (what[0] or "prices", what[1] or "prices")
                           + ("" if any(what) else ", " + verdict[1].split(":")[0])] += 1
                if shown >= args.show:
                    continue
                shown += 1
                print("\n--- seed %s round %d cart %d: %s" % (args.seed, number, index, verdict[1]))
                try:
                    cart = json.loads(text)
                except ValueError:
                    print("cart: %s" % text)
                    continue
                if "no answer" in got:
                    print("cart: %s" % text)
                    continue
                small, cart = minimise(till, data, cart, args.strict, what)
                want = pricing.price(small, pricing.parse(json.dumps(cart)))
                got = till.price(small, [json.dumps(cart)])[0]
                got.pop("explain", None)
                print("minimised: %s" % (judge(want, got, args.strict) or ("", "(gone)"))[1])
                print("cart:      %s" % json.dumps(cart, ensure_ascii=False))
                print("catalogue: %s" % json.dumps(unnamed(mentioned(small, cart)), ensure_ascii=False))
                print("oracle:    %s" % json.dumps(want, ensure_ascii=False))
                print("till:      %s" % json.dumps(got, ensure_ascii=False, default=str))
                if args.keep:
                    os.makedirs(args.keep, exist_ok=True)
                    name = os.path.join(args.keep, "%s-%d-%d" % (args.seed, number, index))
                    generate.write(name + ".catalog.json", small)
                    with open(name + ".cart.json", "w", encoding="utf-8") as f:
                        f.write(json.dumps(cart, ensure_ascii=False) + "\n")

            for name, one in (("catalogue", data), ("stock", stock)):
                want = pricing.sellable(one)
                got = (till.run("sellable", one) or [{"no answer": till.stderr}])[0]
                found = difference(want, got)
                features["sellable: unlimited"] += any(s["sellable"] is None for s in want["sets"])
                features["sellable: limited"] += any(s["sellable"] not in (None, 0) for s in want["sets"])
                features["sellable: none"] += any(s["sellable"] == 0 for s in want["sets"])
                passed, failed = passed + (not found), failed + bool(found)
                if found:
                    signatures["sellable"] += 1
                    if shown < args.show:
                        shown += 1
                        print("\n--- seed %s round %d sellable of the %s: %s" % (args.seed, number, name, found))
                        print("products: %s" % json.dumps(unnamed(one["products"]), ensure_ascii=False)[:3000])

    print("\naccepted carts: %d, refused: %d" % (accepted, sum(codes.values())))
    for code in pricing.CODES:
        print("  %6d  %s" % (codes[code], code))
    print("what accepted carts went through:")
    for feature, count in sorted(features.items()):
        print("  %6d  %s" % (count, feature))
    if by_choice:
        print("refused with another code the pages allow (README.md, AMBIGUITIES), oracle -> till:")
        for pair, count in by_choice.most_common():
            print("  %6d  %s" % (count, pair))
    if SPELLING:
        print("same quantity, other spelling: %s" % dict(SPELLING))
    if signatures:
        print("differences by kind:")
        for signature, count in signatures.most_common(30):
            print("  %6d  %s" % (count, signature))
    print("%d passed, %d failed" % (passed, failed))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
