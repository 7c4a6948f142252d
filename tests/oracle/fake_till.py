#!/usr/bin/env python3
"""Stands in for the binary: the oracle behind the command line of `till`, with one bug planted on demand.

    python3 tests/oracle/compare.py --till "python3 tests/oracle/fake_till.py"                 must find nothing
    python3 tests/oracle/compare.py --till "python3 tests/oracle/fake_till.py --mutant NAME"   must find something
    python3 tests/oracle/fake_till.py --try-all     every mutant in turn: is it seen?
"""
import json
import os
import subprocess
import sys
import types

HERE = os.path.dirname(os.path.abspath(__file__))

# name: (text in pricing.py, what the bug makes of it)
MUTANTS = {
    "tie-later": ("key=lambda i: (-(exact[i] - shares[i]), i))", "key=lambda i: (-(exact[i] - shares[i]), -i))"),
    "half-even": ("magnitude = floor(abs(x) + Fraction(1, 2))", "magnitude = round(abs(x))"),
    "list-last": ("for price_list in self.catalog.price_lists:", "for price_list in reversed(self.catalog.price_lists):"),
    "hours-to-included": ("if not start <= now < end:", "if not start <= now <= end:"),
    "midnight-weekday": ("began = began - 1 or 7", "pass"),
    "included-cheapest": ("units.sort(reverse=True)", "units.sort()"),
    "level-price-falls-back": ("if level_id is not None and level_id in level_prices:",
                               "if level_id in level_prices and self.catalog.minor(level_prices[level_id]) < line.base:"),
    "level-after-override": ("continue  # step 3: steps 1 and 2 then do not apply to the line", "pass"),
    "promotion-earlier-unit": ("key=lambda i: (units[i][2], -i))", "key=lambda i: (units[i][2], i))"),
    "promotion-dearest": ("key=lambda i: (units[i][2], -i))", "key=lambda i: (-units[i][2], -i))"),
    "free-units": ("q // (n + m) * m + max(0, q % (n + m) - n)", "q // (n + m) * m"),
    "one-stackable-enough": ('if not (other.get("stackable", False) and promotion.get("stackable", False)):',
                             'if not (other.get("stackable", False) or promotion.get("stackable", False)):'),
    "bundle-uses-all": ("looked_at = [units[i] for i in members]", "looked_at = units"),
    "vouchers-as-applied": ("for voucher_id in product_first + others:",
                            "for voucher_id in [v for i, v in enumerate(applied) if v in known "
                            "and (v in others or applied.index(v) == i)]:"),
    "voucher-first-line": ("lines.sort(key=lambda l: (-Fraction(l.uncovered_net, l.uncovered), l.index))", "pass"),
    "covered-again": ("line.uncovered -= covered\n                line.uncovered_net -= x", "pass"),
    "order-discount-on-all": ("lines = [line for line in self.lines if line.discountable()]\n            nets",
                              "lines = self.lines\n            nets"),
    "cap-of-admitting-lines": ("floor(sum(line.net for line in self.lines) * Fraction(rule[\"cap_percent\"]) / 100)",
                               "floor(sum(nets) * Fraction(rule[\"cap_percent\"]) / 100)"),
    "charge-untaxed": ('charge_is_taxed = service_charge != 0 and rule.get("taxable", True)', "charge_is_taxed = False"),
    "tax-by-line": ("for line, part in zip(lines, allocate(tax, parts, quantities[:len(parts)])):",
                    "for line, part in zip(lines, [round_half_away(l.net * rate if catalog.exclusive else "
                    "l.net * rate / (1 + rate)) for l in lines]):"),
    "earned-unfloored": ("floor(floor(Fraction(eligible, catalog.minor(earn[\"unit\"]))) * earn[\"points\"] * multiplier)",
                         "floor(Fraction(eligible, catalog.minor(earn[\"unit\"])) * earn[\"points\"] * multiplier)"),
    "components-by-list-price": ('in_force = [self.price_in_force(c["sku"], catalog.skus[c["sku"]]["price"], line.local)',
                                 'in_force = [catalog.minor(catalog.skus[c["sku"]]["price"])'),
    "day-from-midnight": ("(self.local - timedelta(hours=4)).date()", "self.local.date()"),
    "set-groups-alone": ("listed = {x[\"sku\"] for g in the_set[\"groups\"] for x in",
                         "if len(the_set['groups']) > 1:\n        alone = [sellable_set(catalog, {'groups': [g]}) "
                         "for g in the_set['groups']]\n        return min((a for a in alone if a is not None), default=None)\n"
                         "    listed = {x[\"sku\"] for g in the_set[\"groups\"] for x in"),
    "stock-not-floored": ("stocks[sku] = None if stock is None else max(0, floor(Fraction(stock)))",
                          "stocks[sku] = None if stock is None else max(0, round_half_away(Fraction(stock)))"),
}


def oracle(mutant):
    with open(os.path.join(HERE, "pricing.py"), encoding="utf-8") as f:
        source = f.read()
    if mutant:
        old, new = MUTANTS[mutant]
        assert source.count(old) == 1, "the oracle changed: mutant %s no longer applies" % mutant
        source = source.replace(old, new)
    module = types.ModuleType("mutated_pricing")
    exec(compile(source, "pricing.py", "exec"), module.__dict__)
    return module


def try_all(seed, rounds, step=20):
    """Each mutant for up to `rounds` rounds, until it is seen; without a bug, three steps must be silent."""
    missed = 0
    for mutant in [""] + sorted(MUTANTS):
        till = "%s %s" % (sys.executable, os.path.abspath(__file__)) + (" --mutant " + mutant if mutant else "")
        for first in range(0, rounds if mutant else 3 * step, step):
            done = subprocess.run([sys.executable, os.path.join(HERE, "compare.py"), "--till", till, "--seed", seed,
                                   "--first", str(first), "--rounds", str(step), "--show", "0"],
                                  capture_output=True, text=True)
            last = (done.stdout.strip().splitlines() or [done.stderr])[-1]
            found = not last.endswith(" 0 failed")
            if found:
                break
        ok = found == bool(mutant)
        missed += not ok
        print("%-26s rounds %d to %d: %-24s %s" % (mutant or "(no bug)", first, first + step, last,
              "ok" if ok else "NOT SEEN" if mutant else "FALSE ALARM"), flush=True)
    return missed


def main():
    args = sys.argv[1:]

    def option(name, default=""):
        return args[args.index(name) + 1] if name in args else default

    if "--try-all" in args:
        sys.exit(1 if try_all(option("--seed", "1"), int(option("--rounds", "200"))) else 0)
    module = oracle(option("--mutant"))
    with open(option("--catalog"), encoding="utf-8") as f:
        catalog = module.Catalog(module.parse(f.read()))
    if "sellable" in args:
        print(json.dumps(module.sellable(catalog)))
        return
    with open(option("--cart"), encoding="utf-8") as f:
        for text in f:
            answer = module.price_text(catalog, text)
            if "error" in answer:
                answer["error"] = {"code": answer["error"]["code"], "message": "", "path": ""}
            print(json.dumps(answer))


if __name__ == "__main__":
    main()
